"""The workbook open in Excel: read in one call a tab, changed in one go or not at all, left unsaved for whoever works in it."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from forms.columns import letters, place
from forms.values import BrokenCell, Cell
from sheets_sync import french
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies, Outcome, keep_copy
from sheets_sync.sheets.additions import Additions, Edit, NewRow
from sheets_sync.sheets.content import Content, Feedback
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.workbooks import fill_colour
from sheets_sync.workbooks.compare import holds, is_ours, refuse_taken, same
from sheets_sync.workbooks.excel import native
from sheets_sync.workbooks.excel.attach import attach
from sheets_sync.workbooks.excel.changes import Change, carry_out, marking, setting
from sheets_sync.workbooks.protocol import NONE, Grid
from sheets_sync.workbooks.xlsx.fill import text_as_read
from sheets_sync.workbooks.xlsx.writer import write_workbook

ERRORS = frozenset(
    {
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    }
)
_OLD, _NEW = " (ancien)", " (nouveau)"
_LONGEST_TAB = 31


class ExcelWorkbook:
    """A workbook of the staff, open in Excel."""

    def __init__(self, path: Path) -> None:
        """Attach to it where it is open, else open it; raises `Refusal`."""
        self.path, self.name = path, path.name
        self.notices: Sequence[str] = ()
        with native.answering(self.name):
            self.book = attach(path)
            self._from_1904 = native.counts_from_1904(self.book)
        self._grids: dict[str, Grid] = {}

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order."""
        with native.answering(self.name):
            return [sheet.name for sheet in self.book.sheets]

    def read(self, tab: str) -> Grid:
        """The tab named `tab`, as it was when it was first read; KeyError if there is none."""
        if tab not in self._grids:
            if tab not in self.tabs:
                raise KeyError(tab)
            with native.answering(self.name):
                self._grids[tab] = self._read(self.book.sheets[tab])
        return self._grids[tab]

    def address(self, tab: str, cell: str) -> str:  # noqa: ARG002 - a link adds them itself
        """Its path."""
        return str(self.path)

    def show(self, tab: str, cell: str) -> None:
        """Bring a cell before the person."""
        with native.answering(self.name):
            sheet = self.book.sheets[tab]
            sheet.activate()
            sheet.range(cell).select()

    def save(self) -> None:
        """Save it as Excel has it now; otherwise that is left to whoever works in it."""
        with native.answering(self.name):
            self.book.save()

    def publish(
        self,
        sheets: Sequence[Sheet],
        feedback: Mapping[str, Mapping[str, Feedback]],
        made_on: date,
        copies: Copies,
        added: Mapping[str, Additions] = NONE,
    ) -> Outcome:
        """Put `sheets` in, in place of ours of the same name, bring our marks on the tabs of `feedback` to what it says, give tabs what is `added`.

        Selection, calculation and screen are afterwards as they were. The file as it was last saved is copied first.

        Raises:
            Untouchable: a tab of the staff has the name of ours, the structure is locked, or a value would go in the place of a formula.
            Refusal: Excel does not answer, or what was read has changed; nothing is changed then.
        """
        with native.answering(self.name):
            refuse_taken({tab: self.read(tab).rows for tab in self.tabs}, sheets)
            due = [sheet for sheet in sheets if not self._is_there(sheet)]
            if due and native.structure_is_protected(self.book):
                raise Untouchable("excel.structure")
            locked = [
                tab
                for tab in {**feedback, **added}
                if tab in self.tabs and native.is_protected(self.book.sheets[tab])
            ]
            if barred := [tab for tab in added if tab in locked and added[tab] != Additions()]:
                raise Untouchable("excel.locked", tab=barred[0])
            changes = [
                *(change for tab, new in added.items() for change in self._adding(tab, new)),
                *(
                    change
                    for tab, wanted in feedback.items()
                    if tab not in locked
                    for change in self._marking(tab, wanted)
                ),
            ]
            waiting = [tab for tab in locked if feedback.get(tab)]
            self.notices = (
                [
                    f"{french.several(len(waiting), 'onglet est protégé', 'onglets sont protégés')} dans Excel ({', '.join(waiting)}) : les remarques n'y sont pas posées."
                ]
                if waiting
                else []
            )
            if not due and not changes and not self._left_over(sheets):
                return "unchanged"
            if self.path.exists():
                keep_copy(self.path, copies)
            with self._at_rest():
                carry_out([*changes, *self._putting(due, made_on)] if due else changes)
                with contextlib.suppress(
                    Exception
                ):  # all is in place: an old sheet that stays goes with the next run
                    self._drop(self._left_over(sheets))
            self._grids.clear()
        return "changed"

    def _read(self, sheet: Any) -> Grid:
        values = _values(sheet)
        rows, columns = max(1, len(values)), max(1, len(values[0]) if values else 1)
        notes = {
            (note.location.row - 1, note.location.column - 1): note.text for note in sheet.notes
        }
        return Grid(
            sheet.name, values, tuple(_merged(sheet, 1, rows, columns)), frozenset(_hidden(sheet, "row", rows, columns)),
            frozenset(_hidden(sheet, "column", rows, columns)), notes={at: text for at, text in notes.items() if not fill_colour.is_ours(text)},
        )  # fmt: skip

    def _is_there(self, sheet: Sheet) -> bool:
        """Whether the tab of a sheet is as described, its charts included."""
        if sheet.name not in self.tabs:
            return False
        return sheet.is_staffs or (
            holds(self.read(sheet.name).rows, sheet, partial(same, kept_text=text_as_read))
            and len(self.book.sheets[sheet.name].charts) == len(sheet.charts)
        )

    def _marking(self, tab: str, wanted: Mapping[str, Feedback]) -> list[Change]:
        """What brings our marks on a tab to what it says. Every cell that has a note is looked at, since a mark may stand there."""
        if tab not in self.tabs:
            return []
        sheet = self.book.sheets[tab]
        notes = {(note.location.row, note.location.column): note.text for note in sheet.notes}
        said = {place(cell): remark for cell, remark in wanted.items()}
        read, now = self.read(tab).rows, _values(sheet)
        stays = {
            at for at in said if _at(read, at) != _at(now, at)
        }  # typed meanwhile: the next run says it
        cells = sorted((notes.keys() | said.keys()) - stays)
        return [
            change
            for at in cells
            for change in marking(sheet.range(at), notes.get(at, ""), said.get(at))
        ]

    def _adding(self, tab: str, new: Additions) -> list[Change]:
        if new.columns:
            raise Untouchable("excel.columns")
        if tab not in self.tabs:
            raise Untouchable("patch.damaged")
        sheet = self.book.sheets[tab]
        now = _values(sheet)
        changes = [self._editing(sheet, now, edit) for edit in new.edits]
        for row in new.rows:
            if any(cell != "" for cell in (now[row.row] if row.row < len(now) else ())):
                raise Refusal("workbook.changed", file=self.name)
            changes += _new_row(sheet, row, len(now[0]) if now else 1)
        return changes

    def _editing(self, sheet: Any, now: Sequence[Sequence[Cell]], edit: Edit) -> Change:
        if _at(now, (edit.row + 1, edit.column + 1)) != edit.was:
            raise Refusal("workbook.changed", file=self.name)
        cell = sheet.range((edit.row + 1, edit.column + 1))
        if str(cell.formula).startswith("="):
            raise Untouchable("patch.formula", cell=f"{letters(edit.column)}{edit.row + 1}")
        return setting(cell, _entered(edit.now))

    def _putting(self, sheets: Sequence[Sheet], made_on: date) -> Iterator[Change]:
        """New sheets beside the old, drawn by the same hand as in a file and copied by Excel itself; then each takes the place of the old one."""
        names = [sheet.name for sheet in sheets]
        leading = list(self._leading_to(names))
        yield Change(
            _nothing, partial(_lead, leading)
        )  # undone last, when the old sheets have their names again
        for sheet in sheets:
            yield Change(
                partial(self._copy_in, sheet, made_on),
                partial(self._drop, [_named(sheet.name, _NEW)]),
            )
        for name in names:
            yield Change(partial(self._swap, name), partial(self._swap_back, name))
        yield Change(partial(_lead, leading), _nothing)

    def _copy_in(self, sheet: Sheet, made_on: date) -> None:
        app = self.book.app
        with tempfile.TemporaryDirectory(prefix="sheets-sync-") as folder:
            file = Path(folder) / f"{_named(sheet.name, _NEW)}.xlsx"
            write_workbook(
                file, [replace(sheet, name=_named(sheet.name, _NEW))], made_on, self._from_1904
            )
            drawn = app.books.open(str(file), update_links=False)
            try:
                after = (
                    self.book.sheets[sheet.name]
                    if sheet.name in self.tabs
                    else self.book.sheets[-1]
                )
                drawn.sheets[0].copy(after=after)
            finally:
                drawn.close()

    def _swap(self, name: str) -> None:
        if name in self.tabs:
            self.book.sheets[name].name = _named(name, _OLD)
        self.book.sheets[_named(name, _NEW)].name = name

    def _swap_back(self, name: str) -> None:
        if name in self.tabs and _named(name, _NEW) not in self.tabs:
            self.book.sheets[name].name = _named(name, _NEW)
        if _named(name, _OLD) in self.tabs:
            self.book.sheets[_named(name, _OLD)].name = name

    def _left_over(self, sheets: Sequence[Sheet]) -> list[str]:
        """The old sheets whose place has been taken."""
        old = {_named(sheet.name, _OLD): sheet for sheet in sheets}
        return [
            tab
            for tab in self.tabs
            if tab in old and is_ours(_values(self.book.sheets[tab]), old[tab])
        ]

    def _drop(self, names: Sequence[str]) -> None:
        for name in set(names) & set(self.tabs):
            self.book.sheets[name].delete()

    def _leading_to(self, names: Sequence[str]) -> Iterator[tuple[Any, str, str]]:
        """What staff made that computes with our sheets, cells and defined names: each, where its formula stands, and the formula.

        Given again once the new sheets are in place, these lead there, where Excel would leave `#REF!`.
        """
        marks = [mark for name in names for mark in (f"{name}!", f"{name}'!")]
        for name in self.book.names:
            if any(mark in name.refers_to for mark in marks) and not name.name.rpartition("!")[
                2
            ].startswith("_xlnm"):
                yield name, "refers_to", name.refers_to
        for tab in [tab for tab in self.tabs if tab not in names]:
            sheet = self.book.sheets[tab]
            last = sheet.used_range.last_cell
            formulas = sheet.range((1, 1), (last.row, last.column)).formula
            lines = formulas if isinstance(formulas, list | tuple) else ((formulas,),)
            for row, line in enumerate(lines, 1):
                for column, formula in enumerate(
                    line if isinstance(line, list | tuple) else (line,), 1
                ):
                    if str(formula).startswith("=") and any(mark in str(formula) for mark in marks):
                        yield sheet.range((row, column)), "formula", str(formula)

    @contextlib.contextmanager
    def _at_rest(self) -> Iterator[None]:
        """Excel without recalculation, redrawing and questions; then as the person had it, on the tab and cells she had before her."""
        app = self.book.app
        was = app.calculation, app.screen_updating, app.display_alerts
        active = self.book.sheets.active.name
        selected = (
            app.selection.address
            if app.selection is not None and app.books.active.name == self.book.name
            else None
        )
        app.screen_updating, app.display_alerts, app.calculation = False, False, "manual"
        try:
            yield
        finally:
            with contextlib.suppress(Exception):  # what was done stands, wherever the selection is
                if active in self.tabs:
                    self.book.sheets[active].activate()
                    if selected:
                        self.book.sheets[active].range(selected).select()
            app.calculation, app.screen_updating, app.display_alerts = was


