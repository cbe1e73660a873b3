"""Pseudonyms of many rows that nothing tells apart."""

from __future__ import annotations

import base64

import pytest

from sheets_sync.people.person_row import PersonRow
from sheets_sync.people.pseudonyms import name_groups

KEY = b"k" * 32


def nameless(number: int) -> PersonRow:
    """A row with a name, and without a birth or a number."""
    return PersonRow(
        number, "Un", "Un", number, f"A{number}", "kone", "awa", None, None, None, None, ()
    )


def test_rows_of_one_name_have_a_pseudonym_each_at_a_cost_that_does_not_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encode, encoded = base64.b32encode, []

    def counting(data: bytes) -> bytes:
        encoded.append(data)
        return encode(data)

    monkeypatch.setattr(base64, "b32encode", counting)
    groups = [[nameless(number)] for number in range(500)]
    names, _ = name_groups(groups, {}, KEY)
    assert len(set(names)) == 500
    assert len(encoded) < 1_100


def test_what_is_tried_first_stays_the_same() -> None:
    names, known = name_groups([[nameless(1)], [nameless(2)], [nameless(3)]], {}, KEY)
    again, _ = name_groups([[nameless(1)], [nameless(2)], [nameless(3)]], {}, KEY)
    assert names == again
    assert list(known.values()) == names[:1]
