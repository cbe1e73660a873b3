"""The page that leads to every document: new since the last `prepare` first, then those before.

A document that is made alone joins those that the last `prepare` made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.files.places import REMINDERS, REPORTS, SIAE_PAGES
from sheets_sync.documents.files.planned import PlannedDocument

INDEX = "index.html"
_DAY = r"\d{4}-\d\d-\d\d"
# A file's name → what a reader calls it; `who` in a name: whom or what it is about.
_KINDS: Mapping[str, re.Pattern[str]] = {
    "dashboard": re.compile(rf"tableau-de-bord-{_DAY}\.html"),
    "agenda": re.compile(rf"ordre-du-jour-.+-{_DAY}\..+"),
    "minutes": re.compile(rf"releve-de-decisions-.+-{_DAY}\..+"),
    "invitation": re.compile(rf"invitation-.+-{_DAY}\..+"),
    "to_prepare": re.compile(r"a-preparer\.md"),
    "draft": re.compile(rf"rapport-.+-{_DAY}-projet\..+"),
    "draft_annex": re.compile(rf"rapport-.+-{_DAY}-projet-annexe\..+"),
    "correction": re.compile(rf"rapport-.+-{_DAY}-rectificatif\..+"),
    "correction_annex": re.compile(rf"rapport-.+-{_DAY}-rectificatif-annexe\..+"),
    "report": re.compile(rf"rapport-.+-{_DAY}\..+"),
    "report_annex": re.compile(rf"rapport-.+-{_DAY}-annexe\..+"),
    "siae": re.compile(rf"(?:tableau-de-bord|relance)-(?P<who>.+)-{_DAY}\..+"),
}
"""In the order in which they stand on the page."""


@dataclass(frozen=True)
class NamesOnPage:
    """Names of what files are about, by how they stand in the files' names.

    Attributes:
        meetings: titles. funders: as they stand after « Rapport », « à la DREETS ».
    """

    siae: Mapping[str, str]
    meetings: Mapping[str, str]
    funders: Mapping[str, str]


def index_context(
    programme: str,
    as_of: date,
    folder: Path,
    planned: Iterable[PlannedDocument],
    names: NamesOnPage,
) -> dict[str, Any]:
    """Everything that the page's template may show.

    Args:
        folder: that of all documents; what lies in it of before is listed too.
        planned: what this run makes: all of a `prepare`, or a document alone.
    """
    now = {document.path.relative_to(folder).as_posix() for document in planned}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    # A report that stays as it was issued is made again alone: its annex goes with it.
    annexes = {f"{name.rpartition('.')[0]}-annexe.xlsx" for name in now}
    now |= annexes & there
    if not any(map(_is_dashboard, now)):
        now |= _of_the_last_prepare(there)
    now.discard(INDEX)
    before = there - now - {INDEX}
    shown = [name for name in before if not PurePosixPath(name).name.startswith((".", "~"))]
    return {
        "programme": programme,
        "situation_au": french.long_day(as_of),
        "groupes": _file_groups(now, names),
        "avant": _file_groups(shown, names),
    }


def _is_dashboard(file: str) -> bool:
    return bool(_KINDS["dashboard"].fullmatch(file))


def _of_the_last_prepare(files: Iterable[str]) -> set[str]:
    """Those of the day of the newest dashboard, which only `prepare` makes, or after it."""
    # A meeting's files are of its day to come, wherever that stands in their path.
    days = {file: max(re.findall(_DAY, file), default="") for file in files}
    last = max((day for file, day in days.items() if _is_dashboard(file)), default="")
    return {file for file, day in days.items() if last and day >= last}


def _file_groups(files: Iterable[str], names: NamesOnPage) -> list[dict[str, Any]]:
    """The files by folder: the dashboards, meetings, reports, reminders."""
    by_folder: dict[str, list[str]] = {}
    for file in sorted(files):
        by_folder.setdefault(PurePosixPath(file).parent.as_posix(), []).append(file)
    return [
        {
            "titre": _folder_title(folder, names),
            "fichiers": _documents_of(by_folder[folder], names),
        }
        for folder in sorted(by_folder, key=_order_of_folder)
    ]


def _documents_of(files: Sequence[str], names: NamesOnPage) -> list[dict[str, Any]]:
    """The documents in a folder: one that is there in several formats is one, with a link each."""
    links: dict[tuple[int, str], list[dict[str, str]]] = {}
    for file in files:
        path = PurePosixPath(file)
        kind = sentence(f"index.format.{_format_of(path.suffix)}")
        link = {"format": kind, "lien": file}
        links.setdefault(_position_and_title(path.name, names), []).append(link)
    return [{"nom": title, "liens": links[position, title]} for position, title in sorted(links)]


def _position_and_title(name: str, names: NamesOnPage) -> tuple[int, str]:
    """A document's position in its folder, and its title; a person's own come last."""
    for position, (kind, pattern) in enumerate(_KINDS.items()):
        if match := pattern.fullmatch(name):
            who = match.groupdict().get("who")
            if who is None:
                return position, sentence(f"index.{kind}")
            return position, names.siae.get(who, who)
    return len(_KINDS), name


def _format_of(suffix: str) -> str:
    known = ("docx", "xlsx", "pdf", "html", "eml", "ics", "txt", "md")
    return next((name for name in known if suffix == f".{name}"), "other")


def _order_of_folder(folder: str) -> tuple[int, str]:
    """What is read first stands first: the dashboard, meetings, reports, the SIAE's own."""
    first = folder.split("/")[0]
    order = {".": 0, REPORTS: 2, SIAE_PAGES: 3, REMINDERS: 4}
    return order.get(first, 1), folder


def _folder_title(folder: str, names: NamesOnPage) -> str:
    first, _, rest = folder.partition("/")
    if folder == ".":
        return sentence("index.top")
    if first == SIAE_PAGES:
        return sentence("index.siae_pages")
    if first == REPORTS:
        return sentence("index.report_to", to=names.funders.get(rest, rest))
    if first == REMINDERS:
        return sentence("index.reminders", day=_day_in_words(rest))
    day, name = folder[:10], folder[11:]
    if not re.fullmatch(_DAY, day):
        return folder
    return sentence("index.meeting", title=names.meetings.get(name, name), day=_day_in_words(day))


def _day_in_words(day: str) -> str:
    try:
        return french.long_day(date.fromisoformat(day))
    except ValueError:
        return day
