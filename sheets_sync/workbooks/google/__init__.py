"""A Google spreadsheet: `workbook` is what the rest of the tool sees; `calls` speaks to Google, `credentials` finds the account."""
