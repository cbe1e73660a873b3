"""A figure followed back: its definition, its parts, and the cells that it was counted from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.figure_json import figure_json
from sheets_sync.consortium.derived import labels_of_derived
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.indicators import Indicator
from sheets_sync.figures.periods import Period
from sheets_sync.steering.month import Month

MOST_CELLS = 200


def explain_text(month: Month, name: str, period: Period, siae: str | None) -> str:
    """The definition of a figure, its parts, and the cells it was counted from."""
    figure = month.measures.figure(name, period.start, period.end, siae)
    indicator = month.measures.indicators[name]
    counted = _addresses_of_rows(month, figure, figure.rows)
    others = _addresses_of_rows(month, figure, np.setdiff1d(figure.rows_among, figure.rows))
    lines = [
        *_definition_lines(month, indicator, figure),
        _value_out_of(figure),
        *(f"  {text}" for text in _about(figure)),
        *_parts(month, indicator, period, siae),
        sentence("commands.counted_on", count=len(counted)),
        *_first_cells(counted),
    ]
    if others:
        lines += [sentence("commands.denominator_only", count=len(others)), *_first_cells(others)]
    return "\n".join(lines)


def explain_json(month: Month, name: str, period: Period, siae: str | None) -> dict[str, Any]:
    """The same for a program, with every cell; `cells_among`: those of a rate's denominator."""
    figure = month.measures.figure(name, period.start, period.end, siae)
    indicator = month.measures.indicators[name]
    return {
        **figure_json(figure),
        "definition": indicator.definition,
        "where": indicator.where,
        "of": indicator.of,
        "per": indicator.per,
        "source": indicator.source,
        "cells": _addresses_of_rows(month, figure, figure.rows),
        "cells_among": _addresses_of_rows(month, figure, figure.rows_among),
    }


def _definition_lines(month: Month, indicator: Indicator, figure: Figure) -> list[str]:
    whose = figure.siae or sentence("commands.of_all")
    lines = [
        f"{indicator.label} [{indicator.id}], {whose}, {_period_text(figure)}",
        f"  {indicator.definition}",
        sentence("commands.source", source=indicator.source),
        sentence("commands.condition", where=indicator.where),
    ]
    if indicator.of:
        lines.append(sentence("commands.among", of=indicator.of))
    if indicator.per:
        lines.append(sentence("commands.divided_by", per=indicator.per))
    conditions = f"{indicator.where} {indicator.of}"
    for word, text in month.measures.let.items():
        if re.search(rf"\b{word}\b", conditions):
            lines.append(sentence("commands.where_word", word=word, text=text))
    return lines


def _period_text(figure: Figure) -> str:
    if figure.start:
        return Period(figure.start, figure.end).text
    return sentence("commands.at_day", day=figure.end)


def _about(figure: Figure) -> list[str]:
    """Those that a figure is about, and what must be known to read it."""
    about = []
    if figure.population is not None:
        about.append(sentence("commands.population", population=figure.population.text))
    return [*about, *(sentence("commands.proviso", text=text) for text in figure.provisos)]


def _value_out_of(figure: Figure) -> str:
    value = figure.text
    if figure.denominator is None or not figure.is_collected:
        return sentence("commands.valued", value=value)
    part, whole = figure.numerator, figure.denominator
    return sentence("commands.valued_out_of", value=value, part=part, whole=whole)


def _parts(month: Month, indicator: Indicator, period: Period, siae: str | None) -> list[str]:
    """A line for each field that the definition is broken down by; of the whole only."""
    if siae:
        return []
    labels = {field.id: field.label for field in month.form.fields} | labels_of_derived()
    lines = []
    for field in indicator.by:
        groups = month.measures.by(indicator.id, period.start, period.end, field).values()
        texts = [
            f"{group.group} {group.text}"
            for group in groups
            if group.numerator or group.denominator
        ]
        lines.append(sentence("commands.parts", field=labels[field], parts=", ".join(texts)))
    return lines


def _first_cells(cells: Sequence[str]) -> list[str]:
    lines = [f"    {cell}" for cell in cells[:MOST_CELLS]]
    if len(cells) > MOST_CELLS:
        lines.append(sentence("commands.more_cells", count=len(cells) - MOST_CELLS))
    return lines


def _addresses_of_rows(month: Month, figure: Figure, rows: Iterable[int]) -> list[str]:
    """The addresses of a figure's rows, as a formula writes them."""
    indicator = month.measures.indicators[figure.id]
    if indicator.form == "participant":
        return [month.consortium.cell(int(row), indicator.cell) for row in rows]
    addresses: list[str] = []
    for checked in month.entries.coordination[indicator.form]:
        cells = (checked.table.address(indicator.cell, number) for number in checked.table.rows)
        addresses += (f"'{checked.tab}'!{cell}" for cell in cells)
    return [addresses[row] for row in rows]
