"""Conditions: every name and every literal is held against the columns.

Then what they say of rows.
"""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.expressions import (
    Column,
    ColumnType,
    ExpressionError,
    check_expression,
    evaluate,
    parse_expression,
)
from forms.loading import FORM_IDS, load_form

SEX = ("Femme", "Homme", "Autre")
COLUMNS = {
    "sexe": ColumnType("text", SEX, spellings={"feminin": "Femme"}),
    "qpv": ColumnType("text", ("oui", "non")),
    "niveau": ColumnType("text", ("A1", "A2", "B1"), ordered=True),
    "poste": ColumnType("text"),
    "heures": ColumnType("number"),
    "entree": ColumnType("date"),
    "sortie": ColumnType("date"),
    "present": ColumnType("condition"),
    "frein": ColumnType(
        "text",
        ("Aucun", "Identifié", "En cours", "Levé"),
        roles={
            "open": ("Identifié", "En cours"),
            "solved": ("Levé",),
            "in_progress": ("En cours",),
        },
    ),
}


@pytest.mark.parametrize(
    "text",
    [
        'sexe == "Femme" and present',
        'sexe not in ["Femme", "Autre"]',
        "qpv and not present",
        'qpv == "oui"',
        'niveau >= "A2"',
        'poste == "Cuisinière"',
        "heures + 2 <= 35 or empty(heures)",
        "entree >= 2024-02-29 and sortie <= as_of",
        "filled(sexe) implies months(entree, sortie) > 6",
        "true",
        "frein is solved and present",
        "frein is not in_progress implies frein is [open, solved]",
    ],
)
def test_what_is_possible_is_taken(text: str) -> None:
    check_expression(text, COLUMNS)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ('sexe == "Féminin"', 9, "Vouliez-vous « Femme »"),
        ('sexe == "Hommes"', 9, "Vouliez-vous « Homme »"),
        ('sexe == "femme"', 9, "Vouliez-vous « Femme »"),
        ('sexe in ["Femme", "Inconnu"]', 19, "Possible ici : Femme, Homme, Autre"),
        ('"Féminin" != sexe', 1, "« Féminin » n’est pas une valeur de « sexe »"),
        ('niveau > "D1"', 10, "n’est pas une valeur de « niveau »"),
        ('qpv == "vrai"', 8, "Possible ici : oui, non"),
        ("qpv == true", 1, "ils ne se comparent pas"),
        ("heures > entree", 10, "« entree » est une date"),
        ('heures in [20, "35"]', 16, "« 35 » est un texte"),
        ("entree > 2024", 10, "« 2024 » est un nombre"),
        ("entree > 2024-02-30", 10, "n’existe pas au calendrier"),
        ("entree + 30 > sortie", 1, "seuls des nombres s’ajoutent"),
        ("days(heures, sortie) > 3", 6, "« heures » est un nombre"),
        ('sexe < "Homme"', 1, "n’a pas d’ordre"),
        ("sexe == niveau", 9, "aucune valeur en commun"),
        ("present and sexe", 13, "« sexe » est un texte, pas une condition"),
        ("heures", 1, "pas une condition"),
        ("not entree", 5, "pas une condition"),
        ('sexes == "Femme"', 1, "Vouliez-vous « sexe »"),
        ("frein is solve", 10, "« solve » n’est pas un rôle de « frein ». Vouliez-vous « solved »"),
        ("frein is not [solved, ouvert]", 23, "« ouvert » n’est pas un rôle de « frein »"),
        ("frein is levé", 13, "n’est pas une condition lisible"),
        ("sexe is open", 9, "« sexe » n’a pas de rôles"),
        ("heures + 1 is open", 15, "n’a pas de rôles"),
        ('frein is "Levé"', 10, "n’est pas une condition lisible"),
        ("frein is", 9, "n’est pas une condition lisible"),
        ("freins is open", 1, "Vouliez-vous « frein »"),
    ],
)
def test_what_can_never_be_is_refused_where_it_stands(text: str, column: int, words: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(words)) as caught:
        check_expression(text, COLUMNS)
    assert caught.value.column == column


