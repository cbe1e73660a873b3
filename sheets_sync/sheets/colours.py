"""Colours that stay apart for the colour-blind: Okabe and Ito's palette, and three neutral ones."""

BLUE = "#0072B2"
ORANGE = "#D55E00"
GREEN = "#009E73"
GREY = "#6B7280"
PURPLE = "#7A5195"
PALE = "#B4CCDE"
