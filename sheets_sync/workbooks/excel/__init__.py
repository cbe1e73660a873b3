"""The workbook open in Excel on this computer, through xlwings: read and changed in place, saved by whoever works in it."""
