"""The workbook open in Excel: read in one call a tab, changed in one go or not at all.

It is left unsaved, for whoever works in it.
"""

from __future__ import annotations

import contextlib
import operator
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from forms.headers.matching import cell_position, letters
from forms.values import Cell
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal, Untouchable, about_tab
from sheets_sync.files import Copies, Outcome, keep_copy
from sheets_sync.sheets.additions import Additions, Edit, NewRow
from sheets_sync.sheets.content import Feedback, is_feedback
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.excel import native
from sheets_sync.workbooks.excel.attach import attach
from sheets_sync.workbooks.excel.changes import (
    Change,
    carry_out,
    feedback_changes,
    new_row_change,
)
from sheets_sync.workbooks.excel.inserted_rows import (
    inserted_row_change,
    refuse_rows_of_tables,
    same_or_computed,
    total_change,
)
from sheets_sync.workbooks.excel.reading import (
    hidden_columns,
    hidden_rows,
    merged_cells,
    read_formulas,
    read_notes,
    read_values,
    row_values,
)
from sheets_sync.workbooks.excel.replacement import (
    delete_sheets,
    old_sheets,
    replace_sheets,
    sheet_names,
)
from sheets_sync.workbooks.excel.row_changes import OpenRow, checked_changes, value_change
from sheets_sync.workbooks.shared.compare import holds, refuse_taken, same
from sheets_sync.workbooks.shared.edited_rows import EditedRow
from sheets_sync.workbooks.shared.formula_references import GrowingList
from sheets_sync.workbooks.shared.moved_rows import MovedRows
from sheets_sync.workbooks.shared.protocol import Grid
from sheets_sync.workbooks.xlsx.drawing.fill import text_as_read


