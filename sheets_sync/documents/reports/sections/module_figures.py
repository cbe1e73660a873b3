"""Indicators of modules in a report: what an authority asks for, as far as it may be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.documents.reports.tables import HIDDEN, TableRow, dated
from sheets_sync.figures.indicators import Indicator
from sheets_sync.release.tables.shown import Shown
from sheets_sync.release.tables.topics import ShownIndicator, shown_indicator


def module_rows(scope: ReportScope, tables: Mapping[str, Shown]) -> list[TableRow]:
    """A row for each indicator of the topics, « non saisi » where no tab collects it."""
    rows = []
    for topic in scope.topics:
        shown = tables.get(topic)
        rows += [_module_row(scope, shown, name) for name in scope.measures.about(topic)]
    return rows


def module_definitions(scope: ReportScope) -> Iterator[dict[str, str]]:
    """What each of them means."""
    for topic in scope.topics:
        for name in scope.measures.about(topic):
            indicator = scope.measures.indicators[name]
            yield {"nom": indicator.label, "texte": indicator.definition}


def module_note(scope: ReportScope, rows: list[TableRow]) -> str:
    """What stands once below them where one is hidden; else ""."""
    if not any(row["valeur"] == HIDDEN for row in rows):
        return ""
    return sentence("report.hidden_is", threshold=scope.threshold)


def _module_row(scope: ReportScope, shown: Shown | None, name: str) -> TableRow:
    indicator, figure = scope.measures.indicators[name], scope.figure(name)
    row: dict[str, Any] = {"nom": indicator.label, "valeur": figure.text, "detail": ""}
    if shown is not None and figure.is_collected:
        value, detail = _texts(indicator, shown_indicator(shown, indicator))
        about = " ; ".join(filter(None, (detail, figure.coverage_text)))
        row |= {"valeur": value, "detail": dated(french.typeset(about), shown)}
    return row


def _texts(indicator: Indicator, shown: ShownIndicator) -> tuple[str, str]:
    """« 12 » and "", or of a rate « 40 % » and « 12 sur 30 »."""
    if shown.counted is None or (indicator.of is not None and not shown.among):
        return HIDDEN, ""
    if shown.among is None:
        return french.number(shown.counted), ""
    out_of = sentence("steering.out_of", counted=shown.counted, among=shown.among)
    return french.percent(shown.counted / shown.among), out_of
