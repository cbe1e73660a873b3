"""The beginning of a command: found by its name, guarded, or answered with what was said last."""
