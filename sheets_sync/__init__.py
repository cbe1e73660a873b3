"""The scripts on top of the spreadsheets that a consortium of SIAE shares."""

__version__ = "0.1.0"
