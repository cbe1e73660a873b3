"""Several answers in one cell become a field each; nothing is guessed of those not named."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from forms.headers.shared.several import AnswerReader, find_several
from forms.headers.titles import Header, form_titles
from forms.loading import load_form
from forms.values import Cell

FORM = load_form("participant")
READER = AnswerReader(FORM, FORM.several[0])


@pytest.mark.parametrize(
    ("cell", "fields"),
    [
        ("langue, logement", {"frein_langue", "frein_logement"}),
        ("Logement; mobilité", {"frein_logement", "frein_mobilite"}),
        ("langue;logement;", {"frein_langue", "frein_logement"}),
        ("langue / santé", {"frein_langue", "frein_sante"}),
        ("Garde d'enfants et numérique", {"frein_garde_enfants", "frein_numerique"}),
        ("administratif / accès aux droits", {"frein_administratif"}),
        ("langue logement", {"frein_langue", "frein_logement"}),
        ("Mobilité", {"frein_mobilite"}),
    ],
)
def test_each_answer_is_a_field(cell: str, fields: set[str]) -> None:
    answers = READER.read(cell)
    assert answers.cells == dict.fromkeys(fields, "Identifié")
    assert not answers.unknown


def test_none_is_said_of_every_field() -> None:
    assert set(READER.read("aucun").cells.values()) == {"Aucun"}
    assert len(READER.read("RAS").cells) == len(FORM.with_topic("frein"))


@pytest.mark.parametrize("cell", ["langue, dettes du conjoint", "pas de logement", "langue (levé)"])
def test_an_answer_that_is_not_known_is_told_and_not_guessed(cell: str) -> None:
    answers = READER.read(cell)
    assert answers.unknown
    assert set(answers.cells) <= {"frein_langue"}


def columns(*drawn: tuple[str, Sequence[Cell]]) -> list[tuple[int, ...]]:
    headers = [Header(title) for title, _ in drawn]
    content = [cells for _, cells in drawn]
    found = find_several(form_titles(FORM), headers, content, range(len(drawn)))
    return [each.columns for each in found]


def test_columns_are_known_by_their_title_and_cells() -> None:
    some = ["langue", "logement, santé"]
    assert columns(("Freins (cochez tout ce qui s'applique)", some)) == [(0,)]
    assert columns(("Quels freins avez-vous repérés ?", some)) == [(0,)]
    assert columns(("Frein 1", some), ("Autre", some), ("Frein 2", some)) == [(0, 2)]
    assert columns(("Difficultés", ["attend son titre", "garde le soir"])) == []
