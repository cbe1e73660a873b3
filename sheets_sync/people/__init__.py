"""Identity of persons: likely duplicates, pseudonyms, answers."""
