"""The funders' conventions in course: what is spent beside the time gone by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from sheets_sync.catalogue import sentence
from sheets_sync.figures.periods import months_later

if TYPE_CHECKING:
    import pandas as pd

# A grant's account is due six months after its period (CERFA 15059; loi du 12 avril 2000, art. 10).
REPORT_WITHIN_MONTHS = 6
_SHOWN_AFTER_END = 183
"""Days that a convention is still shown after its end: as long as its account may be due."""
OFF_PACE = 0.1
"""A convention is off its pace where the share spent and the share of time over differ by more."""
Pace = Literal["ahead", "behind", "steady"]


@dataclass(frozen=True)
class Convention:
    """A funder's convention; amounts in euros, None where none of its lines has one.

    Attributes:
        elapsed: the share of its time that is over, None where its dates are missing.
        days_left: negative once it has ended, None where its end is missing.
    """

    funder: str
    number: str
    end: date | None
    days_left: int | None
    granted: float | None
    received: float | None
    spent: float | None
    elapsed: float | None

    @property
    def name(self) -> str:
        """« DREETS (IPR-2025-014) »."""
        if not self.number:
            return self.funder
        return f"{self.funder} ({self.number})"

    @property
    def remaining(self) -> float | None:
        """Granted and not yet spent."""
        if self.granted is None or self.spent is None:
            return None
        return self.granted - self.spent

    @property
    def share_spent(self) -> float | None:
        """Spent of what is granted; None where nothing is, or either is not known."""
        if not self.granted or self.spent is None:
            return None
        return self.spent / self.granted

    @property
    def gap(self) -> float | None:
        """Spent beyond what the time gone by would have it; negative where too little is."""
        if self.granted is None or self.spent is None or self.elapsed is None:
            return None
        return self.spent - self.granted * self.elapsed

    @property
    def pace(self) -> Pace | None:
        """The share spent beside the share of time over; None where either is unknown."""
        if self.share_spent is None or self.elapsed is None:
            return None
        gap = self.share_spent - self.elapsed
        if gap > OFF_PACE:
            return "ahead"
        if gap < -OFF_PACE:
            return "behind"
        return "steady"

    @property
    def account_due(self) -> date | None:
        """The last day for its account; None where its end is missing."""
        if self.end is None:
            return None
        return months_later(self.end, REPORT_WITHIN_MONTHS)


def conventions(budget_lines: pd.DataFrame, as_of: date) -> list[Convention]:
    """One a funder and number, in the order of the tab, those not long ended.

    Args:
        budget_lines: the rows of « Financements »: financeur, convention, debut, fin, accorde,
            recu, depense.
    """
    # No SIAE has any of its own, and pandas takes its time to part nothing.
    if budget_lines.empty:
        return []
    by_convention = budget_lines.groupby(["financeur", "convention"], sort=False, dropna=False)
    listed = [
        _convention(str(funder or ""), str(number or ""), lines, as_of)
        for (funder, number), lines in by_convention
    ]
    return [c for c in listed if c.days_left is None or c.days_left >= -_SHOWN_AFTER_END]


def accounts_due(listed: Sequence[Convention], as_of: date) -> list[tuple[Convention, date]]:
    """Those whose account is due within `REPORT_WITHIN_MONTHS`, with the day."""
    last = months_later(as_of, REPORT_WITHIN_MONTHS)
    due = [(convention, convention.account_due) for convention in listed]
    return [(convention, day) for convention, day in due if day and as_of <= day <= last]


def reports_due(listed: Sequence[Convention], as_of: date) -> Iterator[str]:
    """Accounts to be sent within six months."""
    for convention, day in accounts_due(listed, as_of):
        yield sentence("steering.account_due", name=convention.name, day=day)


def _convention(funder: str, number: str, lines: pd.DataFrame, as_of: date) -> Convention:
    start = min(_known_days(lines["debut"]), default=None)
    end = max(_known_days(lines["fin"]), default=None)
    return Convention(
        funder,
        number,
        end,
        (end - as_of).days if end else None,
        granted=_sum_of_column(lines["accorde"]),
        received=_sum_of_column(lines["recu"]),
        spent=_sum_of_column(lines["depense"]),
        elapsed=elapsed_share(start, end, as_of),
    )


def elapsed_share(start: date | None, end: date | None, as_of: date) -> float | None:
    """The share of the days from `start` to `end` that is over; None where they do not tell."""
    if start is None or end is None or end <= start:
        return None
    share = ((as_of - start).days + 1) / ((end - start).days + 1)
    return min(1.0, max(0.0, share))


def _known_days(values: Iterable[Any]) -> list[date]:
    return [value for value in values if isinstance(value, date)]


def _sum_of_column(values: Iterable[Any]) -> float | None:
    """None where nothing is typed: what is not known is no nought."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    return float(sum(known))
