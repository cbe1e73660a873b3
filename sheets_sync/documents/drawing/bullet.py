"""A bar with a tick where it should be: vector, with a picture for programs that know none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_ACCENT, _TRACK, _INK = "#00588F", "#E6EAEF", "#1F2933"
_HIGH, _THICK = 5.2, 2.2
"""Millimetres of the drawing, and of the bar in it."""
_TICK = 0.6
_STRIPE, _GAP = 0.9, 0.6
NO_BAR: dict[str, Any] = {"svg": "", "alt": "", "mm": 0}
"""In the place of a bar where nothing says how much is much."""


def bullet(
    value: float,
    tick: float | None,
    full: float,
    alt: str,
    *,
    millimetres: int,
    is_few: bool = False,
) -> dict[str, Any]:
    """A value on a scale that ends at `full`, as a drawing with what a screen reader says of it.

    Args:
        tick: where the value should be; None: nothing says so.
        is_few: whether it is of few cases, so that it is hatched, as on the page.
    """
    top = (_HIGH - _THICK) / 2
    filled = millimetres * min(1.0, max(0.0, value / full))
    stripes = _stripes(filled) if is_few else [(0.0, filled)]
    parts = [
        _rectangle(0, top, millimetres, _THICK, _TRACK),
        *(_rectangle(left, top, width, _THICK, _ACCENT) for left, width in stripes),
    ]
    if tick is not None:
        at = millimetres * min(1.0, max(0.0, tick / full))
        parts.append(_rectangle(min(at, millimetres - _TICK), 0.3, _TICK, _HIGH - 0.6, _INK))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {millimetres} {_HIGH}" '
        f'width="{millimetres * 10}" height="{_HIGH * 10:.0f}">{"".join(parts)}</svg>'
    )
    return {"svg": svg, "alt": alt, "mm": millimetres}


def _stripes(filled: float) -> Iterator[tuple[float, float]]:
    """Where each stripe of a hatched bar begins, and how wide it is."""
    left = 0.0
    while left < filled:
        yield left, min(_STRIPE, filled - left)
        left += _STRIPE + _GAP


def _rectangle(x: float, y: float, width: float, height: float, fill: str) -> str:
    size = f'width="{width:.2f}" height="{height:.2f}"'
    return f'<rect x="{x:.2f}" y="{y:.2f}" {size} fill="{fill}"/>'
