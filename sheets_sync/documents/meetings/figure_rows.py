"""Key figures and money as an agenda shows them, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.drawing.bullet import NO_BAR, bullet
from sheets_sync.figures.figure import Figure
from sheets_sync.steering.conventions import Convention
from sheets_sync.steering.few_cases import is_few
from sheets_sync.steering.key_figures import KeyFigure
from sheets_sync.steering.sentences.beside_figures import euros_text

Row = dict[str, Any]
"""A row as the template reads it, by the keys that stand in the template."""
SOON_DAYS = 120
"""Days before its end from which on a convention is said to end soon."""
_BAR_MM, _BEYOND = 19, 1.25
"""Millimetres of a bar; how far the scale of a count goes beyond its objective."""


def key_figure_row(figure: KeyFigure) -> Row:
    """A key figure with its count, target and change."""
    now = figure.now
    proviso = now.text
    if now.is_collected:
        proviso = " ; ".join(now.provisos)
    return {
        "label": now.label,
        "valeur": now.text,
        "detail": now.beside,
        "sur": _counts_of_rate(now),
        "reserve": proviso,
        "objectif": _objective_text(now),
        "evolution": _evolution(figure),
        "atteint": figure.against_target == "reached",
        "manque": figure.against_target == "missed",
        "vise": figure.against_target not in (None, "few"),
        "l_an_dernier": _last_year(figure),
        "dessin": _bar_of(figure),
    }


def _objective_text(figure: Figure) -> str:
    if figure.target is None:
        return "–"
    return french.figure(figure.target, figure.unit)


def _evolution(figure: KeyFigure) -> str:
    """The gap from last year at this date, the same base for all; « — » where it is not known."""
    gap = french.change(figure.now.value, figure.year_ago.value, figure.now.unit)
    if not gap or is_few(figure.year_ago):
        return "—"
    return sentence("agenda.since_year", gap=gap)


def _last_year(figure: KeyFigure) -> str:
    """Last year at this date; of few cases only their counts: « 8 sur 9 »."""
    before = figure.year_ago
    if before.value is None:
        return sentence("agenda.too_early")
    if before.among is None:
        return before.text
    counts = sentence("steering.out_of", counted=before.numerator, among=before.denominator)
    if is_few(before):
        return counts
    return f"{before.text}, {counts}"


def _counts_of_rate(figure: Figure) -> str:
    """« 60 sur 89 » of a rate; "" of a count."""
    if figure.among is None or figure.value is None:
        return ""
    return sentence("steering.out_of", counted=figure.numerator, among=figure.denominator)


def _bar_of(figure: KeyFigure) -> Row:
    """A rate on a scale of all, a count on that of its target; no bar of a count without one.

    None of what has no value either: its empty track would read as nought.

    On a scale of its own a count would fill the same part of its bar, whatever it is.
    """
    now = figure.now
    value, target = now.value, now.target
    full = (target or 0.0) * _BEYOND
    if now.unit == "%":
        full = 1.0
    if value is None or not full:
        return NO_BAR
    alt = sentence("agenda.bar_alone", label=now.label, value=now.text)
    if target is not None:
        objective = _objective_text(now)
        alt = sentence("agenda.bar", label=now.label, value=now.text, target=objective)
    return bullet(value, target, full, alt, millimetres=_BAR_MM, is_few=is_few(now))


def money(conventions: Sequence[Convention]) -> list[Row]:
    """Conventions in course: amounts, share spent, end."""
    return [_money_row(convention) for convention in conventions]


def _money_row(convention: Convention) -> Row:
    days_left, end = convention.days_left, convention.end
    soon = ""
    if days_left is not None and 0 <= days_left <= SOON_DAYS:
        soon = sentence("agenda.ends_soon", days=days_left)
    return {
        "financeur": convention.funder,
        "convention": convention.number,
        "fin": french.long_day(end) if end else "",
        "accorde": euros_text(convention.granted),
        "recu": euros_text(convention.received),
        "depense": euros_text(convention.spent),
        "part": french.percent(convention.share_spent),
        "temps": french.percent(convention.elapsed),
        "en_retard": convention.pace == "behind",
        "dessin": bullet(
            convention.share_spent or 0.0,
            convention.elapsed,
            1.0,
            sentence(
                "agenda.bar_of_money",
                funder=convention.funder,
                spent=french.percent(convention.share_spent),
                over=french.percent(convention.elapsed),
            ),
            millimetres=_BAR_MM,
        ),
        "bientot": soon,
    }
