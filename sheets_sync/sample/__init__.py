"""An invented consortium to try everything on: its people (`invent`), and the workbook they would have made (`draw`)."""
