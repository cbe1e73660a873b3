"""Dates that read both ways: one of the column shows the order, or it is said that none does."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date

import pytest

from forms.values import Reading
from sheets_sync.checking.cells.date_order import (
    TypedDate,
    ambiguous_dates,
    half_swapped,
    undecided_order,
)
from tests.conftest import Case
from tests.reading.what_is_read import OneTab

APRIL, LATE = Reading(date(2025, 4, 3)), Reading(date(2025, 3, 25))
MONTH_FIRST = Reading(date(2025, 3, 25), "date.month_first")


def test_one_date_that_is_month_first_makes_the_others_ambiguous() -> None:
    readings: dict[Hashable, Reading] = {
        "03/04/2025": APRIL,
        "03/25/2025": MONTH_FIRST,
        "25/03/2025": LATE,
    }
    assert ambiguous_dates(readings) == {
        "03/04/2025": Reading(date(2025, 4, 3), "date.ambiguous", {"read": "03/04/2025"})
    }
    assert undecided_order(readings) is None


def test_a_date_past_the_twelfth_decides_for_all() -> None:
    assert undecided_order({"03/04/2025": APRIL, "25/03/2025": LATE}) is None


def test_the_first_date_is_the_example_where_nothing_decides() -> None:
    example = undecided_order({"03/04/2025": APRIL})
    assert example == TypedDate("03/04/2025", date(2025, 4, 3))


def test_the_same_day_and_month_are_no_question() -> None:
    assert undecided_order({"04/04/2025": Reading(date(2025, 4, 4))}) is None


def _column(real: list[date], typed: list[date]) -> dict[Hashable, Reading]:
    texts: dict[Hashable, Reading] = {f"{day:%d/%m/%Y}": Reading(day) for day in typed}
    return {**{day: Reading(day) for day in real}, **texts}


LOW = [date(2025, month, 2 + month % 9) for month in range(1, 7)]
HIGH = [date(2025, month, 12 + month) for month in range(1, 7)]


def test_low_real_dates_beside_high_texts_were_swapped_where_chance_is_rare() -> None:
    found = half_swapped(_column(LOW[:3], HIGH[:3]))
    assert found is not None
    assert found.is_sure
    few = half_swapped(_column(LOW[:1], HIGH[:2]))
    assert few is not None
    assert not few.is_sure


def test_one_date_against_it_does_not_clear_many() -> None:
    for column in (
        _column([*LOW, date(2025, 3, 25)], HIGH),
        _column(LOW, [*HIGH, date(2025, 3, 4)]),
    ):
        found = half_swapped(column)
        assert found is not None
        assert found.is_sure


def test_some_dates_against_it_and_the_column_is_as_it_was_typed() -> None:
    assert half_swapped(_column([*LOW, date(2025, 3, 25), date(2025, 4, 26)], HIGH)) is None
    assert half_swapped(_column(LOW[:3], [*HIGH[:3], date(2025, 3, 4)])) is None
    assert half_swapped(_column(LOW, [])) is None
    assert half_swapped(_column([], HIGH)) is None


def test_first_days_of_months_are_no_sign() -> None:
    firsts = [date(2025, month, 1) for month in range(2, 12)]
    found = half_swapped(_column(firsts, HIGH[:2]))
    assert found is not None
    assert not found.is_sure


HALF_SWAPPED = [
    ("Nom", "Prénom", "DDN", "Entrée le", "Contrat"),
    ("KONÉ", "Awa", date(1990, 6, 15), date(2025, 5, 6), "CDDI"),
    ("AHMADI", "Reza", date(1991, 6, 15), "15/06/2025", "CDDI"),
    ("SAFI", "Lina", date(1992, 6, 15), date(2025, 4, 9), "CDDI"),
    ("DIALLO", "Omar", date(1993, 6, 15), "25/09/2025", "CDDI"),
    ("BAH", "Ali", date(1994, 6, 15), date(2025, 2, 10), "CDDI"),
    ("SY", "Mariam", date(1995, 6, 15), "31/10/2025", "CDDI"),
]


def _entries(case: Case) -> list[str]:
    return [row["date_entree"] for row in case.export()]


def _rules(case: Case) -> list[tuple[str, str]]:
    return [
        (a["cell"], a["rule"]) for a in case.check()["anomalies"] if a["rule"].startswith("date.")
    ]


def test_dates_of_a_swapped_column_count_nowhere_until_config_settles_it(one_tab: OneTab) -> None:
    case = one_tab(*HALF_SWAPPED)
    assert _rules(case) == [("D1", "date.swapped")]
    assert _entries(case) == [""] * 6
    assert "required.missing" not in {a["rule"] for a in case.check()["anomalies"]}


@pytest.mark.parametrize(
    ("order", "first"), [("month_first", "2025-06-05"), ("day_first", "2025-05-06")]
)
def test_config_settles_a_swapped_column(one_tab: OneTab, order: str, first: str) -> None:
    case = one_tab(*HALF_SWAPPED)
    config = case.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    settled = f"kind: ACI, dates: {{date_entree: {order}}}}}"
    config.write_text(text.replace("kind: ACI}", settled), encoding="utf-8")
    assert _rules(case) == []
    assert _entries(case)[:2] == [first, "2025-06-15"]


SHORT = [date(2026, 2, 8), "", date(2026, 6, 11), "", "", ""]


def test_a_short_column_beside_a_swapped_one_is_told_that_it_may_be_swapped_too(
    one_tab: OneTab,
) -> None:
    rows = [(*row, day) for row, day in zip(HALF_SWAPPED, ["Date de sortie", *SHORT], strict=True)]
    case = one_tab(*rows)
    assert _rules(case) == [("D1", "date.swapped"), ("F1", "date.beside_swapped")]
    clear = [(*row[:5], row[5] and date(2026, 6, 20)) for row in rows[1:]]
    assert _rules(one_tab(rows[0], *clear)) == [("D1", "date.swapped")]


# The same sheet as a csv written in English and opened in a French program.
ENGLISH_FILE = [
    HALF_SWAPPED[0],
    ("KONÉ", "Awa", date(1990, 6, 15), date(2025, 5, 6), "CDDI"),
    ("AHMADI", "Reza", date(1991, 6, 15), "06/15/2025", "CDDI"),
    ("SAFI", "Lina", date(1992, 6, 15), date(2025, 4, 9), "CDDI"),
    ("DIALLO", "Omar", date(1993, 6, 15), "09/25/2025", "CDDI"),
    ("BAH", "Ali", date(1994, 6, 15), date(2025, 2, 10), "CDDI"),
    ("SY", "Mariam", date(1995, 6, 15), "10/31/2025", "CDDI"),
]


def test_an_english_file_opened_in_french_counts_nowhere_until_config_settles_it(
    one_tab: OneTab,
) -> None:
    case = one_tab(*ENGLISH_FILE)
    assert _rules(case) == [("D1", "date.swapped")]
    assert _entries(case) == [""] * 6
    config = case.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    settled = "kind: ACI, dates: {date_entree: month_first}}"
    config.write_text(text.replace("kind: ACI}", settled), encoding="utf-8")
    assert _rules(case) == []
    assert _entries(case)[:3] == ["2025-06-05", "2025-06-15", "2025-09-04"]


def test_texts_of_both_orders_are_no_sign_of_one_program() -> None:
    column = _column(LOW, HIGH) | {"03/25/2025": MONTH_FIRST}
    assert half_swapped(column) is None
