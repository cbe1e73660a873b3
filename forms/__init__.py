"""Forms: what is entered, as YAML, and the code that loads, checks and applies it."""
