"""What is entered, as data: forms in YAML, and the code that loads, checks and applies them."""
