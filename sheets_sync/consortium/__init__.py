"""One table from all tabs."""
