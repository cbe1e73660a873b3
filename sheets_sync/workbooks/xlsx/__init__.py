"""Workbooks that are `.xlsx` and `.xlsm` files."""
