"""Tables in fives: the same people give the same count, whatever the table, and nothing small."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.release.tables.partition import Part, Partition
from sheets_sync.release.tables.rounding import is_narrow, key_of_cell, to_multiple_of_five
from sheets_sync.workspace import open_workspace
from tests.conftest import Case
from tests.documents.reporting import text_of
from tests.release.tables.test_issued import (
    APRIL,
    COLUMNS,
    FIRST,
    MARCH,
    MAY,
    NEWCOMER,
    counts,
    document,
    issue,
    person,
)


def people(count: int) -> list[str]:
    return [f"P{number}" for number in range(count)]


@given(st.integers(0, 400), st.floats(0, 1, exclude_max=True))
def test_a_rounded_count_is_the_multiple_of_five_above_or_below(count: int, key: float) -> None:
    assert to_multiple_of_five(count, key) % 5 == 0
    assert abs(to_multiple_of_five(count, key) - count) < 5
    assert to_multiple_of_five(5 * count, key) == 5 * count


@given(st.permutations(people(12)))
def test_the_same_people_have_the_same_key_in_any_order(order: list[str]) -> None:
    assert key_of_cell(order) == key_of_cell(people(12))


def test_rounding_is_right_on_average() -> None:
    keys = [key_of_cell([f"P{number}"]) for number in range(2000)]
    assert sum(to_multiple_of_five(3, key) for key in keys) / len(keys) == pytest.approx(
        3, abs=0.15
    )


def test_a_total_that_pins_the_counts_down_is_seen() -> None:
    # Both were rounded up by four: 22 people are 1 and 21.
    both = Partition((Part(("Femme",), 5), Part(("Homme",), 25)))
    assert is_narrow(both, 22, 5)
    assert not is_narrow(both, 30, 5)


def test_a_count_that_is_rounded_to_nought_hides_no_table() -> None:
    few = Partition((Part(("Apatride",), 0), Part(("Femme",), 20), Part(("Homme",), 25)))
    assert not is_narrow(few, 45, 5)
    assert is_narrow(Partition((Part(("Femme",), 0), Part(("Homme",), 25))), 22, 5)


@pytest.fixture
def rounding(case: Case) -> Case:
    return with_people(case, FIRST)


def with_people(case: Case, rows: list[tuple[object, ...]]) -> Case:
    privacy = "funders: {dreets: {name: DREETS}}\nprivacy: {rounding: true}\n"
    return case.make({"Un": (COLUMNS, *rows)}, privacy)


def test_tables_in_fives_move_when_five_people_came_and_not_before(rounding: Case) -> None:
    issue(rounding, MARCH)
    with_people(rounding, [*FIRST, NEWCOMER])
    issue(rounding, APRIL)
    assert table(rounding, APRIL) == table(rounding, MARCH)
    # More than the ten that two roundings may part by, whatever the random pseudonyms.
    more = [person(61 + n, date(2026, 5, 4), sex="Homme") for n in range(11)]
    with_people(rounding, [*FIRST, NEWCOMER, *more])
    issue(rounding, MAY)
    assert table(rounding, MAY) != table(rounding, MARCH)
    shown = table(rounding, MARCH) | table(rounding, MAY)
    assert {count % 5 for label, count in shown.items() if "Total" not in label} == {0}
    assert "arrondis à un multiple de cinq" in text_of(document(rounding, MAY))


def table(case: Case, day: str) -> dict[str, int]:
    return {name: count for name, count in counts(case, day).items() if "Tableaux Sexe" in name}


def test_a_hidden_table_does_not_appear_with_one_person_who_came(rounding: Case) -> None:
    men = [person(number, date(2025, 1, 6), sex="Homme") for number in range(40)]
    women_in_tables = []
    for women in range(1, 5):
        more = [person(40 + number, date(2025, 1, 6), sex="Femme") for number in range(women)]
        with_people(rounding, [*men, *more])
        day = f"2026-0{women}-28"
        issue(rounding, day)
        cells = table(rounding, day)
        women_in_tables.append({label: cells[label] for label in cells if "Femme" in label})
    assert [each == women_in_tables[0] for each in women_in_tables] == [True] * 4


def test_the_key_is_kept_with_the_first_report_that_is_issued(rounding: Case) -> None:
    with_people(rounding, FIRST)
    issue(rounding, MARCH)
    first = open_workspace(rounding.folder / "config.yaml").history.register.key()
    assert open_workspace(rounding.folder / "config.yaml").history.register.key() == first
