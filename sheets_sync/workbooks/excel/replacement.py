"""Generated sheets in an open workbook: new ones put beside the old, then in their place.

They are drawn in a file of their own, by the same hand as for a workbook on disk, and copied over
by Excel itself. The old ones go last, when everything else is in place.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sheets_sync.sheets.sheet import Sheet
from sheets_sync.workbooks.excel.changes import Change
from sheets_sync.workbooks.excel.reading import read_formulas, read_values
from sheets_sync.workbooks.shared.compare import is_ours
from sheets_sync.workbooks.xlsx.drawing.writer import write_workbook

# How a sheet is called while it is replaced. Not in the catalogue, which a consortium may change:
# a later run knows by them what one that was cut off left behind.
_OLD, _NEW = " (ancien)", " (nouveau)"
_MAX_NAME_LENGTH = 31
"""Characters that Excel takes for the name of a sheet."""


class Dependent(NamedTuple):
    """Cell or defined name of the staff that computes with our sheets, and its formula."""

    owner: Any
    attribute: str
    formula: str

    def restore(self) -> None:
        """Give the formula again: it leads to the sheet that has the name now."""
        setattr(self.owner, self.attribute, self.formula)


def sheet_names(book: Any) -> list[str]:
    """Names of the sheets of a book, in order."""
    return [sheet.name for sheet in book.sheets]


def replace_sheets(
    book: Any, sheets: Sequence[Sheet], made_on: date, from_1904: bool
) -> Iterator[Change]:
    """The changes that put sheets in place of those of the same name.

    Args:
        from_1904: whether the book counts its days from 1904; a sheet copied from a book that
            counts otherwise would show every day four years off.
    """
    # To look for formulas is to read the whole workbook.
    if not sheets:
        return
    names = [sheet.name for sheet in sheets]
    dependents = list(_dependents(book, names))
    restore = partial(_restore, dependents)
    # The first change is undone last: when the old sheets have their names again.
    yield Change(undo=restore)
    for sheet in sheets:
        copy_in = partial(_copy_in, book, sheet, made_on, from_1904)
        yield Change(copy_in, partial(delete_sheets, book, [_with_suffix(sheet.name, _NEW)]))
    for name in names:
        yield Change(partial(_swap, book, name), partial(_swap_back, book, name))
    # Renamed with its sheet, a formula leads to the old one, and to `#REF!` when that goes.
    yield Change(restore)


def old_sheets(book: Any, sheets: Sequence[Sheet]) -> list[str]:
    """The names of the old sheets whose place has been taken, those of earlier runs included."""
    by_old_name = {_with_suffix(sheet.name, _OLD): sheet for sheet in sheets}
    return [
        name
        for name in sheet_names(book)
        if name in by_old_name and is_ours(read_values(book.sheets[name]), by_old_name[name])
    ]


def delete_sheets(book: Any, names: Sequence[str]) -> None:
    """Delete those of the sheets that are there."""
    for name in set(names) & set(sheet_names(book)):
        book.sheets[name].delete()


def _with_suffix(name: str, suffix: str) -> str:
    return name[: _MAX_NAME_LENGTH - len(suffix)] + suffix


def _copy_in(book: Any, sheet: Sheet, made_on: date, from_1904: bool) -> None:
    """Put the new sheet beside the old one, or at the end where there is none."""
    new_name = _with_suffix(sheet.name, _NEW)
    with tempfile.TemporaryDirectory(prefix="sheets-sync-") as folder:
        file = Path(folder) / f"{new_name}.xlsx"
        write_workbook(file, [replace(sheet, name=new_name)], made_on, from_1904)
        drawn = book.app.books.open(str(file), update_links=False)
        try:
            after = book.sheets[-1]
            if sheet.name in sheet_names(book):
                after = book.sheets[sheet.name]
            drawn.sheets[0].copy(after=after)
        finally:
            drawn.close()


def _swap(book: Any, name: str) -> None:
    if name in sheet_names(book):
        book.sheets[name].name = _with_suffix(name, _OLD)
    book.sheets[_with_suffix(name, _NEW)].name = name


def _swap_back(book: Any, name: str) -> None:
    names = sheet_names(book)
    old_name, new_name = _with_suffix(name, _OLD), _with_suffix(name, _NEW)
    # The swap may have stopped between its two steps.
    if name in names and new_name not in names:
        book.sheets[name].name = new_name
    if old_name in names:
        book.sheets[old_name].name = name


def _restore(dependents: Sequence[Dependent]) -> None:
    for dependent in dependents:
        dependent.restore()


def _dependents(book: Any, names: Sequence[str]) -> Iterator[Dependent]:
    """The defined names and the cells of other sheets whose formulas name one of ours."""
    # In a formula « ! » follows a sheet's name, after a quote where the name has spaces.
    references = [f"{name}!" for name in names] + [f"{name}'!" for name in names]

    def leads_to_ours(formula: str) -> bool:
        return any(reference in formula for reference in references)

    for name in book.names:
        formula = name.refers_to
        # Excel's own, as the area of a filter, are drawn with the new sheet.
        is_excels = name.name.rpartition("!")[2].startswith("_xlnm")
        if leads_to_ours(formula) and not is_excels:
            yield Dependent(name, "refers_to", formula)
    for sheet in book.sheets:
        if sheet.name not in names:
            for (row, column), formula in read_formulas(sheet):
                if leads_to_ours(formula):
                    yield Dependent(sheet.range((row, column)), "formula", formula)
