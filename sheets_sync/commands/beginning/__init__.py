"""Commands that make a programme, or look whether one can work."""
