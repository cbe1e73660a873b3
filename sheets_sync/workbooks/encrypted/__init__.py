"""Workbooks that a password keeps shut: opened, and closed again with it."""
