"""Every kind of workbook shares these: the protocol, addresses, styles, comparison."""
