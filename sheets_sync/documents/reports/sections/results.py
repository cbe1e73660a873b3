"""Results of a funder's report: each rate with its counts, on a bar with its objective."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.drawing.bullet import NO_BAR, bullet
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.documents.reports.tables import (
    TableRow,
    held_since,
    rate_texts,
    with_coverage,
)
from sheets_sync.release.tables.contents import COHORT, STATE
from sheets_sync.release.tables.disclosure import rate, table_of_rate
from sheets_sync.release.tables.shown import Shown
from sheets_sync.steering.key_figures import state_of_rate

_NO_OBJECTIVE = "–"
_BAR_MM = 28


def results(scope: ReportScope, tables: Mapping[str, Shown]) -> list[TableRow]:
    """The rates that the funder wants, with their counts, targets and definitions.

    None where no tab collects what any of them is counted from.
    """
    if not any(scope.figure(name).is_collected for name in scope.funder.rates):
        return []
    return [_result(scope, tables, name) for name in scope.funder.rates]


def about_results(scope: ReportScope, tables: Mapping[str, Shown]) -> dict[str, str]:
    """What stands below the heading of the section, and below its table."""
    rates = scope.funder.rates
    below = sentence("report.one_definition")
    if STATE in map(table_of_rate, rates):
        below = sentence("report.two_definitions")
    notes = [sentence("report.results_note")]
    if COHORT in {table_of_rate(name) for name in rates if rate(tables, name) is not None}:
        notes.append(sentence("report.results_cohort"))
    return {"resultats_de": below, "resultats_note": " ".join(notes)}


def _result(scope: ReportScope, tables: Mapping[str, Shown], name: str) -> TableRow:
    indicator, target = scope.measures.indicators[name], scope.measures.target(name, None)
    figure, label = scope.figure(name), scope.label_of_rate(name)
    value, detail, counted, day = figure.text, "", "", ""
    counts = None
    if figure.is_collected:
        value, detail = rate_texts(tables, name)
        label = with_coverage(label, figure)
        counts = rate(tables, name)
    if counts is not None:
        counted = sentence("steering.out_of", counted=counts[0], among=counts[1])
        day = held_since(tables[table_of_rate(name)])
    state, reached, objective = "", False, _NO_OBJECTIVE
    if target is not None:
        objective = french.percent(target)
    if target is not None and counts is not None:
        stands = state_of_rate(counts, target)
        state, reached = sentence(f"report.{stands}"), stands == "reached"
    return {
        "nom": label,
        "valeur": value,
        "detail": detail,
        "effectif": counted,
        "jour": day,
        "objectif": objective,
        "etat": state,
        "atteint": reached,
        "definition": indicator.definition,
        "dessin": _bar(counts, target, f"{label} : {value}, {detail}."),
    }


def _bar(counts: tuple[int, int] | None, target: float | None, alt: str) -> dict[str, Any]:
    """The rate on a scale from 0 to 100 %; none where it is hidden or nobody is counted."""
    if counts is None or not counts[1]:
        return NO_BAR
    return bullet(counts[0] / counts[1], target, 1.0, alt, millimetres=_BAR_MM)
