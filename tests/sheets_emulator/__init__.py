"""An emulator of the parts of Sheets v4 and Drive v3 that gspread uses, as a real HTTP server on loopback.

`schema` checks requests and answers against Google's own discovery documents and knows the routes from them, `grid` is what a
spreadsheet holds, `values` and `changes` are what the API does to it, `drive` the files around it, `server` speaks HTTP: tokens,
quotas, faults. Answers are those recorded from Google in gspread's cassettes (`python -m tests.sheets_emulator.against_gspread`).
"""
