"""From the grid of a tab to its tables: which column is which field, which rows are entries.

Every row with something in it ends in `Table.rows`, or in `TabReading.ignored` with its reason.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Container, Iterable, Mapping, Sequence

from forms.definition_file import closest
from forms.form import Form
from forms.headers.columns import Matching, match_columns
from forms.headers.matching import letters
from forms.headers.titles import Header, form_titles
from forms.values import Cell, ReadingContext, shown
from forms.words import clean
from sheets_sync.catalogue import sentence
from sheets_sync.reading.columns import FieldCells, extra_cells
from sheets_sync.reading.entry_like import is_full_date
from sheets_sync.reading.header import find_first_header, find_further_headers
from sheets_sync.reading.header_rows import HeaderRows, header_labels
from sheets_sync.reading.legends import legends_of_tab
from sheets_sync.reading.rows.classifier import (
    LONE_NAME,
    SECTION,
    RowClassifier,
    column_of_whom,
)
from sheets_sync.reading.rows.contract_rows import find_contract_rows
from sheets_sync.reading.rows.merged_rows import (
    MergedRow,
    columns_of_one,
    counted_columns,
    find_merged_rows,
    find_shared_cells,
    share_exits,
)
from sheets_sync.reading.rows.other_tables import OTHER_TABLE, find_other_tables
from sheets_sync.reading.rows.prepared_rows import PREPARED, find_prepared_rows
from sheets_sync.reading.rows.sections import Section, heads_whole_tab, section_kind
from sheets_sync.reading.rows.table_columns import TableColumns
from sheets_sync.reading.side_by_side import (
    columns_beside,
    second_name_column,
    with_columns_beside,
)
from sheets_sync.reading.table import (
    ContinuedRow,
    IgnoredRow,
    PreparedCell,
    SharedCell,
    Table,
    TabReading,
    cell_address,
    is_blank,
)
from sheets_sync.workbooks.shared.protocol import Grid

_SAMPLE = 400
"""Rows of a table that are looked at to tell what a column holds."""
_ABOVE = "ignored.above_table"
_ASIDE = "ignored.aside"
"""Code of a row in a section of those who are no participants: refused, on a waiting list."""


def read_tab(
    grid: Grid,
    form: Form,
    siae: str,
    context: ReadingContext,
    settled: Mapping[str, str] | None = None,
) -> TabReading:
    """The tables of `grid` as `form` understands them.

    Args:
        settled: field → column letter or title, where config says which column it is.
    """
    filled = [index for index, row in enumerate(grid.rows) if not all(map(is_blank, row))]
    if not filled:
        return TabReading(siae, grid.tab, problem="tab.empty")
    header = find_first_header(grid, form, filled, settled or {})
    if header is None:
        ignored = tuple(_ignored("ignored.no_header", filled))
        return TabReading(siae, grid.tab, ignored=ignored, problem="tab.no_header")
    labels = header_labels(grid, header, form_titles(form))
    second = second_name_column(grid, form, labels, header[-1] + 1)
    if second is not None:
        ignored = tuple(_ignored("ignored.side_by_side", filled))
        at = cell_address(second, header[-1] + 1)
        return TabReading(siae, grid.tab, ignored=ignored, problem="tab.side_by_side", hint=at)
    reader = _TabReader(grid, form, context, settled or {}, filled)
    reader.read([header, *find_further_headers(grid, form, filled, header)])
    return TabReading(
        siae,
        grid.tab,
        tables=tuple(reader.tables),
        ignored=tuple(sorted(reader.ignored)),
        prepared=reader.prepared,
        hidden_rows=_count_hidden_rows(grid, reader.tables),
        hidden_columns=_hidden_columns(grid, reader.tables),
        cell_notes=grid.notes,
        sections=tuple(section for section in reader.sections if section.rows),
        legends=legends_of_tab(grid, reader.tables, (row.row - 1 for row in reader.ignored)),
    )


def tab_named(name: str, tabs: Sequence[str]) -> str | None:
    """The tab of that name; else the only one that differs by case and outer spaces alone."""
    if name in tabs:
        return name
    alike = [tab for tab in tabs if clean(tab).casefold() == clean(name).casefold()]
    return alike[0] if len(alike) == 1 else None


class _TabReader:
    """Goes through the rows of one tab, once, top to bottom; what it found is in its attributes."""

    def __init__(
        self,
        grid: Grid,
        form: Form,
        context: ReadingContext,
        settled: Mapping[str, str],
        filled: Sequence[int],
    ) -> None:
        self._grid, self._form, self._context = grid, form, context
        self._settled, self._filled = settled, filled
        self._rows = list(grid.rows)
        self._classifier = RowClassifier(grid)
        self.tables: list[Table] = []
        self.ignored: list[IgnoredRow] = []
        self.prepared: dict[tuple[str, int], PreparedCell] = {}
        self.sections: list[Section] = []
        self._section: Section | None = None
        self._banners: set[tuple[int, Cell]] = set()

    def read(self, headers: Sequence[HeaderRows]) -> None:
        """Every table, from its header to the next one's."""
        above = self._filled_between(0, headers[0][0])
        # The title of a page may stand right above those of columns, as if over groups of them.
        over = self._filled_between(0, headers[0][-1])
        self._banners = {_first_filled(self._grid.rows[index]) for index in over}
        ends = [*(header[0] for header in headers[1:]), len(self._grid.rows)]
        for header, end in zip(headers, ends, strict=True):
            self._read_table(header, end, above)
            above = []

    def _read_table(self, header: HeaderRows, end: int, above: Sequence[int]) -> None:
        self._begin_table(header, above)
        body = self._filled_between(header[-1] + 1, end)
        labels = header_labels(self._grid, header, form_titles(self._form))
        beside = columns_beside(self._grid, self._form, labels, body, self._settled)
        matching = self._match(labels, body, beside)
        texts = ["" if column in beside else each.written for column, each in enumerate(labels)]
        columns = TableColumns.of(matching, self._form, texts, self._context)
        self._ignore(above, _ABOVE, columns)
        self._ignore(set(self._filled).intersection(header), "ignored.header", columns)
        counted = counted_columns(matching, self._form)
        merged = dict(find_merged_rows(self._grid, body, columns, counted))
        for index, row in merged.items():
            self._rows[index] = row.cells
        without_name = find_contract_rows(self._rows, body, columns, matching, self._form, merged)
        merged |= without_name
        for index, row in without_name.items():
            self._rows[index] = row.cells
        for index, cells in share_exits(self._rows, merged, matching).items():
            self._rows[index] = cells
        others = find_other_tables(self._rows, body, columns, self._form)
        others |= self._repeated_banners(body, columns)
        prepared = find_prepared_rows(self._grid, self._rows, body, columns, merged)
        entries = self._entries(body, columns, merged, others, prepared)
        of_one = columns_of_one(matching, self._form)
        shared = find_shared_cells(self._grid, entries, columns, of_one, merged)
        self._share(shared)
        rows = tuple(index + 1 for index in entries)
        by_column = self._by_column(entries, len(self._grid.rows[header[-1]]))
        fields = FieldCells(rows, by_column)
        fields.add_all(matching, self._form)
        self.prepared |= fields.prepared
        extra = extra_cells(matching, by_column)
        self.tables.append(
            Table(
                header[-1] + 1,
                rows,
                fields.cells,
                extra,
                fields.columns,
                matching,
                continued={
                    index + 1: _continued(index, merged[index])
                    for index in entries
                    if index in merged and merged[index].person != index
                },
                places=fields.places,
                set_aside=self._identities_set_aside(body, matching, len(labels)),
                told_values=fields.told_values,
                beside=beside,
                distinct=_of_cells(fields.distinct, fields.cells.values()),
                shared=shared,
            )
        )

    def _share(self, cells: Iterable[SharedCell]) -> None:
        """Put what is merged over several people on the row of each of them."""
        for cell in cells:
            if cell.is_each:
                for row in cell.others:
                    shared = list(self._rows[row - 1])
                    shared[cell.column] = self._rows[cell.row - 1][cell.column]
                    self._rows[row - 1] = shared

    def _identities_set_aside(
        self, body: Sequence[int], matching: Matching, width: int
    ) -> Mapping[str, Sequence[Cell]]:
        """The cells of the identity in rows that are no entries, and may be somebody's."""
        # What is told of a row by the cell of its name may be somebody's.
        may_be_somebody = {
            ignored.row - 1
            for ignored in self.ignored
            if ignored.code in (_ASIDE, OTHER_TABLE) or ignored.cell
        }
        rows = [index for index in body if index in may_be_somebody]
        fields = FieldCells([index + 1 for index in rows], self._by_column(rows, width))
        fields.add_all(matching, self._form)
        return {name: fields.cells[name] for name in self._form.identity if name in fields.cells}

    def _match(
        self, labels: Sequence[Header], body: Sequence[int], beside: Collection[int]
    ) -> Matching:
        """What is decided on the columns; those of another table stay as what they are."""
        width = len(labels)
        sample = self._by_column(body[:_SAMPLE], width)
        own = [
            (Header(""), [""] * len(sample[column])) if column in beside else each
            for column, each in enumerate(zip(labels, sample, strict=True))
        ]
        headers, cells = zip(*own, strict=True)
        matching = match_columns(self._form, headers, cells, self._context, self._settled)
        return with_columns_beside(matching, labels, beside)

    def _repeated_banners(self, body: Sequence[int], columns: TableColumns) -> Mapping[int, str]:
        """The rows that begin as one above the first header did: the title of each printed page."""
        return {
            index: _ABOVE
            for column, banner in self._banners
            for index in body
            if self._rows[index][column] == banner
            and _first_filled(self._rows[index]) == (column, banner)
            and not any(is_full_date(self._rows[index][date]) for date in columns.dates)
        }

    def _entries(
        self,
        body: Sequence[int],
        columns: TableColumns,
        merged: Mapping[int, MergedRow],
        others: Mapping[int, str],
        prepared: Container[int],
    ) -> list[int]:
        self._classifier.begin_table(body, columns)
        entries = []
        code: str | None
        codes: dict[int, str | None] = {}
        for index in body:
            if index in others:
                code = others[index]
            elif index in merged:
                code = codes[merged[index].top]
            else:
                code = self._classifier.ignore_code(index, columns)
                if code is None and index in prepared:
                    code = PREPARED
            codes[index] = code
            if code == SECTION:
                self._begin_section(index)
            if code is None and self._section is not None:
                self._section.rows.append(index + 1)
            if self._is_aside and code in (None, LONE_NAME):
                self.ignored.append(IgnoredRow(index + 1, _ASIDE))
            elif code is None:
                entries.append(index)
            else:
                self._ignore([index], code, columns)
        return entries

    @property
    def _is_aside(self) -> bool:
        return self._section is not None and self._section.kind == "aside"

    def _begin_table(self, header: HeaderRows, above: Sequence[int]) -> None:
        """A section goes on below a header that stands right under its title, as one above all."""
        before = [index for index in self._filled if index < header[0]]
        is_right_above = bool(before) and self._section is not None
        if is_right_above and self._section is not None and self._section.row == before[-1] + 1:
            return
        self._section = None
        if above:
            texts = [cell for cell in self._grid.rows[above[-1]] if not is_blank(cell)]
            if len(texts) == 1 and heads_whole_tab(shown(texts[0])):
                self._begin_section(above[-1])

    def _begin_section(self, index: int) -> None:
        row = self._grid.rows[index]
        column = next(column for column, cell in enumerate(row) if not is_blank(cell))
        kind = section_kind(shown(row[column]))
        self._section = None
        if kind in ("aside", "left"):
            self._section = Section(kind, cell_address(column, index + 1), index + 1)
            self.sections.append(self._section)

    def _ignore(self, indexes: Iterable[int], code: str, columns: TableColumns) -> None:
        for index in indexes:
            column, cell = column_of_whom(code, self._grid.rows[index], columns), ""
            if column is not None:
                cell = cell_address(column, index + 1)
            self.ignored.append(IgnoredRow(index + 1, code, cell))

    def _by_column(self, indexes: Sequence[int], width: int) -> Sequence[Sequence[Cell]]:
        """The cells of some rows, column by column."""
        # Of no rows `zip` would make no columns at all.
        if not indexes:
            return [()] * width
        return list(zip(*(self._rows[index] for index in indexes), strict=True))

    def _filled_between(self, start: int, end: int) -> list[int]:
        return [index for index in self._filled if start <= index < end]


