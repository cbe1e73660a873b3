"""What is wanted of a spreadsheet, as requests: generated sheets, feedback, additions to tabs."""
