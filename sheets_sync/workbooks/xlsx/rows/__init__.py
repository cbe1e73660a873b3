"""Rows that come between those of the staff: all that refers to rows goes along."""
