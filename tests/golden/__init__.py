"""What people read of the sample, as text that a review sees change."""
