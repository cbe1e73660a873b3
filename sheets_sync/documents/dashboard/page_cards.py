"""The key figures of the page: value, target and what they are compared with, on one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.documents.dashboard.page_tables import percent_of_width
from sheets_sync.figures.figure import Figure
from sheets_sync.steering.few_cases import is_few
from sheets_sync.steering.key_figures import KeyFigure
from sheets_sync.steering.sentences import beside_figures

_ROOM = 1.08
"""How much longer the scale of the counts is than the largest of them."""
_SIGNS = {"reached": "✓", "missed": "▲"}


@dataclass(frozen=True)
class Compared:
    """What a key figure is compared with: in words, and as a dot on its bar where it can be."""

    text: Callable[[KeyFigure], str]
    figure: Callable[[KeyFigure], Figure | None]


LAST_YEAR = Compared(beside_figures.last_year, lambda figure: figure.year_ago)


def figure_cards(figures: Sequence[KeyFigure], compared: Compared) -> list[dict[str, Any]]:
    """Each figure for the template; counts share a scale, rates are of a hundred."""
    scale = _ROOM * max(
        (_largest(figure, compared) for figure in figures if not figure.is_rate), default=1.0
    )
    scales = {True: 1.0, False: scale or 1.0}
    return [_figure_card(figure, compared, scales[figure.is_rate]) for figure in figures]


def _largest(figure: KeyFigure, compared: Compared) -> float:
    other = _dot(figure, compared)
    return max(figure.now.value or 0, figure.now.target or 0, other or 0)


def _figure_card(figure: KeyFigure, compared: Compared, scale: float) -> dict[str, Any]:
    now = figure.now
    notes = (compared.text(figure), beside_figures.since_month(figure))
    return {
        "id": now.id,
        "label": now.label,
        "valeur": now.text,
        "saisi": now.value is not None,
        "peu": is_few(now),
        "detail": beside_figures.counts(now),
        "barre": _share(now.value, scale),
        "repere": _share(now.target, scale),
        "point": _share(_dot(figure, compared), scale),
        "etat": figure.against_target or "",
        "signe": _SIGNS.get(figure.against_target or "", ""),
        "objectif": beside_figures.against_target(figure),
        "notes": " · ".join(filter(None, notes)),
        "prevision": figure.forecast.text if figure.forecast else "",
        "lu": _read_out(figure),
    }


def _dot(figure: KeyFigure, compared: Compared) -> float | None:
    """None for a rate of few cases, which is compared by its counts alone."""
    other = compared.figure(figure)
    if other is None or is_few(other):
        return None
    return other.value


def _share(value: float | None, scale: float) -> float | None:
    if value is None:
        return None
    return percent_of_width(value / scale)


def _read_out(figure: KeyFigure) -> str:
    return sentence("dashboard.definition_of", label=figure.now.label)
