"""The desk of the documents: by meeting and funder, under plain names, with what is to complete."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.files.places import REMINDERS, SIAE_PAGES, folder_of
from sheets_sync.documents.meetings.timetable import next_date
from sheets_sync.documents.templates.used_templates import TO_PREPARE
from sheets_sync.errors import Refusal
from sheets_sync.files import digest
from sheets_sync.safe_names import file_name
from sheets_sync.settings.meeting import Meeting
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.workspace import Workspace

_DAY = r"\d{4}-\d\d-\d\d"
_STAGES = ("-projet", "", "-rectificatif")
"""Endings of the names of reports of one day; the last one counts."""


@dataclass(frozen=True)
class Shown:
    """A document as the page shows it.

    Attributes:
        name: what it is. kind: the program it opens in. to_complete: what a person must still
            write in it. is_changed: whether somebody has worked on it.
    """

    name: str
    path: Path
    kind: str
    to_complete: Sequence[str] = ()
    is_changed: bool = False


@dataclass(frozen=True)
class Group:
    """The documents of one occasion."""

    title: str
    documents: Sequence[Shown]


class DocumentsDesk:
    """Shows and opens documents."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {"documents": self.documents, "open": self.open}

    def documents(self, _data: dict[str, Any]) -> dict[str, Any]:
        """All there are, by occasion."""
        workspace = self.office.workspace()
        return {
            "folder": str(workspace.documents),
            "groups": [
                {"title": group.title, "documents": list(map(_document_json, group.documents))}
                for group in document_groups(self.office, workspace)
            ],
        }

    def open(self, data: dict[str, Any]) -> dict[str, Any]:
        """Open one in its own program."""
        workspace = self.office.workspace()
        groups = document_groups(self.office, workspace)
        paths = [*(each.path for each in _of_every_group(groups)), workspace.documents]
        asked_for, as_shown = str(data["path"]), self.office.door.mask("window")
        path = next((path for path in paths if as_shown(str(path)) == asked_for), None)
        if path is None or not path.exists():
            raise Refusal("window.document", file=Path(asked_for).name)
        self.office.open_document(path)
        return {}


def document_groups(office: Office, workspace: Workspace) -> list[Group]:
    """The documents that lie in the folder, the next meetings' first."""
    folder_files, meetings = _Folder(workspace), office.meetings(workspace)
    groups = [
        *_meeting_groups(meetings, folder_files, office.today()),
        *_report_groups(workspace, folder_files),
    ]
    figures = folder_files.last(sentence("window.document.dashboard"), "tableau-de-bord-", ".html")
    others = [each for each in (figures,) if each is not None]
    for kind, name in (("reminders", REMINDERS), ("siae_pages", SIAE_PAGES)):
        folder = workspace.documents / name
        if folder.is_dir():
            others.append(Shown(sentence(f"window.document.{kind}"), folder, ""))
    groups.append(Group(sentence("window.document.others"), others))
    return [group for group in groups if group.documents]


def to_complete(office: Office, workspace: Workspace) -> int:
    """How many documents wait for somebody to write in them."""
    shown = _of_every_group(document_groups(office, workspace))
    return sum(bool(each.to_complete) and not each.is_changed for each in shown)


def _of_every_group(groups: Sequence[Group]) -> Iterator[Shown]:
    for group in groups:
        yield from group.documents


def _meeting_groups(
    meetings: Mapping[str, Meeting], folder_files: _Folder, day: date
) -> Iterator[Group]:
    dated = [(next_date(meeting, day), name, meeting.title) for name, meeting in meetings.items()]
    for next_day, name, title in sorted(dated):
        about = f"{file_name(name)}-{next_day.isoformat()}"
        files = {
            "agenda": f"ordre-du-jour-{about}.docx",
            "invitation": f"invitation-{about}.eml",
            "calendar": f"invitation-{about}.ics",
            "minutes": f"releve-de-decisions-{about}.docx",
        }
        folder = folder_of(files["agenda"])
        paths = {kind: f"{folder}/{file}" for kind, file in files.items()}
        paths["notes"] = f"{folder}/{TO_PREPARE}"
        shown = [
            folder_files.shown(sentence(f"window.document.{kind}"), path)
            for kind, path in paths.items()
        ]
        when = french.long_day(next_day, weekday=True)
        heading = sentence("window.meeting_on", title=title, day=when)
        yield Group(heading, [each for each in shown if each is not None])


def _report_groups(workspace: Workspace, folder_files: _Folder) -> Iterator[Group]:
    for name, funder in workspace.config.funders.items():
        prefix = f"rapport-{file_name(name)}-"
        report = folder_files.last(sentence("window.document.report"), prefix, ".docx")
        annex = folder_files.last(sentence("window.document.annex"), prefix, "-annexe.xlsx")
        shown = [each for each in (report, annex) if each is not None]
        yield Group(sentence("window.report_to", title=funder.title, name=funder.name), shown)


class _Folder:
    """The folder of documents, and what is remembered of what was written there."""

    def __init__(self, workspace: Workspace) -> None:
        self.folder = workspace.documents
        self.history = workspace.history
        self._digests = workspace.history.documents.digests()

    def shown(self, name: str, file: str) -> Shown | None:
        """A document by its path in the folder; None where there is none."""
        path = self.folder / file
        if not path.is_file():
            return None
        kind = sentence(f"window.kind.{path.suffix[1:]}")
        figures = self.history.documents.figures_kept(path.stem) or {}
        left = list(figures.get("a_completer", ()))
        return Shown(name, path, kind, left, self._is_changed(path))

    def last(self, name: str, prefix: str, ending: str) -> Shown | None:
        """The latest of those whose names begin and end so."""
        stages = "|".join(_STAGES)
        pattern = re.compile(f"{re.escape(prefix)}({_DAY})({stages}){re.escape(ending)}")
        paths = self.folder.rglob(f"{glob.escape(prefix)}*{ending}")
        matches = [(match, path) for path in paths if (match := pattern.fullmatch(path.name))]
        if not matches:
            return None
        newest = max(matches, key=lambda pair: (pair[0][1], _STAGES.index(pair[0][2])))
        return self.shown(name, str(newest[1].relative_to(self.folder)))

    def _is_changed(self, path: Path) -> bool:
        known = self._digests.get(path.name)
        return known is not None and digest(path) not in known


def _document_json(shown: Shown) -> dict[str, Any]:
    return {
        "name": shown.name,
        "kind": shown.kind,
        "file": shown.path.name,
        "path": str(shown.path),
        "toComplete": list(shown.to_complete),
        "changed": shown.is_changed,
    }
