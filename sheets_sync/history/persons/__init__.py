"""What is remembered of persons: pseudonyms and their key, answers about them, their removal."""
