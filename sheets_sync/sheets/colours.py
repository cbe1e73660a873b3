"""Colours that stay apart for the colour-blind."""

BLUE, ORANGE, GREEN, GREY, PURPLE, PALE = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#6B7280",
    "#7A5195",
    "#B4CCDE",
)


"""Colours that stay apart for the colour-blind (Okabe and Ito's palette, and three neutral ones)."""
