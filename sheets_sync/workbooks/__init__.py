"""The only spreadsheet input and output: one protocol, one folder for each kind of workbook."""
