"""Columns: which field a title names, what its content adds, and what config settles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.form import Field
from forms.headers.columns import Matching, match_columns
from forms.headers.matching import cell_position, letters
from forms.headers.titles import Header, form_titles
from forms.loading import load_form
from forms.values import Cell, ReadingContext

FORM = load_form("participant")
CONTEXT = ReadingContext(date(2026, 11, 23), ("Atelier des Quais",))
DATES = [date(2024, 3, day) for day in range(1, 9)]


def matched(*columns: tuple[str, Sequence[Cell]], **settled: str) -> Matching:
    """What is decided on columns, each its title (« group / label ») and its cells."""
    headers = [Header(*reversed(title.split(" / "))) for title, _ in columns]
    return match_columns(FORM, headers, [cells for _, cells in columns], CONTEXT, settled)


def fields(matching: Matching) -> dict[str, int]:
    return {field: match.column for field, match in matching.matches.items()}


@given(st.integers(0, 20_000), st.integers(1, 1_048_576))
def test_a_column_and_its_letters_are_one(column: int, row: int) -> None:
    assert cell_position(f"{letters(column)}{row}") == (row, column + 1)


@pytest.mark.parametrize("field", FORM.fields, ids=lambda field: field.id)
def test_each_title_and_alias_names_its_field(field: Field) -> None:
    words = form_titles(FORM)
    assert words.score(Header(field.label)) == (field.id, 1.0)
    for alias in field.headers:
        assert words.score(Header(alias))[0] == field.id
        assert words.score(Header(alias.upper() + " :"))[0] == field.id


def test_a_title_under_another_group_is_less_sure() -> None:
    assert form_titles(FORM).score(Header("Nom", "Dossier bleu")) == ("nom", 0.98)
    assert form_titles(FORM).score(Header("Nom", "Famille d'accueil")) == ("nom", 0.62)


def test_a_short_title_says_enough_under_the_right_group() -> None:
    births = [date(1980 + n, 2, n + 1) for n in range(8)]
    matching = matched(("Naissance / Date", births), ("Entrée / Date", DATES))
    assert fields(matching) == {"date_naissance": 0, "date_entree": 1}


def test_of_two_columns_with_one_title_the_one_that_reads_better_is_taken() -> None:
    matching = matched(("Entrée le", ["?", "x", "y", "z"]), ("Entrée le", DATES))
    assert fields(matching) == {"date_entree": 1}
    assert matching.extra == {0: "Entrée le"}


def test_a_title_alone_does_not_make_a_column_of_what_stands_below() -> None:
    matching = matched(("Entrée le", ["Awa", "Omar", "Lina", "Ali"]))
    assert fields(matching) == {}
    assert [match.field for match in matching.uncertain] == ["date_entree"]


def test_content_that_can_be_nothing_else_makes_up_for_a_title() -> None:
    codes = ["33000", "33100", "33200", "33300", "33400"]
    matching = matched(("Secteur", codes), ("Divers notes", ["a", "b", "c", "d", "e"]))
    assert fields(matching) == {"code_postal": 0}
    assert matching.matches["code_postal"].how == "content"


@pytest.mark.parametrize(
    "numbers", [[19900301.0 + n for n in range(5)], ["1990030" + d for d in "12345"]]
)
def test_numbers_are_no_dates_without_a_title_that_says_so(numbers: list[Cell]) -> None:
    assert fields(matched(("Zzz", numbers))) == {}
    assert fields(matched(("Né le", numbers))) == {"date_naissance": 0}


def test_what_config_says_wins_by_letter_or_by_title_and_is_told_where_it_is_not_there() -> None:
    columns = (("Nom", ["Un"]), ("Autre chose", ["Deux"]))
    assert fields(matched(*columns, nom="B"))["nom"] == 1
    assert fields(matched(*columns, nom="autre CHOSE"))["nom"] == 1
    assert matched(*columns, poste="Zone").lost == {"poste": "Zone"}


def test_tick_boxes_under_one_title_are_one_field() -> None:
    matching = matched(
        ("Sexe / Femme", ["x", "", "x"]), ("Sexe / Homme", ["", "x", "x"]), ("Nom", ["A", "B", "C"])
    )
    spread = matching.spread["sexe"]
    cells = [["x", "", "x"], ["", "x", "x"]]
    assert spread.columns == (0, 1)
    assert spread.join(cells) == ["Femme", "Homme", "Femme / Homme"]


def test_a_date_in_three_columns_is_one_field() -> None:
    matching = matched(
        ("Date de naissance / Jour", [12.0]),
        ("Date de naissance / Mois", ["mars"]),
        ("Date de naissance / Année", [1990.0]),
    )
    spread = matching.spread["date_naissance"]
    assert spread.join([[12.0], ["mars"], [1990.0]]) == ["12 mars 1990"]


def test_two_columns_of_no_field_and_one_title_keep_a_name_each() -> None:
    matching = matched(("Zzz", ["a"]), ("Zzz", ["b"]), ("", ["c"]))
    assert matching.extra == {0: "Zzz", 1: "Zzz (B)", 2: "C"}


def test_the_forms_own_words_need_no_proof_but_give_way_to_a_column_that_has_it() -> None:
    towns: list[Cell] = ["Bordeaux", "Cenon", "Lormont"]
    codes: list[Cell] = ["33000", "33150", "33310"]
    assert fields(matched(("Code postal", towns))) == {"code_postal": 0}
    assert fields(matched(("Code postal", towns), ("CP", codes))) == {"code_postal": 1}


def test_a_hyphen_in_the_title_of_a_tick_box_is_a_bullet_where_no_value_has_a_sign() -> None:
    titles = form_titles(load_form("participant", modules=["niveau"]))
    for title in ("Femme", "- Femme", "– Femme", "• Femme", "Femme -"):
        assert [(field.id, value) for field, value in titles.ticks.called(title)] == [
            ("sexe", "Femme")
        ]
    assert [value for _, value in titles.ticks.called("Bac")] == ["Niveau 4 (bac)"]
    assert titles.ticks.called("- bac") == []
