"""Commands that stay open, or that the computer starts."""
