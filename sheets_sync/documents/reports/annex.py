"""The annex of a funder's report: its tables as cells to compute with, and what figures mean.

Where the figures were counted from stays inside: a list of cells by SIAE gives counts of one to
four people away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheets_sync.catalogue import sentence
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.documents.reports.sections.profile import in_natural_order
from sheets_sync.documents.reports.tables import held_since, labels_of, part_label
from sheets_sync.release.tables.contents import LANGUAGE, PEOPLE, PROGRAMME
from sheets_sync.release.tables.disclosure import breakdown_label, rate
from sheets_sync.release.tables.shown import Shown
from sheets_sync.release.tables.topics import shown_indicator
from sheets_sync.settings.funder import BREAKDOWNS
from sheets_sync.sheets.content import Content, Role
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.table import GUTTER, Column, Table

_COUNTS = (PEOPLE, "entrees")
_TITLE_HEIGHT = 30.0
_HEIGHTS = {False: 18.0, True: 30.0}
"""Of a row: whether its text takes two lines."""
_LONG_TEXT = 95
"""Characters of a definition from which on it takes two lines."""


@dataclass(frozen=True)
class _Cell:
    """A label of a breakdown and its count, or what is said instead."""

    label: str
    count: Content


@dataclass(frozen=True)
class _Definition:
    """A figure with what it is counted from, where that may be told, and what it means."""

    label: str
    value: Content
    counted: int | None
    among: int | None
    text: str


def describe_annex(
    scope: ReportScope, tables: Mapping[str, Shown], mention: str = ""
) -> list[Sheet]:
    """« Tableaux » and « Définitions ».

    Args:
        tables: what the report shows, by name.
        mention: that it is a draft or a correction.
    """
    return [_tables_sheet(scope, tables, mention), _definitions_sheet(scope, tables, mention)]


def _tables_sheet(scope: ReportScope, tables: Mapping[str, Shown], mention: str) -> Sheet:
    period = sentence("report.annex_period", period=scope.period.text)
    if mention:
        period = f"{mention}. {period}"
    blocks = [
        Block(0, 0, [[sentence("report.annex_title")]], ["title"]),
        Block(1, 0, [[period]], ["subtitle"]),
    ]
    top = 3
    for name in (*BREAKDOWNS, "siae"):
        if name in tables:
            table = _breakdown(scope, name, tables[name]).at(top, 0)
            blocks += table.blocks
            top = table.bottom + 1
    return Sheet(sentence("report.annex_tables"), blocks, {0: 40.0, 1: 22.0}, {0: _TITLE_HEIGHT})


def _breakdown(scope: ReportScope, name: str, shown: Shown) -> Table[_Cell]:
    total = scope.or_hidden(shown.total)
    title = " – ".join(filter(None, (breakdown_label(name), held_since(shown))))
    columns: list[Column[_Cell]] = [
        Column(title, "text", lambda cell: cell.label),
        Column(sentence("report.annex_people"), "count", lambda cell: cell.count, total=total),
    ]
    cells = _breakdown_cells(shown, labels_of(scope, name))
    return Table(columns, cells, sentence("report.annex_total"))


def _breakdown_cells(shown: Shown, order: Sequence[str]) -> list[_Cell]:
    if shown.partition is None:
        return [_Cell(sentence("report.not_published"), None)]
    parts = in_natural_order(shown.parts, order)
    return [_Cell(part_label(part), part.count) for part in parts]


def _definitions_sheet(scope: ReportScope, tables: Mapping[str, Shown], mention: str) -> Sheet:
    counts = [_count_definition(scope, name) for name in _COUNTS]
    counts.append(_exits_definition(scope, tables[PROGRAMME]))
    rates = [_rate_definition(scope, tables, name) for name in (*scope.funder.rates, LANGUAGE)]
    for definition in _module_definitions(scope, tables):
        of_rates = rates if definition.among is not None else counts
        of_rates.append(definition)
    # One table in two parts under one header, since a column of rates is written in per cent.
    upper = Table(_definition_columns("count"), counts).at(2, 0)
    lower = Table(_definition_columns("percent"), rates).at(upper.bottom - 1, 0)
    title = sentence("report.annex_definitions")
    blocks = [Block(0, 0, [[title]], ["title"]), *upper.blocks, *lower.blocks[1:]]
    if mention:
        blocks.append(Block(1, 0, [[mention]], ["subtitle"]))
    heights = {
        upper.top + 1 + index: _HEIGHTS[len(definition.text) > _LONG_TEXT]
        for index, definition in enumerate([*counts, *rates])
    }
    return Sheet(title, blocks, upper.widths, {0: _TITLE_HEIGHT, **heights}, freeze=(3, 1))


def _definition_columns(role: Role) -> list[Column[_Definition]]:
    return [
        Column(sentence("report.annex_figure"), "strong", lambda row: row.label, width=62),
        Column(sentence("report.annex_value"), role, lambda row: row.value, width=22),
        Column(sentence("report.annex_counted"), "count", lambda row: row.counted, width=10),
        Column(sentence("report.annex_among"), "count", lambda row: row.among, width=10),
        Column(GUTTER, "text", lambda row: None, width=2),
        Column(sentence("report.annex_definition"), "wrap", lambda row: row.text, width=90),
    ]


def _count_definition(scope: ReportScope, name: str) -> _Definition:
    figure = scope.figure(name)
    indicator = scope.measures.indicators[name]
    value: Content = figure.value
    if value is None:
        value = figure.text
    if scope.is_small(figure.numerator):
        value = scope.hidden
    return _Definition(indicator.label, value, None, None, indicator.definition)


def _exits_definition(scope: ReportScope, programme: Shown) -> _Definition:
    label, text = sentence("report.counted_exits"), sentence("report.counted_exits_are")
    return _Definition(label, scope.or_hidden(programme.total), None, None, text)


def _module_definitions(scope: ReportScope, tables: Mapping[str, Shown]) -> Iterator[_Definition]:
    """The indicators of modules that may be told."""
    for topic in scope.topics:
        for name in scope.measures.about(topic):
            indicator = scope.measures.indicators[name]
            if topic not in tables or not scope.figure(name).is_collected:
                continue
            counted, among = shown_indicator(tables[topic], indicator)
            label, text = indicator.label, indicator.definition
            if indicator.of is None:
                yield _Definition(label, scope.or_hidden(counted), None, None, text)
            elif counted is not None and among:
                yield _Definition(label, counted / among, counted, among, text)


def _rate_definition(scope: ReportScope, tables: Mapping[str, Shown], name: str) -> _Definition:
    indicator, counts = scope.measures.indicators[name], rate(tables, name)
    figure, label = scope.figure(name), scope.label_of_rate(name)
    if not figure.is_collected:
        return _Definition(label, figure.text, None, None, indicator.definition)
    if counts is None:
        return _Definition(label, scope.hidden, None, None, indicator.definition)
    counted, among = counts
    return _Definition(label, counted / among, counted, among, indicator.definition)
