"""The form on a phone and the coordinator's window."""