def _nothing() -> None:
    """Of a step that needs no way there, or has no way back."""


def _lead(leading: Sequence[tuple[Any, str, str]]) -> None:
    for what, where, formula in leading:
        setattr(what, where, formula)


def _named(name: str, what: str) -> str:
    return name[: _LONGEST_TAB - len(what)] + what


def _new_row(sheet: Any, row: NewRow, wide: int) -> list[Change]:
    """An entry on an empty line, in the look of the line it is to look like; a table of Excel's that ends just above grows."""
    number = row.row + 1
    line = sheet.range((number, 1), (number, wide))
    table = next((each for each in sheet.tables if each.range.last_cell.row == row.row), None)

    def do() -> None:
        if row.like is not None:
            sheet.range((row.like + 1, 1), (row.like + 1, wide)).copy(line)
            line.clear_contents()
            for cell in line:
                if cell.note is not None:
                    cell.note.delete()
                if cell.color is not None and tuple(cell.color) in fill_colour.OURS:
                    cell.color = None
        for column, value in row.cells.items():
            cell = sheet.range((number, column + 1))
            if isinstance(value, int | float) and column in row.dated:
                cell.number_format = "General"  # no day
            setting(cell, _entered(value)).do()
        if table is not None:
            first, last = table.range.row, table.range.column
            table.resize(sheet.range((first, last), (number, table.range.last_cell.column)))

    return [Change(do, line.clear)]


