"""The journal: a line for what was done, with no person in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sheets_sync.files import put_text

JOURNAL = "journal.txt"
# About ten years of a run each week.
MOST_LINES = 500


def add_to_journal(folder: Path, moment: datetime, text: str) -> None:
    """Add a line to the journal; beyond `MOST_LINES` the oldest go."""
    journal = folder / JOURNAL
    lines: list[str] = []
    if journal.is_file():
        # What a damaged one still says is worth more than to stop for it.
        lines = journal.read_text(encoding="utf-8", errors="replace").splitlines()
    line = f"{moment:%Y-%m-%d %H:%M} {text}"
    put_text(journal, "\n".join([*lines[-MOST_LINES + 1 :], line]) + "\n", private=True)
