"""Values as Google takes them."""

from __future__ import annotations

from datetime import date

import pytest

from sheets_sync.workbooks.google.api.values import (
    MAX_TEXT_LENGTH,
    extended_value,
    kept_text,
    typed_limit,
    with_semicolons,
)


@pytest.mark.parametrize(
    ("value", "extended"),
    [
        ("=1+1", {"stringValue": "=1+1"}),
        (True, {"boolValue": True}),
        (1, {"numberValue": 1}),
        (date(1900, 1, 1), {"numberValue": 2}),
    ],
)
def test_a_value_keeps_its_kind(value: str | float | date, extended: object) -> None:
    assert extended_value(value) == extended


def test_a_comma_between_arguments_is_a_semicolon_and_one_in_a_text_stays() -> None:
    assert with_semicolons('IF(A1="a, b",B1,"c,d")') == 'IF(A1="a, b";B1;"c,d")'


@pytest.mark.parametrize(
    ("limit", "locale", "typed"),
    [
        (0.2, "fr_FR", "0,2"),
        (0.2, "en_US", "0.2"),
        (0.2, "", "0,2"),
        (0.2, "xx_XX", "0,2"),
        (35.0, "fr_FR", "35"),
        (date(2026, 3, 1), "fr_FR", "2026-03-01"),
    ],
)
def test_a_limit_is_typed_in_the_spreadsheets_language(
    limit: float | date, locale: str, typed: str
) -> None:
    assert typed_limit(limit, locale) == typed


def test_a_text_is_kept_as_google_keeps_it() -> None:
    assert kept_text("a\r\nb") == "a\nb"
    assert len(kept_text("é" * (MAX_TEXT_LENGTH + 1))) == MAX_TEXT_LENGTH
