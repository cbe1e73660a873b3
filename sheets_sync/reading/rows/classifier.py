"""Tell which rows below a header are entries, and why the others are not."""

from __future__ import annotations

from collections.abc import Sequence

from forms.values import Cell
from forms.words import fold
from sheets_sync.reading.entry_like import is_full_date
from sheets_sync.reading.rows.described_row import DescribedRow, is_word
from sheets_sync.reading.rows.footers import FOOTER, UsualEntry, is_footer, shape_of
from sheets_sync.reading.rows.no_entries import (
    begins_with_period,
    is_all_signs,
    is_count,
    is_crossed_out,
    is_example,
    is_of_colour,
    is_section_title,
    is_total,
    is_wide_legend,
    lone_cell_code,
    names_somebody,
    tells_how_to_type,
)
from sheets_sync.reading.rows.other_tables import OTHER_TABLE, OTHER_TITLES
from sheets_sync.reading.rows.row_words import (
    GROUP,
    LEGEND,
    MAYBE_NO_ENTRY,
    PERIOD,
    SIGNS,
    SURELY_TOTAL,
)
from sheets_sync.reading.rows.table_columns import TableColumns
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.shared.formula_cells import Unclear, cells_of
from sheets_sync.workbooks.shared.protocol import Grid

TOTAL_CODE = "ignored.total"
"""The code of a row that counts those above it."""
SEPARATOR_CODE = "ignored.separator"
"""The code of a row that says what those below it have in common."""
LEGEND_CODE = "ignored.legend"
"""Code of a row that says what colours or signs mean."""
SECTION = "ignored.section"
"""Code of a row that is the title of a section: the rows below may be no participants."""
LONE_VALUE = "ignored.lone_value"
"""Code of a row with one cell that is no text."""
LONE_NAME = "ignored.lone_name"
"""Code of a last name alone amid entries, which is told: it may be somebody."""
_BANNER_WIDTH = 3
"""A text merged over at least so many columns is a banner over the entries below it."""
_CLEARLY_FILLED = 5
"""With more fields filled than this, a row is an entry unless it has a word for a total."""
_FEWEST_USUAL = 3
"""Fields that entries fill, for one with a name alone to be unlike them."""
_FIRST_FIELDS = 4
"""Fields from the left in which a row says that it is a total or a month."""
_SAMPLE = 100
"""Rows of a table that are looked at to tell what its entries are like."""
_LEGEND_WIDTH = 2
"""A legend's rows fill no more of the table's columns than this: a colour, what it means."""


