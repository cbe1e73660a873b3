"""A consortium of many SIAE: what their figures cost grows with them, not with their square."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pytest

from sheets_sync.consortium.collected import Collected
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.measures import Measures
from tests.release.tables.invented_months import FORMS, INDICATORS, invent

DAY = date(2026, 6, 30)
FEW, MANY = 4, 40


@dataclass(frozen=True)
class CountedCollected(Collected):
    """What tabs collect, and how often all of them were looked at."""

    looks: list[frozenset[str]] = field(default_factory=list)

    def members(
        self, fields: Iterable[str], asked: Iterable[tuple[str, frozenset[str]]] = ()
    ) -> frozenset[str]:
        self.looks.append(frozenset(fields))
        return super().members(fields, asked)


def measures(siae: int) -> Measures:
    made = invent(7, siae=siae, people=200).measures(DAY)
    known = CountedCollected(made.collected.by_siae, made.collected.by_form)
    return Measures(INDICATORS, FORMS, made.frames, made.siae, made.target, DAY, known)


def arrays(figure: Figure) -> set[int]:
    """What a figure holds of the length of the table."""
    assert figure.mine is not None
    held = (figure.counted, figure.among, figure.mine.codes, figure.mine.within)
    return {id(array) for array in held if array is not None}


@pytest.mark.parametrize("siae", [FEW, MANY])
def test_the_figures_of_all_members_share_their_masks(siae: int) -> None:
    figures = measures(siae).by("sorties", date(2026, 1, 1), DAY, "siae")
    assert len(figures) == siae
    assert len(set[int]().union(*map(arrays, figures.values()))) == 3


def test_who_collects_a_field_is_looked_up_once_for_all_members() -> None:
    looks = []
    for siae in (FEW, MANY):
        asked = measures(siae)
        for indicator in ("sorties", "taux_sorties_positives", "participants"):
            asked.by_siae(indicator, date(2026, 1, 1), DAY)
        assert isinstance(asked.collected, CountedCollected)
        looks.append(len(asked.collected.looks))
    assert looks[0] == looks[1]


def test_the_rows_of_a_member_are_its_own() -> None:
    asked = measures(MANY)
    for siae, figure in asked.by("participants", None, DAY, "siae").items():
        rows = asked.frames["participant"].iloc[figure.rows]
        assert set(rows["siae"]) <= {siae}
        assert len(rows) == figure.numerator
