"""The dashboard page: the figures of the steering sheet as one HTML file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.drawing.chart_svg import (
    Chart,
    Series,
    bar_chart,
    column_chart,
    line_chart,
    sparkline,
)
from sheets_sync.figures.figure import Figure
from sheets_sync.steering.board import BY_SIAE, Board, SiaeFigures
from sheets_sync.steering.conventions import Convention
from sheets_sync.steering.key_figures import KeyFigure
from sheets_sync.steering.trends import ELAPSED, Cohort, MonthFigures
from sheets_sync.steering.wording import (
    against_target,
    euros_text,
    out_of,
    rate_with_counts,
    since_month,
    since_year,
)

COMPLETENESS_MINIMUM = 0.8
"""Share of the expected cells that are filled, under which a SIAE's is marked."""
Cell = tuple[str, bool]
"""A text, and whether it is marked as under what is aimed at."""


def context(board: Board) -> dict[str, Any]:
    """Everything that the template of the page may show, ready to be read."""
    columns = _dashboard_columns(board)
    return {
        "programme": board.programme,
        "situation_au": french.long_day(board.as_of),
        "periode": board.period.text,
        "cartes": [_card(card) for card in board.key_figures],
        "a_faire": board.to_do,
        "courbes": _month_charts(board.months),
        "mois": [_month_row(month) for month in board.months],
        "entetes_siae": [column.label for column in columns],
        "siae": [*(_member(columns, member) for member in board.members), _whole(columns)],
        "double_compte": _counted_twice(board),
        "a_savoir": _to_know(board),
        "freins_dessin": _frein_chart(board) if board.freins.rows else "",
        "freins_de": board.freins.population,
        "freins_non_saisis": _freins_not_collected(board),
        "freins": [
            [
                ", ".join(filter(None, (f.name, f.lifted.coverage_text))),
                f.lifted.among_text,
                f.lifted.count_text,
                f.lifted.text,
            ]
            for f in board.freins.rows
        ],
        "niveaux_dessin": _level_chart(board) if board.levels.is_collected else "",
        "niveaux_de": board.levels.population,
        "niveaux": [
            [level.name, french.number(level.at_entry), french.number(level.now)]
            for level in board.levels.rows
        ],
        "entetes_delais": [sentence("dashboard.within", months=months) for months in ELAPSED],
        "cohortes": [_cohort_row(cohort) for cohort in board.cohorts],
        "financements": [_convention_row(convention) for convention in board.conventions],
        "lignes": [
            [c.siae, *map(french.number, (c.read, c.kept, c.set_aside, c.ignored))]
            for c in board.counts
        ],
        "definitions": board.definitions,
    }


@dataclass(frozen=True)
class _SiaeColumn:
    """A column of the table of SIAE: its label, a member's cell, and the cell of the whole."""

    label: str
    cell: Callable[[SiaeFigures], Cell]
    whole: str


def _dashboard_columns(board: Board) -> list[_SiaeColumn]:
    figures = [_figure_column(name, board.whole[name]) for name in BY_SIAE]
    errors = _SiaeColumn(
        sentence("dashboard.to_correct"),
        lambda member: (french.number(member.errors), False),
        french.number(board.errors),
    )
    completeness = _SiaeColumn(
        sentence("dashboard.completeness"),
        lambda member: (french.percent(member.completeness), _is_incomplete(member)),
        french.percent(board.completeness),
    )
    return [*figures, errors, completeness]


def _figure_column(name: str, whole: Figure) -> _SiaeColumn:
    """A rate is marked where it is under the target of the programme."""

    def cell(member: SiaeFigures) -> Cell:
        figure = member.figures[name]
        is_under = False
        if figure.among is not None and figure.value is not None and whole.target is not None:
            is_under = figure.value < whole.target
        return figure.text, is_under

    return _SiaeColumn(sentence(f"dashboard.{name}"), cell, whole.text)


def _is_incomplete(member: SiaeFigures) -> bool:
    return member.completeness is not None and member.completeness < COMPLETENESS_MINIMUM


def _member(columns: Sequence[_SiaeColumn], member: SiaeFigures) -> dict[str, Any]:
    cells = [column.cell(member) for column in columns]
    return {"nom": member.name, "type": member.kind, "cellules": cells}


def _whole(columns: Sequence[_SiaeColumn]) -> dict[str, Any]:
    cells = [(column.whole, False) for column in columns]
    return {"nom": sentence("dashboard.whole"), "type": "", "cellules": cells}


def _counted_twice(board: Board) -> str:
    """Sentence on how many persons are followed by two SIAE; "" for none."""
    if not board.counted_twice:
        return ""
    return sentence("dashboard.counted_twice", count=board.counted_twice)


def _to_know(board: Board) -> list[str]:
    """Below the table of SIAE: whom it is about, all exits, who does not collect what."""
    populations = sentence("steering.populations", populations=board.populations)
    return [text for text in (populations, board.exits.text, *board.provisos) if text]


