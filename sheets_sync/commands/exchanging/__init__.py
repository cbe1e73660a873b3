"""Commands for files that come from others, or go to them."""
