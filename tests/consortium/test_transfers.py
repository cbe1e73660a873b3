"""A move between members is one stay for the programme, whichever counsellor types first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from sheets_sync.consortium.transfers import ARRIVING, LEAVING, transfers

TO_MEMBER = frozenset({"Autre SIAE"})
Stay = tuple[str, str, date, date | None, str | None]


def signs(*stays: Stay) -> Sequence[str | None]:
    names = ("person", "siae", "date_entree", "date_sortie", "motif_sortie")
    cells = zip(*stays, strict=True)
    columns = {name: list(column) for name, column in zip(names, cells, strict=True)}
    return transfers(columns, TO_MEMBER)


LEFT: Stay = ("P-A", "Un", date(2025, 1, 6), date(2026, 3, 31), "Autre SIAE")


@pytest.mark.parametrize(
    ("came", "is_move"),
    [
        (date(2026, 4, 1), True),
        (date(2026, 3, 1), True),  # the new contract was typed with an earlier day
        (date(2026, 2, 27), False),
        (date(2026, 6, 1), True),
        (date(2026, 6, 2), False),
    ],
)
def test_an_entry_soon_after_an_exit_to_another_siae_is_a_move(came: date, is_move: bool) -> None:
    there: Stay = ("P-A", "Deux", came, None, None)
    assert signs(LEFT, there) == ([LEAVING, ARRIVING] if is_move else [None, None])


def test_who_comes_back_to_the_same_siae_has_not_moved() -> None:
    assert signs(LEFT, ("P-A", "Un", date(2026, 4, 1), None, None)) == [None, None]


def test_another_person_is_no_move() -> None:
    assert signs(LEFT, ("P-B", "Deux", date(2026, 4, 1), None, None)) == [None, None]


def test_an_exit_for_another_reason_is_an_exit() -> None:
    work: Stay = (*LEFT[:4], "CDI")
    assert signs(work, ("P-A", "Deux", date(2026, 4, 1), None, None)) == [None, None]


def test_who_moves_twice_leaves_in_the_middle() -> None:
    middle: Stay = ("P-A", "Deux", date(2026, 4, 1), date(2026, 9, 30), "Autre SIAE")
    last: Stay = ("P-A", "Trois", date(2026, 10, 1), None, None)
    assert signs(LEFT, middle, last) == [LEAVING, LEAVING, ARRIVING]


def test_an_exit_whose_day_is_not_known_is_no_move() -> None:
    unknown: Stay = ("P-A", "Un", date(2025, 1, 6), None, "Autre SIAE")
    assert signs(unknown, ("P-A", "Deux", date(2026, 4, 1), None, None)) == [None, None]
