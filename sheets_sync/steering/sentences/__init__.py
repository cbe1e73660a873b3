"""Sentences on the figures, for the sheet, the page and the agendas."""