class RowClassifier:
    """Goes through the rows of one tab, once, top to bottom.

    It remembers whether the row above is part of a legend: the rows of a legend have no mark of
    their own, and an entry ends it.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid, self._rows = grid, grid.rows
        self._merged = {(top, left): right - left + 1 for top, left, _, right in grid.merged}
        self._in_legend = False
        self._usual = UsualEntry(0, is_coded=False)
        self._last_entry = -1
        self._doubtful: set[Cell] = set()

    def begin_table(self, body: Sequence[int], columns: TableColumns) -> None:
        """Look at the rows of a table, of which `ignore_code` asks one by one."""
        self._usual = UsualEntry.of((self._rows[index] for index in body[:_SAMPLE]), columns)
        dated = (
            index
            for index in reversed(body)
            if any(is_full_date(self._rows[index][column]) for column in columns.dates)
        )
        self._last_entry = next(dated, -1)
        self._doubtful = set()
        for column in columns.fields[:_FIRST_FIELDS]:
            different = {self._rows[index][column] for index in body}
            self._doubtful.update(filter(_may_be_no_entry, different))

    def ignore_code(self, index: int, columns: TableColumns) -> str | None:
        """The code of why the row at `index` (from 0) is not an entry; None if it is one."""
        cells = self._rows[index]
        code = None
        if not self._is_plainly_an_entry(cells, columns.fields):
            code = self._code(index, DescribedRow.of(cells, columns))
        if code is None:
            self._in_legend = False
        elif code == LEGEND_CODE:
            self._in_legend = True
        return code

    def _is_plainly_an_entry(self, cells: Sequence[Cell], fields: Sequence[int]) -> bool:
        """True if a row needs no closer look, as most do not: this is what makes reading fast."""
        if not fields or cells[fields[0]] == "" or len(fields) - cells.count("") <= _CLEARLY_FILLED:
            return False
        return self._doubtful.isdisjoint([cells[column] for column in fields[:_FIRST_FIELDS]])

    def _code(self, index: int, row: DescribedRow) -> str | None:
        if not self._in_legend and is_section_title(row):
            return SECTION
        if self._is_of_legend(row):
            return LEGEND_CODE
        if not row.inside:
            return "ignored.outside_table"
        return self._code_inside(index, row)

    def _is_of_legend(self, row: DescribedRow) -> bool:
        is_narrow = len(row.inside) <= _LEGEND_WIDTH
        if LEGEND.match(row.words) and (is_narrow or is_wide_legend(row)):
            return True
        goes_on = self._in_legend and is_narrow and bool(row.inside)
        return goes_on or is_of_colour(row)

    def _code_inside(self, index: int, row: DescribedRow) -> str | None:
        """The same, of a row that fills some of the table's columns and is of no legend."""
        if is_total(row) or is_count(row) or self._is_of_sums(index, row):
            return TOTAL_CODE
        if not row.says_person and self._is_separator(index, row):
            return SEPARATOR_CODE
        if is_example(row):
            return "ignored.example"
        if len(row.inside) > 1 and (is_all_signs(row) or tells_how_to_type(row)):
            return "ignored.note"
        if is_crossed_out(row):
            return "ignored.lone_sign"
        if row.is_alone and (code := lone_cell_code(row)):
            return code
        return self._code_of_nobody(index, row)

    def _code_of_nobody(self, index: int, row: DescribedRow) -> str | None:
        """The same, of a row that fills next to nothing but the columns of names."""
        if is_footer(row, self._usual):
            # « A », « B » between the names of a list by the alphabet are told of nobody.
            is_letter = row.is_alone and len(row.text.strip()) == 1
            return "ignored.lone_sign" if is_letter else FOOTER
        if row.is_alone and self._heads_others(index, row):
            return LONE_NAME
        return None

    def _heads_others(self, index: int, row: DescribedRow) -> bool:
        """True of a last name alone amid entries: « Claire BLANC » over those whom she follows.

        Somebody of whom little is typed yet is written as others are, or stands at the end.
        """
        usual = self._usual
        has_given_names = len(row.columns.names) > 1 and row.first == row.columns.name
        is_unlike = usual.filled >= _FEWEST_USUAL and shape_of(row.text) not in usual.shapes
        return has_given_names and is_unlike and not usual.is_coded and index < self._last_entry

    def _is_of_sums(self, index: int, row: DescribedRow) -> bool:
        """True if all that a row fills are formulas over several rows above, as sums are."""
        formulas = (self._grid.formulas.get((index, column)) for column in row.inside)
        return all(text is not None and self._counts_above(index, text) for text in formulas)

    def _counts_above(self, index: int, formula: str) -> bool:
        try:
            areas = cells_of(formula, self._grid.tab, index + 1, {})
        except Unclear:
            return False
        return any(area.top < area.bottom <= index for area in areas)

    def _is_separator(self, index: int, row: DescribedRow) -> bool:
        """True if a row that has nothing only people have is a banner, a period or a group."""
        if self._merged.get((index, row.first), 1) >= _BANNER_WIDTH or begins_with_period(row):
            return True
        if PERIOD.match(row.words):
            # « Avril » and « Mars » are names too: beside a name stand words, beside a month counts
            return any(map(str.isdigit, row.words)) or not any(map(is_word, row.texts[1:]))
        # « Atelier Belcier » beside its address is an SIAE; « Atelier couture » alone a group.
        is_narrow = len(row.inside) <= _LEGEND_WIDTH and not row.is_complete
        return is_narrow and GROUP.match(row.words) is not None


def _entry_column(cells: Sequence[Cell], columns: TableColumns) -> int | None:
    """The column of the name, where a row has a name, a date and another text; None elsewhere.

    A row that is dropped although it has them is told: it may be somebody.
    """
    texts = [
        column
        for column in columns.fields
        if (text := cells[column])
        and isinstance(text, str)
        and any(map(str.isalpha, text))
        and not SIGNS.search(text)
    ]
    has_date = any(is_full_date(cells[column]) for column in columns.dates)
    if not has_date or len(texts) < 2:
        return None
    return next((column for column in texts if column in columns.names), None)


def column_of_whom(code: str, cells: Sequence[Cell], columns: TableColumns) -> int | None:
    """The column by which a row that is dropped for `code` is told, None where it need not be."""
    if code in (FOOTER, LONE_NAME):
        return _name_filled(cells, columns)
    if code == OTHER_TITLES:
        return next(column for column, cell in enumerate(cells) if not is_blank(cell))
    if code == OTHER_TABLE:
        return None
    if columns.name is None:
        return _maybe_typed(code, cells, columns)
    if code == LEGEND_CODE and names_somebody(DescribedRow.of(cells, columns)):
        return _name_filled(cells, columns)
    return _entry_column(cells, columns)


def _maybe_typed(code: str, cells: Sequence[Cell], columns: TableColumns) -> int | None:
    """The first cell of a row about nobody that may be an entry: a number, « Nombre de … »."""
    filled = [column for column in columns.fields if not is_blank(cells[column])]
    texts = [fold(cell) for cell in cells if isinstance(cell, str)]
    is_doubtful = code == TOTAL_CODE and not any(map(SURELY_TOTAL.match, texts))
    if filled and (is_doubtful or code == LONE_VALUE):
        return filled[0]
    return None


def _name_filled(cells: Sequence[Cell], columns: TableColumns) -> int | None:
    """The first of the columns of names that a row fills."""
    return next((c for c in sorted(columns.names) if not is_blank(cells[c])), None)


def _may_be_no_entry(cell: Cell) -> bool:
    return isinstance(cell, str) and MAYBE_NO_ENTRY.match(cell) is not None
