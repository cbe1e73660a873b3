"""Charts of the dashboard page: plain SVG text, legible on a phone, with a title and a description for screen readers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from sheets_sync import french
from sheets_sync.sheets.colours import BLUE, ORANGE

WIDTH, HEIGHT = 420, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 8, 14, 46


class Line(NamedTuple):
    """One series: its name and values, None where there is none."""

    name: str
    values: Sequence[float | None]


def line_chart(
    id: str, title: str, description: str, labels: Sequence[str], line: Line, percent: bool = False
) -> Markup:
    """A line with a dot at each value; it stops where a value is missing."""
    frame = _Frame([line], labels, percent)
    runs: list[list[str]] = [[]]
    dots = []
    for place, value in enumerate(line.values):
        if value is None:
            runs.append([])
        else:
            x, y = frame.x(place + 0.5), frame.y(value)
            runs[-1].append(f"{x:.1f},{y:.1f}")
            dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{BLUE}"/>')
    lines = [
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{BLUE}" stroke-width="2"/>'
        for run in runs
        if len(run) > 1
    ]
    return _svg(id, title, description, [*frame.drawn(), *lines, *dots])


def column_chart(
    id: str, title: str, description: str, labels: Sequence[str], series: Sequence[Line]
) -> Markup:
    """Columns side by side; the second series is hatched, so that no colour is needed to tell them apart."""
    frame = _Frame(series, labels, percent=False)
    parts = [*frame.drawn(), _hatching(id)]
    wide = frame.step * 0.8 / len(series)
    for number, line in enumerate(series):
        for place, value in enumerate(line.values):
            if value:
                x, y = frame.x(place) + frame.step * 0.1 + number * wide, frame.y(value)
                parts.append(_rect(x, y, wide, frame.y(0) - y, _fills(id)[number]))
    return _svg(id, title, description, [*parts, *_legend(id, series, HEIGHT)])


def bar_chart(
    id: str, title: str, description: str, labels: Sequence[str], series: Sequence[Line]
) -> Markup:
    """Bars from the left, for names too long to stand below a column; each has its value at its end."""
    highest = max((value for line in series for value in line.values if value), default=0) or 1
    left, step = min(200.0, 14 + 6.6 * max(map(len, labels))), 26
    legend = len(series) > 1
    height = step * len(labels) + 28 * legend
    thick = (step - 6) / len(series)
    parts = [_hatching(id)]
    for place, label in enumerate(labels):
        parts.append(
            f'<text x="{left - 6}" y="{place * step + step / 2 + 4:.1f}" text-anchor="end">{escape(label)}</text>'
        )
        for number, line in enumerate(series):
            value = line.values[place] or 0
            y, long = place * step + 3 + number * thick, (WIDTH - left - 36) * value / highest
            parts.append(_rect(left, y, long, thick, _fills(id)[number]))
            parts.append(
                f'<text class="end" x="{left + long + 4:.1f}" y="{y + thick - 1:.1f}">{french.number(value)}</text>'
            )
    return _svg(
        id, title, description, [*parts, *(_legend(id, series, height) if legend else [])], height
    )


def sparkline(values: Sequence[float | None]) -> Markup:
    """The shape of a year, without axes: an ornament that screen readers skip, as the values stand elsewhere."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return Markup()
    low, high = min(value for _, value in known), max(value for _, value in known)
    points = [
        f"{2 + 116 * place / (len(values) - 1):.1f},{26 - 22 * (value - low) / ((high - low) or 1):.1f}"
        for place, value in known
    ]
    x, y = points[-1].split(",")
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="spark" viewBox="0 0 120 30" aria-hidden="true" focusable="false"><polyline points="{" ".join(points)}" fill="none" '
        f'stroke="{BLUE}" stroke-width="2"/><circle cx="{x}" cy="{y}" r="3" fill="{BLUE}"/></svg>'
    )  # fmt: skip


class _Frame:
    """Axes: values upwards from nought in round steps, labels below, as many as there is room for."""

    def __init__(self, series: Sequence[Line], labels: Sequence[str], percent: bool) -> None:
        highest = max(
            (value for line in series for value in line.values if value is not None), default=0.0
        )
        self.tick = _round_step(highest / 4) if highest else (0.25 if percent else 1.0)
        self.top = self.tick * max(1, math.ceil(highest / self.tick))
        self.labels, self.percent = labels, percent
        self.step = (WIDTH - _LEFT - _RIGHT) / max(1, len(labels))

    def x(self, place: float) -> float:
        return _LEFT + place * self.step

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / self.top

    def drawn(self) -> list[str]:
        parts = []
        for number in range(round(self.top / self.tick) + 1):
            value = number * self.tick
            text = (
                french.percent(value)
                if self.percent
                else french.number(value, 0 if self.tick >= 1 else 1)
            )
            y = self.y(value)
            parts.append(
                f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#D5DAE0"/>'
            )
            parts.append(f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{text}</text>')
        every = math.ceil(len(self.labels) / 6)
        for place in range(len(self.labels) - 1, -1, -every):
            x, y = self.x(place + 0.5), HEIGHT - _BOTTOM + 15
            anchor = "end" if place == len(self.labels) - 1 else "middle"
            x = min(x, WIDTH - _RIGHT) if anchor == "middle" else WIDTH - _RIGHT
            parts.append(
                f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{escape(self.labels[place])}</text>'
            )
        return parts


def _round_step(least: float) -> float:
    """The first of 1, 2, 5, 10, 20 … (or 0.1, 0.2 …) not under `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)


def _fills(id: str) -> tuple[str, str]:
    return BLUE, f"url(#{id}-h)"


def _hatching(id: str) -> str:
    return (
        f'<defs><pattern id="{id}-h" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="4" height="4" fill="{ORANGE}"/><line x1="0" y1="0" x2="0" y2="4" stroke="#fff" stroke-width="1.2"/></pattern></defs>'
    )


def _rect(x: float, y: float, wide: float, high: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{fill}"/>'


def _legend(id: str, series: Sequence[Line], height: int) -> list[str]:
    parts = []
    for number, line in enumerate(series):
        x = _LEFT + number * 120
        parts += [
            _rect(x, height - 14, 10, 10, _fills(id)[number]),
            f'<text x="{x + 15}" y="{height - 5}">{escape(line.name)}</text>',
        ]
    return parts


def _svg(
    id: str, title: str, description: str, parts: Sequence[str], height: int = HEIGHT
) -> Markup:
    return Markup(  # noqa: S704 - every text in it is escaped
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{escape(title)}</title>'
        f'<desc id="{id}-d">{escape(description)}</desc>{"".join(parts)}</svg>'
    )  # fmt: skip
