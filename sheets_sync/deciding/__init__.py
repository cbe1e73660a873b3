"""What only the coordinator can decide: what is open, and an answer kept for the next run."""
