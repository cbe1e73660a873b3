"""Check each cell by the type of its field: typed values, and what could not be read."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute

from forms.form import Field
from forms.values import (
    EMPTY,
    Cell,
    Reader,
    Reading,
    ReadingContext,
    Value,
    reader,
)
from forms.words import NO, YES
from sheets_sync.checking.anomaly import Anomaly, severity_of
from sheets_sync.checking.cells.codes import DoubtfulCodes, doubtful_codes
from sheets_sync.checking.cells.date_order import (
    ambiguous_dates,
    doubtful_dates,
    half_swapped,
    low_date,
    month_first_settled,
    swapped_back,
    undecided_order,
)
from sheets_sync.checking.cells.other_answers import OTHER_ANSWERS, rule_of_topic
from sheets_sync.checking.cells.told_beside import ToldBeside
from sheets_sync.checking.table import TableToCheck, Values, is_widespread
from sheets_sync.checking.texts.nir import SHORTEST_NIR, looks_like_nir, without_nir
from sheets_sync.checking.texts.quoting import Said, said_of
from sheets_sync.french import listed, long_day, quoted
from sheets_sync.reading.code_meanings import Legend
from sheets_sync.reading.table import PreparedCells
from sheets_sync.settings.siae import DateOrder

_DAY_FIRST = "date.day_first"
_MAY_BE_MEANT = frozenset({"choice.suggested", "choice.ambiguous", "country.suggested"})
"""Rules of cells that have a word of the field's list, and more."""
_SAID_ONCE = {
    "pass.old_number": "pass.old_numbers",
    "choice.imprecise": "choice.imprecise_column",
}
"""Remarks on values that nobody has to correct → what is said once where most have it."""


@dataclass(frozen=True)
class TypedCells:
    """The cells of a table, typed, and what is wrong with them.

    Attributes:
        mixed_up: the fields whose column as a whole is not understood, which is said once.
        collected: the fields that a column, or the cells of another field's column, tell: none
            of which no value counts.
    """

    values: Values
    anomalies: Sequence[Anomaly]
    mixed_up: frozenset[str]
    collected: frozenset[str]


@dataclass(frozen=True)
class _TypedColumn:
    values: Sequence[Value | None]
    anomalies: Sequence[Anomaly] = ()
    is_mixed_up: bool = False
    counts: bool = True
    dates: Mapping[Hashable, Reading] = attribute(default_factory=dict)
    """What each different cell of a column of dates is read as, whatever order is settled."""
    also: Mapping[str, Mapping[int, Value]] = attribute(default_factory=dict)
    """Other field → index of a row → what its cell tells of that field."""


def check_cells(
    check: TableToCheck,
    context: ReadingContext,
    date_orders: Mapping[str, DateOrder],
    legends: Sequence[Legend] = (),
) -> TypedCells:
    """Every cell of the fields of the form; a field without a column is unknown in each row.

    Args:
        legends: what the workbook says of its codes.
    """
    columns = {
        field.id: _check_column(check, field, context, date_orders.get(field.id), legends)
        for field in check.form.fields
    }
    values = {name: column.values for name, column in columns.items()}
    anomalies = list(itertools.chain.from_iterable(column.anomalies for column in columns.values()))
    anomalies += _beside_swapped(check, context, date_orders, anomalies)
    if any(each.rule == _DAY_FIRST for each in anomalies):
        doubtful = doubtful_dates({name: column.dates for name, column in columns.items()})
        anomalies = [_beside_month_first(check, each, doubtful) for each in anomalies]
    mixed_up = frozenset(name for name, column in columns.items() if column.is_mixed_up)
    # Of a column whose dates count nowhere, a figure is not 0: it is not known.
    collected = {name for name in check.table.cells if columns[name].counts}
    for source, column in columns.items():
        for name, told in column.also.items():
            beside = ToldBeside(
                check, check.form.field(source), check.form.field(name), told, context
            )
            read = reader(beside.field, context)
            anomalies += beside.anomalies(values[name], read)
            values[name] = beside.filled_in(values[name], read)
            collected.add(name)
    return TypedCells(values, anomalies, mixed_up, frozenset(collected))


def check_prepared_cells(
    check: TableToCheck, prepared: PreparedCells, context: ReadingContext
) -> list[Anomaly]:
    """Cells that were changed before they were read: ditto marks, names that were cut."""
    rows = set(check.table.rows)
    anomalies = []
    for (name, row), cell in prepared.items():
        if row in rows:
            wording = said_of(check.form.field(name), cell.typed, cell.rule, context)
            anomalies.append(check.field_anomaly(cell.rule, row, wording.field, **wording.words))
    return anomalies


