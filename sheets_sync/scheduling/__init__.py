"""Ways to start the job without a terminal: schedule, launcher, buttons."""
