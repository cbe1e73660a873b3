"""Where each document lies: by meeting, by funder, reminders by day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_DAY = r"\d{4}-\d\d-\d\d"
_OF_MEETING = re.compile(rf"(?:ordre-du-jour|invitation|releve-de-decisions)-(.+)-({_DAY})\.\w+")
_OF_FUNDER = re.compile(rf"rapport-(.+?)-{_DAY}\D*")
_OF_SIAE = re.compile(rf"relance-.+-({_DAY})\.\w+")
REPORTS, REMINDERS, SIAE_PAGES = "rapports", "relances", "pages-siae"


def folder_of(file: str) -> str:
    """The folder of a document by its name, below that of all documents; "" for the top.

    A meeting's is named by its day first, so that a list of them is in the order of time.
    """
    if match := _OF_MEETING.fullmatch(file):
        return f"{match[2]}-{match[1]}"
    if match := _OF_FUNDER.fullmatch(file):
        return f"{REPORTS}/{match[1]}"
    if match := _OF_SIAE.fullmatch(file):
        return f"{REMINDERS}/{match[1]}"
    return ""


def folders_of_documents(top: Path) -> Iterator[Path]:
    """Every folder below that of all documents in which one may lie, be it of a run before."""
    yield top
    for names in ("*/", f"{REPORTS}/*/", f"{REMINDERS}/*/"):
        yield from top.glob(names)
