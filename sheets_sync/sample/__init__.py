"""An invented consortium to try everything on: its people, and the workbook they would make."""
