"""The first start: a workbook that is there, or an empty one, becomes a programme."""
