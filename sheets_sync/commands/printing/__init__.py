"""What several commands print, as text and as JSON."""
