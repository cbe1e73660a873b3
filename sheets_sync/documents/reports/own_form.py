"""Figures that a funder's own form may ask for, to be computed with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.words import fold
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.reports.account import sum_of
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.documents.reports.sections.money import budget_rows
from sheets_sync.documents.reports.tables import PATH, SHARES, TOTALS, labels_of
from sheets_sync.release.tables.contents import MEANS
from sheets_sync.release.tables.disclosure import rate
from sheets_sync.release.tables.participations import PARTICIPATIONS
from sheets_sync.release.tables.shown import Shown

_VALUES = ("duree_moyenne", *PATH)
_AMOUNTS = ("accorde", "recu", "depense")
"""Of the funder's own grant, in euros."""
NUMBER_NAMES = (*TOTALS, *_VALUES, *SHARES, *_AMOUNTS)
"""The indicators by which the figures are called."""


def numbers(
    scope: ReportScope, totals: Mapping[str, int], tables: Mapping[str, Shown]
) -> dict[str, Any]:
    """The figures; what is hidden is said in words.

    They are `nombres` by indicator (rates are between 0 and 1), and `effectifs` by table and label,
    where labels are written as names: « Réfugié » → `refugie`.
    """
    numbers: dict[str, Any] = {
        name: scope.or_hidden(totals.get(total)) for name, total in TOTALS.items()
    }
    numbers |= {name: _value_or_hidden(scope, tables[name]) for name in _VALUES}
    for name in SHARES:
        counts = rate(tables, name)
        numbers[name] = scope.or_hidden(counts and counts[0] / counts[1])
    numbers |= _amounts(scope)
    # Over how many exactly a mean is, stays inside (`Shown.about`).
    counted = [name for name in tables if name not in (*MEANS, PARTICIPATIONS)]
    people = {name: _cells_by_name(scope, name, tables[name]) for name in counted}
    return {"nombres": numbers, "effectifs": people}


def _amounts(scope: ReportScope) -> dict[str, float | str]:
    rows = budget_rows(scope)
    if not rows:
        return dict.fromkeys(_AMOUNTS, sentence("figures.not_collected"))
    return {name: sum_of(rows, name) for name in _AMOUNTS}


def _value_or_hidden(scope: ReportScope, shown: Shown) -> float | str:
    if shown.partition is None:
        return scope.hidden
    if shown.value is None:
        return french.NOT_AVAILABLE
    return shown.value


def _cells_by_name(scope: ReportScope, name: str, shown: Shown) -> dict[str, int | str]:
    """The counts of a table by label: nought where the form has a choice that nobody has."""
    cells: dict[str, int | str] = dict.fromkeys(labels_of(scope, name), 0)
    if shown.partition is None:
        cells = dict.fromkeys(cells, scope.hidden)
    for part in shown.parts:
        for label in part.labels:
            others = [other for other in part.labels if other != label]
            cells[label] = part.count
            if others:
                # Several that are counted together: « 69 avec non renseigné ».
                cells[label] = sentence("report.counted_with", count=part.count, others=others)
    return {fold(label).replace(" ", "_"): count for label, count in cells.items()}
