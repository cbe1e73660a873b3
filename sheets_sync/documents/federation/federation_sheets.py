"""The workbook of many programmes: together, each, by month, and what must be known to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.federation.together import Federation, OwnFigure, Sum
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.table import Column, PlacedTable, Table

_TITLE_HEIGHT = 30.0
_TOP = 3


def describe_federation(federation: Federation) -> list[Sheet]:
    """« Ensemble », « Par programme », « Par mois », « À savoir »."""
    newest = federation.months[-1]
    whole = Table(_sum_columns(), federation.sums_of(newest, whole=True))
    upper = whole.at(_TOP, 0)
    parts = Table(_part_columns(), federation.sums_of(newest, whole=False))
    lower = parts.at(upper.bottom + 1, 0)
    own = [each for each in federation.own if each.figure.month == newest]
    months: list[Sum] = []
    for month in reversed(federation.months):
        months += federation.sums_of(month, whole=True)
    return [
        _federation_sheet(federation, "together", [upper, lower]),
        _federation_sheet(federation, "each", [Table(_own_columns(), own).at(_TOP, 0)]),
        _federation_sheet(federation, "by_month", [Table(_month_columns(), months).at(_TOP, 0)]),
        _notes_sheet(federation),
    ]


def notes(federation: Federation) -> list[str]:
    """What must be known to read the figures, in sentences."""
    sentences = [
        sentence("federation.what_it_is", threshold=federation.threshold),
        sentence("federation.only_told"),
        sentence("federation.as_issued"),
        sentence("federation.means"),
    ]
    if federation.late:
        month = french.month(federation.months[-1])
        sentences.append(sentence("federation.late", names=list(federation.late), month=month))
    apart = {(each.label, each.apart): each for each in federation.sums if each.apart}
    sentences += [
        sentence("federation.apart", label=label, names=list(names)) for label, names in apart
    ]
    return sentences


def value_text(figure: Sum | OwnFigure) -> str:
    """The value as it is read; that it is hidden, or that nobody collects it."""
    if isinstance(figure, OwnFigure) and figure.figure.state == "not_collected":
        return sentence("figures.not_collected")
    if figure.numerator is None:
        return sentence("federation.hidden")
    if figure.field:
        # What a value of a breakdown counts is read as a count: its share stands in its own column.
        return french.figure(figure.numerator, figure.unit)
    return french.figure(figure.value, figure.unit)


def labels_text(labels: Sequence[str]) -> str:
    """The values that are counted together; of those that programmes merged, that they did."""
    return ", ".join(labels) or sentence("federation.merged")


def _federation_sheet(
    federation: Federation, name: str, tables: Sequence[PlacedTable[Sum] | PlacedTable[OwnFigure]]
) -> Sheet:
    blocks = [
        Block(0, 0, [[sentence(f"federation.{name}")]], ["title"]),
        Block(1, 0, [[_subtitle(federation)]], ["subtitle"]),
    ]
    for table in tables:
        blocks += table.blocks
    first = tables[0]
    sheet = Sheet(sentence(f"federation.{name}"), blocks, first.widths, {0: _TITLE_HEIGHT})
    if len(tables) > 1:
        return sheet
    return replace(sheet, freeze=(_TOP + 1, 1), filter=first.whole)


def _subtitle(federation: Federation) -> str:
    return sentence(
        "federation.subtitle",
        count=len(federation.programmes),
        month=french.month(federation.months[-1]),
        day=federation.as_of,
    )


def _notes_sheet(federation: Federation) -> Sheet:
    title = sentence("federation.to_know")
    lines = [[text] for text in notes(federation)]
    last = {
        each.programme.id: each.figure.end
        for each in sorted(federation.own, key=lambda own: own.figure.end)
    }
    programmes = Table(
        [
            Column(sentence("federation.programme"), "text", lambda one: one.name, width=90),
            Column(sentence("federation.up_to"), "date", lambda one: last.get(one.id), width=14),
            Column(sentence("federation.threshold"), "count", lambda one: one.threshold, width=10),
        ],
        federation.programmes,
    ).at(len(lines) + 3, 0)
    blocks = [
        Block(0, 0, [[title]], ["title"]),
        Block(2, 0, lines, ["wrap"]),
        *programmes.blocks,
    ]
    heights = {0: _TITLE_HEIGHT, **dict.fromkeys(range(2, len(lines) + 2), _TITLE_HEIGHT)}
    return Sheet(title, blocks, programmes.widths, heights)


def _sum_columns() -> list[Column[Sum]]:
    return [
        Column(sentence("federation.figure"), "strong", lambda each: each.label, width=46),
        *_count_columns(),
        Column(sentence("federation.told_by"), "text", sharers_text, width=16),
    ]


def _part_columns() -> list[Column[Sum]]:
    return [
        Column(sentence("federation.breakdown"), "strong", _part_label),
        Column(sentence("federation.people"), "count", lambda each: each.numerator),
        Column(sentence("federation.among"), "count", lambda each: each.denominator),
        Column(sentence("federation.share"), "percent", lambda each: each.value),
        Column(sentence("federation.told_by"), "text", sharers_text),
    ]


def _month_columns() -> list[Column[Sum]]:
    return [
        Column(sentence("federation.month"), "month", lambda each: each.month, width=16),
        *_sum_columns(),
    ]


def _own_columns() -> list[Column[OwnFigure]]:
    return [
        Column(
            sentence("federation.programme"), "strong", lambda own: own.programme.name, width=34
        ),
        Column(sentence("federation.figure"), "text", _own_label, width=60),
        *_count_columns(),
        Column(sentence("federation.day"), "date", lambda own: own.figure.day, width=13),
    ]


def _count_columns() -> tuple[Column[Any], ...]:
    """The columns of a value and what it is counted from, of a programme or of all together."""
    return (
        Column(sentence("federation.value"), "text", value_text, width=16),
        Column(sentence("federation.counted"), "decimal", _numerator, width=13),
        Column(sentence("federation.among"), "decimal", _denominator, width=13),
    )


def _numerator(each: Sum | OwnFigure) -> float | None:
    """None for a mean: what it is made from counts nothing."""
    if each.measure == "mean":
        return None
    return each.numerator


def _denominator(each: Sum | OwnFigure) -> float | None:
    return each.denominator


def sharers_text(each: Sum) -> str:
    """« 97 sur 100 »."""
    return sentence("federation.of_all", told=each.sharing, all=each.programmes)


def _part_label(each: Sum) -> str:
    return f"{each.label} – {labels_text(each.labels)}"


def _own_label(own: OwnFigure) -> str:
    figure = own.figure
    return " – ".join(filter(None, (figure.label, ", ".join(figure.labels))))
