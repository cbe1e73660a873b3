"""The page of many programmes: the newest month together, by month, and each programme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.dashboard.page_tables import Cell, PageColumn, PageTable, text_column
from sheets_sync.documents.dashboard.page_trends import trend_context
from sheets_sync.documents.drawing.trend_svg import Trend, line_trend
from sheets_sync.documents.federation.federation_sheets import (
    labels_text,
    notes,
    sharers_text,
    value_text,
)
from sheets_sync.documents.federation.shared_figures import Programme
from sheets_sync.documents.federation.together import Federation, OwnFigure, Sum
from sheets_sync.release.tables.contents import PEOPLE, PROGRAMME_RATE
from sheets_sync.release.tables.declared import TOTALS
from sheets_sync.release.tables.disclosure import breakdown_label

PAGE = "chiffres-ensemble.html"
_MONTHS_SHOWN = 24
_MONTHS_NAMED = 6
_OF_EACH = (*TOTALS, PROGRAMME_RATE)


def page_context(federation: Federation) -> dict[str, Any]:
    """Everything that the template of the page may show, ready to be read."""
    newest = federation.months[-1]
    whole = federation.sums_of(newest, whole=True)
    return {
        "mois": french.month(newest),
        "accroche": sentence(
            "federation.headline", people=value_text(_people_by_month(federation)[-1])
        ),
        "situation_au": french.long_day(federation.as_of),
        "programmes": len(federation.programmes),
        "ensemble": _whole_table(federation, whole),
        "ventilations": _parts_table(federation),
        "courbe_personnes": _people_trend(federation),
        "par_mois": _months_table(federation),
        "chacun": _programmes_table(federation, whole),
        "a_savoir": notes(federation),
    }


def _whole_table(federation: Federation, whole: list[Sum]) -> dict[str, Any]:
    columns: list[PageColumn[Sum]] = [
        text_column(sentence("federation.figure"), lambda each: each.label),
        PageColumn(sentence("federation.value"), _cell_of_sum),
        PageColumn(sentence("federation.counted"), lambda each: Cell(_counts_in_sum(each))),
        _sharers_column(),
    ]
    return _table(federation, "ensemble", "together", columns, whole)


def _parts_table(federation: Federation) -> dict[str, Any]:
    columns: list[PageColumn[Sum]] = [
        text_column(sentence("federation.breakdown"), _part_name),
        PageColumn(sentence("federation.people"), _cell_of_sum),
        PageColumn(sentence("federation.share"), _cell_of_share_in_sum),
        _sharers_column(),
    ]
    parts = federation.sums_of(federation.months[-1], whole=False)
    return _table(federation, "ventilations", "breakdowns", columns, parts)


def _months_table(federation: Federation) -> dict[str, Any]:
    months = _people_by_month(federation)
    columns: list[PageColumn[Sum]] = [
        text_column(sentence("federation.month"), lambda each: french.month(each.month)),
        PageColumn(months[0].label, _cell_of_sum),
        _sharers_column(),
    ]
    return _table(federation, "mois-par-mois", "by_month", columns, months)


def _programmes_table(federation: Federation, whole: Iterable[Sum]) -> dict[str, Any]:
    labels = {each.indicator: each.label for each in whole}
    figures = {
        (own.programme.id, own.figure.indicator): own
        for own in federation.own
        if own.figure.month == federation.months[-1] and not own.figure.field
    }

    def cell_of(name: str) -> Callable[[Programme], Cell]:
        def cell(programme: Programme) -> Cell:
            own = figures.get((programme.id, name))
            if own is None:
                return Cell("")
            return _cell_of_sum(own)

        return cell

    columns: list[PageColumn[Programme]] = [
        text_column(sentence("federation.programme"), lambda programme: programme.name),
        *(PageColumn(labels[name], cell_of(name)) for name in _OF_EACH),
    ]
    return _table(federation, "par-programme", "each", columns, federation.programmes)


def _table(
    federation: Federation, id_: str, name: str, columns: list[PageColumn[Any]], rows: Any
) -> dict[str, Any]:
    title, day = sentence(f"federation.{name}"), federation.as_of.isoformat()
    return PageTable(id_, title, columns, rows, day).context()


def _sharers_column() -> PageColumn[Sum]:
    return PageColumn(sentence("federation.told_by"), lambda each: Cell(sharers_text(each)))


def _cell_of_sum(each: Sum | OwnFigure) -> Cell:
    """A value as it is read, quiet where it is not told."""
    if each.numerator is None:
        return Cell(value_text(each), None, "none")
    if each.field:
        return Cell(value_text(each), each.numerator)
    return Cell(value_text(each), each.value)


def _cell_of_share_in_sum(each: Sum) -> Cell:
    if each.numerator is None:
        return Cell(value_text(each), None, "none")
    return Cell(french.percent(each.value), each.value)


def _counts_in_sum(each: Sum) -> str:
    if each.numerator is None or each.denominator is None or each.measure == "mean":
        return ""
    return sentence("commands.out_of", part=each.numerator, whole=each.denominator)


def _part_name(each: Sum) -> str:
    return f"{breakdown_label(each.field)} – {labels_text(each.labels)}"


def _people_by_month(federation: Federation) -> list[Sum]:
    months = set(federation.months[-_MONTHS_SHOWN:])
    return [
        each
        for each in federation.sums
        if each.indicator == PEOPLE and not each.field and each.month in months
    ]


def _people_trend(federation: Federation) -> dict[str, Any]:
    """The persons of all programmes, month by month."""
    shown = _people_by_month(federation)
    # As many months are named below as there is room for, from the last backwards.
    every = -(-len(shown) // _MONTHS_NAMED)
    labels = [""] * len(shown)
    for index in range(len(shown) - 1, -1, -every):
        labels[index] = french.short_month(shown[index].month)
    title = shown[0].label
    description = sentence("federation.trend_shown", label=title)
    trend = Trend("personnes", description, labels, [each.numerator for each in shown])
    texts = [
        sentence("federation.month_told", value=value_text(each), by=sharers_text(each))
        for each in shown
    ]
    days = [each.month for each in shown]
    return trend_context(trend, line_trend, title, "", days, texts)
