"""A workbook that nobody prepared becomes a proposed config."""