def _entered(value: Content) -> object:
    return (
        datetime.combine(value, time())
        if isinstance(value, date) and not isinstance(value, datetime)
        else value
    )


def _values(sheet: Any) -> list[list[Cell]]:
    """The cells of a sheet from A1 to the last that is used, in one call."""
    last = sheet.used_range.last_cell
    found = (
        sheet.range((1, 1), (last.row, last.column))
        .options(ndim=2, err_to_str=True, empty="")
        .value
    )
    values = [[_cell(value) for value in row] for row in found]
    while values and not any(cell != "" for cell in values[-1]):
        values.pop()
    return values


def _cell(value: Any) -> Cell:
    """A value as xlwings gives it, as a cell of ours."""
    if value is None:
        return ""
    if isinstance(value, str):
        return BrokenCell(value) if value in ERRORS else value
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=None)
        return moment.date() if moment.time() == time() else moment
    if isinstance(value, bool):
        return value
    return float(value) if isinstance(value, int | float | Decimal) else str(value)


def _at(rows: Sequence[Sequence[Cell]], at: tuple[int, int]) -> Cell:
    """A cell by its row and column from 1."""
    row, column = at
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else ""


def _merged(sheet: Any, top: int, bottom: int, wide: int) -> Iterator[tuple[int, int, int, int]]:
    """The merged areas of some rows, from 0; where a range says « some », it is halved."""
    if sheet.range((top, 1), (bottom, wide)).merge_cells is False:
        return
    if bottom > top:
        middle = (top + bottom) // 2
        seen = set()
        for area in (*_merged(sheet, top, middle, wide), *_merged(sheet, middle + 1, bottom, wide)):
            if area not in seen:
                seen.add(area)
                yield area
        return
    column = 1
    while column <= wide:
        area = sheet.range((top, column)).merge_area
        rows, columns = area.shape
        if rows > 1 or columns > 1:
            yield area.row - 1, area.column - 1, area.row + rows - 2, area.column + columns - 2
        column = max(column + 1, area.column + columns)


def _hidden(sheet: Any, axis: str, rows: int, columns: int) -> Iterator[int]:
    """The hidden rows, or columns, from 0."""
    if native.hidden(sheet.range((1, 1), (rows, columns)), axis) is False:
        return
    for number in range(1, (rows if axis == "row" else columns) + 1):
        if native.hidden(sheet.range((number, 1) if axis == "row" else (1, number)), axis):
            yield number - 1
