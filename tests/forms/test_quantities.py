"""Numbers with a unit in a text, and those known only by a bound."""

from __future__ import annotations

import pytest

from forms.values.quantities import QUANTITY_MARK, find_quantities, is_at_least, is_more_than


@pytest.mark.parametrize(
    ("value", "more", "at_least"),
    [
        (6.0, False, True),
        (6.5, True, True),
        (">6", True, True),
        (">=6", None, True),
        ("<6", False, False),
        ("<=6", False, None),
        (">3", None, None),
        ("<12", None, None),
        ("<=5", False, False),
        (None, None, None),
        ("2021-03", None, None),
    ],
)
def test_a_bound_answers_only_what_it_proves(
    value: float | str | None, more: bool | None, at_least: bool | None
) -> None:
    assert is_more_than(value, 6) is more
    assert is_at_least(value, 6) is at_least


@pytest.mark.parametrize(
    ("text", "hours"),
    [("26h", 26.0), ("26 h 30", 26.5), ("24,5 heures/semaine", 24.5), ("26h par semaine", 26.0)],
)
def test_hours_are_found(text: str, hours: float) -> None:
    found = find_quantities(text, ("h",))
    assert found is not None
    assert found.values == {"h": hours}
    assert found.rest.strip() == QUANTITY_MARK


@pytest.mark.parametrize("text", ["6 mois puis 6 mois", "CDD - 6 mois", "> 6 mois et plus"])
def test_two_numbers_or_a_dash_before_one_are_not_decided(text: str) -> None:
    assert find_quantities(text, ("mois",)) is None


@pytest.mark.parametrize("text", ["3-6 mois", "3/6 mois", "2,123 mois", "CDD6 mois"])
def test_a_part_of_a_longer_number_is_no_quantity(text: str) -> None:
    found = find_quantities(text, ("mois",))
    assert found is None or not found.values