def _freins_not_collected(board: Board) -> str:
    names = board.freins.not_collected
    return sentence("steering.freins_not_collected", names=names) if names else ""


def _card(card: KeyFigure) -> dict[str, Any]:
    """A key figure; `avancement`: see `_towards_target`."""
    now = card.now
    changes = (since_month(card), since_year(card))
    return {
        "label": now.label,
        "valeur": now.text,
        "detail": out_of(now),
        "objectif": against_target(card),
        "atteint": card.reached,
        "avancement": _towards_target(now),
        "evolutions": [text for text in changes if text],
        "courbe": sparkline([month.value for month in card.trend]),
    }


def _towards_target(figure: Figure) -> int | None:
    """Progress towards its target, in hundredths, at most 100; None without a target."""
    if not figure.target or figure.value is None:
        return None
    return round(min(1.0, figure.value / figure.target) * 100)


def _month_row(month: MonthFigures) -> list[str]:
    figures = (month.present, month.entries, month.exits, month.rate)
    return [french.month(month.start), *(figure.text for figure in figures)]


def _month_charts(months: Sequence[MonthFigures]) -> list[Mapping[str, Any]]:
    present: Series[MonthFigures] = Series(
        sentence("dashboard.present"), lambda month: month.present.value
    )
    entries: Series[MonthFigures] = Series(
        sentence("dashboard.entries"), lambda month: month.entries.value
    )
    exits: Series[MonthFigures] = Series(
        sentence("dashboard.exits"), lambda month: month.exits.value
    )
    rate: Series[MonthFigures] = Series(sentence("dashboard.rate"), lambda month: month.rate.value)
    first, last, many = months[0], months[-1], len(months)
    present_shown = sentence(
        "dashboard.present_shown",
        months=many,
        first=first.present.text,
        last=last.present.text,
    )
    flow_shown = sentence("dashboard.flow_shown", months=many)
    rate_shown = sentence("dashboard.rate_shown", months=many, last=last.rate.text)
    flows = [entries, exits] if last.exits.is_collected else [entries]
    charts = [
        (last.present, line_chart, _month_chart("presents", present_shown, months, [present])),
        (last.entries, column_chart, _month_chart("flux", flow_shown, months, flows)),
        (last.rate, line_chart, _month_chart("taux", rate_shown, months, [rate], percent=True)),
    ]
    # What nobody collects has no chart: a line along nought would say that there was nothing.
    return [
        {"titre": chart.title, "dessin": draw(chart)}
        for figure, draw, chart in charts
        if figure.is_collected
    ]


def _month_chart(
    name: str,
    shown: str,
    months: Sequence[MonthFigures],
    series: Sequence[Series[MonthFigures]],
    percent: bool = False,
) -> Chart[MonthFigures]:
    title = sentence(f"dashboard.{name}")
    description = f"{shown} ; {sentence('dashboard.all_values')}"
    return Chart(name, title, description, months, _short_month, series, percent)


def _short_month(month: MonthFigures) -> str:
    return f"{month.start:%m/%y}"


def _frein_chart(board: Board) -> Markup:
    return bar_chart(
        Chart(
            "freins",
            sentence("dashboard.freins"),
            f"{sentence('dashboard.freins_shown')} ; {sentence('dashboard.values')}",
            board.freins.rows,
            lambda frein: frein.name,
            [
                Series(sentence("dashboard.identified"), lambda frein: frein.identified),
                Series(sentence("dashboard.lifted"), lambda frein: frein.lifted.numerator),
            ],
        )
    )


def _level_chart(board: Board) -> Markup:
    return bar_chart(
        Chart(
            "niveaux",
            sentence("dashboard.niveaux"),
            f"{sentence('dashboard.levels_shown')} ; {sentence('dashboard.values')}",
            board.levels.rows,
            lambda level: level.name,
            [
                Series(sentence("dashboard.at_entry"), lambda level: level.at_entry),
                Series(sentence("dashboard.now"), lambda level: level.now),
            ],
        )
    )


def _cohort_row(cohort: Cohort) -> list[str]:
    rates = [rate_with_counts(cohort.rates[months]) for months in ELAPSED]
    return [cohort.label, french.number(cohort.size.value), *rates]


def _convention_row(convention: Convention) -> dict[str, str]:
    days_left, pace = convention.days_left, convention.pace
    return {
        "nom": convention.name,
        "fin": french.day(convention.end),
        "jours": "" if days_left is None else french.number(days_left),
        "accorde": euros_text(convention.granted),
        "recu": euros_text(convention.received),
        "depense": euros_text(convention.spent),
        "reste": euros_text(convention.remaining),
        "part": french.percent(convention.share_spent),
        "temps": french.percent(convention.elapsed),
        "rythme": sentence(f"steering.{pace}") if pace else "",
    }
