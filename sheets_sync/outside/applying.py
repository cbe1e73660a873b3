"""Write chosen differences into the tabs: only where a cell is still what the coordinator saw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from forms.form import Form
from forms.values import ReadingContext
from sheets_sync.catalogue import sentence
from sheets_sync.entry.new_rows import TabEntries
from sheets_sync.errors import SAVED_MEANWHILE, Refusal, Untouchable
from sheets_sync.files import Copies
from sheets_sync.outside.difference import Difference
from sheets_sync.settings.siae import EntryTab
from sheets_sync.sheets.additions import Additions
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.shared.protocol import Grid, Workbook

Grids = Mapping[str, Grid]
"""SIAE → its tab, as it was when the differences were shown."""


class NotApplied(NamedTuple):
    """A difference that was chosen and is not written, and why."""

    difference: Difference
    reason: str


@dataclass
class Applied:
    """Outcome of what was chosen.

    Attributes:
        places: the workbooks that were written.
    """

    written: list[Difference] = field(default_factory=list)
    left: list[NotApplied] = field(default_factory=list)
    places: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """The tabs and copies that chosen differences are written with.

    Attributes:
        tabs: SIAE → its tab. open_anew: the workbook at a place, as it is now.
    """

    form: Form
    tabs: Mapping[str, EntryTab]
    open_anew: Callable[[str], Workbook]
    context: ReadingContext
    copies: Copies


def _partner_lacking(one: Difference, among: Iterable[Difference]) -> str:
    """The field that a difference is written with and that is not among these; "" for none."""
    there = {other.field for other in among if (other.siae, other.row) == (one.siae, one.row)}
    return next((field for field in one.goes_with if field not in there), "")


def tabs_as_shown(
    differences: Sequence[Difference], tabs: Mapping[str, EntryTab], book: Callable[[str], Workbook]
) -> Grids:
    """The tabs of differences that may be chosen, as they are read now."""
    shown = {}
    for siae in dict.fromkeys(one.siae for one in differences if one.is_applicable):
        shown[siae] = book(tabs[siae].workbook).read(tabs[siae].tab)
    return shown


def apply_differences(
    chosen: Sequence[Difference], shown: Grids, desk: Desk, as_of: date
) -> Applied:
    """Write the values of the file into their cells, each workbook in one write.

    A tab that nothing can be put into keeps the others from nothing.

    Raises:
        Refusal: a workbook cannot be written; what was written in another before stays.
    """
    applied = Applied()
    by_place: dict[str, list[Difference]] = defaultdict(list)
    for one in chosen:
        by_place[desk.tabs[one.siae].workbook].append(one)
    for place, of_place in by_place.items():
        try:
            of_book = _applied_in(place, of_place, shown, desk, as_of)
        except Refusal as refusal:
            if refusal.code not in SAVED_MEANWHILE:
                raise
            # Once more, on what was saved: only where a row is still what was shown.
            of_book = _applied_in(place, of_place, shown, desk, as_of)
        applied.written += of_book.written
        applied.left += of_book.left
        applied.places += of_book.places
    return applied


def _applied_in(
    place: str, chosen: Sequence[Difference], shown: Grids, desk: Desk, as_of: date
) -> Applied:
    """Outcome of what was chosen for the tabs of a workbook, which is opened anew."""
    applied = Applied()
    book = desk.open_anew(place)
    book.settle()
    planned = _plan(book, chosen, shown, desk, applied)
    while planned:
        try:
            book.publish(WorkbookUpdate(added=planned), as_of, desk.copies)
        except Untouchable as reason:
            if planned.pop(reason.tab, None) is None:
                raise Refusal("setup.untouchable", file=book.name, reason=reason) from reason
            _leave_tab(reason, place, desk, applied)
            continue
        applied.places.append(place)
        break
    return applied


def _leave_tab(reason: Untouchable, place: str, desk: Desk, applied: Applied) -> None:
    """Note that nothing is written in a tab of a workbook, and why."""
    reason_text = sentence("outside.untouchable", tab=reason.tab, reason=reason)
    of_tab = {
        name for name, tab in desk.tabs.items() if (tab.workbook, tab.tab) == (place, reason.tab)
    }
    left = [one for one in applied.written if one.siae in of_tab]
    applied.written = [one for one in applied.written if one.siae not in of_tab]
    applied.left += [NotApplied(one, reason_text) for one in left]


def _plan(
    book: Workbook, chosen: Sequence[Difference], shown: Grids, desk: Desk, applied: Applied
) -> dict[str, Additions]:
    """The edits of each tab of a workbook; `applied` learns what stays as it is, and why."""
    entries_of: dict[str, TabEntries] = {}
    writable: list[Difference] = []
    for one in chosen:
        tab = desk.tabs[one.siae]
        if tab.tab not in book.tabs:
            reason = sentence("outside.no_tab", tab=tab.tab, file=book.name)
            applied.left.append(NotApplied(one, reason))
            continue
        if tab.tab not in entries_of:
            entries_of[tab.tab] = TabEntries(
                book.read(tab.tab), desk.form, desk.context, tab.columns, tab.dates
            )
        entries = entries_of[tab.tab]
        reason = _why_not_written(one, entries, shown[one.siae])
        if reason:
            applied.left.append(NotApplied(one, reason))
        else:
            writable.append(one)
    for one in writable:
        if partner := _partner_lacking(one, writable):
            label = desk.form.field(partner).label
            reason = sentence("outside.without_its_partner", field=label)
            applied.left.append(NotApplied(one, reason))
            continue
        entries = entries_of[desk.tabs[one.siae].tab]
        entries.change(one.row or 0, {one.field or "": one.there})
        applied.written.append(one)
    return {tab: entries.additions for tab, entries in entries_of.items() if entries.edits}


def _why_not_written(one: Difference, entries: TabEntries, shown: Grid) -> str:
    """Sentence on why a difference is not written; "" where nothing bars it."""
    if entries.problem:
        return entries.problem
    now, index = entries.grid, (one.row or 1) - 1
    # Not the cell alone: where somebody sorted the tab meanwhile, the row is another person's.
    if index >= len(now.rows) or list(now.rows[index]) != list(shown.rows[index]):
        return sentence("outside.changed_meanwhile", tab=now.tab, cell=one.cell)
    return entries.lacks([one.field or ""], one.row)
