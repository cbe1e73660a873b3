"""What directors look at, as figures."""
