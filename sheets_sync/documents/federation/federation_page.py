"""The page of many programmes: the newest month together, by month, and each programme."""

from __future__ import annotations

from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.drawing.chart_svg import Chart, Series, line_chart
from sheets_sync.documents.federation.federation_sheets import (
    labels_text,
    notes,
    told_by,
    value_text,
)
from sheets_sync.documents.federation.together import Federation, OwnFigure, Sum
from sheets_sync.release.tables.contents import PEOPLE, PROGRAMME_RATE
from sheets_sync.release.tables.declared import TOTALS

PAGE = "chiffres-ensemble.html"
_MONTHS_SHOWN = 24
_OF_EACH = (*TOTALS, PROGRAMME_RATE)


def page_context(federation: Federation) -> dict[str, Any]:
    """Everything that the template of the page may show, ready to be read."""
    newest = federation.months[-1]
    whole = federation.sums_of(newest, whole=True)
    labels = {each.indicator: each.label for each in whole}
    return {
        "mois": french.month(newest),
        "situation_au": french.long_day(federation.as_of),
        "programmes": len(federation.programmes),
        "ensemble": [_whole_row(each) for each in whole],
        "ventilations": [_part_row(each) for each in federation.sums_of(newest, whole=False)],
        "courbe": _people_chart(federation),
        "courbe_titre": labels[PEOPLE],
        "par_mois": [_month_row(each) for each in _people_by_month(federation)],
        "entetes": [labels[name] for name in _OF_EACH],
        "chacun": _programme_rows(federation),
        "a_savoir": notes(federation),
    }


def _whole_row(each: Sum) -> list[str]:
    return [each.label, value_text(each), _counted_out_of(each), told_by(each)]


def _counted_out_of(each: Sum) -> str:
    if each.numerator is None or each.denominator is None or each.measure == "mean":
        return ""
    return sentence("commands.out_of", part=each.numerator, whole=each.denominator)


def _part_row(each: Sum) -> list[str]:
    share = people = sentence("federation.hidden")
    if each.numerator is not None:
        share, people = french.percent(each.value), french.number(each.numerator)
    return [f"{each.label} – {labels_text(each.labels)}", people, share, told_by(each)]


def _people_by_month(federation: Federation) -> list[Sum]:
    months = set(federation.months[-_MONTHS_SHOWN:])
    return [
        each
        for each in federation.sums
        if each.indicator == PEOPLE and not each.field and each.month in months
    ]


def _month_row(each: Sum) -> list[str]:
    return [french.month(each.month), value_text(each), told_by(each)]


def _people_chart(federation: Federation) -> Any:
    shown = _people_by_month(federation)
    title = shown[0].label
    return line_chart(
        Chart(
            "personnes",
            title,
            f"{title} ; {sentence('federation.all_values')}",
            shown,
            lambda each: f"{each.month:%m/%y}",
            [Series(title, lambda each: each.numerator)],
        )
    )


def _programme_rows(federation: Federation) -> list[list[str]]:
    newest = federation.months[-1]
    figures: dict[tuple[str, str], OwnFigure] = {
        (own.programme.id, own.figure.indicator): own
        for own in federation.own
        if own.figure.month == newest and not own.figure.field
    }
    rows = []
    for programme in federation.programmes:
        row = [programme.name]
        for name in _OF_EACH:
            own = figures.get((programme.id, name))
            row.append("" if own is None else value_text(own))
        rows.append(row)
    return rows
