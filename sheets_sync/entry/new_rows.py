"""Put entries that were made elsewhere than in their tab into it: checked as every entry is, never on top of what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from forms.definition import Form
from forms.values import Cell, ReadingContext, Value, shown
from forms.words import fold
from sheets_sync.checking.check import check_tab
from sheets_sync.checking.free_text import NO_SENSITIVE_TEXT
from sheets_sync.reading.tab import read_tab
from sheets_sync.sheets.additions import Additions, Edit, NewRow
from sheets_sync.sheets.content import Content
from sheets_sync.workbooks.protocol import Grid

_IDENTITY = ("nom", "prenom", "date_naissance")
_LIKE = 20
"""Entries looked at for the one that a new line is to look like."""
Texts = Mapping[str, Cell]
"""What was entered, by field."""
WHOLE = ""
"""Stands for the field of what is wrong with an entry as a whole."""


class Entry(NamedTuple):
    """An entry that was looked over: its typed values, and by field what is to be corrected before it may go to a tab."""

    values: Mapping[str, Content]
    wrong: Mapping[str, str]


def check_entries(
    entries: Sequence[Texts], form: Form, tab: str, setting: ReadingContext
) -> list[Entry]:
    """Each of the entries as it would be understood in its tab."""
    used = [
        field
        for field in form.fields
        if field.required or any(field.id in texts for texts in entries)
    ]
    rows: list[list[Cell]] = [
        [field.label for field in used],
        *([texts.get(field.id, "") for field in used] for texts in entries),
    ]
    reading = read_tab(Grid(tab, rows), form, tab, setting)
    found = [
        Entry(
            {},
            {
                WHOLE: "Ce n'est pas compris comme une saisie (nom et prénom manquants ?) : la saisir à la main."
            },
        )
    ] * len(entries)
    for checked in check_tab(reading, form, setting, NO_SENSITIVE_TEXT)[0]:
        wrong: dict[int | None, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for anomaly in checked.anomalies:
            if anomaly.severity == "error":
                wrong[anomaly.row][anomaly.field or WHOLE].append(anomaly.message)
        for place, row in enumerate(checked.table.rows):
            texts = entries[row - 2]
            values = {
                field.id: _kept(checked.values[field.id][place], texts.get(field.id, ""))
                for field in used
            }
            told = {name: " ".join(messages) for name, messages in wrong[row].items()}
            found[row - 2] = Entry(
                {name: value for name, value in values.items() if value not in (None, "")}, told
            )
    return found


def _kept(value: Value | None, text: Cell) -> Content:
    """The typed value; what was entered where that is not yet known (« ? »), which the tab keeps as it is."""
    return value if value is not None else shown(text)


class Place(NamedTuple):
    """A line (from 1) of a tab that holds somebody, and what stands in it by field."""

    line: int
    texts: Texts


class Tab:
    """A tab that entries go to, and what it is to get; `problem` says why it can get nothing."""

    def __init__(
        self, grid: Grid, form: Form, setting: ReadingContext, columns: Mapping[str, str]
    ) -> None:
        self.grid, self.form = grid, form
        self.rows: list[NewRow] = []
        self.edits: list[Edit] = []
        setting = ReadingContext(setting.as_of, setting.siae, grid.date1904)
        reading = read_tab(grid, form, grid.tab, setting, columns)
        self.problem = (
            ""
            if len(reading.tables) == 1
            else f"l'onglet « {grid.tab} » n'a pas un seul tableau reconnu : y saisir cela à la main."
        )
        if self.problem:
            return
        self.table = reading.tables[0]
        entries = check_tab(reading, form, setting, NO_SENSITIVE_TEXT)[0][0]
        typed = [
            {name: column[place] for name, column in entries.values.items()}
            for place in range(len(self.table.rows))
        ]
        self.there: dict[tuple[str, ...], list[Place]] = defaultdict(list)
        for place, (line, values) in enumerate(zip(self.table.rows, typed, strict=True)):
            texts = {
                name: cells[place] for name, cells in self.table.cells.items() if cells[place] != ""
            }
            self.there[identity(values, form)].append(Place(line, texts))
        body = [line - 1 for line in self.table.rows]
        self._like = max(
            body[-_LIKE:],
            key=lambda row: (sum(isinstance(cell, date) for cell in grid.rows[row]), row),
            default=None,
        )
        self._free = body[-1] + 1 if body else self.table.header_row

    def known(self, values: Mapping[str, Content]) -> Sequence[Place]:
        """The lines of the same person (of a form that is not of people: the same entry), new ones without."""
        return self.there.get(identity(values, self.form), ())

    def lacks(self, names: Sequence[str]) -> str:
        """Why these fields cannot be put in; "" where each has a column of its own."""
        columns = list(self.table.columns.values())
        lost = [self.form.field(name).label for name in names if name not in self.table.columns]
        if lost:
            return f"« {self.grid.tab} » n'a pas de colonne pour {', '.join(lost)} (« setup --columns » les ajoute)."
        shared = [
            self.form.field(name).label
            for name in names
            if columns.count(self.table.columns[name]) > 1
        ]
        shared += [
            self.form.field(name).label for name in names if name in self.table.matching.spread
        ]
        return (
            f"« {self.grid.tab} » a {', '.join(shared)} d'une autre façon (colonnes jointes ou coupées) : le saisir à la main."
            if shared
            else ""
        )

    def add(self, values: Mapping[str, Content]) -> int:
        """Put an entry on the next free line; the number of the line."""
        taken = {row.row for row in self.rows}
        while self._free in taken or any(
            cell != "" for row in self.grid.rows[self._free : self._free + 1] for cell in row
        ):
            self._free += 1
        dated = frozenset(
            column for column in self.table.columns.values() if self._is_day(self._like, column)
        )
        cells = {self.table.columns[name]: value for name, value in values.items()}
        self.rows.append(NewRow(self._free, cells, self._like, dated))
        return self._free + 1

    def change(self, line: int, values: Mapping[str, Content]) -> None:
        """Give an entry other values; None empties a cell."""
        for name, value in values.items():
            column = self.table.columns[name]
            was = self.grid.at(line - 1, column)
            alike = (
                was == ""
                and self._like is not None
                and self.grid.at(self._like, column) != ""
                and self._is_day(self._like, column)
            )
            dated = alike or self._is_day(line - 1, column)
            self.edits.append(
                Edit(line - 1, column, was, value, dated, self._like if alike else None)
            )

    @property
    def additions(self) -> Additions:
        """All that it is to get."""
        return Additions(rows=self.rows, edits=self.edits)

    def _is_day(self, row: int | None, column: int) -> bool:
        """Whether a cell is shown as a day, or would be if it were filled in."""
        cell = "" if row is None else self.grid.at(row, column)
        return isinstance(cell, date) or (cell == "" and column in self.grid.day_columns)


def identity(values: Mapping[str, Content], form: Form) -> tuple[str, ...]:
    """What tells that two entries are one: who it is; where a form is not of people, all that was entered."""
    names = _IDENTITY if form.form == "participant" else [field.id for field in form.fields]
    return tuple(fold(_text(values.get(name))) for name in names)


def _text(value: Content) -> str:
    return "" if value is None else str(value.date() if isinstance(value, datetime) else value)
