"""All columns are decided together, and what comes second is known."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.headers.assignment import Claim, best_claims


def claim(column: int, field: str, weight: float) -> Claim:
    return Claim(frozenset({column}), frozenset({field}), weight)


def test_two_columns_together_are_better_than_the_surest_first() -> None:
    # B can only be the end; A can be both: taking its best first would leave B without a field
    both = [claim(0, "fin", 0.9), claim(0, "debut", 0.85), claim(1, "fin", 0.88)]
    assert set(best_claims(both)) == {both[1], both[2]}


def test_the_margin_is_what_the_next_best_assignment_lacks() -> None:
    sure, near = claim(0, "fin", 0.9), claim(0, "debut", 0.85)
    second = best_claims([sure, near])[sure]
    assert second.margin == pytest.approx(0.05)
    assert second.instead == near


def test_another_column_for_the_field_says_nothing_on_what_the_column_means() -> None:
    left, right = claim(0, "commune", 1.0), claim(1, "commune", 0.99)
    second = best_claims([right, left])[left]
    assert second.margin == pytest.approx(0.4)
    assert second.column_margin == pytest.approx(0.01)
    assert second.other == right


def test_a_sure_claim_is_not_given_up_for_two_doubtful_ones() -> None:
    sure = claim(0, "heures", 0.97)
    doubtful = [claim(0, "duree", 0.7), claim(1, "heures", 0.7)]
    assert set(best_claims([sure, *doubtful])) == {sure}


def test_one_column_for_two_fields_gives_way_to_a_column_for_each() -> None:
    both = Claim(frozenset({0}), frozenset({"nom", "prenom"}), 1.9)
    apart = [claim(1, "nom", 1.0), claim(2, "prenom", 1.0)]
    assert set(best_claims([both, *apart])) == set(apart)
    assert set(best_claims([both, apart[0]])) == {both}


claims = st.builds(
    Claim,
    st.frozensets(st.integers(0, 4), min_size=1, max_size=2),
    st.frozensets(st.sampled_from("abcd"), min_size=1, max_size=2),
    st.floats(0.1, 2).map(lambda weight: round(weight, 2)),
)


@given(st.lists(claims, max_size=8, unique=True))
def test_no_other_choice_gains_more(given_claims: list[Claim]) -> None:
    found = sum(one.gain for one in best_claims(given_claims))
    best = 0.0
    for count in range(len(given_claims) + 1):
        for some in combinations(given_claims, count):
            if not any(a.excludes(b) for a, b in combinations(some, 2)):
                best = max(best, sum(one.gain for one in some))
    assert found == pytest.approx(best)


def test_a_hundred_columns_for_the_same_fields_are_decided_all_the_same() -> None:
    many = [claim(n, field, 0.7 + n % 7 / 100) for n in range(100) for field in "abcdefgh"]
    assert len(best_claims(many)) == 8
