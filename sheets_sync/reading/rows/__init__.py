"""Which rows below a header are entries, whose they are, and why the others are none."""
