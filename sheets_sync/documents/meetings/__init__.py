"""Documents around a meeting: its agenda, the invitation, the reminders before it."""
