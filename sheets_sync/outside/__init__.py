"""Data that comes from outside the workbooks."""
