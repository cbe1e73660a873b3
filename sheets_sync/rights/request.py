"""A request of access: the person it means, and everything that is held on them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sheets_sync.checking.table import CheckedTable
from sheets_sync.consortium.entries import Entries
from sheets_sync.errors import Refusal
from sheets_sync.history.persons.remembered_people import HeldOn, Identity, forgotten_mark
from sheets_sync.people.identify import identify
from sheets_sync.reading.table import Table
from sheets_sync.rights.sought import Eyes, Question, Sought, gone_from_tabs, in_tabs
from sheets_sync.rights.whereabouts import (
    HeldRow,
    HoldingCopy,
    copies_holding,
    documents_holding,
    rows_in_tabs,
)
from sheets_sync.stages.decided_in_sheets import answers_in_sheets
from sheets_sync.stages.every_tab import read_entries
from sheets_sync.workspace import Workspace


@dataclass(frozen=True)
class Everything:
    """All that is held on a person, and where.

    Attributes:
        memory_copies: those of the memory that hold them.
        forgotten: the day that they were forgotten, None for who never was.
    """

    sought: Sought
    rows: Sequence[HeldRow]
    memory: HeldOn
    copies: Sequence[HoldingCopy]
    memory_copies: Sequence[Path]
    documents: Sequence[Path]
    forgotten: date | None

    @property
    def sure_rows(self) -> list[HeldRow]:
        """The rows that are about them, and about nobody else."""
        return [row for row in self.rows if row.is_sure]

    @property
    def doubtful_rows(self) -> list[HeldRow]:
        """Those with no more of their name than a title or an initial beside it."""
        return [row for row in self.rows if not row.is_sure]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all is held."""
        held = (self.rows, self.copies, self.memory_copies, self.documents)
        return self.memory.is_nothing and not any(held)

    @property
    def is_nothing_of_ours(self) -> bool:
        """Whether nothing is held that this tool may take away."""
        of_ours = [copy for copy in self.copies if copy.is_deletable]
        return self.memory.is_nothing and not (of_ours or self.memory_copies or self.sure_rows)

    @property
    def identity(self) -> Identity:
        """The person as the memory knows them."""
        return Identity(self.sought.pseudonyms, self.sought.fingerprints, self.sought.mask)

    @property
    def since(self) -> date | None:
        """The day of the oldest state that has them, which is as far as is known."""
        return min(self.memory.states, default=None)


class Request:
    """A question held against a programme as it is now."""

    def __init__(self, workspace: Workspace, question: Question, day: date) -> None:
        self.workspace, self.question = workspace, question
        history, form = workspace.history, workspace.participants
        self.key = history.register.key()
        self.entries = _entries(workspace, day)
        answers = {**history.register.answers(), **answers_in_sheets(workspace)}
        registry = history.register.pseudonyms()
        people = identify(self._checked, form, self.key, registry, answers)
        eyes = Eyes(self._checked, form, workspace.organisations)
        persons = in_tabs(question, eyes, people)
        if not persons:
            stays = _stays_in_states(workspace)
            persons = [gone_from_tabs(question, self.key, registry, stays, eyes)]
        persons = [person.with_answers(answers, registry) for person in persons]
        self.persons = [self._as_called_before(person, day) for person in persons]
        """Those whom the question may mean; one who is in no tab stands alone."""

    def _as_called_before(self, person: Sought, day: date) -> Sought:
        """One whose name is known, who is met in texts by a former one as well."""
        if not person.names:
            return person
        name_marks = self.workspace.history.name_marks
        before = name_marks.of_person(person.pseudonyms, day, self.key)
        return replace(person, known=replace(person.known, departed=before))

    def everything_on(self, sought: Sought) -> Everything:
        """All that is held on one of `persons`."""
        history = self.workspace.history
        identity = Identity(sought.pseudonyms, sought.fingerprints, sought.mask)
        marks = history.people.forgotten()
        days = [marks[mark] for mark in self.marks_of(sought) if mark in marks]
        return Everything(
            sought,
            rows_in_tabs(self.workspace, sought, self._tables()),
            history.people.held_on(identity),
            copies_holding(self.workspace, sought),
            history.people.copies_holding(identity),
            documents_holding(self.workspace, sought),
            max(days, default=None),
        )

    def marks_of(self, sought: Sought) -> set[str]:
        """The keyed marks that stay of a person who is forgotten."""
        return {
            forgotten_mark(each, self.key) for each in (*sought.fingerprints, *sought.pseudonyms)
        }

    @property
    def tabs_without_names(self) -> Sequence[str]:
        """The tabs that may have the person and are not read, or have their names unread."""
        if self.entries is None:
            return ()
        return self.entries.tabs_without_names

    @property
    def missing_tabs(self) -> Sequence[str]:
        """The tabs that config names and that are not there: who stood in them is not known."""
        if self.entries is None:
            return ()
        return self.entries.missing_tabs

    @property
    def _checked(self) -> Sequence[CheckedTable]:
        if self.entries is None:
            return ()
        return self.entries.checked

    def _tables(self) -> dict[tuple[str, str, int], Table]:
        tables: dict[tuple[str, str, int], Table] = {}
        for table in self._checked:
            for row in itertools.compress(table.table.rows, table.kept):
                tables[table.siae, table.tab, row] = table.table
        return tables


def _entries(workspace: Workspace, day: date) -> Entries | None:
    """The tabs as read; None where no row is left in any; raises `Refusal` as `read_entries`."""
    try:
        return read_entries(workspace, day)
    except Refusal as refusal:
        # Whoever cannot be read may be there: only of tabs that are read is it known who is not.
        if refusal.code != "rows.none":
            raise
    return None


def _stays_in_states(workspace: Workspace) -> list[tuple[str, str | None]]:
    """SIAE and entry of every row of a state: some persons are known by nothing else.

    An entry is as the state says it, the day or only the month: fingerprints are made of that.
    """
    stays: dict[tuple[str, str | None], None] = {}
    states = workspace.history.states
    for day in states.days():
        state = states.read(day)
        if state is not None:
            frame = state[0].frame
            for siae, entry in zip(frame["siae"], frame["date_entree"], strict=True):
                stays[siae, entry or None] = None
    return list(stays)
