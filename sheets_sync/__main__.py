"""`python -m sheets_sync`."""

from sheets_sync.commands.app import app

app()
