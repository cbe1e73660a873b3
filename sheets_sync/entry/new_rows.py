"""Put entries made elsewhere than in their tab into it.

They are checked as every entry is, and never go on top of what is there.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

from forms.form import Form
from forms.values import Cell, ReadingContext, parted_as, reader, shown
from sheets_sync.catalogue import sentence
from sheets_sync.checking.cells.date_order import turned_round
from sheets_sync.checking.check import check_tab
from sheets_sync.checking.table import CheckedTable
from sheets_sync.checking.texts.free_text import NO_SENSITIVE_TEXT
from sheets_sync.entry.checked_entries import WHOLE, Entry, Texts, check_entries
from sheets_sync.entry.identities import IDENTITY, Identity, identity
from sheets_sync.entry.rows_below import RowsBelow, added_one_by_one
from sheets_sync.entry.target_table import (
    NAMES,
    JoinedNames,
    MergedCells,
    fields_to_enter,
    totals_below,
)
from sheets_sync.reading.rows.classifier import SEPARATOR_CODE, TOTAL_CODE
from sheets_sync.reading.tab import read_tab
from sheets_sync.reading.table import TabReading, is_blank
from sheets_sync.release.people.known_people import KnownPeople
from sheets_sync.release.people.people_in_texts import counsellors, people_in_entry
from sheets_sync.settings.siae import DateOrder
from sheets_sync.sheets.additions import Additions, Edit, NewRow
from sheets_sync.sheets.content import Content
from sheets_sync.workbooks.shared.protocol import Grid

_MODEL_ROWS = 20
"""Number of last entries looked at for the one whose formats a new row is given."""
_Of = TypeVar("_Of")


class EntryRow(NamedTuple):
    """A row (from 1) of a tab that holds an entry, and what stands in it by field.

    Attributes:
        person: key of whose it is. Without a readable birth each row is another person's, but
            where they stand under one name.
        has_birth: whether that tells them from a namesake.
    """

    row: int
    texts: Texts
    person: Identity
    has_birth: bool


class TabEntries:
    """The entries of a tab, and those that it is to get.

    Attributes:
        problem: says why it can get none.
        uncounted_in: the columns of sums that count no new entry.
    """

    def __init__(
        self,
        grid: Grid,
        form: Form,
        context: ReadingContext,
        columns: Mapping[str, str],
        dates: Mapping[str, DateOrder],
    ) -> None:
        self.grid, self.form = grid, form
        self.new_rows: list[NewRow] = []
        self.edits: list[Edit] = []
        self.by_identity: dict[Identity, list[EntryRow]] = defaultdict(list)
        self.problem = ""
        self.uncounted_in: Sequence[str] = ()
        self.context = context = ReadingContext(context.as_of, context.siae, grid.date1904)
        reading = read_tab(grid, form, grid.tab, context, columns)
        if len(reading.tables) != 1:
            self.problem = sentence("entry.tab.not_one_table", tab=grid.tab)
            return
        self.table = reading.tables[0]
        self._names = JoinedNames.of(self.table)
        self._enterable = fields_to_enter(self.table)
        columns_of = self.table.columns
        self._turned = {columns_of[name] for name in columns_of if dates.get(name) == "month_first"}
        checked, _ = check_tab(reading, form, context, NO_SENSITIVE_TEXT, dates)
        self._checked = checked
        self._know_entries(checked[0])
        indexes = self._without_notes(reading)
        self._model = max(indexes[-_MODEL_ROWS:], key=self._days_in, default=None)
        self._columns_of_days = frozenset(self._of_days(indexes))
        self._free = indexes[-1] + 1 if indexes else self.table.header_row
        first = indexes[0] if indexes else self._free
        self._totals = totals_below(reading, first, self._free - 1)
        separators = {row.row - 1 for row in reading.ignored if row.code == SEPARATOR_CODE}
        names = {columns_of[name] for name in IDENTITY if name in columns_of} or {
            *columns_of.values()
        }
        self.uncounted_in = added_one_by_one(grid, indexes)
        self._below = RowsBelow(grid, self.table, separators, names)

    @property
    def rows(self) -> list[EntryRow]:
        """Its entries, in the order of the tab."""
        rows = itertools.chain.from_iterable(self.by_identity.values())
        return sorted(rows, key=lambda row: row.row)

    def known(self, values: Mapping[str, Content]) -> Sequence[EntryRow]:
        """The rows of the same person, or where a form is not of people of the same entry."""
        return self.by_identity.get(identity(values, self.form), ())

    def row_with(self, values: Mapping[str, Content]) -> int | None:
        """The row (from 1) that holds all of an entry already; None where none does."""
        known = self.known(values)
        texts = [row.texts for row in known]
        entries = check_entries(texts, self.form, self.grid.tab, self.context)
        for row, entry in zip(known, entries, strict=True):
            if all(entry.values.get(name) == value for name, value in values.items()):
                return row.row
        return None

    def check(self, entries: Sequence[Texts]) -> list[Entry]:
        """The entries as they would be understood in this tab.

        Nothing is asked for in a column that it has not. Those that it has are there, empty where
        nothing was entered: a rule on what is missing speaks as it will in the tab.
        """
        beside = dict.fromkeys(self.table.columns, "")
        whole = [{**beside, **texts} for texts in entries]
        checked = check_entries(whole, self.form, self.grid.tab, self.context)
        return [
            entry._replace(
                wrong=self._askable(entry.wrong, texts)
                | self.people_in(texts)
                | self.unsure_names(entry.values)
            )
            for texts, entry in zip(entries, checked, strict=True)
        ]

    def people_in(self, texts: Texts) -> dict[str, str]:
        """Field → that its text names a person of the tab: the field leaves it, and nobody may."""
        return people_in_entry(self._people, texts, self.form)

    def unsure_names(self, values: Mapping[str, Content]) -> dict[str, str]:
        """Name → that the tab's one column of names would not be read as these two."""
        if self._names is None or not all(map(values.get, NAMES)) or self._names.text(values):
            return {}
        return {NAMES[0]: sentence("entry.tab.unsure_names", tab=self.grid.tab)}

    @cached_property
    def _people(self) -> KnownPeople:
        if self.form.form != "participant":
            return KnownPeople()
        known = KnownPeople.in_tables(self._checked, self.form)
        return known.but(counsellors(known, self._checked, self.form))

    def _askable(self, wrong: Mapping[str, str], texts: Texts) -> dict[str, str]:
        known = {WHOLE, *self.table.columns, *texts}
        return {name: text for name, text in wrong.items() if name in known}

    def lacks(self, names: Sequence[str], row: int | None = None) -> str:
        """Sentence on why these fields cannot be put in; "" where each has a column of its own.

        Args:
            row: that of the entry (from 1) that gets them; None: any.
        """
        missing = [name for name in names if name not in self.table.columns]
        if missing:
            return self._about("entry.tab.no_column", missing)
        shared = [name for name in names if name not in self._enterable]
        if shared:
            return self._about("entry.tab.shared_column", shared)
        merged = [name for name in names if row is not None and not self._shows(row, name)]
        if merged:
            return self._about("entry.tab.merged", merged)
        if row is None:
            return ""
        return self._computed(row, names)

    def _computed(self, row: int, names: Iterable[str]) -> str:
        """Sentence on the first of these fields that a formula fills in a row (from 1); or ""."""
        for name in names:
            cell = row - 1, self.table.columns[name]
            if self.grid.is_computed(*(self._merged.anchor(*cell) or cell)):
                address = self.table.address(name, row)
                return sentence("entry.tab.formula", tab=self.grid.tab, cell=address)
        return ""

    def lacks_room(self, names: Sequence[str]) -> str:
        """Sentence on why these fields cannot be put in a new row; "" where they can."""
        lacks = self.lacks(names)
        if lacks:
            return lacks
        row = self._next_row(map(self.table.columns.__getitem__, names))
        if row is None:
            return sentence("entry.tab.no_room", tab=self.grid.tab)
        if self._below.is_barred(row) or any(new.is_inserted for new in self.new_rows):
            return ""
        return self._computed(row + 1, names)

    @cached_property
    def _merged(self) -> MergedCells:
        people = {row.row - 1: row.person for row in self.rows}
        return MergedCells(self.grid.merged, people)

    def _shows(self, row: int, name: str) -> bool:
        """True if a value for a field in a row (from 1) shows there, in the place of what does."""
        anchor = self._merged.anchor(row - 1, self.table.columns[name])
        if anchor is None:
            return False
        rows, cells = self.table.rows, self.table.cells[name]
        # A number over several rows is read on the first: from another one nobody saw it.
        return cells[rows.index(row)] == cells[rows.index(anchor[0] + 1)]

    def _next_row(self, columns: Iterable[int]) -> int | None:
        """The row (from 0) that a new entry with values in these columns goes to or above."""
        if self.new_rows and self.new_rows[-1].is_inserted:
            return self._free
        # « JUIN 2026 » stands above its entries, a total or a legend below them.
        return self._below.next_free(self._free, columns)

    def add(self, values: Mapping[str, Content]) -> int:
        """Put an entry in the next free row; the number of the row, from 1.

        Where something stands below the entries (a total, a legend), a row is made above it.

        Raises:
            ValueError: it has no room, as `lacks_room` says.
        """
        cells = self._cells(values, {})
        row = self._next_row(cells)
        if row is None:
            raise ValueError("no room for the entry")
        inserted = self._below.is_barred(row) or any(new.is_inserted for new in self.new_rows)
        self._free = row
        columns = self.table.columns.values()
        dated = frozenset(
            column
            for column in columns
            if self._is_day(self._model, column) or column in self._columns_of_days
        )
        for column in dated & cells.keys():
            cells[column] = self._turn(column, cells[column])
        self.new_rows.append(NewRow(self._free, cells, self._model, dated, inserted))
        self._free += 1
        return self._free

    def change(self, row: int, values: Mapping[str, Content]) -> None:
        """Give the entry in a row (from 1) other values; None empties a cell."""
        index = self.table.rows.index(row)
        standing = {name: shown(cells[index]) for name, cells in self.table.cells.items()}
        for column, value in self._cells(values, standing).items():
            self.edits.append(self._edit(row - 1, column, value))

    def _cells(
        self, values: Mapping[str, Content], standing: Mapping[str, Content]
    ) -> dict[int, Content]:
        """Column → what is written in it, for these values beside those that stand in the row."""
        columns, names = self.table.columns, self._names
        cells = {columns[name]: self._as_written(name, value) for name, value in values.items()}
        if names is not None and names.column in cells:
            cells[names.column] = names.text({**standing, **values})
        return cells

    def _as_written(self, name: str, value: Content) -> Content:
        """A value as its column has values: chips and tick-boxes know their own only."""
        field, cells = self.form.field(name), self.table.cells[name]
        if field.type == "choices" and isinstance(value, str):
            return parted_as(value, cells)
        filled = (cell for cell in cells if not is_blank(cell))
        has_boxes = isinstance(next(filled, None), bool) and all(
            isinstance(cell, bool) for cell in filled
        )
        if not has_boxes or value is None:
            return value
        read = reader(field, self.context)
        return next((box for box in (True, False) if read(box).value == value), value)

    @property
    def additions(self) -> Additions:
        """All that the tab is to get."""
        totals = self._totals if self.new_rows else None
        header = self.table.header_row - 1 if self.new_rows or self.edits else None
        return Additions(rows=self.new_rows, edits=self.edits, totals=totals, header=header)

    def _know_entries(self, checked: CheckedTable) -> None:
        for index, row in enumerate(self.table.rows):
            values = {name: column[index] for name, column in checked.values.items()}
            cells = {name: column[index] for name, column in self.table.cells.items()}
            texts = {
                name: self._turn(self.table.columns[name], cell)
                for name, cell in cells.items()
                if cell != ""
            }
            key = identity(values, self.form)
            has_birth = key[-1] != ""
            person = key if has_birth else (*key, str(self._first_row(row)))
            self.by_identity[key].append(EntryRow(row, texts, person, has_birth))

    def _first_row(self, row: int) -> int:
        """The row that the name stands in, which may be merged over the one of an entry."""
        if row in self.table.continued:
            return self.table.continued[row].top
        return row

    def _about(self, code: str, names: Iterable[str]) -> str:
        labels = ", ".join(self.form.field(name).label for name in names)
        return sentence(code, tab=self.grid.tab, fields=labels)

    def _edit(self, row: int, column: int, value: Content) -> Edit:
        # What is written in any other of merged cells is kept, and seen by nobody.
        row, column = self._merged.anchor(row, column) or (row, column)
        before = self.grid.at(row, column)
        # An empty cell, or « à voir », says nothing of how days are written there: among real days
        # a day is one, in the format of the row that new ones are like.
        says_nothing = before == "" or (isinstance(before, str) and isinstance(value, date))
        as_model = (
            says_nothing
            and self._model is not None
            and self.grid.at(self._model, column) != ""
            and self._is_day(self._model, column)
        )
        of_days = says_nothing and column in self._columns_of_days
        dated = as_model or of_days or self._is_day(row, column)
        if dated:
            value = self._turn(column, value)
        return Edit(row, column, before, value, dated, self._model if as_model else None)

    def _turn(self, column: int, cell: _Of) -> _Of | date:
        """A real date of a column whose days and months are settled to be swapped, once read.

        It is written so as well: a day that stands as text, « 03/04/2025 », is read as it stands.
        """
        if column in self._turned and isinstance(cell, date):
            return turned_round(cell)
        return cell

    def _days_in(self, row: int) -> tuple[int, int]:
        """Rank of a row by how many dates it holds; of two with as many, the later is higher."""
        return sum(isinstance(cell, date) for cell in self.grid.rows[row]), row

    def _without_notes(self, reading: TabReading) -> list[int]:
        """The entries (from 0), but for a lone cell below a total: « * dérogation accordée »."""
        totals = [row.row for row in reading.ignored if row.code == TOTAL_CODE]
        indexes = [row - 1 for row in self.table.rows]
        if not totals:
            return indexes
        return [row for row in indexes if row < max(totals) or not self._has_one_cell(row)]

    def _has_one_cell(self, row: int) -> bool:
        columns = self.table.columns.values()
        return sum(self.grid.at(row, column) != "" for column in columns) == 1

    def _of_days(self, indexes: Sequence[int]) -> Iterator[int]:
        """The columns that show days, whatever stands in the row to be like.

        Those most of whose cells are days, and those of a day that nobody types as text: by
        its number a day is sorted and computed with.
        """
        for name, column in self.table.columns.items():
            cells = [cell for row in indexes if not is_blank(cell := self.grid.at(row, column))]
            is_free = self.form.field(name).type == "date" and not self._has_typed_days(name)
            if is_free or 2 * sum(isinstance(cell, date) for cell in cells) > len(cells):
                yield column

    def _has_typed_days(self, name: str) -> bool:
        """True if days stand as text in the column of a field."""
        cells, values = self.table.cells[name], self._checked[0].values[name]
        return any(
            isinstance(cell, str) and isinstance(value, date)
            for cell, value in zip(cells, values, strict=True)
        )

    def _is_day(self, row: int | None, column: int) -> bool:
        """True if a cell is shown as a day, or would be if it were filled in."""
        cell: Cell = ""
        if row is not None:
            cell = self.grid.at(row, column)
        return isinstance(cell, date) or (cell == "" and column in self.grid.day_columns)
