"""Bring answers collected elsewhere into the tabs: checked as every entry is, and never twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import NamedTuple, cast

from forms.form import Form
from forms.values import ReadingContext
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.entry.checked_entries import Entry, Texts
from sheets_sync.entry.correcting import is_another_person, namesake_in_tab
from sheets_sync.entry.identities import IDENTITY, Identity, identity
from sheets_sync.entry.new_rows import TabEntries
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import occasions
from sheets_sync.history.store import History
from sheets_sync.outside.answer_columns import fold_named_member
from sheets_sync.outside.answer_file import Answer
from sheets_sync.outside.edited_answers import (
    AnswerDifferences,
    AnswerMemory,
    Change,
    row_of,
)
from sheets_sync.settings.siae import EntryTab
from sheets_sync.sheets.additions import Additions
from sheets_sync.sheets.content import Content
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.shared.protocol import Workbook


@dataclass(frozen=True)
class Inbox:
    """Tabs that the answers to a form go to.

    Attributes:
        tabs: the tabs of the form's rows: the members', or the one that all share.
        siae: the names of the members.
        history: what remembers the answers that came before.
        open_workbook: the workbook at a place, as it is now.
        again: the lines of answers that are added although an earlier run did: they are gone.
    """

    form: Form
    tabs: Sequence[EntryTab]
    siae: tuple[str, ...]
    history: History
    open_workbook: Callable[[str], Workbook]
    again: Collection[int] = ()
    _read: dict[str, TabEntries] = field(default_factory=dict)

    def tab_of(self, siae: str) -> EntryTab | None:
        """The tab that answers of an SIAE go to; None where there is no such SIAE."""
        if self.form.form != "participant":
            return self.tabs[0]
        name = fold_named_member(siae)
        return next((tab for tab in self.tabs if fold(tab.siae) == name), None)

    def entries_elsewhere(self, but: str, context: ReadingContext) -> Iterator[TabEntries]:
        """The entries of each tab but that of an SIAE."""
        for tab in self.tabs:
            book = self.open_workbook(tab.workbook)
            if tab.siae == but or tab.tab not in book.tabs:
                continue
            if tab.siae not in self._read:
                grid = book.read(tab.tab)
                self._read[tab.siae] = TabEntries(grid, tab.form, context, tab.columns, tab.dates)
            yield self._read[tab.siae]


class LeftOut(NamedTuple):
    """An answer that was not added: its line in the file, and why."""

    line: int
    reason: str


@dataclass
class Imported:
    """Outcome for the answers of a file.

    Attributes:
        added: tab → the rows that answers were put in.
        partly: the answers that were added without what their tab has no column for.
        refused: what is to be corrected. duplicates: what a tab or the file has already.
        known: how many were brought in by an earlier run.
        gone: those of them that the tab has no more: corrected, deleted, or lost with the workbook.
        changed: what answers say else than the rows that they are in.
        others: how many are of another SIAE than the one that is asked for.
    """

    added: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    partly: list[LeftOut] = field(default_factory=list)
    refused: list[LeftOut] = field(default_factory=list)
    duplicates: list[LeftOut] = field(default_factory=list)
    known: int = 0
    gone: list[LeftOut] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    others: int = 0


@dataclass(frozen=True)
class Wish:
    """How the answers of a file are to be brought in.

    Attributes:
        siae: whose they are where they do not say it; answers of others are then left. "": all.
        update: whether rows get what was edited in their answers.
        dry_run: whether nothing is to be written.
        whole: whether an answer is added only where its tab has a column for all that it says.
    """

    siae: str = ""
    update: bool = False
    dry_run: bool = False
    whole: bool = False


def bring_in(answers: Sequence[Answer], inbox: Inbox, as_of: date, wish: Wish) -> Imported:
    """Put the answers that are right into their tabs; the others may come again once corrected.

    Raises:
        Refusal: a workbook cannot be read or written.
    """
    imported = Imported()
    context = ReadingContext(as_of, inbox.siae)
    memory = AnswerMemory(inbox.form, inbox.history, answers, inbox.again)
    batches: dict[str, _Batch] = {}
    for submitted in _by_tab(answers, inbox, wish, memory, imported):
        workbook = submitted.tab.workbook
        if workbook not in batches:
            book = inbox.open_workbook(workbook)
            if not wish.dry_run:
                book.settle()
            batches[workbook] = _Batch(book, memory, wish, inbox)
        batches[workbook].add(submitted, context, imported)
    # All is read before anything is written: a workbook that is open elsewhere stops it whole, and
    # a key that is on another computer, without which what is in would not be known the next time.
    if not wish.dry_run and any(batch.additions for batch in batches.values()):
        inbox.history.register.key()
    if not wish.dry_run:
        for batch in batches.values():
            batch.write(inbox, as_of, imported)
    return imported


@dataclass(frozen=True)
class _Submitted:
    """The answers that go to a tab."""

    tab: EntryTab
    answers: list[Answer] = field(default_factory=list)


def _by_tab(
    answers: Sequence[Answer], inbox: Inbox, wish: Wish, memory: AnswerMemory, imported: Imported
) -> list[_Submitted]:
    """The answers, by the tab they go to."""
    submitted: dict[tuple[str, str], _Submitted] = {}
    for answer in answers:
        tab = inbox.tab_of(answer.siae or wish.siae)
        if tab is None and memory.has_by_name(answer):
            imported.known += 1
        elif tab is None:
            code = "outside.siae_missing"
            if answer.siae:
                code = "outside.siae_unknown"
            reason = sentence(code, siae=answer.siae)
            imported.refused.append(LeftOut(answer.line, reason))
        elif wish.siae and tab != inbox.tab_of(wish.siae):
            imported.others += 1
        else:
            of_tab = submitted.setdefault((tab.workbook, tab.tab), _Submitted(tab))
            of_tab.answers.append(answer)
    return list(submitted.values())


class _Batch:
    """Additions to the tabs of a workbook."""

    def __init__(self, book: Workbook, memory: AnswerMemory, wish: Wish, inbox: Inbox) -> None:
        self.book, self._inbox = book, inbox
        self.additions: dict[str, Additions] = {}
        self._memory, self._wish = memory, wish
        self._brought: dict[str, list[tuple[Answer, Mapping[str, Content]]]] = defaultdict(list)

    def add(self, submitted: _Submitted, context: ReadingContext, imported: Imported) -> None:
        """Sort the answers for a tab: those that it gets, those that are left out, and why."""
        tab, answers = submitted.tab, submitted.answers
        if tab.tab not in self.book.tabs:
            problem = sentence("outside.no_tab", tab=tab.tab, file=self.book.name)
            imported.refused += [LeftOut(answer.line, problem) for answer in answers]
            return
        grid = self.book.read(tab.tab)
        entries = TabEntries(grid, tab.form, context, tab.columns, tab.dates)
        if entries.problem:
            imported.refused += [LeftOut(answer.line, entries.problem) for answer in answers]
            return
        differences = AnswerDifferences(entries, tab.siae, self._memory.key)
        lines: dict[Identity, int] = {}
        checked = entries.check([answer.texts for answer in answers])
        for answer, entry in zip(answers, checked, strict=True):
            if self._memory.knows(answer, entry.values):
                self._look_again(answer, entry, entries, differences, imported)
            elif answer.line in self._inbox.again and (
                there := self._in_other_tab(answer, entry, tab.siae, context)
            ):
                imported.duplicates.append(LeftOut(answer.line, there))
            elif entry.wrong:
                reason = " ".join(entry.wrong.values())
                imported.refused.append(LeftOut(answer.line, reason))
            elif duplicate := _why_duplicate(entry, entries, lines):
                self._compare(answer, entry, entries, differences, imported)
                imported.duplicates.append(LeftOut(answer.line, duplicate))
            elif lacks := entries.lacks(self._needed(entry, tab.form)) or _no_room(entry, entries):
                imported.refused.append(LeftOut(answer.line, lacks))
            else:
                lines[identity(entry.values, tab.form)] = answer.line
                self._add_entry(answer, entry, entries, imported)
        if entries.new_rows or entries.edits:
            self.additions[tab.tab] = entries.additions

    def _needed(self, entry: Entry, form: Form) -> list[str]:
        """The fields without which an entry is none: whose it is, what is required; or all."""
        needed = {*form.identity, *(field.id for field in form.fields if field.required)}
        return [name for name in entry.values if self._wish.whole or name in needed]

    def _add_entry(
        self, answer: Answer, entry: Entry, entries: TabEntries, imported: Imported
    ) -> None:
        """Put in what the tab has columns for; what it has none for is told, each time."""
        tab, kept = entries.grid.tab, dict(entry.values)
        left = [name for name in kept if entries.lacks([name])]
        for name in left:
            del kept[name]
        if left:
            imported.partly.append(LeftOut(answer.line, entries.lacks(left)))
        imported.added[tab].append(entries.add(kept))
        self._brought[tab].append((answer, kept))

    def _look_again(
        self,
        answer: Answer,
        entry: Entry,
        entries: TabEntries,
        differences: AnswerDifferences,
        imported: Imported,
    ) -> None:
        """Tell what was edited in an answer of an earlier run, and whether the tab has it no more.

        It is not added again by itself: an export has all answers each time, and a name that was
        corrected in the tab would come back as another person.
        """
        if entry.wrong:
            imported.known += 1
            if self._memory.is_edited(answer, entry.values):
                reason = " ".join(entry.wrong.values())
                imported.refused.append(LeftOut(answer.line, reason))
        elif self._wish.whole and self._is_of_another(answer, entry, entries):
            imported.refused.append(LeftOut(answer.line, sentence("outside.key_of_another")))
        elif not self._compare(answer, entry, entries, differences, imported):
            self._tell_where(answer, entry, entries, differences.siae, imported)
        else:
            imported.known += 1

    def _is_of_another(self, answer: Answer, entry: Entry, entries: TabEntries) -> bool:
        """Whether a page gives somebody the key that it gave somebody else's entry."""
        there = [name for name in entry.values if name in IDENTITY and not entries.lacks([name])]
        return self._memory.is_edited(answer, {name: entry.values[name] for name in there})

    def _tell_where(
        self, answer: Answer, entry: Entry, entries: TabEntries, siae: str, imported: Imported
    ) -> None:
        """Tell of an answer that its tab has not whether another has it, or none."""
        if there := self._in_other_tab(answer, entry, siae, entries.context):
            imported.duplicates.append(LeftOut(answer.line, there))
            return
        reason = sentence("outside.gone", tab=entries.grid.tab, line=answer.line)
        imported.gone.append(LeftOut(answer.line, reason))

    def _in_other_tab(
        self, answer: Answer, entry: Entry, siae: str, context: ReadingContext
    ) -> str:
        """Sentence on which tab but that of an SIAE has an answer; "" where none has it.

        Under the name that it has, or the one that it had when it was brought in.
        """
        key, marks = self._memory.marks(answer, entry.values)
        for entries in self._inbox.entries_elsewhere(siae, context):
            row = row_of(entry.values, entries, key, marks, self._memory.key)
            row = row or next(iter(entries.known(entry.values)), None)
            if row is not None:
                return sentence("outside.in_other_tab", tab=entries.grid.tab, row=row.row)
        return ""

    def _compare(
        self,
        answer: Answer,
        entry: Entry,
        entries: TabEntries,
        differences: AnswerDifferences,
        imported: Imported,
    ) -> bool:
        """Whether the tab has a row for an answer; what is different goes to `imported`."""
        key, marks = self._memory.marks(answer, entry.values)
        row = row_of(entry.values, entries, key, marks, self._memory.key)
        if row is None:
            return self._is_left(answer, entry, entries, imported)
        changes = list(differences.changes(answer.line, key, entry.values, row, marks))
        made = [change for change in changes if change.why == "edited"]
        edited = {change.field: change.now for change in made}
        # Whose it is counts even where it is not put in: the rest of it is for nobody else's row.
        who = {change.field: change.now for change in changes if change.field in IDENTITY}
        # What an answer says was read from texts: no link, and no formula.
        said = cast("Texts", {**who, **edited})
        if is_another_person(entries, row, said) or namesake_in_tab(entries, row, said):
            reason = sentence("outside.another_person", tab=entries.grid.tab, row=row.row)
            imported.refused.append(LeftOut(answer.line, reason))
            return True
        if self._wish.update:
            entries.change(row.row, edited)
            changes = [replace(each, is_made=each in made) for each in changes]
            if made:
                self._brought[entries.grid.tab].append((answer, entry.values))
        if not changes and marks is None:
            # It is there with all that it says: what is edited in it from now on is known by that.
            self._brought[entries.grid.tab].append((answer, entry.values))
        imported.changed += changes
        return True

    def _is_left(
        self, answer: Answer, entry: Entry, entries: TabEntries, imported: Imported
    ) -> bool:
        """Whether the tab has a namesake or another stay, which an edited answer is not for."""
        known = entries.known(entry.values)
        memory = self._memory
        is_known = memory.knows(answer, entry.values)
        if known and is_known and memory.is_edited(answer, entry.values):
            rows = [str(row.row) for row in known]
            reason = sentence("outside.other_stay", tab=entries.grid.tab, rows=rows)
            imported.refused.append(LeftOut(answer.line, reason))
        return bool(known)

    def write(self, inbox: Inbox, as_of: date, imported: Imported) -> None:
        """Write it, and remember which answers are in; tabs that can get nothing get nothing."""
        copies = inbox.history.copies
        noted = len(occasions(copies))
        while self.additions:
            try:
                self.book.publish(WorkbookUpdate(added=self.additions), as_of, copies)
            except Untouchable as reason:
                if reason.tab not in self.additions:
                    raise Refusal(
                        "setup.untouchable", file=self.book.name, reason=reason
                    ) from reason
                self._leave_out(reason, imported)
                continue
            break
        if brought := list(chain.from_iterable(self._brought.values())):
            # None is noted of a spreadsheet of Google's: it has one copy a day.
            copy = next((each.copy for each in occasions(copies)[noted:]), "")
            self._memory.save(brought, copy)

    def _leave_out(self, reason: Untouchable, imported: Imported) -> None:
        """Leave a tab as it is; its answers may come again."""
        del self.additions[reason.tab]
        imported.added.pop(reason.tab, None)
        why = sentence("outside.untouchable", tab=reason.tab, reason=reason)
        left = {answer.line for answer, _ in self._brought.pop(reason.tab, [])}
        imported.partly = [each for each in imported.partly if each.line not in left]
        imported.refused += [LeftOut(line, why) for line in sorted(left)]
        imported.changed = [
            replace(each, is_made=each.is_made and each.line not in left)
            for each in imported.changed
        ]


def _no_room(entry: Entry, entries: TabEntries) -> str:
    """Sentence on why no row can be given what the tab has columns for; "" where one can."""
    return entries.lacks_room([name for name in entry.values if not entries.lacks([name])])


def _why_duplicate(entry: Entry, entries: TabEntries, lines: dict[Identity, int]) -> str:
    """Sentence on where the same entry is already; "" where it is nowhere."""
    known = entries.known(entry.values)
    if known:
        tab, row = entries.grid.tab, known[0].row
        return sentence("outside.known", tab=tab, row=row)
    line = lines.get(identity(entry.values, entries.form))
    if line is None:
        return ""
    of_people = entries.form.form == "participant"
    code = "outside.same_person" if of_people else "outside.same_answer"
    return sentence(code, line=line)
