"""The tables of a funder's report, each cell as it is read; what must not be told is said to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.derived import DERIVED
from sheets_sync.documents.reports.account import sum_of
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.figures.figure import NOT_COLLECTED, UNKNOWN, Figure
from sheets_sync.release.tables.contents import BY_SIAE, LANGUAGE, PEOPLE, SUMS
from sheets_sync.release.tables.deduced import ENTRIES, EXITS, POSITIVE_EXITS
from sheets_sync.release.tables.disclosure import breakdown_label, rate, table_of_rate
from sheets_sync.release.tables.issued import IssuedReport
from sheets_sync.release.tables.participations import shown_participations
from sheets_sync.release.tables.partition import Part
from sheets_sync.release.tables.shown import Shown
from sheets_sync.settings.funder import BREAKDOWNS, RATES

TableRow = dict[str, Any]
"""A row as the template reads it, by the keys that stand in the template."""
HIDDEN = "●"
"""A count that is hidden; a note below its table says so once."""
PATH = (
    "heures_francais_moyenne",
    "heures_numerique_moyenne",
    "visites_metiers_total",
    "stages_total",
)
"""Indicators of the work with those present: French, digital, visits, placements."""
TOTALS = {
    PEOPLE: PEOPLE,
    "entrees": ENTRIES,
    "sorties_comptees": EXITS,
    "sorties_positives": POSITIVE_EXITS,
}
"""Indicators → the declared total that they are; the only exits told are those that count."""
SHARES = (*RATES, LANGUAGE)


def breakdowns(scope: ReportScope, tables: Mapping[str, Shown]) -> list[TableRow]:
    """The persons accompanied by each field that the funder wants and some tab collects."""
    return [
        breakdown(scope, tables[by], breakdown_label(by), scope.measures.coverage_with(by).text)
        for by in scope.funder.breakdowns
        if _is_collected(scope, by)
    ]


def not_collected(scope: ReportScope) -> list[str]:
    """What the funder wants and no tab has a column for: breakdowns, the path, freins."""
    indicators, sections = scope.measures.indicators, scope.funder.sections
    breakdowns = [by for by in scope.funder.breakdowns if not _is_collected(scope, by)]
    names = [*map(breakdown_label, breakdowns)]
    if "parcours" in sections:
        path = (name for name in (*PATH, LANGUAGE) if not scope.figure(name).is_collected)
        names += [indicators[name].label for name in path]
    if "freins" in sections:
        about = scope.measures.about("frein")
        freins = [indicators[name] for name in about if not scope.figure(name).is_collected]
        labels = [each.short_label or each.label for each in freins]
        names += [sentence("report.freins_named", names=labels)] if labels else []
    return names


def _is_collected(scope: ReportScope, field: str) -> bool:
    return bool(scope.measures.members_with(field))


def by_siae(scope: ReportScope, tables: Mapping[str, Shown]) -> list[TableRow]:
    """The rows of the table of SIAE; none where the funder is told none of their counts."""
    if BY_SIAE not in tables or tables[BY_SIAE].partition is None:
        return []
    rows: list[TableRow] = breakdown(scope, tables[BY_SIAE], breakdown_label(BY_SIAE))["lignes"]
    return rows


def siae_held_since(tables: Mapping[str, Shown]) -> str:
    """That the table of SIAE stands as issued; "" elsewhere, and where there is none."""
    if BY_SIAE not in tables:
        return ""
    return held_since(tables[BY_SIAE])


def breakdown(scope: ReportScope, shown: Shown, label: str, coverage: str = "") -> TableRow:
    """One table of persons, protected; « non renseigné » last; `coverage`: who collects it."""
    total = sentence("report.fewer", threshold=scope.threshold)
    known = collected_total(shown)
    if known is not None:
        total = french.number(known)
    rows = _breakdown_rows(shown)
    title = ", ".join(filter(None, (label, coverage)))
    return {"titre": title, "lignes": rows, "total": total, "arrete": held_since(shown)}


def collected_total(shown: Shown) -> int | None:
    """The total without those of whom it is not collected, where these are a part of their own.

    It is told by a part that may be told: protection counts it as any other.
    """
    if shown.total is None or shown.partition is None:
        return shown.total
    return shown.total - sum(part.count for part in shown.parts if is_not_collected(part))


def is_not_collected(part: Part) -> bool:
    """True if the part is of those whose tab has no such column."""
    return part.labels == (NOT_COLLECTED,)


def held_since(shown: Shown) -> str:
    """« ventilation arrêtée au 30 juin 2026 » of a table that stands as issued; else ""."""
    if not shown.stands:
        return ""
    return sentence("report.held_since", day=shown.day)


def part_label(part: Part) -> str:
    """The label of a part, or of those that are counted together."""
    if len(part.labels) == 1:
        return part.labels[0]
    known = [label for label in part.labels if label != UNKNOWN]
    if len(known) == len(part.labels):
        return sentence("report.together", labels=known)
    return sentence("report.together_or_unknown", labels=", ".join(known), unknown=UNKNOWN)


def _breakdown_rows(shown: Shown) -> list[TableRow]:
    if shown.partition is None:
        text = sentence("report.not_published")
        return [{"nom": text, "nombre": HIDDEN, "part": HIDDEN}]
    total = collected_total(shown)
    return [_breakdown_row(part, total) for part in shown.parts if not is_not_collected(part)]


def _breakdown_row(part: Part, total: int | None) -> TableRow:
    share = share_of_total(part, total)
    return {"nom": part_label(part), "nombre": french.number(part.count), "part": share}


def share_of_total(part: Part, total: int | None) -> str:
    """The part's share; what stands for a hidden one where the total is not told, or nought."""
    if not total:
        return HIDDEN
    return french.percent(part.count / total)


