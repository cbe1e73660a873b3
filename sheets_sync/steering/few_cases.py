"""Which rates may be called low or fallen: a few exits more or less turn a rate upside down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sheets_sync.figures.figure import Figure

LOW_FROM = 10
"""The denominator from which a rate may be called low or fallen."""
FALL = 0.2
"""A rate has fallen where it lost as many points."""


def is_few(figure: Figure) -> bool:
    """True for a rate of so few cases that it says little."""
    return figure.among is not None and (figure.denominator or 0) < LOW_FROM


def is_low(figure: Figure, target: float | None) -> bool:
    """True if a rate is under its target, and of cases enough to say so."""
    if target is None or figure.value is None or is_few(figure):
        return False
    return figure.value < target


def has_fallen(now: Figure, before: Figure) -> bool:
    """True if a rate lost `FALL` or more, both times of cases enough to say so."""
    if now.among is None or now.value is None or before.value is None:
        return False
    if is_few(now) or is_few(before):
        return False
    # In points as they are shown: 0.70 − 0.50 is a little under 0.2 to a computer.
    return round((before.value - now.value) * 100) >= round(FALL * 100)


@dataclass(frozen=True)
class Pool:
    """Rates of few cases each, put together so that something can be said of them."""

    figures: Sequence[Figure]

    @property
    def numerator(self) -> float:
        return sum(figure.numerator for figure in self.figures)

    @property
    def denominator(self) -> float:
        return sum(figure.denominator or 0 for figure in self.figures)

    @property
    def siae(self) -> list[str]:
        """Whose they are, in the order of config."""
        return [figure.siae for figure in self.figures if figure.siae]

    def is_low(self, target: float) -> bool:
        """True if they are under the target together, and of cases enough together."""
        enough = len(self.figures) > 1 and self.denominator >= LOW_FROM
        return enough and self.numerator / self.denominator < target


def few_and_low(figures: Iterable[Figure], target: float) -> Pool:
    """The rates of few cases that are each under the target."""
    return Pool([f for f in figures if is_few(f) and f.value is not None and f.value < target])
