"""Charts as plain SVG text, legible on a phone, with title and description for screen readers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from markupsafe import Markup, escape

from sheets_sync import french
from sheets_sync.sheets.colours import BLUE, ORANGE

Item = TypeVar("Item")
WIDTH, HEIGHT = 420, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 8, 14, 46
_MAX_LABELS = 6
"""Labels that there is room for below a chart."""
_BAR_STEP = 26
_LEGEND_HEIGHT = 28
_GREY = "#D5DAE0"


@dataclass(frozen=True)
class Series(Generic[Item]):
    """Series that is drawn: its name in the legend, and from an item to its value."""

    name: str
    value: Callable[[Item], float | None]


@dataclass(frozen=True)
class Chart(Generic[Item]):
    """Items drawn side by side.

    Attributes:
        id: tells it apart on its page.
        description: what a screen reader says of it.
        label: from an item to what stands below it, or beside it.
        series: one for a line; at most two for columns and bars.
        percent: whether values are shares between 0 and 1.
    """

    id: str
    title: str
    description: str
    items: Sequence[Item]
    label: Callable[[Item], str]
    series: Sequence[Series[Item]]
    percent: bool = False

    @property
    def fills(self) -> tuple[str, str]:
        """Of each series; the second is hatched, so that no colour is needed to tell them apart."""
        return BLUE, f"url(#{self.id}-h)"

    @property
    def highest(self) -> float:
        """The highest value; 0 where there is none."""
        values = (series.value(item) for series in self.series for item in self.items)
        return max((value for value in values if value is not None), default=0.0)


def line_chart(chart: Chart[Item]) -> Markup:
    """A line with a dot at each value; it stops where a value is missing."""
    axes = _Axes.of(chart)
    (series,) = chart.series
    runs: list[list[str]] = [[]]
    dots = []
    for index, item in enumerate(chart.items):
        value = series.value(item)
        if value is None:
            runs.append([])
            continue
        x, y = f"{axes.x(index + 0.5):.1f}", f"{axes.y(value):.1f}"
        runs[-1].append(f"{x},{y}")
        dots.append(f'<circle cx="{x}" cy="{y}" r="2.5" fill="{BLUE}"/>')
    lines = [_polyline(run) for run in runs if len(run) > 1]
    return _svg(chart, [*axes.drawn(), *_labels(chart, axes), *lines, *dots])


def column_chart(chart: Chart[Item]) -> Markup:
    """Columns side by side."""
    axes = _Axes.of(chart)
    parts = [*axes.drawn(), *_labels(chart, axes), _hatching(chart)]
    width = axes.step * 0.8 / len(chart.series)
    for number, (series, fill) in enumerate(zip(chart.series, chart.fills, strict=False)):
        for index, item in enumerate(chart.items):
            value = series.value(item)
            if value:
                x = axes.x(index) + axes.step * 0.1 + number * width
                y = axes.y(value)
                parts.append(_rectangle(x, y, width, axes.y(0) - y, fill))
    return _svg(chart, [*parts, *_legend(chart, HEIGHT)])


def bar_chart(chart: Chart[Item]) -> Markup:
    """Bars from the left, for names too long to stand below a column, each with its value."""
    highest = chart.highest or 1
    labels = [chart.label(item) for item in chart.items]
    left = min(200.0, 14 + 6.6 * max(map(len, labels)))
    legend = len(chart.series) > 1
    height = _BAR_STEP * len(labels) + _LEGEND_HEIGHT * legend
    thickness = (_BAR_STEP - 6) / len(chart.series)
    parts = [_hatching(chart)]
    for index, item in enumerate(chart.items):
        middle = index * _BAR_STEP + _BAR_STEP / 2 + 4
        parts.append(_svg_text(f"{left - 6}", f"{middle:.1f}", "end", escape(labels[index])))
        for number, (series, fill) in enumerate(zip(chart.series, chart.fills, strict=False)):
            value = series.value(item) or 0
            y = index * _BAR_STEP + 3 + number * thickness
            length = (WIDTH - left - 36) * value / highest
            parts.append(_rectangle(left, y, length, thickness, fill))
            at_end = f'x="{left + length + 4:.1f}" y="{y + thickness - 1:.1f}"'
            parts.append(f'<text class="end" {at_end}>{french.number(value)}</text>')
    if legend:
        parts += _legend(chart, height)
    return _svg(chart, parts, height)


def sparkline(values: Sequence[float | None]) -> Markup:
    """The shape of a year, without axes.

    An ornament that screen readers skip, as the values stand elsewhere.
    """
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return Markup()
    low, high = min(value for _, value in known), max(value for _, value in known)
    scale = (high - low) or 1
    points = [
        f"{2 + 116 * index / (len(values) - 1):.1f},{26 - 22 * (value - low) / scale:.1f}"
        for index, value in known
    ]
    x, y = points[-1].split(",")
    return Markup(  # noqa: S704 - numbers only
        '<svg class="spark" viewBox="0 0 120 30" aria-hidden="true" focusable="false">'
        f'{_polyline(points)}<circle cx="{x}" cy="{y}" r="3" fill="{BLUE}"/></svg>'
    )


class _Axes(NamedTuple):
    """Axes: values upwards from nought in round steps, items to the right.

    Attributes:
        tick: what a step of the values is. top: the value at the upper edge.
        step: the width that each item has.
    """

    tick: float
    top: float
    step: float
    percent: bool

    @classmethod
    def of(cls, chart: Chart[Item]) -> _Axes:
        highest = chart.highest
        tick = _round_step(highest / 4) if highest else _tick_of_nothing(chart.percent)
        top = tick * max(1, math.ceil(highest / tick))
        step = (WIDTH - _LEFT - _RIGHT) / max(1, len(chart.items))
        return cls(tick, top, step, chart.percent)

    def x(self, index: float) -> float:
        return _LEFT + index * self.step

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / self.top

    def drawn(self) -> list[str]:
        """The lines of the ticks, with their values."""
        parts = []
        for number in range(round(self.top / self.tick) + 1):
            value = number * self.tick
            y = self.y(value)
            ends = f'x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
            parts.append(f'<line {ends} stroke="{_GREY}"/>')
            parts.append(_svg_text(f"{_LEFT - 5}", f"{y + 4:.1f}", "end", self._written(value)))
        return parts

    def _written(self, value: float) -> str:
        if self.percent:
            return french.percent(value)
        return french.number(value, 0 if self.tick >= 1 else 1)


def _tick_of_nothing(percent: bool) -> float:
    return 0.25 if percent else 1.0


def _round_step(minimum: float) -> float:
    """The first of 1, 2, 5, 10, 20 … (or 0.1, 0.2 …) not under `minimum`."""
    power = 10.0 ** math.floor(math.log10(minimum))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= minimum)


def _labels(chart: Chart[Item], axes: _Axes) -> list[str]:
    """As many labels below as there is room for, from the last backwards."""
    every = max(1, math.ceil(len(chart.items) / _MAX_LABELS))
    last = len(chart.items) - 1
    parts = []
    for index in range(last, -1, -every):
        label = escape(chart.label(chart.items[index]))
        right = WIDTH - _RIGHT
        # The last ends at the edge, where half of it would stand outside.
        anchor, x = ("end", right) if index == last else ("middle", axes.x(index + 0.5))
        parts.append(_svg_text(f"{min(x, right):.1f}", f"{HEIGHT - _BOTTOM + 15}", anchor, label))
    return parts


def _legend(chart: Chart[Item], height: int) -> list[str]:
    parts = []
    for number, (series, fill) in enumerate(zip(chart.series, chart.fills, strict=False)):
        x = _LEFT + number * 120
        name = escape(series.name)
        parts.append(_rectangle(x, height - 14, 10, 10, fill))
        parts.append(f'<text x="{x + 15}" y="{height - 5}">{name}</text>')
    return parts


def _hatching(chart: Chart[Item]) -> str:
    return (
        f'<defs><pattern id="{chart.id}-h" width="4" height="4" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        f'<rect width="4" height="4" fill="{ORANGE}"/>'
        '<line x1="0" y1="0" x2="0" y2="4" stroke="#fff" stroke-width="1.2"/></pattern></defs>'
    )


def _polyline(points: Iterable[str]) -> str:
    along = " ".join(points)
    return f'<polyline points="{along}" fill="none" stroke="{BLUE}" stroke-width="2"/>'


def _svg_text(x: str, y: str, anchor: str, text: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{text}</text>'


def _rectangle(x: float, y: float, width: float, height: float, fill: str) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{fill}"/>'


def _svg(chart: Chart[Item], parts: Sequence[str], height: int = HEIGHT) -> Markup:
    id_, title, description = chart.id, escape(chart.title), escape(chart.description)
    return Markup(  # noqa: S704 - every text in it is escaped
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{id_}-t {id_}-d"><title id="{id_}-t">{title}</title>'
        f'<desc id="{id_}-d">{description}</desc>{"".join(parts)}</svg>'
    )
