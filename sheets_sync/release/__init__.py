"""Release of data: what may leave a tab, and for whom."""
