"""A long text costs as many steps as it has letters, not their square: anybody may send one."""

from __future__ import annotations

import re

import pytest

from forms.word_lists import Sensitive, load_sensitive_words
from sheets_sync.checking.texts import nir
from sheets_sync.checking.texts.free_text import SensitiveText
from sheets_sync.checking.texts.nir import looks_like_nir
from tests.checking.regex_steps import count_steps
from tests.conftest import ANNA, HEADERS, Case

OURS = [
    *(
        re.compile(pattern, re.IGNORECASE)
        for category in load_sensitive_words().values()
        for pattern in category.patterns
    ),
    nir._CANDIDATE,
    nir._ENOUGH_FIGURES,
    nir._IN_NIR_COLUMN,
]
REPEATED = ("1", " ", "1 ", "06", "a", "a.", "a@", "@a", "FR12", "FR12 ", "2A", "é-", "nir ")
STARTS = ("", "nir", "0", "FR12")
SQUARE = re.compile(r"[\w.]+@")


@pytest.mark.parametrize("repeated", REPEATED)
@pytest.mark.parametrize("pattern", OURS, ids=lambda pattern: pattern.pattern[:20])
def test_twice_the_length_is_twice_the_steps(pattern: re.Pattern[str], repeated: str) -> None:
    for start in STARTS:
        once, twice = (count_steps(pattern, start + (repeated * n)[:n]) for n in (200, 400))
        assert twice <= 2.2 * once + 200, start


def test_the_count_knows_a_square() -> None:
    once, twice = (count_steps(SQUARE, "1" * n) for n in (200, 400))
    assert twice > 3.5 * once


@pytest.mark.parametrize("length", [30_000, 60_000])
def test_a_cell_of_digits_is_checked(case: Case, length: int) -> None:
    headers = (*HEADERS, "Commentaire", "Divers à nous")
    text = "1" * min(length, 32_767)  # what a cell of Excel holds
    case.make({"Un": (headers, (*ANNA, text, text))})
    assert case.check()["tabs"][0]["rows_kept"] == 1
    assert SensitiveText(load_sensitive_words()).categories("1" * length) == []
    assert not looks_like_nir("1" * length)


def test_no_pattern_is_given_more_than_a_part_of_a_long_text() -> None:
    lengths = []

    class Pattern:
        def search(self, text: str) -> None:
            lengths.append(len(text))

    sensitive = SensitiveText({"own": Sensitive(label="x", patterns=("x",))})
    [category] = sensitive._categories
    sensitive._categories = [category._replace(patterns=[Pattern()])]  # type: ignore[list-item]
    sensitive.categories("1" * 60_000)
    assert max(lengths) <= 4_000
    assert len(lengths) == 16


def test_what_stands_across_two_parts_is_found() -> None:
    sensitive = SensitiveText(load_sensitive_words())
    for before in range(3_780, 4_020, 7):
        text = "x " * (before // 2) + "06 12 34 56 78" + " y" * 3_000
        assert sensitive.categories(text) == ["coordonnées (téléphone, courriel, compte bancaire)"]
