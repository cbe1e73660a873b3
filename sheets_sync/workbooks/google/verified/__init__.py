"""Writes into rows of the staff, held against the rows that Google really changed."""
