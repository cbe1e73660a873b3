"""The tabs that `setup` makes and completes: described, and what a tab in use lacks."""
