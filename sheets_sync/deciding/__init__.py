"""Questions that only the coordinator can decide: those open, and an answer for the next run."""
