"""A figure for a program, as design.md fixes it."""

from __future__ import annotations

from typing import Any

from sheets_sync.figures.figure import Figure


def figure_json(figure: Figure) -> dict[str, Any]:
    """A figure as `indicators --json` prints it."""
    return {
        "id": figure.id,
        "label": figure.label,
        "siae": figure.siae,
        "from": None if figure.start is None else figure.start.isoformat(),
        "to": figure.end.isoformat(),
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "target": figure.target,
    }
