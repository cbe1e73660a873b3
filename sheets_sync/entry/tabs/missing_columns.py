"""Find what the headers of the staff's tabs lack: columns of new fields, names that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from forms.form import Field
from forms.headers.matching import letters
from forms.values import Cell, ReadingContext
from sheets_sync.catalogue import sentence
from sheets_sync.entry.lists import Lists, data_validation
from sheets_sync.entry.tabs.entry_tab import ENTRY_ROWS, header_of
from sheets_sync.reading.tab import read_tab
from sheets_sync.reading.table import Table
from sheets_sync.settings.siae import EntryTab
from sheets_sync.sheets.additions import Additions, Edit, NewColumn
from sheets_sync.sheets.content import Span
from sheets_sync.workbooks.shared.protocol import Grid, Workbook

Headers = Mapping[str, Mapping[str, str]]
"""Form → field → its header, as the last `setup` knew it."""


@dataclass
class Missing:
    """Tab → what it lacks; and sentences on why some tabs can get no columns."""

    additions: dict[str, Additions] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


def missing_in_tabs(
    tabs: Sequence[EntryTab], book: Workbook, lists: Lists, as_of: date, known: Headers
) -> Missing:
    """The headers that are others now, and a column for each field that has none, tab by tab.

    New columns go to the right of all that a tab holds from its headers on, but only where they
    still belong to the table: a program sorts what stands side by side.
    """
    missing = Missing()
    for tab in tabs:
        if tab.tab in book.tabs:
            _look_at(tab, book.read(tab.tab), lists, as_of, known, missing)
    return missing


def _look_at(
    tab: EntryTab, grid: Grid, lists: Lists, as_of: date, known: Headers, missing: Missing
) -> None:
    context = ReadingContext(as_of, lists.siae, grid.date1904)
    reading = read_tab(grid, tab.form, tab.tab, context, tab.columns)
    if reading.problem == "tab.empty" or not reading.tables:
        missing.reasons.append(sentence("entry.setup.headers_unknown", tab=tab.tab))
        return
    table = reading.tables[0]
    header_row = table.header_row - 1
    renamed = renamed_headers(tab, grid.rows[header_row], header_row, known)
    fields = [
        each for each in tab.form.fields if each.id not in table.columns and each.id not in renamed
    ]
    if fields and len(reading.tables) > 1:
        missing.reasons.append(sentence("entry.setup.several_tables", tab=tab.tab))
        fields = []
    first = _first_free_column(grid, header_row)
    if fields and (beside := _beside_gap(grid, table, first)):
        missing.reasons.append(sentence("entry.setup.beside", tab=tab.tab, cell=beside))
        fields = []
    columns = [
        _new_column(each, header_row, column, len(grid.rows), lists)
        for column, each in enumerate(fields, first)
    ]
    missing.additions[tab.tab] = Additions(
        columns, edits=list(renamed.values()), left=min(table.columns.values())
    )


def _first_free_column(grid: Grid, header_row: int) -> int:
    """The first column (from 0) that nothing stands in, from the headers on, nor right of it."""
    filled = (
        column
        for cells in grid.rows[header_row:]
        for column, cell in enumerate(cells)
        if cell != ""
    )
    merged = (right for _, _, bottom, right in grid.merged if bottom >= header_row)
    return max((*filled, *merged)) + 1


def _beside_gap(grid: Grid, table: Table, first: int) -> str:
    """The first cell that stands beside the table with an empty column between, as « L9 ».

    Columns to the right of it would stay where they are when somebody sorts the table. "" for none.
    """
    top, last = table.header_row - 1, max(table.rows, default=table.header_row)
    start = max(table.columns.values())
    gap = next(
        (column for column in range(start, first) if _is_empty_column(grid, top, last, column)),
        first,
    )
    beside = (
        f"{letters(column)}{row + 1}"
        for column in range(gap, first)
        for row in range(top, len(grid.rows))
        if grid.at(row, column) != ""
    )
    return next(beside, "")


def _is_empty_column(grid: Grid, top: int, last: int, column: int) -> bool:
    """True if a column has nothing in the rows (from 0) `top` to before `last`."""
    return all(grid.at(row, column) == "" for row in range(top, last))


def renamed_headers(
    tab: EntryTab, cells: Sequence[Cell], header_row: int, known: Headers
) -> dict[str, Edit]:
    """Field → the edit of its header, where that stands as an earlier `setup` knew it."""
    edits: dict[str, Edit] = {}
    before = known.get(tab.form.form, {})
    for each in tab.form.fields:
        header = header_of(each)
        if before.get(each.id) == header:
            continue
        # A side table to the right of the list may have a header of the same name.
        there = (column for column, cell in enumerate(cells) if cell == before.get(each.id))
        if (column := next(there, None)) is not None:
            edits[each.id] = Edit(header_row, column, cells[column], header)
    return edits


def _new_column(field: Field, header_row: int, column: int, rows: int, lists: Lists) -> NewColumn:
    # Below the rows there are too, for those that are still to come.
    last = max(rows, header_row + 1) + ENTRY_ROWS // 2
    cells = Span(header_row + 1, column, last, column)
    validation = data_validation(field, cells, lists)
    return NewColumn(header_row, column, header_of(field), field.help, validation)
