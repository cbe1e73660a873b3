"""From raw cells to typed values and anomalies: cell by cell, then the rules over each row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from forms.columns import letters
from forms.definition import Field, Form
from forms.expressions import Column, Truth, evaluate, names_in, parse_expression
from forms.values import EMPTY, BrokenCell, Cell, Reading, ReadingContext, Value, reader, shown
from sheets_sync import french
from sheets_sync.checking.anomaly import Anomaly, make_anomaly, severity_of
from sheets_sync.checking.free_text import (
    SensitiveText,
    looks_like_nir,
    our_sensitive_text,
    without_nir,
)
from sheets_sync.reading.table import Table, TabReading

MANY = 10
_DAY_AND_MONTH = re.compile(r"\s*\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}")
_UNDERSTOOD: Mapping[str, str] = {"content": "column.by_content", "spread": "column.spread"}


@dataclass(frozen=True)
class Checked:
    """One table, typed: `values[field]` has one value a row (None: unknown), for every field of the form."""

    siae: str
    tab: str
    table: Table
    values: Mapping[str, Sequence[Value | None]]
    kept: Sequence[bool]
    anomalies: Sequence[Anomaly]


def check_tab(
    reading: TabReading,
    form: Form,
    setting: ReadingContext,
    sensitive: SensitiveText | None = None,
) -> tuple[list[Checked], list[Anomaly]]:
    """The tables of a tab, typed and checked, and what is to be said of the tab as a whole.

    Args:
        sensitive: what free text must not tell, where the consortium has words of its own.
    """
    sensitive = sensitive or our_sensitive_text()
    about_tab: list[Anomaly] = []
    if reading.problem:
        about_tab.append(_about_tab(reading, reading.problem))
    elif not reading.rows_read:
        about_tab.append(_about_tab(reading, "tab.no_rows"))
    about_tab += _about_notes(reading, sensitive)
    checked = [
        _TableCheck(reading, table, form, setting, sensitive).run() for table in reading.tables
    ]
    return checked, about_tab


def typed_column(field: Field, values: Sequence[Value | None] | NDArray[Any]) -> Column:
    """Values of `field` as one array and a mask."""
    if field.type in ("number", "integer"):
        numbers = np.array([np.nan if value is None else value for value in values], dtype=float)
        return Column(numbers, ~np.isnan(numbers))
    objects = values if isinstance(values, np.ndarray) else np.empty(len(values), object)
    if objects is not values:
        objects[:] = values
    filled = np.not_equal(objects, cast("Any", None)).astype(np.bool_)  # the whole column at once
    if field.type == "date":
        listed = objects.tolist()
        distinct = {
            value: np.datetime64(value if isinstance(value, date) else None, "D")
            for value in dict.fromkeys(listed)
        }
        days = np.fromiter(map(distinct.__getitem__, listed), "datetime64[D]", len(listed))
        return Column(days, ~np.isnat(days), filled=filled)
    ranks = (
        {choice.value: rank for rank, choice in enumerate(field.options)} if field.ordered else None
    )
    return Column(objects, filled, ranks)


class _TableCheck:
    def __init__(
        self,
        reading: TabReading,
        table: Table,
        form: Form,
        setting: ReadingContext,
        sensitive: SensitiveText,
    ) -> None:
        self.sensitive = sensitive
        self.siae, self.tab, self.reading = reading.siae, reading.tab, reading
        self.table, self.form, self.setting = table, form, setting
        self.anomalies: list[Anomaly] = []
        length = len(table.rows)
        today = Column(
            np.full(length, np.datetime64(setting.as_of, "D")), np.ones(length, np.bool_)
        )
        self.typed: dict[str, Column] = {"as_of": today}
        self.distinct: dict[int, Mapping[Cell, None]] = {}

    def run(self) -> Checked:
        length = len(self.table.rows)
        self._columns()
        values = {field.id: self._typed(field, length) for field in self.form.fields}
        kept = self._kept(values, length)
        self._required(values, kept)
        self._rules(values, kept, length)
        mine = set(self.table.rows)
        for (name, row), (rule, stood) in self.reading.prepared.items():
            if row in mine:
                self._report(
                    rule,
                    self.table.address(name, row),
                    row,
                    self.form.field(name),
                    shown=f"« {stood} »",
                )
        self._free_text()
        for place, keep in enumerate(kept):
            if not keep:
                row = self.table.rows[place]
                self._report(
                    "row.no_identity", self.table.address(self.form.identity[0], row), row, None
                )
        return Checked(self.siae, self.tab, self.table, values, kept, self.anomalies)

    def _report(
        self, rule: str, cell: str, row: int | None, field: Field | None, **words: str
    ) -> None:
        self.anomalies.append(make_anomaly(self.siae, self.tab, rule, cell, row, field, **words))

    def _columns(self) -> None:
        """What is to be said of columns: required ones that are missing, and matches that need a person's eye."""
        matching, row = self.table.matching, self.table.header_row
        doubtful = {match.field for match in matching.uncertain}
        for field in self.form.fields:
            if field.required and field.id not in self.table.columns and field.id not in doubtful:
                self._report("column.missing", "", row, field)
        for name, where in matching.lost.items():
            self._report("column.not_found", "", row, self.form.field(name), where=where)
        for match in matching.uncertain:
            cell = self._cell(match.column, row)
            self._report(
                "column.uncertain",
                cell,
                row,
                self.form.field(match.field),
                header=match.header,
                confidence=f"{match.confidence:.0%}"[:-1],
            )
        for match in matching.matches.values():
            if match.how in _UNDERSTOOD:
                cell = self._cell(match.column, row)
                self._report(
                    _UNDERSTOOD[match.how],
                    cell,
                    row,
                    self.form.field(match.field),
                    header=match.header,
                )

        if kept := [name for name in matching.extra.values() if name in self.table.extra]:
            self._report(
                "column.extra", "", row, None, headers=", ".join(f"« {name} »" for name in kept)
            )

    @staticmethod
    def _cell(column: int, row: int) -> str:
        return f"{letters(column)}{row}"

    def _typed(self, field: Field, length: int) -> Sequence[Value | None]:
        """The column of `field`, each distinct cell read once."""
        cells = self.table.cells.get(field.id)
        if cells is None:
            return [None] * length
        read = reader(field, self.setting)
        keyed: Sequence[Any] = cells
        distinct = self._distinct(cells)
        if (True in distinct or False in distinct) and bool in set(
            map(type, cells)
        ):  # True == 1 as keys
            keyed = [(type(cell), cell) for cell in cells]
            readings = {key: read(key[1]) for key in dict.fromkeys(keyed)}
        else:
            readings = {cell: EMPTY if cell == "" else read(cell) for cell in distinct}
        if field.type == "date":
            self._both_orders(field, readings)
        broken = {key for key, reading in readings.items() if reading.rule is not None}
        if broken:
            self._cells_broken(field, cells, keyed, readings, broken)
        found = {key: _without_nir(reading.value) for key, reading in readings.items()}
        return list(map(found.__getitem__, keyed))

    def _distinct(self, cells: Sequence[Cell]) -> Mapping[Cell, None]:
        """The different cells of a column of the table, in order."""
        if id(cells) not in self.distinct:
            self.distinct[id(cells)] = dict.fromkeys(cells)
        return self.distinct[id(cells)]

    def _both_orders(self, field: Field, readings: dict[Any, Reading]) -> None:
        """Dates that could be read month first: told once where no other shows the order, asked about where one is so."""
        typed = [
            (cell, reading.value)
            for cell, reading in readings.items()
            if isinstance(cell, str)
            and isinstance(reading.value, date)
            and reading.rule is None
            and _DAY_AND_MONTH.match(cell)
        ]
        either = [
            (cell, value) for cell, value in typed if value.day <= 12 and value.day != value.month
        ]
        if any(reading.rule == "date.month_first" for reading in readings.values()):
            for cell, value in either:
                readings[cell] = Reading(value, "date.ambiguous", {"read": f"{value:%d/%m/%Y}"})
        elif either and not any(value.day > 12 for _, value in typed):
            cell, value = either[0]
            where = self._cell(self.table.columns[field.id], self.table.header_row)
            words = {"shown": self._shown(field, cell), "read": french.long_day(value)}
            self._report("date.day_first", where, self.table.header_row, field, **words)

    def _cells_broken(
        self,
        field: Field,
        cells: Sequence[Cell],
        keyed: Sequence[Any],
        readings: Mapping[Any, Reading],
        broken: set[Any],
    ) -> None:
        places = [place for place, key in enumerate(keyed) if key in broken]
        filled = len(cells) - cells.count("")
        errors = [
            place for place in places if severity_of(readings[keyed[place]].rule or "") == "error"
        ]
        if is_half(len(errors), filled):
            match = self.table.matching.matches.get(field.id)
            first = self.table.rows[errors[0]]
            self._report("column.mixed_up", self.table.address(field.id, first), first, field, header=match.header if match else field.label,
                      count=f"{len(errors)} sur {filled}", first=self.table.address(field.id, first))  # fmt: skip
            places = [place for place in places if place not in set(errors)]
        required = field.required
        for place in places:
            reading = readings[keyed[place]]
            rule = reading.rule or ""
            if rule == "value.pending" and required:
                continue  # `required.missing` says it
            row = self.table.rows[place]
            self._report(
                rule,
                self.table.address(field.id, row),
                row,
                field,
                shown=self._shown(field, cells[place]),
                **reading.detail,
            )

    @staticmethod
    def _shown(field: Field, cell: Cell) -> str:
        if field.privacy != "shared" or (isinstance(cell, BrokenCell) and not cell.shown):
            return "cette valeur"
        text = shown(cell)
        return f"« {text if len(text) <= 60 else text[:57] + '…'} »"

    def _kept(self, values: Mapping[str, Sequence[Value | None]], length: int) -> Sequence[bool]:
        if not self.form.kept_if:
            return [True] * length
        truth = self._evaluate(self.form.kept_if, values, length)
        return [bool(holds) for holds in truth.holds]

    def _required(self, values: Mapping[str, Sequence[Value | None]], kept: Sequence[bool]) -> None:
        for field in self.form.fields:
            cells = self.table.cells.get(field.id)
            mixed_up = any(
                anomaly.rule == "column.mixed_up" and anomaly.field == field.id
                for anomaly in self.anomalies
            )
            if not field.required or cells is None or mixed_up:
                continue
            told = {
                anomaly.row
                for anomaly in self.anomalies
                if anomaly.field == field.id and anomaly.severity == "error"
            }
            rows = self.table.rows
            missing = [
                rows[p]
                for p, value in enumerate(values[field.id])
                if value is None and kept[p] and rows[p] not in told
            ]
            if is_half(len(missing), sum(kept)):
                first = self.table.address(field.id, missing[0])
                self._report(
                    "required.mostly_missing",
                    first,
                    missing[0],
                    field,
                    count=f"{len(missing)} sur {sum(kept)}",
                    first=first,
                )
                continue
            for row in missing:
                self._report("required.missing", self.table.address(field.id, row), row, field)

    def _rules(
        self, values: Mapping[str, Sequence[Value | None]], kept: Sequence[bool], length: int
    ) -> None:
        told = {
            (anomaly.row, anomaly.field)
            for anomaly in self.anomalies
            if anomaly.severity == "error"
        }
        for rule in self.form.rules:
            there = [
                name
                for name in (rule.cell, *re.findall(r"[a-z_]+", rule.require))
                if name in self.table.columns
            ]
            if not there:
                continue
            truth = self._evaluate(rule.require, values, length)
            field = self.form.field(rule.cell)
            named = [
                name
                for name in re.findall(r"{(\w+)}", rule.message)
                if self.form.field(name).privacy == "shared"
            ]
            failing = [
                p
                for p in np.flatnonzero(truth.fails).tolist()
                if kept[p] and (self.table.rows[p], rule.cell) not in told
            ]
            found = []
            for place in failing:
                row, words = (
                    self.table.rows[place],
                    {name: written(values[name][place]) for name in named},
                )
                cell, text = self.table.address(there[0], row), rule.message.format(**words)
                found.append(
                    Anomaly(
                        self.siae, self.tab, cell, row, field.id, rule.severity, rule.code, text
                    )
                )
            if rule.severity != "info" and is_half(
                len(found), int((truth.fails | truth.holds).sum())
            ):
                first = found[0]
                self._report("rule.everywhere", first.cell, first.row, field, count=f"{len(found)} sur {len(kept)}", first=first.cell, message=first.message)  # fmt: skip
            else:
                self.anomalies += found

    def _evaluate(
        self, text: str, values: Mapping[str, Sequence[Value | None]], length: int
    ) -> Truth:
        tree = parse_expression(text, {field.id for field in self.form.fields})
        for name in names_in(tree) - set(self.typed):
            self.typed[name] = typed_column(self.form.field(name), values[name])
        return evaluate(tree, self.typed, length)

    def _free_text(self) -> None:
        """Social security numbers anywhere, unknown columns included (décret 2019-341); what free text must not tell."""
        matching, extra = self.table.matching.extra, self.table.extra
        places = [
            (self.table.columns[name], cells, self.form.field(name))
            for name, cells in self.table.cells.items()
        ]
        unknown = [
            (column, extra[name], None) for column, name in matching.items() if name in extra
        ]
        told = set()
        for column, cells, field in [*places, *unknown]:
            distinct = self._distinct(cells)
            suspects = {
                cell for cell in distinct if isinstance(cell, str | float) and looks_like_nir(cell)
            }
            for place in (
                [place for place, cell in enumerate(cells) if cell in suspects] if suspects else ()
            ):
                if (column, self.table.rows[place]) not in told:
                    told.add((column, self.table.rows[place]))
                    self._report(
                        "nir.found",
                        self._cell(column, self.table.rows[place]),
                        self.table.rows[place],
                        None,
                    )
            if field is None or (field.type == "text" and field.id not in self.form.identity):
                self._sensitive(column, cells, distinct, field)

    def _sensitive(
        self, column: int, cells: Sequence[Cell], distinct: Mapping[Cell, None], field: Field | None
    ) -> None:
        texts = {
            cell: found
            for cell in distinct
            if isinstance(cell, str)
            and len(cell) > 2
            and (found := self.sensitive.categories(cell))
        }
        if not texts:
            return
        places, filled = (
            [place for place, cell in enumerate(cells) if cell in texts],
            len(cells) - cells.count(""),
        )
        if is_half(len(places), filled):
            first, every = (
                self.table.rows[places[0]],
                dict.fromkeys(label for found in texts.values() for label in found),
            )
            count = f"{len(places)} sur {filled}"
            self._report(
                "text.sensitive_column",
                self._cell(column, first),
                first,
                field,
                categories=", ".join(every),
                count=count,
            )
            return
        for place in places:
            row = self.table.rows[place]
            self._report(
                "text.sensitive",
                self._cell(column, row),
                row,
                field,
                categories=", ".join(texts[str(cells[place])]),
            )


