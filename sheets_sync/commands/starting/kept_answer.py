"""Keep what a run would say if it were made again at once, so that the next need not find it."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sheets_sync.catalogue import sentence
from sheets_sync.commands.starting.unchanged import Answer, Question, Watched, keep
from sheets_sync.files import Outcome, noting_what_is_put
from sheets_sync.history.memory.alone import RUNNING
from sheets_sync.history.memory.memory import UNFINISHED
from sheets_sync.history.states.state import Changes
from sheets_sync.monthly import Run
from sheets_sync.workbooks.remote.address import remote_address
from sheets_sync.workbooks.shared.addresses import EXCEL, is_address
from sheets_sync.workspace import Workspace

_WORKBOOKS = (".xlsx", ".xlsm")
_PASSING = (RUNNING, UNFINISHED)
_DEFINITIONS = ("forms", "report_templates")


class Repeated(NamedTuple):
    """A run as it would be made again, and what was found of all that it rests on."""

    run: Run
    watched: Watched
    traces: Mapping[str, str]


@dataclass
class KeptAnswer:
    """Files that a run rests on, seen before it began, and those it put in place.

    Attributes:
        watched: None where the run rests on what is no file here: a Google spreadsheet, one in a
            WebDAV folder, one that is open in Excel.
        noted: real path of each file that it put → its digest.
    """

    question: Question
    watched: Watched | None
    before: Mapping[str, str]
    noted: Mapping[str, str] = field(default_factory=dict)

    @property
    def put(self) -> dict[str, str]:
        """Files that were put to stay: not those beside the memory while a run is at work."""
        return {path: new for path, new in self.noted.items() if Path(path).name not in _PASSING}

    def repeated(self, run: Run, workspace: Workspace) -> Repeated | None:
        """The run as it would be made again; None where that is not certain."""
        watched = self._with_documents(run)
        if watched is None:
            return None
        after = watched.traces()
        if all(after.get(trace) == known for trace, known in self.before.items()):
            return Repeated(run, watched, after)
        if run.cards or not self._is_ours(after):
            return None
        # What is said of this run alone, as that one before it was cut off, is not said again.
        usual = {sentence("history.other_day"), *workspace.audiences.notices}
        outcomes = [*run.published.files.values(), *(each.outcome for each in run.documents)]
        if not usual.issuperset(run.notices) or "beside" in outcomes:
            return None
        unchanged_run = _with_nothing_changed(
            run, is_today=self.question.as_of == self.question.today
        )
        return Repeated(unchanged_run, watched, after)

    def keep(self, repeated: Repeated, answer: Answer) -> None:
        """Keep what the run would say; not being able to is no fault of the run."""
        # The traces that were compared: what somebody saved since then was never read.
        with contextlib.suppress(OSError):
            keep(self.question, repeated.watched, repeated.traces, answer)

    def _is_ours(self, after: Mapping[str, str]) -> bool:
        """Whether nobody but this run changed what it rests on, since it began."""
        for trace, known in self.before.items():
            kind, _, path = trace.partition(" ")
            if kind == "file" and after[trace] != self.put.get(os.path.realpath(path), known):
                return False
        return all(after.get(f"file {path}", digest) == digest for path, digest in self.put.items())

    def _with_documents(self, run: Run) -> Watched | None:
        """Files that the next run rests on: this one's documents too."""
        if self.watched is None:
            return None
        files = dict.fromkeys([*self.watched.files, *self.put])
        beside = (str(Path(path).parent) for path in self.put)
        folders = dict.fromkeys([*self.watched.folders, *beside])
        documents = (str(document.path.parent) for document in run.documents)
        return replace(
            self.watched, files=[*files], folders=[*dict.fromkeys([*folders, *documents])]
        )


@contextlib.contextmanager
def keeping_answer(
    workspace: Workspace, day: date, today: date, *, as_json: bool, strict: bool
) -> Iterator[KeptAnswer]:
    """See what the run of a programme rests on before it begins, and note what it puts."""
    config = str(workspace.config.file)
    question = Question(config, day.isoformat(), today.isoformat(), as_json, strict)
    watched = _watched(workspace)
    before = watched.traces() if watched else {}
    with noting_what_is_put() as put:
        yield KeptAnswer(question, watched, before, put)


def _watched(workspace: Workspace) -> Watched | None:
    places = workspace.written_workbooks
    if any(_is_asked_for(workspace.as_written(place)) for place in places):
        return None
    workbooks = [Path(place) for place in places]
    templates = [funder.template for funder in workspace.config.funders.values()]
    templates += [meeting.template for meeting in workspace.config.meetings.values()]
    is_elsewhere = any(name and Path(name).name != name for name in templates)
    is_plain = all(book.suffix.lower() in _WORKBOOKS for book in workbooks)
    if is_elsewhere or not is_plain or not all(map(_is_package, workbooks)):
        return None
    folder = workspace.folder
    definitions = sorted(itertools.chain(folder.glob("*.y*ml"), *map(_files_in, _below(folder))))
    memory = workspace.history.folder
    remembered = sorted(memory.iterdir()) if memory.is_dir() else []
    key = folder / workspace.config.privacy.key
    files = [workspace.config.file, key, *definitions, *workbooks, workspace.history.file]
    files += [file for file in remembered if file.is_file()]
    folders = [folder, *_below(folder), *(book.parent for book in workbooks), memory]
    large = [file for file in remembered if file.is_dir()]
    names = [[*dict.fromkeys(map(str, paths))] for paths in (files, folders, large, [memory])]
    return Watched(*names)


def _below(folder: Path) -> list[Path]:
    return [folder / name for name in _DEFINITIONS]


def _files_in(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())


def _is_asked_for(name: str) -> bool:
    """Whether what is in a workbook is known by asking a server, or Excel, and by no file here."""
    return name.startswith(EXCEL) or is_address(name) or remote_address(name) is not None


def _is_package(book: Path) -> bool:
    """Whether a workbook is open to all, or is not there: a password is not asked for twice."""
    if not book.is_file():
        return not book.exists()
    with book.open("rb") as file:
        return file.read(2) == b"PK"


def _with_nothing_changed(run: Run, *, is_today: bool) -> Run:
    """A run as the next one would be: it finds the same, and all is there already."""
    changes = run.changes
    if is_today and not changes.nothing:
        # What it is compared with is the state that this run left.
        changes = Changes(run.month.as_of)
    files: dict[str, Outcome] = dict.fromkeys(run.published.files, "unchanged")
    documents = [replace(document, outcome="unchanged") for document in run.documents]
    return replace(
        run, published=replace(run.published, files=files), changes=changes, documents=documents
    )
