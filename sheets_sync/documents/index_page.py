"""The page that leads to every document: what is of this run first, then what was there before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.files.places import REMINDERS, REPORTS
from sheets_sync.documents.files.planned import PlannedDocument

INDEX = "index.html"
_FIRST = {"ordre-du-jour": 0, "releve-de-decisions": 1, "invitation": 2}
"""The order in a meeting's folder: the agenda, the minutes, the invitation; then the notes."""


def index_context(
    programme: str, as_of: date, folder: Path, planned: Iterable[PlannedDocument]
) -> dict[str, Any]:
    """Everything that the page's template may show.

    Args:
        folder: that of all documents; what lies in it of before is listed too.
        planned: what this run makes.
    """
    now = [document.path.relative_to(folder).as_posix() for document in planned]
    there = (path for path in folder.rglob("*") if path.is_file())
    before = {path.relative_to(folder).as_posix() for path in there} - set(now) - {INDEX}
    shown = [name for name in before if not PurePosixPath(name).name.startswith((".", "~"))]
    return {
        "programme": programme,
        "situation_au": french.long_day(as_of),
        "groupes": _file_groups(now),
        "avant": _file_groups(shown),
    }


def _file_groups(names: Sequence[str]) -> list[dict[str, Any]]:
    """The files by folder: meetings first, reports, reminders as one, then what lies at the top."""
    by_folder: dict[str, list[str]] = {}
    for name in sorted(names, key=_order_in_folder):
        by_folder.setdefault(PurePosixPath(name).parent.as_posix(), []).append(name)
    folders = sorted(by_folder, key=_order_of_folder)
    return [
        {"titre": _folder_title(folder), "fichiers": list(map(_file_and_link, by_folder[folder]))}
        for folder in folders
    ]


def _file_and_link(name: str) -> dict[str, str]:
    return {"nom": PurePosixPath(name).name, "lien": name}


def _order_in_folder(name: str) -> tuple[int, str]:
    file = PurePosixPath(name).name
    return next((n for start, n in _FIRST.items() if file.startswith(start)), len(_FIRST)), file


def _order_of_folder(folder: str) -> tuple[int, str]:
    """What is read first stands first: the dashboard, meetings, reports, reminders."""
    if folder == ".":
        return 0, folder
    order = {REPORTS: 2, REMINDERS: 3}
    return order.get(folder.split("/")[0], 1), folder


def _folder_title(folder: str) -> str:
    if folder == ".":
        return sentence("documents.index_top")
    kind, _, rest = folder.partition("/")
    if kind == REPORTS:
        return sentence("documents.index_reports", funder=rest)
    if kind == REMINDERS:
        return sentence("documents.index_reminders", day=rest)
    day, name = folder[:10], folder[11:]
    return sentence("documents.index_meeting", name=name, day=_day_in_words(day))


def _day_in_words(day: str) -> str:
    try:
        return french.long_day(date.fromisoformat(day))
    except ValueError:
        return day
