"""The workbook open in Excel on this computer, through xlwings.

It is read and changed in place, and saved by whoever works in it.
"""
