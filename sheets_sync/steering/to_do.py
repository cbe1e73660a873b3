"""Matters that need the directors, a sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import year_to
from sheets_sync.steering.conventions import Convention, accounts_due
from sheets_sync.steering.key_figures import FOLLOW_UP, is_reached

STILL_DAYS = 31
"""Days without a change after which a tab is named."""
_MAX_SIAE = 4
"""SIAE named behind a figure; beyond them « … »."""


def follow_up(measures: Measures, as_of: date) -> Iterator[str]:
    """Matters about to end and people not seen for long, with the SIAE most concerned."""
    for name in FOLLOW_UP:
        whole = measures.figure(name, None, as_of)
        if whole.numerator:
            by_siae = _most_first(measures.by_siae(name, None, as_of))
            yield sentence(
                "steering.follow_up", label=whole.label, count=whole.numerator, by_siae=by_siae
            )


def tabs_that_stand_still(measures: Measures, as_of: date) -> Iterator[str]:
    """The SIAE in whose tab nothing was changed for more than a month, as far as runs have seen."""
    still = [
        f"{figure.siae} ({french.several(figure.value, 'jour')})"
        for figure in measures.by_siae("dernier_changement", None, as_of)
        if figure.value is not None and figure.value > STILL_DAYS
    ]
    if still:
        yield sentence("steering.tabs_unchanged", tabs=still)


def targets_missed(measures: Measures, indicators: Iterable[str], as_of: date) -> Iterator[str]:
    """The indicators with a target that is not reached."""
    start = year_to(as_of).start
    for name in indicators:
        figure = measures.figure(name, start, as_of)
        # None would be: it has no target.
        if is_reached(measures, figure) is False:
            target = french.figure(figure.target, figure.unit)
            yield sentence(
                "steering.target_missed", label=figure.label, value=figure.text, target=target
            )


def off_pace(listed: Sequence[Convention]) -> Iterator[str]:
    """Conventions spent much faster or slower than their time goes by."""
    for convention in listed:
        if convention.pace in ("ahead", "behind"):
            yield sentence(
                f"steering.pace_{convention.pace}",
                name=convention.name,
                spent=convention.share_spent,
                elapsed=convention.elapsed,
            )


def reports_due(listed: Sequence[Convention], as_of: date) -> Iterator[str]:
    """Accounts to be sent within six months."""
    for convention, day in accounts_due(listed, as_of):
        yield sentence("steering.account_due", name=convention.name, day=day)


def _most_first(figures: Sequence[Figure]) -> str:
    concerned = sorted((f for f in figures if f.numerator), key=lambda f: -f.numerator)
    named = ", ".join(f"{f.siae} {french.number(f.numerator)}" for f in concerned[:_MAX_SIAE])
    if len(concerned) > _MAX_SIAE:
        return f"{named}…"
    return named