def _check_column(
    check: TableToCheck,
    field: Field,
    context: ReadingContext,
    date_order: DateOrder | None,
    legends: Sequence[Legend],
) -> _TypedColumn:
    cells = check.table.cells.get(field.id)
    if cells is None:
        return _TypedColumn([None] * len(check.table.rows))
    read = reader(field, context)
    keys, readings = _read_distinct(cells, check.distinct(cells), read)
    anomalies: list[Anomaly] = []
    counts = True
    dates: dict[Hashable, Reading] = {}
    if field.type == "date":
        dates = dict(readings)
        anomalies, counts = _settle_order(check, field, context, readings, date_order, read)
    doubtful = doubtful_codes(check, field, keys, readings, legends, read)
    if doubtful is not None:
        anomalies = [_codes_anomaly(check, field, doubtful)]
        readings |= dict.fromkeys(doubtful.keys, EMPTY)
        counts = any(reading.value is not None for reading in readings.values())
    about = rule_of_topic(check, field, keys, readings)
    if about:
        anomalies.append(_at_header(check, about, Said(field, {})))
    if about == OTHER_ANSWERS:
        readings, counts = dict.fromkeys(readings, EMPTY), False
    errors, is_mixed_up = _check_readings(check, field, context, cells, keys, readings)
    is_mixed_up = is_mixed_up or doubtful is not None
    if not counts:
        unknown = [None] * len(keys)
        return _TypedColumn(unknown, [*anomalies, *errors], is_mixed_up=True, counts=False)
    # Whatever becomes of the typed values, no social security number goes on with them.
    values = {key: _without_nir(reading.value) for key, reading in readings.items()}
    typed = list(map(values.__getitem__, keys))
    also = _told_beside(keys, readings)
    return _TypedColumn(typed, [*anomalies, *errors], is_mixed_up, dates=dates, also=also)


def _settle_order(
    check: TableToCheck,
    field: Field,
    context: ReadingContext,
    readings: dict[Hashable, Reading],
    date_order: DateOrder | None,
    read: Reader,
) -> tuple[list[Anomaly], bool]:
    """What is to be said of the order of a column's dates, and whether these count.

    The `readings` become those of the order.
    """
    anomalies: list[Anomaly] = []
    counts = True
    ambiguous = ambiguous_dates(readings)
    if date_order == "month_first":
        readings |= swapped_back(readings, read)
    elif date_order is None:
        anomalies = _check_half_swapped(check, field, readings, context)
        counts = not any(anomaly.severity == "warning" for anomaly in anomalies)
    anomalies += _check_date_order(check, field, readings, context)
    if date_order == "month_first" or not counts:
        readings |= month_first_settled(readings)
    if counts:
        readings |= ambiguous
    return anomalies, counts


def _codes_anomaly(check: TableToCheck, field: Field, doubtful: DoubtfulCodes) -> Anomaly:
    """At the header, once: which codes of the column are not read, why, and what to write."""
    rule = "choice.codes_by_legend" if doubtful.by_legend else "choice.codes_unknown"
    codes = listed([quoted(code) for code in sorted(doubtful.codes)])
    column, row = check.table.columns[field.id], check.table.header_row
    allowed = ", ".join((*(choice.value for choice in field.options),) or (YES, NO))
    return check.column_anomaly(rule, column, row, field, codes=codes, allowed=allowed)


def _told_beside(
    keys: Sequence[Hashable], readings: Mapping[Hashable, Reading]
) -> dict[str, dict[int, Value]]:
    """What the cells of a column tell of other fields: field → index of a row → value."""
    telling = {key: reading.also for key, reading in readings.items() if reading.also}
    told: dict[str, dict[int, Value]] = {}
    if telling:
        for index, key in enumerate(keys):
            for name, value in telling.get(key, {}).items():
                told.setdefault(name, {})[index] = value
    return told


def _read_distinct(
    cells: Sequence[Cell], distinct: Mapping[Cell, None], read: Reader
) -> tuple[Sequence[Hashable], dict[Hashable, Reading]]:
    """A key for each cell, and for each key what its cell is read as: equal cells are read once."""
    has_ticks = (True in distinct or False in distinct) and bool in set(map(type, cells))
    if not has_ticks:
        return cells, {cell: EMPTY if cell == "" else read(cell) for cell in distinct}
    # True == 1 to a dict: beside ticks, the type of a cell is part of its key
    keys = [(type(cell), cell) for cell in cells]
    return keys, {key: read(key[1]) for key in dict.fromkeys(keys)}


def _check_half_swapped(
    check: TableToCheck,
    field: Field,
    readings: Mapping[Hashable, Reading],
    context: ReadingContext,
) -> list[Anomaly]:
    """At the header, once: a warning where no date of the column can count, else a remark."""
    swapped = half_swapped(readings)
    if swapped is None:
        return []
    rule = "date.maybe_swapped"
    if swapped.is_sure:
        rule = "date.swapped"
    return [_at_header(check, rule, said_of(field, swapped.example, rule, context))]


