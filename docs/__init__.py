"""What is written about the program, and what makes the parts of it that come from code and data."""
