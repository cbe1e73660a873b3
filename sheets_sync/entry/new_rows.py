"""Put entries made elsewhere than in their tab into it.

They are checked as every entry is, and never go on top of what is there.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from forms.form import Field, Form
from forms.values import Cell, ReadingContext, Value, parted_as, reader, shown
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.check import check_tab
from sheets_sync.checking.rows.required import what_to_type
from sheets_sync.checking.table import CheckedTable
from sheets_sync.checking.texts.free_text import NO_SENSITIVE_TEXT
from sheets_sync.entry.bounds import texts_too_long, without_control_characters
from sheets_sync.entry.rows_below import RowsBelow, added_one_by_one
from sheets_sync.entry.target_table import NAMES, JoinedNames, fields_to_enter, totals_below
from sheets_sync.reading.rows.classifier import SEPARATOR_CODE
from sheets_sync.reading.tab import read_tab
from sheets_sync.reading.table import is_blank
from sheets_sync.release.people.known_people import KnownPeople
from sheets_sync.release.people.people_in_texts import counsellors, people_in_entry
from sheets_sync.settings.siae import DateOrder
from sheets_sync.sheets.additions import Additions, Edit, NewRow
from sheets_sync.sheets.content import Content
from sheets_sync.workbooks.shared.protocol import Grid

IDENTITY = ("nom", "prenom", "date_naissance")
"""Fields that tell one person from another."""
_MODEL_ROWS = 20
"""Number of last entries looked at for the one whose formats a new row is given."""
Texts = Mapping[str, Cell]
"""Entered texts, by field."""
Identity = tuple[str, ...]
"""Key that two entries share where they are one."""
WHOLE = ""
"""Stands for the field of what is wrong with an entry as a whole."""


class Entry(NamedTuple):
    """A checked entry: its typed values, and by field what is wrong with it."""

    values: Mapping[str, Content]
    wrong: Mapping[str, str]


class EntryRow(NamedTuple):
    """A row (from 1) of a tab that holds an entry, and what stands in it by field."""

    row: int
    texts: Texts


def check_entries(
    entries: Sequence[Texts], form: Form, tab: str, context: ReadingContext
) -> list[Entry]:
    """Each of the entries as it would be understood in its tab.

    What is too long is told, and not read: its cost is bounded whoever sends it.
    """
    entries = [without_control_characters(texts) for texts in entries]
    long = [texts_too_long(texts, form) for texts in entries]
    short = list(map(_without_too_long, entries, long))
    understood = _understood(short, form, tab, context)
    return [
        Entry(entry.values, {**entry.wrong, **told})
        for entry, told in zip(understood, long, strict=True)
    ]


def _without_too_long(texts: Texts, too_long: Mapping[str, str]) -> Texts:
    return {name: cell for name, cell in texts.items() if name not in too_long}


def _understood(
    entries: Sequence[Texts], form: Form, tab: str, context: ReadingContext
) -> list[Entry]:
    entered = set(itertools.chain.from_iterable(entries))
    fields = [field for field in form.fields if field.required or field.id in entered]
    header: list[Cell] = [field.label for field in fields]
    # The entries are laid out as a tab of their own, so that they are read as in theirs.
    rows = [_laid_out(texts, fields) for texts in entries]
    reading = read_tab(Grid(tab, [header, *rows]), form, tab, context)
    # A line that reads as a total or a separator is in no table, and one with next to nothing in
    # it reads as such.
    understood = [Entry({}, _why_no_entry(texts, form)) for texts in entries]
    for checked in check_tab(reading, form, context, NO_SENSITIVE_TEXT)[0]:
        wrong = _errors_by_row(checked.anomalies)
        for index, row in enumerate(checked.table.rows):
            number = row - 2  # the header is row 1 of the sheet, the first entry row 2
            values = _filled_values(checked, index, fields, entries[number])
            understood[number] = Entry(values, wrong.get(row, {}))
    return understood


def _why_no_entry(texts: Texts, form: Form) -> dict[str, str]:
    """What bars texts that are in no table of their own: what they lack, by field."""
    missing = missing_texts(form)
    lacking = {name: text for name, text in missing.items() if is_blank(texts.get(name, ""))}
    return lacking or {WHOLE: sentence("entry.not_an_entry")}


def missing_texts(form: Form) -> dict[str, str]:
    """Required field → the sentence on its lack."""
    required = [field for field in form.fields if field.required]
    return {
        field.id: make_anomaly(
            "", "", "required.missing", "", None, field, what=what_to_type(field)
        ).message
        for field in required
    }


def _laid_out(texts: Texts, fields: Iterable[Field]) -> list[Cell]:
    return [texts.get(field.id, "") for field in fields]


def _errors_by_row(anomalies: Iterable[Anomaly]) -> dict[int | None, dict[str, str]]:
    """Row → field → the messages of its errors."""
    errors: dict[int | None, dict[str, str]] = defaultdict(dict)
    for anomaly in anomalies:
        if anomaly.severity == "error":
            messages = errors[anomaly.row]
            field = anomaly.field or WHOLE
            messages[field] = f"{messages.get(field, '')} {anomaly.message}".lstrip()
    return errors


def _filled_values(
    checked: CheckedTable, index: int, fields: Iterable[Field], texts: Texts
) -> dict[str, Content]:
    """The typed values of the index-th row of a table, by field, without the empty ones."""
    values = {
        field.id: _typed(field, checked.values[field.id][index], texts.get(field.id, ""))
        for field in fields
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def _typed(field: Field, value: Value | None, text: Cell) -> Content:
    """The typed value; the text where that says more.

    Tabs keep as it is what is not known yet (« ? »), and a value that the coordinator added to
    the list, whatever it counts as.
    """
    if value is None or shown(text) in field.added:
        return shown(text)
    return value


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
        checked, _ = check_tab(reading, form, context, NO_SENSITIVE_TEXT, dates)
        self._checked = checked
        self._know_entries(checked[0])
        indexes = [row - 1 for row in self.table.rows]
        self._model = max(indexes[-_MODEL_ROWS:], key=self._days_in, default=None)
        self._free = indexes[-1] + 1 if indexes else self.table.header_row
        first = indexes[0] if indexes else self._free
        self._totals = totals_below(reading, first, self._free - 1)
        separators = {row.row - 1 for row in reading.ignored if row.code == SEPARATOR_CODE}
        columns_of = self.table.columns
        names = {columns_of[name] for name in IDENTITY if name in columns_of} or {
            *columns_of.values()
        }
        self.uncounted_in = added_one_by_one(grid, indexes)
        self._below = RowsBelow(grid, self.table, separators, names)

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

        Nothing is asked for in a column that it has not.
        """
        checked = check_entries(entries, self.form, self.grid.tab, self.context)
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

    def lacks(self, names: Sequence[str]) -> str:
        """Sentence on why these fields cannot be put in; "" where each has a column of its own."""
        missing = [name for name in names if name not in self.table.columns]
        if missing:
            return self._about("entry.tab.no_column", missing)
        shared = [name for name in names if name not in self._enterable]
        if not shared:
            return ""
        return self._about("entry.tab.shared_column", shared)

    def add(self, values: Mapping[str, Content]) -> int:
        """Put an entry in the next free row; the number of the row, from 1.

        Where something stands below the entries (a total, a legend), a row is made above it.
        """
        inserted = bool(self.new_rows) and self.new_rows[-1].is_inserted
        if not inserted:
            # « JUIN 2026 » stands above its entries, a total or a legend below them.
            self._free = self._below.next_free(self._free)
            inserted = self._below.is_barred(self._free)
        columns = self.table.columns.values()
        dated = frozenset(column for column in columns if self._is_day(self._model, column))
        cells = self._cells(values, {})
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
        header = self.table.header_row - 1 if self.new_rows else None
        return Additions(rows=self.new_rows, edits=self.edits, totals=totals, header=header)

    def _know_entries(self, checked: CheckedTable) -> None:
        for index, row in enumerate(self.table.rows):
            values = {name: column[index] for name, column in checked.values.items()}
            cells = {name: column[index] for name, column in self.table.cells.items()}
            texts = {name: cell for name, cell in cells.items() if cell != ""}
            self.by_identity[identity(values, self.form)].append(EntryRow(row, texts))

    def _about(self, code: str, names: Iterable[str]) -> str:
        labels = ", ".join(self.form.field(name).label for name in names)
        return sentence(code, tab=self.grid.tab, fields=labels)

    def _edit(self, row: int, column: int, value: Content) -> Edit:
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
        if as_model:
            return Edit(row, column, before, value, dated=True, like=self._model)
        return Edit(row, column, before, value, self._is_day(row, column))

    def _days_in(self, row: int) -> tuple[int, int]:
        """Rank of a row by how many dates it holds; of two with as many, the later is higher."""
        return sum(isinstance(cell, date) for cell in self.grid.rows[row]), row

    def _is_day(self, row: int | None, column: int) -> bool:
        """True if a cell is shown as a day, or would be if it were filled in."""
        cell: Cell = ""
        if row is not None:
            cell = self.grid.at(row, column)
        return isinstance(cell, date) or (cell == "" and column in self.grid.day_columns)


def identity(values: Mapping[str, Content], form: Form) -> Identity:
    """Key of the person an entry is about; where a form is not of people, all that was entered."""
    names: Iterable[str] = (field.id for field in form.fields)
    if form.form == "participant":
        names = IDENTITY
    return tuple(fold(_as_compared(values.get(name))) for name in names)


def _as_compared(value: Content) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if value is None:
        return ""
    return str(value)
