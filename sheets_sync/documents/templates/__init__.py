"""Templates that a coordinator edits, filled."""
