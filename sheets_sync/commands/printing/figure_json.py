"""A figure for a program, as design.md fixes it."""

from __future__ import annotations

from typing import Any

from sheets_sync.commands.printing.iso_days import iso_or_null
from sheets_sync.figures.figure import Figure


def figure_json(figure: Figure) -> dict[str, Any]:
    """A figure as `indicators --json` prints it.

    `why` says why there is no value; `missing` what is left out for want of a value, and the
    bounds; `approximate` how many were counted without all that decides it.
    """
    missing, population = figure.missing, figure.population
    return {
        "id": figure.id,
        "label": figure.label,
        "siae": figure.siae,
        "from": iso_or_null(figure.start),
        "to": figure.end.isoformat(),
        "value": figure.value,
        "numerator": figure.count,
        "denominator": figure.denominator if figure.is_collected else None,
        "target": figure.target,
        "why": figure.why,
        "population": None if population is None else population._asdict(),
        "coverage": None if figure.coverage is None else figure.coverage._asdict(),
        "missing": None if missing is None else missing.left_out,
        "bounds": None if missing is None else [missing.low, missing.high],
        "approximate": round(figure.approximate),
    }