def _without_nir(value: Value | None) -> Value | None:
    return without_nir(value) if isinstance(value, str) else value


def is_half(some: int, of: int) -> bool:
    """Whether something is said of so many that it is one thing to say, not many."""
    return some >= MANY and some > of / 2


def _about_notes(reading: TabReading, sensitive: SensitiveText) -> list[Anomaly]:
    """What stands in the notes of cells, which nobody thinks of: the same two kinds of things."""
    found = []
    for (row, column), text in sorted(reading.cell_notes.items()):
        cell = f"{letters(column)}{row + 1}"
        if looks_like_nir(text):
            found.append(make_anomaly(reading.siae, reading.tab, "nir.found", cell, row + 1))
        if touched := sensitive.categories(text):
            found.append(
                make_anomaly(
                    reading.siae,
                    reading.tab,
                    "text.sensitive",
                    cell,
                    row + 1,
                    categories=", ".join(touched),
                )
            )
    return found


def written(value: Value | None) -> str:
    """`value` as a message writes it: dates and numbers the French way."""
    return "" if value is None else shown(value) if not isinstance(value, str) else value


def _about_tab(reading: TabReading, rule: str) -> Anomaly:
    words = {"tab": reading.tab} | ({"hint": reading.hint} if rule == "tab.missing" else {})
    return make_anomaly(reading.siae, reading.tab, rule, "", reading.header_row, None, **words)