class ExcelWorkbook:
    """A workbook of the staff, open in Excel."""

    def __init__(self, path: Path) -> None:
        """Attach to it where it is open, else open it; raises `Refusal`."""
        self.path, self.name = path, path.name
        self.notices: Sequence[str] = ()
        with native.refusing_busy(self.name):
            self.book = attach(path)
            self._from_1904 = native.counts_from_1904(self.book)
        self._grids: dict[str, Grid] = {}

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order."""
        with native.refusing_busy(self.name):
            return sheet_names(self.book)

    def read(self, tab: str) -> Grid:
        """The tab named `tab`, as it was when it was first read; KeyError if there is none."""
        if tab not in self._grids:
            if tab not in self.tabs:
                raise KeyError(tab)
            with native.refusing_busy(self.name):
                self._grids[tab] = _read_excel_sheet(self.book.sheets[tab])
        return self._grids[tab]

    def known_as(self, tab: str) -> bytes | None:  # noqa: ARG002 - the protocol's
        """None: what is open in a program lies in no file."""
        return None

    def address(self, tab: str, cell: str) -> str:  # noqa: ARG002 - a link adds them itself
        """The path of its file."""
        return str(self.path)

    def show(self, tab: str, cell: str) -> None:
        """Bring a cell before the person."""
        with native.refusing_busy(self.name):
            sheet = self.book.sheets[tab]
            sheet.activate()
            sheet.range(cell).select()

    def settle(self) -> None:
        """Do nothing: a change is made whole or not at all."""

    def save(self) -> None:
        """Save it as Excel has it now; otherwise that is left to whoever works in it."""
        with native.refusing_busy(self.name):
            self.book.save()

    def publish(self, update: WorkbookUpdate, made_on: date, copies: Copies) -> Outcome:
        """Put the sheets in place of ours of the same name, bring the feedback to just that, add.

        Selection, calculation and screen are afterwards as they were. The
        file as it was last saved is copied first.

        Raises:
            Untouchable: a tab of the staff has the name of ours, the structure is locked, or a
                value would go in the place of a formula.
            Refusal: Excel does not answer, or what was read has changed; nothing is changed then.
        """
        sheets, feedback, added = update.sheets, update.feedback, update.added
        with native.refusing_busy(self.name):
            refuse_taken({tab: self.read(tab).rows for tab in self.tabs}, sheets)
            due = [sheet for sheet in sheets if not self._is_there(sheet)]
            if due and native.structure_is_protected(self.book):
                raise Untouchable("excel.structure")
            protected = self._protected_tabs([*feedback, *added])
            _refuse_protected(protected, added)
            changes = [
                *self._addition_changes(added),
                *self._feedback_changes(feedback, added, except_for=protected),
            ]
            self.notices = _notices(protected, feedback)
            if not due and not changes and not old_sheets(self.book, sheets):
                return "unchanged"
            if self.path.exists():
                keep_copy(self.path, copies)
            self._carry_out(changes, due, made_on, sheets)
        return "changed"

    def _carry_out(
        self, changes: Sequence[Change], due: Sequence[Sheet], made_on: date, all_: Sequence[Sheet]
    ) -> None:
        """Make the changes and put in the sheets that are due; old ones go."""
        with self._at_rest():
            replacing = replace_sheets(self.book, due, made_on, self._from_1904)
            carry_out([*changes, *replacing])
            # All is in place: an old sheet that Excel does not let go goes with the next run.
            with contextlib.suppress(Exception):
                delete_sheets(self.book, old_sheets(self.book, all_))
        self._grids.clear()

    def _is_there(self, sheet: Sheet) -> bool:
        """True if the tab of a sheet is as described, its charts included."""
        if sheet.name not in self.tabs:
            return False
        if sheet.is_staffs:
            return True
        # A chart that somebody deleted leaves no trace in the cells.
        chart_count = len(self.book.sheets[sheet.name].charts)
        if chart_count != len(sheet.charts):
            return False
        return holds(self.read(sheet.name).rows, sheet, partial(same, kept_text=text_as_read))

    def _protected_tabs(self, tabs: Sequence[str]) -> list[str]:
        return [
            tab
            for tab in dict.fromkeys(tabs)
            if tab in self.tabs and native.is_protected(self.book.sheets[tab])
        ]

    def _feedback_changes(
        self,
        feedback: Mapping[str, Mapping[str, Feedback]],
        added: Mapping[str, Additions],
        except_for: Sequence[str],
    ) -> Iterator[Change]:
        for tab, tab_feedback in feedback.items():
            if tab in self.tabs and tab not in except_for:
                edits = added.get(tab, Additions()).edits
                yield from self._feedback_changes_in(tab, tab_feedback, edits)

    def _feedback_changes_in(
        self, tab: str, feedback: Mapping[str, Feedback], edits: Sequence[Edit]
    ) -> Iterator[Change]:
        """The changes that bring the feedback in a tab to `feedback`."""
        sheet = self.book.sheets[tab]
        notes = read_notes(sheet)
        feedback_at = {
            cell_position(cell): cell_feedback for cell, cell_feedback in feedback.items()
        }
        rows_now = read_values(sheet)
        moved_rows = MovedRows(self.read(tab).rows, rows_now)
        due: dict[tuple[int, int], Feedback] = {}
        changed: set[tuple[int, int]] = set()
        for (row, column), cell_feedback in feedback_at.items():
            row_now = moved_rows.row_of_cell(row - 1, column - 1)
            # Typed meanwhile: the next run checks it, and says what it finds.
            if row_now is None:
                changed.add((row, column))
            else:
                due[row_now + 1, column] = cell_feedback
        # Every cell that has a note is looked at, since feedback of ours may stand there.
        by_row: dict[int, list[Change]] = defaultdict(list)
        for row, column in sorted((notes.keys() | due.keys()) - changed):
            cell, note = sheet.range((row, column)), notes.get((row, column), "")
            by_row[row] += feedback_changes(cell, note, due.get((row, column)))
        for row, changes in by_row.items():
            if changes:
                yield checked_changes(self._open_row(sheet, rows_now, row, edits), changes)

    def _open_row(
        self,
        sheet: Any,
        rows_now: Sequence[Sequence[Cell]],
        row: int,
        edits: Sequence[Edit] = (),
        known_by: Sequence[int] = (),
    ) -> OpenRow:
        """A row (from 1), known by all that stands in it but for what is edited."""
        edited = {edit.column for edit in edits}
        width = max([1, *map(len, rows_now), *(column + 1 for column in edited)])
        known = [column for column in known_by or range(width) if column not in edited]
        cells = sheet.range((row, 1), (row, width))
        return OpenRow(self.name, sheet, rows_now, row, cells, known)

    def _addition_changes(self, added: Mapping[str, Additions]) -> Iterator[Change]:
        for tab, new in added.items():
            # Columns come with data validation, which xlwings cannot make; setup can, in the file.
            if new.columns:
                raise Untouchable("excel.columns")
            if tab not in self.tabs:
                raise Refusal("workbook.tab_gone", tab=tab)
            with about_tab(tab):
                changes = list(self._addition_changes_in(tab, new))
            yield from changes

    def _addition_changes_in(self, tab: str, new: Additions) -> Iterator[Change]:
        sheet = self.book.sheets[tab]
        rows_now = read_values(sheet)
        edits_by_row: dict[int, list[Edit]] = defaultdict(list)
        for edit in new.edits:
            edits_by_row[edit.row].append(edit)
        for row, edits in edits_by_row.items():
            rows_read, known_by = self.read(tab).rows, new.known_by
            edited = EditedRow(
                self.name, rows_now, frozenset(), rows_read, row, edits, known_by, operator.eq
            )
            row_now = edited.row_now + 1
            open_row = self._open_row(sheet, rows_now, row_now, edits, known_by)
            for edit in edits:
                _refuse_formula(sheet, row_now, edit)
                yield value_change(open_row, edit)
        width = max(map(len, rows_now), default=1)
        refuse_rows_of_tables(sheet, new.rows, new.header)
        for new_row in new.rows:
            if new_row.is_inserted:
                yield self._inserted_row_change(tab, new_row, new.inserted[0].row)
                continue
            yield self._new_row_change(sheet, new_row, width)
        growing = GrowingList.with_new(tab, new)
        if growing is not None:
            yield total_change(sheet, growing)

    def _new_row_change(self, sheet: Any, row: NewRow, width: int) -> Change:
        """The change that puts an entry on a row, made while that is as it was looked at."""
        columns = max(width, 1 + max(row.cells, default=0))
        cells = sheet.range((row.row + 1, 1), (row.row + 1, columns))
        before = list(row_values(cells))
        # Looked at now, and not as the tab was read: a row inserted since brings another one here.
        if any(cell != "" and column in row.cells for column, cell in enumerate(before)):
            raise Refusal("workbook.changed", file=self.name)
        has_others = any(cell != "" for cell in before)
        change = new_row_change(sheet, row, cells, beside_others=has_others)

        def put() -> None:
            if list(row_values(cells)) != before:
                raise Refusal("workbook.changed", file=self.name)
            begun.append(True)
            change.do()

        def take_away() -> None:
            # What was not begun is not undone: somebody's row may stand there by then.
            if begun:
                change.undo()

        begun: list[bool] = []
        return Change(put, take_away)

    def _inserted_row_change(self, tab: str, row: NewRow, below: int) -> Change:
        """The change that makes a row for an entry, above the one that was read at `below`."""
        sheet, cells_below = self.book.sheets[tab], self.read(tab).rows[below]

        def check() -> None:
            cells = sheet.range((row.row + 1, 1), (row.row + 1, len(cells_below)))
            if not all(map(same_or_computed, cells_below, row_values(cells))):
                raise Refusal("workbook.changed", file=self.name)

        return inserted_row_change(sheet, row, len(cells_below), check)

    @contextlib.contextmanager
    def _at_rest(self) -> Iterator[None]:
        """Keep Excel from calculating, drawing and asking; then all is as the person had it.

        They find the tab and the cells before them that they had.
        """
        app = self.book.app
        before = app.calculation, app.screen_updating, app.display_alerts
        active_tab = self.book.sheets.active.name
        selected = self._selected_cells()
        app.screen_updating, app.display_alerts, app.calculation = False, False, "manual"
        try:
            yield
        finally:
            # What was done stands, wherever the selection is.
            with contextlib.suppress(Exception):
                self._select(active_tab, selected)
            app.calculation, app.screen_updating, app.display_alerts = before

    def _selected_cells(self) -> str | None:
        """The address of the selection; None where it is in another book, or is a chart."""
        app = self.book.app
        if app.selection is None or app.books.active.name != self.book.name:
            return None
        return str(app.selection.address)

    def _select(self, tab: str, cells: str | None) -> None:
        if tab in self.tabs:
            self.book.sheets[tab].activate()
            if cells:
                self.book.sheets[tab].range(cells).select()


def _read_excel_sheet(sheet: Any) -> Grid:
    values = read_values(sheet)
    height = max(1, len(values))
    width = max([1, *map(len, values)])
    notes = {
        (row - 1, column - 1): text
        for (row, column), text in read_notes(sheet).items()
        if not is_feedback(text)
    }
    return Grid(
        tab=sheet.name,
        rows=values,
        merged=tuple(merged_cells(sheet, 1, height, width)),
        hidden_rows=frozenset(hidden_rows(sheet, height, width)),
        hidden_columns=frozenset(hidden_columns(sheet, height, width)),
        notes=notes,
        formulas={(row - 1, column - 1): text for (row, column), text in read_formulas(sheet)},
    )


def _refuse_protected(protected: Sequence[str], added: Mapping[str, Additions]) -> None:
    """Raise `Untouchable` where a tab that is to get something may not be changed."""
    for tab, new in added.items():
        if tab in protected and new != Additions():
            with about_tab(tab):
                raise Untouchable("excel.locked", tab=tab)


def _refuse_formula(sheet: Any, row: int, edit: Edit) -> None:
    """Raise `Untouchable` where a value would go in the place of a formula."""
    if str(sheet.range((row, edit.column + 1)).formula).startswith("="):
        raise Untouchable("patch.formula", cell=f"{letters(edit.column)}{row}")


def _notices(
    protected: Sequence[str], feedback: Mapping[str, Mapping[str, Feedback]]
) -> Sequence[str]:
    """The sentence on the tabs whose protection keeps feedback out; none where there are none."""
    tabs = [tab for tab in protected if feedback.get(tab)]
    if not tabs:
        return ()
    return [sentence("excel.feedback_barred", count=len(tabs), tabs=", ".join(tabs))]
