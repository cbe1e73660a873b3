"""Who is who, likely duplicates, pseudonyms, answers."""
