"""Charts of a funder's report, as what they show: Word draws them from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.documents.reports.tables import (
    TOTALS,
    dated,
    held_since,
    part_label,
    total_of,
)
from sheets_sync.figures.figure import NOT_COLLECTED, UNKNOWN
from sheets_sync.release.tables.contents import BY_SIAE, DYNAMIC, OTHER, STATE
from sheets_sync.release.tables.disclosure import rate
from sheets_sync.release.tables.shown import Shown

_SAYING_NOTHING = ((UNKNOWN,), (NOT_COLLECTED,))
"""Labels of the parts that no chart draws."""
_FEWEST_TOTALS = 3
"""Bars of the totals: with fewer the cards beside them say as much."""
_FEWEST_BARS, _MOST_BARS = 2, 20
"""Bars of a chart: one alone shows nothing, and no page takes in half of a chart."""
Drawn = dict[str, Any]


def charts(
    scope: ReportScope, totals: Mapping[str, int], tables: Mapping[str, Shown]
) -> list[Drawn]:
    """The charts by the section that each stands in; none of what is not published whole."""
    drawn = [
        _totals_chart(scope, totals),
        _exits_chart(tables),
        _siae_chart(scope, tables),
        _freins_chart(scope, tables),
    ]
    return [chart for chart in drawn if chart is not None]


def _totals_chart(scope: ReportScope, totals: Mapping[str, int]) -> Drawn | None:
    """The totals that a report declares, from the people to the positive exits.

    They are told from the first report on, where a course by month would tell of the few who came
    or left in one.
    """
    counts = [
        (sentence(f"report.bar.{name}"), count)
        for name in TOTALS
        if (count := total_of(totals, name)) is not None and scope.figure(name).is_collected
    ]
    if len(counts) < _FEWEST_TOTALS or not any(count for _, count in counts):
        return None
    title = sentence("report.totals_chart")
    legend = sentence("report.totals_of", period=scope.period.text)
    return _bars_of_counts("resume", title, legend, counts)


def _exits_chart(tables: Mapping[str, Shown]) -> Drawn | None:
    """What became of those who left, by the State's classes."""
    state = tables.get(STATE)
    if state is None or not state.whole or not state.total or _is_unknown(state):
        return None
    dynamic = rate(tables, "taux_sorties_dynamiques")
    parts = {part.labels[0]: part.count for part in state.parts}
    order = [label for label in (*DYNAMIC, UNKNOWN, OTHER) if label in parts]
    names = {OTHER: sentence("report.other_exits"), UNKNOWN: sentence("report.length_unknown")}
    counts = [(names.get(label, label), parts[label]) for label in order]
    title = sentence("report.state_exits")
    if dynamic:
        title = sentence("report.dynamic_exits", dynamic=dynamic[0], counted=dynamic[1])
    legend = _legend_with_day(sentence("report.state_exits_are"), state)
    return _bars_of_counts("resultats", title, legend, counts)


def _siae_chart(scope: ReportScope, tables: Mapping[str, Shown]) -> Drawn | None:
    shown = tables.get(BY_SIAE)
    if shown is None or not shown.whole:
        return None
    if not _FEWEST_BARS <= len(shown.parts) <= _MOST_BARS:
        return None
    counts = [(part_label(part), part.count) for part in shown.parts]
    lowest, highest = min(count for _, count in counts), max(count for _, count in counts)
    title = sentence("report.from_to_by_siae", fewest=lowest, most=highest)
    legend = _legend_with_day(sentence("report.siae_of", period=scope.period.text), shown)
    return _bars_of_counts("siae", title, legend, counts)


def _freins_chart(scope: ReportScope, tables: Mapping[str, Shown]) -> Drawn | None:
    """Each frein's bar: lifted, then what is left of those identified; the most met first."""
    known = []
    for name in scope.measures.about("frein"):
        counts = rate(tables, name)
        if counts and scope.figure(name).is_collected:
            known.append((name, *counts))
    if "freins" not in scope.funder.sections or len(known) < _FEWEST_BARS:
        return None
    known.sort(key=itemgetter(2), reverse=True)
    days = {held_since(tables[name]) for name, _, _ in known}
    labels = [
        sentence(
            "report.frein_label",
            name=_frein_name(scope, name, tables[name], is_dated=len(days) > 1),
            lifted=lifted,
            identified=identified,
        )
        for name, lifted, identified in known
    ]
    legend = ""
    if len(days) == 1:
        (legend,) = days
    lifted = _named_series("report.lifted", [lifted for _, lifted, _ in known], "maintenant")
    rest = [identified - lifted for _, lifted, identified in known]
    still = _named_series("report.still_there", rest, "avant")
    title = sentence("report.freins_chart")
    alt = sentence("report.chart_alt", title=title, values=labels)
    chart = {"place": "freins", "titre": title, "legende": french.capitalised(legend), "alt": alt}
    return chart | {"categories": labels, "series": [lifted, still]}


def _frein_name(scope: ReportScope, name: str, shown: Shown, *, is_dated: bool) -> str:
    """Its name, with the day that it is of where its neighbours are of another."""
    label = scope.measures.indicators[name].short_label or name
    return dated(label, shown) if is_dated else label


def _legend_with_day(text: str, shown: Shown) -> str:
    return " ; ".join(filter(None, (text, held_since(shown))))


def _named_series(code: str, values: Sequence[int], colour: str) -> dict[str, Any]:
    return {"nom": sentence(code), "valeurs": list(values), "couleur": colour, "reste": []}


def _is_unknown(shown: Shown) -> bool:
    """True if nothing is known of anybody in a table."""
    return all(part.labels in _SAYING_NOTHING for part in shown.parts)


def _bars_of_counts(
    placeholder: str, title: str, legend: str, counts: Sequence[tuple[str, int]]
) -> Drawn:
    """A bar for each count; that of the other exits is what is left of a whole."""
    values = [f"{label} {french.number(count)}" for label, count in counts]
    alt = sentence("report.chart_alt", title=title, values=values)
    rest = sentence("report.other_exits")
    series = _named_series("report.counted", [count for _, count in counts], "maintenant")
    return {
        "place": placeholder,
        "titre": title,
        "legende": legend,
        "alt": alt,
        "categories": [label for label, _ in counts],
        "series": [series | {"reste": [label == rest for label, _ in counts]}],
    }
