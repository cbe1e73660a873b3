"""What may leave a tab, and for whom."""
