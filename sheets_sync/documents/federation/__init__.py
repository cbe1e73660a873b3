"""Figures that a programme shares with its region, and those of many programmes together."""
