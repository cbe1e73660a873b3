"""A Google spreadsheet, through gspread.

`workbook` is what the rest of the tool sees. `plan` compares what is there (`api`) with what is
wanted (`rendering`), and `batches` cuts what is left to do into calls.
"""
