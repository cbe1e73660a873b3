"""Described sheets, drawn into a new or an existing package."""
