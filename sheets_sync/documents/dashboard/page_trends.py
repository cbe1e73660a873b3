"""The trends of the page: each a sentence, a drawing, and its months' values one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.dashboard.page_tables import (
    Cell,
    PageColumn,
    PageTable,
    text_column,
)
from sheets_sync.documents.drawing.trend_svg import Trend, flow_trend, line_trend, places
from sheets_sync.figures.figure import Figure
from sheets_sync.steering.board import Board
from sheets_sync.steering.key_figures import Courses, KeyFigure, MonthValue
from sheets_sync.steering.sentences import chart_titles
from sheets_sync.steering.trends import MonthFigures

_OF_A_YEAR, _OF_MANY = (1, 7), (1,)
"""The months that are named below a course of a year, and of several."""


def trends(board: Board) -> list[dict[str, Any]]:
    """Three: people present, entries and exits, positive exits; what nobody collects has none.

    A line along nought would say that there was nothing.
    """
    months, last = board.months, board.months[-1]
    labels = [_month_label(month.start, _OF_A_YEAR) for month in months]
    listed = []
    if last.present.is_collected:
        listed.append(_present_trend(board, labels))
    if last.entries.is_collected:
        listed.append(_flow_of_months(months, labels))
    if last.rate.is_collected:
        listed.append(_rate_trend(board, labels))
    return listed


def months_table(board: Board) -> dict[str, Any]:
    """The values behind the trends."""

    def column(header: str, figure: Callable[[MonthFigures], Figure]) -> PageColumn[MonthFigures]:
        return PageColumn(
            sentence(f"dashboard.{header}"),
            lambda month: Cell(figure(month).text, figure(month).value),
        )

    columns: list[PageColumn[MonthFigures]] = [
        text_column(sentence("dashboard.month"), lambda month: french.month(month.start)),
        column("present", lambda month: month.present),
        column("entries", lambda month: month.entries),
        column("exits", lambda month: month.exits),
        column("rate", lambda month: month.rate),
        PageColumn(
            sentence("dashboard.counted_exits"),
            lambda month: Cell(month.rate.among_text, month.rate.denominator),
        ),
    ]
    caption = sentence("dashboard.months_caption")
    name, day = sentence("dashboard.months"), board.as_of.isoformat()
    return PageTable("mois-par-mois", name, columns, board.months, day, caption).context()


def drawn_courses(board: Board, values: Courses) -> list[dict[str, Any]]:
    """Each key figure since the start, with its target."""
    return [
        _drawn_course(figure, values[figure.now.id], board.as_of)
        for figure in board.key_figures
        if figure.now.is_collected
    ]


def courses_table(board: Board, values: Courses) -> dict[str, Any]:
    """The values behind the courses, a row a month."""
    figures = [figure for figure in board.key_figures if figure.now.is_collected]
    # All courses are over the same months.
    months: Sequence[MonthValue] = ()
    if figures:
        months = values[figures[0].now.id]

    def column(figure: KeyFigure) -> PageColumn[MonthValue]:
        of_month = {month.start: month.value for month in values[figure.now.id]}
        return PageColumn(
            figure.now.label,
            lambda month: Cell(
                french.figure(of_month[month.start], figure.now.unit), of_month[month.start]
            ),
        )

    columns: list[PageColumn[MonthValue]] = [
        text_column(sentence("dashboard.month"), lambda month: french.month(month.start)),
        *map(column, figures),
    ]
    name, day = sentence("dashboard.courses"), board.as_of.isoformat()
    caption = sentence("dashboard.courses_caption")
    return PageTable("depuis-le-debut", name, columns, months, day, caption).context()


def _present_trend(board: Board, labels: Sequence[str]) -> dict[str, Any]:
    figure = board.key_figure("participants")
    trend = Trend(
        "presents",
        sentence("dashboard.present_shown"),
        labels,
        [month.present.value for month in board.months],
        figure.now.target,
        _target_label(figure.now),
    )
    texts = [month.present.text for month in board.months]
    caption = sentence("dashboard.present_caption")
    return _shown_over_year(
        trend, line_trend, chart_titles.present_title(figure), caption, board, texts
    )


def _flow_of_months(months: Sequence[MonthFigures], labels: Sequence[str]) -> dict[str, Any]:
    exits, code, below = None, "dashboard.entries_value", "dashboard.entries_caption"
    if months[-1].exits.is_collected:
        exits = [month.exits.value for month in months]
        code, below = "dashboard.flow_value", "dashboard.flow_caption"
    trend = Trend(
        "flux",
        sentence("dashboard.flow_shown"),
        labels,
        [month.entries.value for month in months],
        down=exits,
        names=(sentence("dashboard.up"), sentence("dashboard.down")),
    )
    texts = [
        sentence(code, entries=month.entries.numerator, exits=month.exits.numerator)
        for month in months
    ]
    title, caption = chart_titles.flow_title(months), sentence(below)
    return trend_context(trend, flow_trend, title, caption, [m.start for m in months], texts)


def _rate_trend(board: Board, labels: Sequence[str]) -> dict[str, Any]:
    months = board.months
    target = board.whole["taux_sorties_positives"]
    trend = Trend(
        "taux",
        sentence("dashboard.rate_shown"),
        labels,
        [month.rate.value for month in months],
        target.target,
        _target_label(target),
        percent=True,
        firm=[month.is_firm for month in months],
    )
    texts = [
        sentence(
            "dashboard.rate_value",
            value=month.rate.text,
            counted=month.rate.numerator,
            among=month.rate.denominator,
        )
        for month in months
    ]
    title, caption = chart_titles.rate_title(months), sentence("dashboard.rate_caption")
    return _shown_over_year(trend, line_trend, title, caption, board, texts)


def _drawn_course(figure: KeyFigure, values: Sequence[MonthValue], as_of: date) -> dict[str, Any]:
    """A course; of what is counted year by year each year has its own line, the last till now."""
    now = figure.now
    is_of_years = now.start is not None
    notes = []
    if is_of_years:
        notes.append(sentence("dashboard.course_of_years", year=as_of.year, day=as_of))
    trend = Trend(
        f"depuis-{now.id}",
        sentence("dashboard.course_shown", label=now.label),
        [_month_label(month.start, _OF_MANY) for month in values],
        [month.value for month in values],
        now.target,
        _target_label(now),
        percent=now.unit == "%",
        firm=[month.is_firm for month in values],
        anew=[is_of_years and month.start.month == 1 for month in values],
    )
    texts = [french.figure(month.value, now.unit) for month in values]
    if figure.forecast:
        notes.append(figure.forecast.text)
    caption = " ; ".join(notes)
    days = [month.start for month in values]
    return trend_context(trend, line_trend, now.label, caption, days, texts)


def _shown_over_year(
    trend: Trend,
    draw: Callable[[Trend], Markup],
    title: str,
    caption: str,
    board: Board,
    texts: Sequence[str],
) -> dict[str, Any]:
    days = [month.start for month in board.months]
    return trend_context(trend, draw, title, caption, days, texts)


def trend_context(
    trend: Trend,
    draw: Callable[[Trend], Markup],
    title: str,
    caption: str,
    days: Sequence[date],
    texts: Sequence[str],
) -> dict[str, Any]:
    """A trend for the template: its drawing, and over it what each month says when it is met."""
    over = zip(days, texts, trend.values, places(trend), strict=True)
    return {
        "id": trend.id,
        "titre": title,
        "sous_titre": caption,
        "dessin": draw(trend),
        "points": [
            {
                "gauche": left,
                "largeur": width,
                "texte": sentence("dashboard.at", month=french.month(day), text=text),
                "fin": left > 50,
            }
            for day, text, value, (left, width) in over
            if value is not None
        ],
    }


def _month_label(month: date, named: Sequence[int]) -> str:
    if month.month not in named:
        return ""
    return french.short_month(month)


def _target_label(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return sentence("dashboard.target", target=french.figure(figure.target, figure.unit))
