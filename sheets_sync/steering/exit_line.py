"""All exits of a period in one line that adds up: those that a rate counts, and the others."""

from __future__ import annotations

from dataclasses import dataclass

from sheets_sync.catalogue import sentence
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import Period

PARTS = (
    "transferts",
    "sorties_neutralisees",
    "sorties_sans_motif",
    "sorties_sans_duree",
    "sorties_comptees",
)
"""Indicators of which each exit is in just one."""


@dataclass(frozen=True)
class ExitLine:
    """All exits typed for a period, and the parts that they add up from, by indicator."""

    total: Figure
    parts: dict[str, Figure]

    @property
    def text(self) -> str:
        """« 62 sorties saisies : 5 transferts… et 44 comptées »; "" where none are."""
        if not self.total.is_collected or not self.total.numerator:
            return ""
        parts = [
            sentence(f"steering.exit_part.{name}", count=figure.numerator)
            for name, figure in self.parts.items()
            if figure.numerator
        ]
        return sentence("steering.exit_line", all=self.total.numerator, parts=parts)


def exit_line(measures: Measures, period: Period) -> ExitLine:
    """The exits of the whole programme."""
    parts = {name: measures.figure(name, period.start, period.end) for name in PARTS}
    return ExitLine(measures.figure("sorties_saisies", period.start, period.end), parts)
