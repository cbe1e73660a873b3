"""The memory of a programme, by what is remembered: what the rooms ask it, and give it to keep."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forms.form import Form
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies
from sheets_sync.history.conflicts import conflict_copies
from sheets_sync.history.kept_digests import KeptDigests
from sheets_sync.history.kept_documents import KeptDocuments
from sheets_sync.history.kept_writes import KeptWrites
from sheets_sync.history.known_list_values import KnownListValues
from sheets_sync.history.known_values import KnownValues
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.pairs import Pairs
from sheets_sync.history.memory.shapes import Read, as_json
from sheets_sync.history.memory.table_rows import replace_rows
from sheets_sync.history.persons.accepted_points import AcceptedPoints
from sheets_sync.history.persons.imported_answers import ImportedAnswers
from sheets_sync.history.persons.name_marks import NameMarks
from sheets_sync.history.persons.pseudonym_key import BESIDE, KeyFile
from sheets_sync.history.persons.pseudonym_register import PseudonymRegister
from sheets_sync.history.persons.remembered_people import RememberedPeople
from sheets_sync.history.running.here import (
    people_apart_file,
    searched_texts_file,
    written_file,
)
from sheets_sync.history.running.run_log import RunLog
from sheets_sync.history.running.sealed_file import SealedFile
from sheets_sync.history.running.writes import PastWrite, note_write, past_writes
from sheets_sync.history.sent_reminders import SentReminders
from sheets_sync.history.states.purging import keep_time
from sheets_sync.history.states.state import (
    MODIFIED,
    Changes,
    State,
    changes_since,
    count_errors,
    days_modified,
)
from sheets_sync.history.states.state_files import StateFiles
from sheets_sync.history.typed_tabs import TypedTabs, typed_tabs_of
from sheets_sync.people.known_digests import KnownDigests
from sheets_sync.release.door import Released
from sheets_sync.sheets.written_before import WrittenBefore

if TYPE_CHECKING:
    import pandas as pd

_LEAST_KNOWN, _FEWEST_OTHERS = 5, 5
"""A memory that knows less than one person of so many, and this many others, is another's."""
LOOK_BACK = 31
"""Days over which it is said that a row vanished or a past month changed."""


