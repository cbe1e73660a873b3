"""Rows that a figure leaves out for want of a value, in words and with the bounds that follow."""

from __future__ import annotations

from sheets_sync.catalogue import sentence
from sheets_sync.figures.figure import Missing
from sheets_sync.figures.indicators import Indicator, LeftOut


def missing_from(
    indicator: Indicator,
    count: float,
    could: float,
    other: float,
    numerator: float,
    denominator: float | None,
) -> Missing | None:
    """Sentence on what is left out of a figure, and between which bounds it lies; None for nothing.

    Args:
        count: how many are left out; could: of them, those that it might count; other: those that
            are without something else.
    """
    if indicator.missing is None or not count:
        return None
    label, kind = _without_what(indicator.missing, count, other), indicator.count or "rows"
    if denominator is None:
        return Missing(count, kind, label, numerator, numerator + could)
    whole = denominator + count
    return Missing(count, kind, label, numerator / whole, (numerator + could) / whole)


def _without_what(missing: LeftOut, count: float, other: float) -> str:
    """« sans durée », « sans motif », or both where some are without the one, some the other."""
    if not other:
        return missing.label
    if other == count:
        return missing.other_label
    return sentence("figures.either", one=missing.other_label, other=missing.label)
