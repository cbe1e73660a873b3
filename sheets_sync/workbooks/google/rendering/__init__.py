"""Rendering as requests to Google: generated sheets, feedback, additions to tabs."""