def _of_cells(
    distinct: Mapping[int, Mapping[Cell, None]], columns: Iterable[Sequence[Cell]]
) -> dict[int, Mapping[Cell, None]]:
    """Those of columns that stay: the identity of any other may be given to something else."""
    kept = {id(cells) for cells in columns}
    return {identity: cells for identity, cells in distinct.items() if identity in kept}


def _first_filled(cells: Sequence[Cell]) -> tuple[int, Cell]:
    """The column and the cell that a row with something in it begins with."""
    return next((column, cell) for column, cell in enumerate(cells) if not is_blank(cell))


def _ignored(code: str, indexes: Iterable[int]) -> list[IgnoredRow]:
    return [IgnoredRow(index + 1, code) for index in indexes]


def _continued(index: int, row: MergedRow) -> ContinuedRow:
    return ContinuedRow(row.person + 1, cell_address(row.own, index + 1), row.is_merged)


def _count_hidden_rows(grid: Grid, tables: Sequence[Table]) -> int:
    """Number of entries in rows that staff hid: they are read, and that is reported."""
    rows = itertools.chain.from_iterable(table.rows for table in tables)
    return sum(row - 1 in grid.hidden_rows for row in rows)


def _hidden_columns(grid: Grid, tables: Sequence[Table]) -> tuple[str, ...]:
    read: set[int] = set().union(*(table.columns.values() for table in tables))
    return tuple(map(letters, sorted(read & grid.hidden_columns)))


def nearest_tab(name: str, tabs: Sequence[str]) -> str:
    """What is said of a tab that is not there: which has nearly its name, or which there are."""
    near = closest(name, list(tabs))
    if near:
        return sentence("monthly.nearest_tab", tab=near)
    return sentence("monthly.tabs_there", tabs=", ".join(tabs))
