"""Persons that the run knows: found in texts, and taken out of what leaves."""
