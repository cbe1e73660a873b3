"""The tabs of a staff workbook that nothing reads: each is accounted for, as every row is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from forms.form import Form
from forms.values import ReadingContext
from sheets_sync.errors import Refusal
from sheets_sync.reading.adoption.adopt import PARTICIPANT, recognise
from sheets_sync.reading.header_rows import NAMES
from sheets_sync.reading.listed_people import ListedPeople, listed_people
from sheets_sync.reading.rows.sections import heads_whole_tab
from sheets_sync.reading.tab import read_tab, tab_named
from sheets_sync.reading.table import is_blank
from sheets_sync.reading.untitled_people import untitled_people
from sheets_sync.workbooks.shared.protocol import Grid, Workbook

Resemblance = Literal[
    "participants",
    "untitled",
    "in_columns",
    "exits",
    "entries",
    "coordination",
    "copy",
    "nothing",
]
_DATED: Mapping[Resemblance, str] = {"exits": "date_sortie", "entries": "date_entree"}
"""What a tab of too few titles looks like where it has names and the dates of this field."""


@dataclass(frozen=True)
class CopiedTab:
    """A tab that was copied from one of ours.

    Attributes:
        original: the tab of ours. people: whoever was typed in the copy.
    """

    original: str
    people: Sequence[ListedPeople] = ()


@dataclass(frozen=True)
class OtherTab:
    """A tab with something in it that config does not name.

    Attributes:
        like: the kind of tab that it looks like; form: the form it fills best, None for none.
        rows: how many entries that form finds in it.
        people: whoever stands in it; nobody of them counts, and all of them are somebody.
        is_left: whether config leaves it aside.
        original: the tab of ours that it is a copy of, "" where it is none.
    """

    tab: str
    like: Resemblance
    form: Form | None = None
    rows: int = 0
    people: Sequence[ListedPeople] = ()
    is_left: bool = False
    original: str = ""


def other_tabs(
    book: Workbook,
    accounted: Collection[str],
    left: Collection[str],
    forms: Mapping[str, Form],
    usual_tabs: Mapping[str, str],
    as_of: date,
    copied_from: Callable[[Grid], CopiedTab | None],
) -> Iterator[OtherTab]:
    """The tabs of `book` that none of the names in `accounted` stands for.

    A tab with nothing in it is not told: nothing of it could be lost.

    Args:
        left: those that config leaves aside: read for who is in them, and for nothing else.
        usual_tabs: coordination form → what its tab is called.
        copied_from: what a tab of ours was copied to it; None where none was.
    """
    known = {tab_named(name, book.tabs) for name in accounted}
    aside = {tab_named(name, book.tabs) for name in left}
    for tab in book.tabs:
        if tab in known:
            continue
        try:
            grid = book.read(tab)
        except Refusal:
            # No run needs this tab: what cannot be read of it must not stop those that it needs.
            yield OtherTab(tab, "nothing", is_left=tab in aside)
            continue
        if copied := copied_from(grid):
            yield OtherTab(
                tab, "copy", people=copied.people, is_left=tab in aside, original=copied.original
            )
        elif not _is_all_blank(grid):
            other = _other_tab(grid, forms, usual_tabs, as_of)
            yield replace(other, is_left=tab in aside)


def tabs_of_people(book: Workbook, tabs: Sequence[str], form: Form) -> list[str]:
    """Those of `tabs` that look like a list of participants; the only one, whatever it looks like.

    Args:
        form: the participants'.
    """
    if len(tabs) == 1:
        return list(tabs)
    return [tab for tab in tabs if recognise(book.read(tab), {PARTICIPANT: form})]


def _other_tab(
    grid: Grid, forms: Mapping[str, Form], usual_tabs: Mapping[str, str], as_of: date
) -> OtherTab:
    recognised = recognise(grid, forms, usual_tabs, as_of)
    people = [listed_people(grid, forms[PARTICIPANT])]
    if recognised is None:
        return _unrecognised_tab(grid, forms[PARTICIPANT], as_of, people)
    form, rows = recognised.form, recognised.reading.rows_read
    if form.form != PARTICIPANT:
        return OtherTab(grid.tab, "coordination", form, rows, people)
    for table in recognised.reading.tables:
        # By its other columns a tab of participants is known where its titles are misspelt.
        people += [ListedPeople(cells, ()) for cells in (table.cells, table.set_aside)]
    if heads_whole_tab(grid.tab) or not rows:
        # « Permanents », « Refusés »: as when a config is proposed, nobody there is a participant.
        return OtherTab(grid.tab, "nothing", people=people)
    return OtherTab(grid.tab, "participants", form, rows, people)


def _unrecognised_tab(
    grid: Grid, form: Form, as_of: date, people: Sequence[ListedPeople]
) -> OtherTab:
    """A tab that fills no form: with too few titles of participants, with none, or of others."""
    counts: Mapping[Resemblance, int] = _rows_with_dates(grid, form, as_of)
    if not counts:
        context = ReadingContext(as_of, (), grid.date1904)
        untitled = untitled_people(grid, form, context)
        if untitled is None:
            return OtherTab(grid.tab, "nothing", people=people)
        people = [*people, untitled.people]
        counts = {untitled.like: untitled.number}
    if heads_whole_tab(grid.tab):
        return OtherTab(grid.tab, "nothing", people=people)
    like, rows = next(iter(counts.items()))
    return OtherTab(grid.tab, like, rows=rows, people=people)


def _rows_with_dates(grid: Grid, form: Form, as_of: date) -> dict[Resemblance, int]:
    """How many rows a tab has below the titles of a name and of such a date: « Sorties ».

    Exits first; none of those that it has not.
    """
    tables = read_tab(grid, form, grid.tab, ReadingContext(as_of, (), grid.date1904)).tables
    named = [table for table in tables if not NAMES.isdisjoint(table.columns)]
    rows = {
        like: sum(len(table.rows) for table in named if field in table.columns)
        for like, field in _DATED.items()
    }
    return {like: count for like, count in rows.items() if count}


def _is_all_blank(grid: Grid) -> bool:
    return all(is_blank(cell) for row in grid.rows for cell in row)
