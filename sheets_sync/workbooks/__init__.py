"""The only place that does spreadsheet input and output: one protocol, one folder a kind of workbook."""