def test_a_long_list_is_not_told_whole() -> None:
    countries = load_form("participant").columns()
    with pytest.raises(ExpressionError) as caught:
        check_expression('nationalite == "Zorglub"', countries)
    assert len(str(caught.value)) < 80
    with pytest.raises(ExpressionError, match="« Afghanistan »"):
        check_expression('nationalite == "afghane"', countries)


def test_members_are_held_against_their_names_where_these_are_known() -> None:
    form = load_form("action")
    check_expression('siae == "Atelier des Quai"', form.columns())
    with pytest.raises(ExpressionError, match="Vouliez-vous « Atelier des Quais »"):
        check_expression('siae == "Atelier des Quai"', form.columns(["Atelier des Quais", "Un"]))


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_each_value_of_each_list_is_possible_and_no_other(form_id: str) -> None:
    columns = load_form(form_id).columns()
    for name, column_type in columns.items():
        for value in column_type.values or ():
            check_expression(f'{name} == "{value}"', columns)
            with pytest.raises(ExpressionError):
                check_expression(f'{name} == "{value} !"', columns)


def _columns(hours: list[float | None], days: list[date | None]) -> dict[str, Column]:
    numbers = np.array([np.nan if value is None else value for value in hours], dtype=float)
    dates = np.array(days, dtype="datetime64[D]")
    return {
        "heures": Column(numbers, ~np.isnan(numbers)),
        "entree": Column(dates, ~np.isnat(dates)),
    }


NUMBERS = st.lists(st.none() | st.integers(-50, 50).map(lambda n: n / 2), min_size=1, max_size=20)


@given(NUMBERS, st.lists(st.integers(-50, 50).map(lambda n: n / 2), min_size=1, max_size=4))
def test_a_number_is_in_a_list_if_it_equals_one_of_it(
    hours: list[float | None], options: list[float]
) -> None:
    columns = _columns(hours, [None] * len(hours))
    listed = ", ".join(f"{option:g}" for option in options)
    truth = evaluate(parse_expression(f"heures in [{listed}]", {"heures"}), columns, len(hours))
    assert truth.holds.tolist() == [value is not None and value in options for value in hours]
    assert truth.fails.tolist() == [value is not None and value not in options for value in hours]


DAYS = st.lists(st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 5)), min_size=1, max_size=20)


@given(DAYS)
def test_a_date_is_in_a_list_if_it_equals_one_of_it(days: list[date | None]) -> None:
    columns = _columns([None] * len(days), days)
    tree = parse_expression("entree not in [2020-01-02, 2020-01-04]", {"entree"})
    truth = evaluate(tree, columns, len(days))
    listed = (date(2020, 1, 2), date(2020, 1, 4))
    assert truth.fails.tolist() == [day in listed for day in days]
    assert truth.holds.tolist() == [day is not None and day not in listed for day in days]


@given(st.text(max_size=40))
def test_any_text_is_a_condition_or_says_where_it_is_none(text: str) -> None:
    assert 0 <= _column_of_mistake(text) <= len(text) + 1


def _column_of_mistake(text: str) -> int:
    """0 if there is none."""
    try:
        check_expression(text, COLUMNS)
    except ExpressionError as error:
        return error.column
    return 0


@pytest.mark.parametrize(
    ("text", "holds", "fails"),
    [
        ("frein is solved", "L", "AIE"),
        ("frein is not solved", "AIE", "L"),
        ("frein is [in_progress, solved]", "EL", "AI"),
        ("frein is open or present", "IEP", "AL"),
        ("not (frein is open)", "AL", "IE"),
    ],
)
def test_a_role_stands_for_the_values_that_have_it(text: str, holds: str, fails: str) -> None:
    values = np.array(["Aucun", "Identifié", "En cours", "Levé", None, None], object)
    known = np.array([True] * 4 + [False] * 2)
    present = np.array([False] * 4 + [True, False])
    columns = {"frein": Column(values, known), "present": Column(present, known | present)}
    truth = evaluate(check_expression(text, COLUMNS), columns, len(values))
    rows = "AIELPU"
    assert "".join(rows[row] for row in np.flatnonzero(truth.holds)) == holds
    assert "".join(rows[row] for row in np.flatnonzero(truth.fails)) == fails