def without_hidden(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows that say something: one whose figure is hidden is named in a note instead."""
    return [row for row in rows if HIDDEN not in row.values()]


def path_rows(scope: ReportScope, tables: Mapping[str, Shown]) -> list[TableRow]:
    """Means and sums of those present, and the share that gained a level of French.

    None where no tab collects any of them.
    """
    if not any(scope.figure(name).is_collected for name in (*PATH, LANGUAGE)):
        return []
    value, detail = rate_texts(tables, LANGUAGE)
    if not scope.figure(LANGUAGE).is_collected:
        value, detail = scope.figure(LANGUAGE).text, ""
    label = scope.measures.indicators[LANGUAGE].label
    language = {"nom": label, "valeur": value, "detail": detail}
    return [*(_path_row(scope, name, tables[name]) for name in PATH), language]


def _path_row(scope: ReportScope, name: str, shown: Shown) -> TableRow:
    indicator = scope.measures.indicators[name]
    if shown.partition is None:
        return {"nom": indicator.label, "valeur": HIDDEN, "detail": ""}
    figure = scope.figure(name)
    value, detail = french.figure(shown.value, indicator.unit), ""
    if not figure.is_collected:
        value = figure.text
    elif name not in SUMS:
        detail = sentence("report.out_of_about", count=shown.about)
    detail = french.typeset(" ; ".join(filter(None, (detail, _coverage(figure)))))
    return {"nom": indicator.label, "valeur": value, "detail": dated(detail, shown)}


def _coverage(figure: Figure) -> str:
    """« saisi par 9 SIAE sur 12 »; "" where all collect it.

    How many people are left out of a figure for want of a value stays inside: one or two of them,
    month after month, are somebody.
    """
    return figure.coverage_text


def with_coverage(label: str, figure: Figure) -> str:
    """The label with how many SIAE collect the figure, where some do not."""
    return ", ".join(filter(None, (label, _coverage(figure))))


def dated(text: str, shown: Shown) -> str:
    """The text with the day of a figure that stands as issued."""
    if not shown.stands:
        return text
    return " ".join(filter(None, (text, sentence("report.as_of", day=shown.day))))


def frein_rows(scope: ReportScope, tables: Mapping[str, Shown]) -> list[TableRow]:
    """Freins identified and lifted, the most met first; a small count hides its row, then last."""
    known = [
        name
        for name in scope.measures.about("frein")
        if name in tables and scope.figure(name).is_collected
    ]
    known.sort(key=lambda name: -(rate(tables, name) or (0, 0))[1])
    return [_frein_row(scope, tables, name) for name in known]


def _frein_row(scope: ReportScope, tables: Mapping[str, Shown], name: str) -> TableRow:
    counts, label = rate(tables, name), scope.measures.indicators[name].short_label
    if counts is None:
        label = with_coverage(label, scope.figure(name))
        return {"nom": label, "identifies": HIDDEN, "leves": HIDDEN, "part": HIDDEN}
    lifted, identified = counts
    return {
        "nom": dated(with_coverage(label or name, scope.figure(name)), tables[name]),
        "identifies": french.number(identified),
        "leves": french.number(lifted),
        "part": french.percent(lifted / identified),
    }


def actions(scope: ReportScope) -> list[TableRow]:
    """Collective actions of the period by type: how many, hours, participations."""
    return [
        {
            "type": name,
            "nombre": french.number(len(of_type)),
            "heures": french.number(sum_of(of_type, "heures"), 1),
            "participations": _participations(scope, name),
        }
        for name, of_type in _actions_by_type(scope).items()
        if name and of_type
    ]


def actions_total(scope: ReportScope) -> TableRow:
    """The same of all types together; empty where there were none."""
    rows = in_period(scope, "action")
    if not rows:
        return {}
    return {
        "nombre": french.number(len(rows)),
        "heures": french.number(sum_of(rows, "heures"), 1),
        "participations": _number_or_hidden(all_participations(scope)),
    }


def all_participations(scope: ReportScope) -> float | None:
    """Participations in all actions; None where they would give those of a type, which are few."""
    return _participations_shown(scope).total


def participations_beside(scope: ReportScope, issued: Sequence[IssuedReport]) -> Shown:
    """The participations by type that may be told beside what the readers hold."""
    counts = {
        name: round(sum_of(rows, "participants")) for name, rows in _actions_by_type(scope).items()
    }
    return shown_participations(counts, scope.period, issued, scope.threshold)


def _participations_shown(scope: ReportScope) -> Shown:
    if scope.participations is None:
        return participations_beside(scope, ())
    return scope.participations


def _participations(scope: ReportScope, name: str) -> str:
    return _number_or_hidden(_participations_shown(scope).part_counts.get(name))


def _number_or_hidden(number: float | None) -> str:
    if number is None:
        return HIDDEN
    return french.number(number)


def _actions_by_type(scope: ReportScope) -> dict[str, list[dict[Any, Any]]]:
    """The actions of the period by type, in the order of the list; under "" those of no such type.

    These have no row of their own, but are in the total.
    """
    choices = scope.measures.forms["action"].field("type").options
    by_type: dict[str, list[dict[Any, Any]]] = {choice.value: [] for choice in choices}
    of_no_type = by_type[""] = []
    for row in in_period(scope, "action"):
        by_type.get(row["type"], of_no_type).append(row)
    return by_type


def total_of(totals: Mapping[str, int], name: str) -> int | None:
    """The declared total that an indicator is; None where it is too small to be told."""
    return totals.get(TOTALS[name])


def labels_of(scope: ReportScope, breakdown: str) -> list[str]:
    """The labels that a breakdown may have, in their natural order; none of any other table."""
    if breakdown in DERIVED:
        return list(DERIVED[breakdown].type.values or ())
    form = scope.measures.forms["participant"]
    if breakdown in BREAKDOWNS and form.has(breakdown):
        return list(form.field(breakdown).column_type().values or ())
    return []


def in_period(scope: ReportScope, form: str) -> list[dict[Any, Any]]:
    """The rows of a coordination tab whose date is known and lies in the period."""
    start, end = scope.period.start, scope.period.end
    rows = scope.measures.frames[form].to_dict("records")
    return [row for row in rows if isinstance(row["date"], date) and start <= row["date"] <= end]


def rate_texts(tables: Mapping[str, Shown], name: str) -> tuple[str, str]:
    """« 56 % » and « 53 sur 94 »; « ● » twice where it may not be published."""
    counts = rate(tables, name)
    if counts is None:
        return HIDDEN, HIDDEN
    numerator, denominator = counts
    out_of = sentence("steering.out_of", counted=numerator, among=denominator)
    return french.percent(numerator / denominator), dated(out_of, tables[table_of_rate(name)])
