"""Charts of trends as plain SVG text: the last value named, the target dotted, few cases dashed.

Colours are the page's own, so that they follow its theme.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from sheets_sync import french

WIDTH, HEIGHT = 372, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 46, 14, 26
_STEPS = 4
_LABEL = 18
"""How high a label and what keeps it apart are."""
_LETTER, _BETWEEN = 6.6, 6
"""How wide a letter of a label is, at most; points of a line that are looked at each month."""


@dataclass(frozen=True)
class Trend:
    """Values month by month; None where there is none.

    Attributes:
        id: tells it apart on its page. description: what a screen reader says of it.
        labels: month by month what stands below; "" for most.
        firm: which values are of cases enough; () for all.
        anew: in which months a count starts again from nought; no line leads there.
        down: values drawn downwards, as hollow columns.
        names: what the columns up and down are, written beside the last of them.
    """

    id: str
    description: str
    labels: Sequence[str]
    values: Sequence[float | None]
    target: float | None = None
    target_label: str = ""
    percent: bool = False
    firm: Sequence[bool] = ()
    anew: Sequence[bool] = ()
    down: Sequence[float | None] | None = None
    names: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class _Axis:
    """Values upwards, and downwards where there are such."""

    step: float
    top: float
    bottom: float
    percent: bool

    @classmethod
    def of(cls, trend: Trend) -> _Axis:
        if trend.percent:
            return cls(0.5, 1.0, 0.0, percent=True)
        up = _highest([*trend.values, trend.target])
        down = _highest(trend.down or ())
        step = _round_step((up + down) / _STEPS or 1)
        top = step * max(1, math.ceil(up / step))
        return cls(step, top, -step * math.ceil(down / step), percent=False)

    def y(self, value: float) -> float:
        room = HEIGHT - _TOP - _BOTTOM
        return _TOP + room * (self.top - value) / (self.top - self.bottom)

    def ticks(self) -> Iterator[float]:
        """From the bottom up."""
        for number in range(round((self.top - self.bottom) / self.step) + 1):
            yield self.bottom + number * self.step

    def written(self, value: float) -> str:
        return french.percent(value) if self.percent else french.number(abs(value))


def line_trend(trend: Trend) -> Markup:
    """A line with its last value beside it; it stops where a value is missing."""
    axis = _Axis.of(trend)
    parts = [*_grid(trend, axis), *_target_line(trend, axis)]
    firm = trend.firm or [True] * len(trend.values)
    for run, is_firm in _firm_and_few_runs(trend.values, firm, trend.anew):
        points = " ".join(f"{_x(trend, i):.1f},{axis.y(value):.1f}" for i, value in run)
        name = "ln" if is_firm else "ln few"
        parts.append(f'<polyline class="{name}" points="{points}"/>')
    known = [(i, value) for i, value in enumerate(trend.values) if value is not None]
    if known:
        index, value = known[-1]
        x, y = _x(trend, index), axis.y(value)
        parts.append(f'<circle class="pt" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
        parts.append(_text(x + 9, y + 5, "start", axis.written(value), "now"))
    return _svg(trend, parts)


def flow_trend(trend: Trend) -> Markup:
    """Columns up, full, and down, hollow: no second colour."""
    axis = _Axis.of(trend)
    parts = _grid(trend, axis)
    step = _month_width(trend)
    for index, value in enumerate(trend.values):
        parts += _flow_column(trend, axis, index, value or 0, step, "up")
        if trend.down is not None:
            parts += _flow_column(trend, axis, index, -(trend.down[index] or 0), step, "down")
    return _svg(trend, [*parts, *_names_beside(trend, axis)])


def _names_beside(trend: Trend, axis: _Axis) -> list[str]:
    """The name of each direction, half-way up or down beside the last column."""
    lasts = [trend.values[-1] or 0.0]
    if trend.down is not None:
        lasts.append(-(trend.down[-1] or 0.0))
    # A column that is hardly there leaves its name room above, or below, the line of nought.
    ways = (
        max(lasts[0] / 2, axis.step / 2),
        *(min(last / 2, -axis.step / 2) for last in lasts[1:]),
    )
    return [
        _text(WIDTH - _RIGHT + 4, axis.y(way) + 4.5, "start", name)
        for way, name in zip(ways, trend.names, strict=False)
        if name
    ]


def _flow_column(
    trend: Trend, axis: _Axis, index: int, value: float, step: float, name: str
) -> list[str]:
    if not value:
        return []
    width = step * 0.66
    x = _x(trend, index) - width / 2
    top, bottom = axis.y(max(0.0, value)), axis.y(min(0.0, value))
    size = f'width="{width:.1f}" height="{bottom - top:.1f}"'
    return [f'<rect class="{name}" x="{x:.1f}" y="{top:.1f}" {size}/>']


def _firm_and_few_runs(
    values: Sequence[float | None], firm: Sequence[bool], anew: Sequence[bool]
) -> Iterator[tuple[list[tuple[int, float]], bool]]:
    """The stretches of a line; a dashed one goes on to where the full line begins."""
    run: list[tuple[int, float]] = []
    for index, value in enumerate(values):
        if value is None or (anew and anew[index]):
            if len(run) > 1:
                yield run, firm[run[0][0]]
            run = []
        if value is None:
            continue
        if run and firm[index] != firm[run[-1][0]]:
            yield [*run, (index, value)], firm[run[0][0]]
            run = []
        run.append((index, value))
    if len(run) > 1:
        yield run, firm[run[0][0]]


def _grid(trend: Trend, axis: _Axis) -> list[str]:
    parts = []
    for value in axis.ticks():
        y, name = axis.y(value), "base" if value == 0 else "grid"
        parts.append(
            f'<line class="{name}" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        parts.append(_text(_LEFT - 7, y + 4.5, "end", axis.written(value)))
    for index, label in enumerate(trend.labels):
        if label:
            parts.append(_text(_x(trend, index), HEIGHT - 6, "middle", label))
    return parts


def _target_line(trend: Trend, axis: _Axis) -> list[str]:
    if trend.target is None:
        return []
    y = axis.y(trend.target)
    left, baseline = _free_label(trend, axis, y)
    return [
        f'<line class="target" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>',
        _text(left, baseline, "start", trend.target_label, "aim"),
    ]


def _free_label(trend: Trend, axis: _Axis, y: float) -> tuple[float, float]:
    """Left edge and baseline of the target's label: above its line or below, where no course is.

    The first choice is above at the left; where no place is free, the one with the least course.
    """
    wide = _LETTER * len(trend.target_label)
    last = WIDTH - _RIGHT - wide
    lefts = [_LEFT + 2 + (last - _LEFT - 2) * part / 4 for part in range(5)]
    course = list(_points_of_course(trend, axis))

    def covered(place: tuple[float, float]) -> int:
        left, baseline = place
        return sum(
            left - 4 < x < left + wide + 4 and baseline - _LABEL < at < baseline + 4
            for x, at in course
        )

    return min(itertools.product(lefts, (y - 5, y + _LABEL - 3)), key=covered)


def _points_of_course(trend: Trend, axis: _Axis) -> Iterator[tuple[float, float]]:
    """Points along the line, a few between each month and the next."""
    for index, (value, after) in enumerate(itertools.pairwise([*trend.values, None])):
        for part in range(_BETWEEN):
            if value is not None and (after is not None or part == 0):
                along = part / _BETWEEN
                reached = value + ((after or 0.0) - value) * along
                yield _x(trend, index + along), axis.y(reached)


def places(trend: Trend) -> list[tuple[float, float]]:
    """Where each month stands, and how wide it is, in hundredths of the drawing."""
    step = _month_width(trend)
    return [
        (round((_x(trend, index) - step / 2) / WIDTH * 100, 2), round(step / WIDTH * 100, 2))
        for index in range(len(trend.values))
    ]


def _month_width(trend: Trend) -> float:
    return (WIDTH - _LEFT - _RIGHT) / max(1, len(trend.values))


def _x(trend: Trend, index: float) -> float:
    return _LEFT + _month_width(trend) * (index + 0.5)


def _highest(values: Sequence[float | None]) -> float:
    return max((value for value in values if value is not None), default=0.0)


def _round_step(minimum: float) -> float:
    """The first of 1, 2, 5, 10, 20 … not under `minimum`."""
    power = 10.0 ** math.floor(math.log10(minimum))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= minimum)
    return max(1.0, step)


def _text(x: float, y: float, anchor: str, text: str, name: str = "") -> str:
    class_ = f' class="{name}"' if name else ""
    return f'<text{class_} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(trend: Trend, parts: Sequence[str]) -> Markup:
    description = escape(trend.description)
    return Markup(  # noqa: S704 - every text in it is escaped
        f'<svg class="tr" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{description}">{"".join(parts)}</svg>'
    )
