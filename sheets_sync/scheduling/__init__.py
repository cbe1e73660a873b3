"""What starts the job without a terminal: schedule, launcher, buttons."""