class History:
    """What runs leave for the next ones; all of it without a name.

    Each `save_…` writes the memory; within `one_write` all of them write it once, at its end.

    Attributes:
        states: those of earlier runs. runs: what ran, when and where. reminders: those sent.
        register: pseudonyms, their key, and answers. documents: what they showed.
        people: what is remembered of each, to be shown or forgotten.
        known_targets: indicator and SIAE → what was to be reached. sheet_texts: digests of those in
            published sheets, and the `mark` of the run that published them. config_file: its `name`
            in the last run.
        name_marks: what texts that name somebody who is gone are known by.
        imported: the answers from elsewhere that are in the tabs.
    """

    def __init__(
        self, folder: Path, key_file: Path | None, *, months: int, copies: int, root: Path
    ) -> None:
        """For a folder; `key_file` is what config names, None where it names none."""
        self.folder, self.months = folder, months
        self.copies = Copies(folder / "copies", copies, root)
        self._memory = Memory(folder, self.copies)
        self.states = StateFiles(self._memory, self.copies.folder)
        self.runs = RunLog(self._memory)
        self.accepted = AcceptedPoints(self._memory)
        self.known_targets = KnownValues(self._memory, "targets")
        self.sheet_texts = KnownValues(self._memory, "sheet_texts")
        self.config_file = KnownValues(self._memory, "config_file")
        self.list_values = KnownListValues(self._memory)
        self.reminders = SentReminders(self._memory)
        self.people = RememberedPeople(self._memory, self.states)
        self.name_marks = NameMarks(self._memory, months)
        self.documents = KeptDocuments(self._memory)
        self.register = PseudonymRegister(
            self._memory, KeyFile(key_file, folder / BESIDE), self.states, self.runs
        )
        self.imported = ImportedAnswers(
            self._memory,
            self.register.key,
            self.register.saved_key,
            lambda: self.copies.occasion,
        )
        self._typed_tabs: TypedTabs | None = None
        self._searched_texts: KeptDigests | None = None
        self._people_apart: KeptDigests | None = None
        self._writes: KeptWrites | None = None
        self._differences = Pairs(self._memory, "differences", keeps=False)
        self._findings = Pairs(self._memory, "findings", keeps=False)

    def typed_tabs(self, config: Path, form: Form, members: Iterable[str]) -> TypedTabs:
        """The members' tabs as the last run of a config typed them.

        Args:
            form: theirs, with the values of « Listes ».
        """
        key = self.register.key(or_any=True)
        self._typed_tabs = typed_tabs_of(config, form, members, key)
        return self._typed_tabs

    def texts_of_nobody(self, config: Path, people: bytes) -> KnownDigests:
        """The texts in which the last run of a config found nobody.

        Args:
            people: the digest of those who are known; with others, no text is passed over.
        """
        key = self.register.key(or_any=True)
        self._searched_texts = KeptDigests(SealedFile(searched_texts_file(config)), people)
        return self._searched_texts.of_last_run(key)

    def people_apart(self, config: Path) -> KnownDigests:
        """The groups of people in which the last run of a config found no two alike."""
        key = self.register.key(or_any=True)
        self._people_apart = KeptDigests(SealedFile(people_apart_file(config)))
        return self._people_apart.of_last_run(key)

    def written_before(self, config: Path, key: bytes) -> WrittenBefore:
        """What the last run of a config wrote into workbooks."""
        self._writes = KeptWrites(SealedFile(written_file(config)))
        return self._writes.of_last_run(key)

    def keep_for_next(self, key: bytes, written: WrittenBefore) -> None:
        """Keep what this run typed, searched and wrote, by the key of its pseudonyms."""
        if self._typed_tabs is not None:
            self._typed_tabs.keep(key, written.read_as)
        for kept in (self._searched_texts, self._people_apart, self._writes):
            if kept is not None:
                kept.keep(key)

    @property
    def file(self) -> Path:
        """The file of the memory."""
        return self._memory.file

    @property
    def notices(self) -> list[str]:
        """What was seen in reading the memory that people are to know."""
        copies = conflict_copies(self.folder, self.copies.folder)
        conflicts = [conflict.notice for conflict in copies]
        return [*self._memory.notices, *self.states.passed_over, *conflicts]

    @contextlib.contextmanager
    def one_write(self, *, dry_run: bool = False) -> Iterator[None]:
        """Alone with the memory, which is written once, when all else is done.

        Raises:
            Refusal: another run is at work, or left a newer memory meanwhile.
        """
        if dry_run:
            yield
            return
        with self._memory.one_write():
            yield

    @property
    def writes(self) -> list[PastWrite]:
        """What commands that are no runs wrote, the oldest first."""
        return past_writes(self._memory)

    def note_write(self) -> None:
        """Keep that the command that works with this memory wrote."""
        self._memory.change(partial(note_write, self.copies.occasion))

    def set_down(self) -> None:
        """Within `one_write`, before anything is published: what the next run needs of this one."""
        self._memory.set_down()

    def refuse_unusable(self) -> None:
        """Raise `Refusal`, before anything is written, where memory or key are not right."""
        self.register.key()

    def refuse_lost(self, in_workbook: str) -> None:
        """Raise `Refusal` where sheets were published by a run, and nothing is remembered of it.

        Args:
            in_workbook: the mark of that run, "" where there is none.
        """
        if in_workbook and self.runs.last is None and not self.register.knows_anybody:
            raise Refusal("history.lost", mark=in_workbook, folder=self.folder)

    def may_be_of_another(self, in_workbook: str) -> bool:
        """True if sheets were published by a run that this memory does not know.

        It is older than they are then, or that of another programme.
        """
        return bool(in_workbook) and in_workbook not in {run.mark for run in self.runs.all}

    def refuse_another(self, in_workbook: str, pseudonyms: Iterable[str]) -> None:
        """Raise `Refusal` where this is the memory of another programme than the sheets are of.

        Args:
            in_workbook: the mark of a run that it does not know.
            pseudonyms: of the persons of the workbook, as that run published them.
        """
        here, registered = set(pseudonyms), set(self.register.pseudonyms().values())
        known, others = len(here & registered), len(registered - here)
        # An older one knows most of them, and few others.
        if known * _LEAST_KNOWN < len(here) and others >= _FEWEST_OTHERS:
            raise Refusal(
                "history.of_another",
                folder=self.folder,
                mark=in_workbook,
                known=known,
                count=len(here),
                others=others,
            )

    def save_people(self, key: bytes, registry: Mapping[str, str]) -> None:
        """Keep the key (readable by its owner only) and the register with its check value."""
        self.register.save(key, registry)
        self.imported.hash_former(key)

    def first_seen(self, keys: Iterable[str], as_of: date) -> dict[str, date]:
        """Key of an anomaly → the day a run first saw it; `as_of` for one that is new."""
        known = {key: date.fromisoformat(day) for key, day in self._findings.read().items()}
        return {key: min(as_of, known.get(key, as_of)) for key in keys}

    def save_findings(self, first_seen: Mapping[str, date]) -> None:
        """Keep since when each anomaly is there."""
        self._findings.save({key: day.isoformat() for key, day in first_seen.items()})

    def differences(self, shape: Callable[[Mapping[str, Any]], Read]) -> list[Read]:
        """The differences that outside files showed, each made of its JSON object by `shape`."""
        contents = self._differences.read().values()
        every = itertools.chain.from_iterable(json.loads(content) for content in contents)
        return [shape(one) for one in every]

    def save_differences(self, differences: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Keep those of every source in the place of all that is remembered."""
        self._differences.save({name: as_json(list(each)) for name, each in differences.items()})

    def headers(self) -> dict[str, dict[str, str]]:
        """Form → field → the header that `setup` last gave its column."""
        headers: dict[str, dict[str, str]] = {}
        for form, field, header in self._memory.rows("SELECT * FROM headers"):
            headers.setdefault(form, {})[field] = header
        return headers

    def save_headers(self, headers: Mapping[str, Mapping[str, str]]) -> None:
        """Keep them, instead of those that are known."""
        rows = []
        for form, fields in headers.items():
            rows += [(form, field, header) for field, header in fields.items()]
        self._memory.change(partial(replace_rows, "headers", rows))

    def links(self) -> list[dict[str, str]]:
        """The links to the form on the phone, given and taken back; never their secrets."""
        rows = self._memory.rows("SELECT content FROM links ORDER BY number")
        return [json.loads(content) for (content,) in rows]

    def save_links(self, links: Sequence[Mapping[str, str]]) -> None:
        """Keep them, instead of those that are known."""
        rows = [(number, as_json(dict(link))) for number, link in enumerate(links, 1)]
        self._memory.change(partial(replace_rows, "links", rows))

    def changes(
        self,
        rows: Released[pd.DataFrame],
        anomalies: Sequence[Anomaly],
        as_of: date,
        is_error: Callable[[str], bool],
    ) -> Changes:
        """Compare the rows with the last state kept, not later than `as_of`."""
        if (last := self.states.last(as_of)) is None:
            return Changes(None, is_first=not self.states.passed_over)
        return changes_since(*last, rows.content, count_errors(anomalies), is_error)

    def compare(self, since: date, until: date, is_error: Callable[[str], bool]) -> Changes:
        """What changed from the state of one day to the last one by another.

        Raises:
            Refusal: there is no state of the first day.
        """
        before, after = self.states.read(since), self.states.last(until)
        if before is None or after is None:
            raise Refusal("history.no_state", day=since)
        rows = after[0].frame.drop(columns=MODIFIED)
        return changes_since(*before, rows, after[1], is_error)

    def modified(self, rows: Released[pd.DataFrame], as_of: date) -> list[date | None]:
        """For each row, the first day on which a run found it as it is, its free texts apart.

        None where that is not known: before the first state nothing is.
        """
        last = self.states.last(as_of)
        if last is None:
            return [None] * len(rows.content)
        return days_modified(last[0], rows.content, as_of)

    def reference(self, as_of: date) -> State | None:
        """The state that entries are compared with.

        The oldest of the last `LOOK_BACK` days, else the last before them. Never one of `as_of`
        itself, so that a second run of the day says the same.
        """
        first = as_of - timedelta(days=LOOK_BACK)
        return self.states.reference(first, as_of - timedelta(days=1))

    def save_state(
        self, rows: Released[pd.DataFrame], anomalies: Sequence[Anomaly], today: date
    ) -> None:
        """Keep the state of today's run (pseudonymised) instead of an earlier one of the day."""
        self.states.save(rows.content, anomalies, today)

    def keep_time(self, today: date) -> list[str]:
        """Take away what became due since the last run, and keep that today's was; what is said.

        Only for a run of the day that it is: a run for another day takes nothing away.
        """
        return keep_time(self._memory, self.states, today, self.months)
