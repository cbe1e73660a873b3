"""The coordinator's window: every command, a step at a time."""
