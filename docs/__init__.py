"""What is written about the program, and what makes its parts that come from code and data."""