def _beside_swapped(
    check: TableToCheck,
    context: ReadingContext,
    date_orders: Mapping[str, DateOrder],
    found: Sequence[Anomaly],
) -> Iterator[Anomaly]:
    """At each header once, of columns that may be swapped where others of the tab surely are."""
    told = {each.field for each in found if each.rule in ("date.swapped", "date.maybe_swapped")}
    are_known = "month_first" in date_orders.values()
    if not are_known and all(each.rule != "date.swapped" for each in found):
        return
    for field in check.form.fields:
        if field.type == "date" and field.id not in (*told, *date_orders):
            example = low_date(check.table.cells.get(field.id, ()))
            if example is not None:
                rule = "date.beside_swapped"
                yield _at_header(check, rule, said_of(field, example, rule, context))


def _beside_month_first(check: TableToCheck, one: Anomaly, doubtful: Collection[str]) -> Anomaly:
    """A warning in place of the remark that a column is read day first, where others are not."""
    if one.rule != _DAY_FIRST or one.field is None or one.field not in doubtful:
        return one
    return check.anomaly("date.beside_month_first", one.row, check.form.field(one.field), one.cell)


def _check_date_order(
    check: TableToCheck,
    field: Field,
    readings: Mapping[Hashable, Reading],
    context: ReadingContext,
) -> list[Anomaly]:
    """At the header, once: that the dates of the column are read day first."""
    example = undecided_order(readings)
    if example is None:
        return []
    rule, detail = _DAY_FIRST, {"read": long_day(example.date)}
    return [_at_header(check, rule, said_of(field, example.cell, rule, context, detail))]


def _at_header(check: TableToCheck, rule: str, wording: Said) -> Anomaly:
    column, row = check.table.columns[wording.field.id], check.table.header_row
    return check.column_anomaly(rule, column, row, wording.field, **wording.words)


def _check_readings(
    check: TableToCheck,
    field: Field,
    context: ReadingContext,
    cells: Sequence[Cell],
    keys: Sequence[Hashable],
    readings: Mapping[Hashable, Reading],
) -> tuple[list[Anomaly], bool]:
    """Report cells that broke a rule when they were read, and a column where most did."""
    rules = {key: reading.rule for key, reading in readings.items() if reading.rule is not None}
    if not rules:
        return [], False
    errors = {key for key, rule in rules.items() if severity_of(rule) == "error"}
    # « BPI » down a column is to be made precise, and is in the right column all the same
    strange = {key for key in errors if rules[key] not in _MAY_BE_MEANT}
    rows = check.table.rows
    # Written so for speed: this looks at every cell of a column of which a few broke a rule.
    broken = list(itertools.compress(range(len(keys)), map(rules.__contains__, keys)))
    not_its_own = [rows[index] for index in broken if keys[index] in strange]
    is_mixed_up = is_widespread(len(not_its_own), len(cells) - cells.count(""))
    anomalies = []
    if is_mixed_up:
        anomalies.append(_mixed_up(check, field, not_its_own, len(cells) - cells.count("")))
        rules = {key: rule for key, rule in rules.items() if key not in errors}
    for rule, of_column in _SAID_ONCE.items():
        alike = [rows[index] for index in broken if rules.get(keys[index]) == rule]
        if is_widespread(len(alike), len(cells) - cells.count("")):
            anomalies.append(
                _about_most(check, field, of_column, alike, len(cells) - cells.count(""))
            )
            rules = {key: each for key, each in rules.items() if each != rule}
    if field.required:
        # an empty required cell has its own anomaly, « not known yet » included
        rules = {key: rule for key, rule in rules.items() if rule != "value.pending"}
    # Equal cells have the same sentence: it is made once, and only its place is another.
    made: dict[Hashable, Anomaly] = {}
    for index in broken:
        row, key = rows[index], keys[index]
        if key not in rules:
            continue
        if key in made:
            address = check.table.address(field.id, row)
            anomalies.append(made[key]._replace(cell=address, row=row))
            continue
        wording = said_of(field, cells[index], rules[key], context, readings[key].detail)
        made[key] = check.field_anomaly(rules[key], row, wording.field, **wording.words)
        anomalies.append(made[key])
    return anomalies, is_mixed_up


def _mixed_up(
    check: TableToCheck, field: Field, rows_in_error: Sequence[int], filled: int
) -> Anomaly:
    match = check.table.matching.matches.get(field.id)
    first = rows_in_error[0]
    return check.field_anomaly(
        "column.mixed_up",
        first,
        field,
        header=field.label if match is None else match.header,
        count=str(len(rows_in_error)),
        of=str(filled),
        first=check.table.address(field.id, first),
    )


def _about_most(
    check: TableToCheck, field: Field, rule: str, alike: Sequence[int], filled: int
) -> Anomaly:
    first, count = check.table.address(field.id, alike[0]), str(len(alike))
    return check.field_anomaly(rule, alike[0], field, first=first, count=count, of=str(filled))


def _without_nir(value: Value | None) -> Value | None:
    """A value as it may be kept: a text without the number, a number that is one not at all."""
    if isinstance(value, str):
        return without_nir(value) if len(value) >= SHORTEST_NIR else value
    if isinstance(value, float) and looks_like_nir(value):
        return None
    return value
