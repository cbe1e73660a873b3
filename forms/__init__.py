"""What is entered, as data: the forms' definitions in YAML, and the code that loads, checks and applies them."""
