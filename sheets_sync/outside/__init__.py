"""What comes from elsewhere."""
