"""What the agendas remind of: targets that are not reached, accounts that are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import year_to
from sheets_sync.steering.conventions import Convention, accounts_due
from sheets_sync.steering.key_figures import is_reached


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


def reports_due(listed: Sequence[Convention], as_of: date) -> Iterator[str]:
    """Accounts to be sent within six months."""
    for convention, day in accounts_due(listed, as_of):
        yield sentence("steering.account_due", name=convention.name, day=day)
