"""The charts of Pilotage, drawn from the numbers beside the pages; their titles are cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sheets_sync.catalogue import sentence
from sheets_sync.figures.figure import Figure
from sheets_sync.generated.pilotage.canvas import GROUPS, pixels_wide
from sheets_sync.generated.pilotage.numbers import Numbers
from sheets_sync.sheets.colours import ACCENT, COMPARISON_FILL, INK
from sheets_sync.sheets.content import Span
from sheets_sync.sheets.sheet import Chart, Series, SeriesStyle
from sheets_sync.sheets.table import PlacedTable, Row
from sheets_sync.steering.board import Board

_PIXELS_IN_POINT = 96 / 72
Kind = Literal["line", "column", "bar"]
_HALF_YEAR, _QUARTER = 6, 3


@dataclass(frozen=True)
class _ChartArea:
    """Where a chart goes: from `top` on, over a group of columns, so many points high."""

    top: int
    group: int
    height: float

    def chart(
        self,
        name: str,
        kind: Kind,
        categories: Span,
        series: Sequence[Series],
        *,
        every: int = 1,
        percent: bool = False,
        stacked: bool = False,
    ) -> Chart:
        """The chart `name`, whose description the catalogue has."""
        group = GROUPS[self.group]
        return Chart(
            kind,
            "",
            categories,
            series,
            self.top,
            group.left,
            pixels_wide(group.left, group.width),
            round(self.height * _PIXELS_IN_POINT),
            sentence(f"pilotage.chart_described_{name}"),
            percent=percent,
            stacked=stacked,
            highest=1.0 if percent else None,
            every=every,
        )


def trend_charts(board: Board, numbers: Numbers, top: int, height: float) -> list[Chart]:
    """One in each group; what nobody collects has none.

    A line along nought would say that there was nothing.
    """
    last = board.months[-1]
    makers = (
        (last.present, _present_chart),
        (last.entries, _flow_chart),
        (last.rate, _rate_chart),
        (board.key_figure("progression_francais").now, _progress_chart),
    )
    return [
        make(board, numbers, _ChartArea(top, group, height))
        for group, (figure, make) in enumerate(makers)
        if figure.is_collected
    ]


def _present_chart(board: Board, numbers: Numbers, area: _ChartArea) -> Chart:
    months, target = numbers.months, board.whole["participants"].target
    series = [
        _column_series(months, "Présentes"),
        _last_value(months, "Dernière valeur, présentes", board.months[-1].present, target),
    ]
    if target is not None:
        series.insert(0, _column_series(months, "Objectif, présentes", "dotted", INK))
    return area.chart("present", "line", months.cells("Mois"), series, every=_HALF_YEAR)


def _flow_chart(board: Board, numbers: Numbers, area: _ChartArea) -> Chart:
    months = numbers.months
    series = [_column_series(months, "Entrées")]
    if board.months[-1].exits.is_collected:
        series.append(_column_series(months, "Sorties, vers le bas", "hollow"))
    return area.chart("flow", "column", months.cells("Mois"), series, every=_HALF_YEAR)


def _rate_chart(board: Board, numbers: Numbers, area: _ChartArea) -> Chart:
    months, target = numbers.months, board.whole["taux_sorties_positives"].target
    series = [
        _column_series(months, "Taux, moins de 20 sorties", "dashed"),
        _column_series(months, "Taux, 20 sorties ou plus"),
        _last_value(months, "Dernier taux", board.months[-1].rate, target),
    ]
    if target is not None:
        series.insert(0, _column_series(months, "Objectif du taux", "dotted", INK))
    categories = months.cells("Mois")
    return area.chart("rate", "line", categories, series, every=_HALF_YEAR, percent=True)


def _progress_chart(_board: Board, numbers: Numbers, area: _ChartArea) -> Chart:
    progress = numbers.progress
    series = [
        _column_series(progress, "Progression"),
        _column_series(progress, "Premier et dernier", "points"),
    ]
    categories = progress.cells("Douze mois")
    return area.chart("progress", "line", categories, series, every=_QUARTER, percent=True)


def frein_chart(numbers: Numbers, top: int, height: float) -> Chart:
    """Of each kind those lifted, and beside them those that are not yet."""
    freins = numbers.freins
    series = [
        _column_series(freins, "Levés"),
        _column_series(freins, "Pas encore levés", colour=COMPARISON_FILL),
    ]
    categories = freins.cells("Intitulé du frein")
    return _ChartArea(top, 0, height).chart("frein", "bar", categories, series, stacked=True)


def level_chart(numbers: Numbers, top: int, height: float) -> Chart:
    """Of each level those who had it at entry, and those who have it; not those of none."""
    levels = numbers.levels
    series = [
        _column_series(levels, "À l’entrée", colour=COMPARISON_FILL),
        _column_series(levels, "Actuel"),
    ]
    known = [each._replace(values=_without_last(each.values)) for each in series]
    categories = _without_last(levels.cells("Intitulé du niveau"))
    return _ChartArea(top, 1, height).chart("level", "bar", categories, known)


def _without_last(cells: Span) -> Span:
    return cells._replace(bottom=max(cells.top, cells.bottom - 1))


def _last_value(table: PlacedTable[Row], label: str, last: Figure, target: float | None) -> Series:
    """The last point; its number stands on the side where the line of the objective is not."""
    is_under = target is not None and last.value is not None and last.value < target
    return _column_series(table, label, "points")._replace(label_below=is_under)


def _column_series(
    table: PlacedTable[Row], label: str, style: SeriesStyle = "full", colour: str = ACCENT
) -> Series:
    return Series(label, table.cells(label), colour, style)
