"""Texts that must not hold or repeat something: sensitive matter, social security numbers."""
