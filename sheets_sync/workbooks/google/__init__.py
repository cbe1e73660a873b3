"""A Google spreadsheet, through gspread.

`workbook` is what the rest of the tool sees; `plan` says what is to be written; `calls` speaks to
Google; `credentials` finds the account.
"""
