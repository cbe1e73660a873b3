"""Bring answers collected elsewhere into the tabs: checked as every entry is, and never twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from forms.form import Form
from forms.values import ReadingContext
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.entry.new_rows import Entry, Identity, TabEntries, check_entries, identity
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.history.running.here import now
from sheets_sync.history.store import History
from sheets_sync.outside.answer_file import Answer
from sheets_sync.settings import EntryTab
from sheets_sync.sheets.additions import Additions
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

    def tab_of(self, siae: str) -> EntryTab | None:
        """The tab that answers of an SIAE go to; None where there is no such SIAE."""
        if self.form.form != "participant":
            return self.tabs[0]
        # A collector may give the name of the choice: « atelier_des_quais ».
        name = fold(siae.replace("_", " "))
        return next((tab for tab in self.tabs if fold(tab.siae) == name), None)


class LeftOut(NamedTuple):
    """An answer that was not added: its line in the file, and why."""

    line: int
    reason: str


@dataclass
class Imported:
    """Outcome for the answers of a file.

    Attributes:
        added: tab → the rows that answers were put in.
        refused: what is to be corrected. duplicates: what a tab or the file has already.
        known: how many were brought in by an earlier run.
        gone: those of them that the tab has no more: corrected, deleted, or lost with the workbook.
    """

    added: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    refused: list[LeftOut] = field(default_factory=list)
    duplicates: list[LeftOut] = field(default_factory=list)
    known: int = 0
    gone: list[LeftOut] = field(default_factory=list)


def bring_in(answers: Sequence[Answer], inbox: Inbox, as_of: date, dry_run: bool) -> Imported:
    """Put the answers that are right into their tabs; the others may come again once corrected.

    Raises:
        Refusal: a workbook cannot be read or written.
    """
    imported = Imported()
    context = ReadingContext(as_of, inbox.siae)
    batches: dict[str, _Batch] = {}
    for submitted in _by_tab(answers, inbox, imported):
        workbook = submitted.tab.place
        if workbook not in batches:
            book = inbox.open_workbook(workbook)
            if not dry_run:
                book.settle()
            batches[workbook] = _Batch(book)
        batches[workbook].add(submitted, context, imported)
    # All is read before anything is written: a workbook that is open elsewhere stops it whole.
    for batch in batches.values() if not dry_run else ():
        batch.write(inbox, as_of)
    return imported


@dataclass(frozen=True)
class _Submitted:
    """The answers that go to a tab."""

    tab: EntryTab
    answers: list[Answer] = field(default_factory=list)
    known: list[Answer] = field(default_factory=list)


def _by_tab(answers: Sequence[Answer], inbox: Inbox, imported: Imported) -> list[_Submitted]:
    """The answers, by the tab they go to, those of earlier runs apart."""
    submitted: dict[tuple[str, str], _Submitted] = {}
    known = inbox.history.imported.known(inbox.form.form, [answer.key for answer in answers])
    for answer in answers:
        tab = inbox.tab_of(answer.siae)
        is_known = answer.key in known and answer.line not in inbox.again
        if tab is None and is_known:
            imported.known += 1
        elif tab is None:
            code = "outside.siae_unknown" if answer.siae else "outside.siae_missing"
            reason = sentence(code, siae=answer.siae)
            imported.refused.append(LeftOut(answer.line, reason))
        else:
            of_tab = submitted.setdefault((tab.place, tab.tab), _Submitted(tab))
            (of_tab.known if is_known else of_tab.answers).append(answer)
    return list(submitted.values())


class _Batch:
    """Additions to the tabs of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.additions: dict[str, Additions] = {}
        self.keys: list[str] = []

    def add(self, submitted: _Submitted, context: ReadingContext, imported: Imported) -> None:
        """Sort the answers for a tab: those that it gets, those that are left out, and why."""
        tab, answers = submitted.tab, submitted.answers
        imported.known += len(submitted.known)
        if tab.tab not in self.book.tabs:
            problem = sentence("outside.no_tab", tab=tab.tab, file=self.book.name)
            imported.refused += [LeftOut(answer.line, problem) for answer in answers]
            return
        grid = self.book.read(tab.tab)
        entries = TabEntries(grid, tab.form, context, tab.columns, tab.dates)
        if entries.problem:
            imported.refused += [LeftOut(answer.line, entries.problem) for answer in answers]
            return
        _look_for_known(submitted, entries, context, imported)
        lines: dict[Identity, int] = {}
        checked = check_entries([answer.texts for answer in answers], tab.form, tab.tab, context)
        for answer, entry in zip(answers, checked, strict=True):
            if entry.wrong:
                reason = " ".join(entry.wrong.values())
                imported.refused.append(LeftOut(answer.line, reason))
            elif duplicate := _why_duplicate(entry, entries, lines):
                imported.duplicates.append(LeftOut(answer.line, duplicate))
            elif lacks := entries.lacks(list(entry.values)):
                imported.refused.append(LeftOut(answer.line, lacks))
            else:
                lines[identity(entry.values, tab.form)] = answer.line
                imported.added[tab.tab].append(entries.add(entry.values))
                self.keys.append(answer.key)
        if entries.new_rows:
            self.additions[tab.tab] = entries.additions

    def write(self, inbox: Inbox, as_of: date) -> None:
        """Write it, and remember which answers are in."""
        if not self.additions:
            return
        try:
            self.book.publish(WorkbookUpdate(added=self.additions), as_of, inbox.history.copies)
        except Untouchable as reason:
            raise Refusal("setup.untouchable", file=self.book.name, reason=reason) from reason
        inbox.history.imported.save(inbox.form.form, self.keys, now().date())


def _look_for_known(
    submitted: _Submitted, entries: TabEntries, context: ReadingContext, imported: Imported
) -> None:
    """Tell the answers of earlier runs that the tab has no more.

    They are not added again by themselves: an export has all answers each time, and a name that
    was corrected in the tab would come back as another person.
    """
    texts = [answer.texts for answer in submitted.known]
    tab = submitted.tab.tab
    checked = check_entries(texts, submitted.tab.form, tab, context) if texts else []
    for answer, entry in zip(submitted.known, checked, strict=True):
        if not (entry.wrong or entries.known(entry.values)):
            imported.known -= 1
            imported.gone.append(
                LeftOut(answer.line, sentence("outside.gone", tab=tab, line=answer.line))
            )


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
