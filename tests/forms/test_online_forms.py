"""Answers of online forms: who answered is nobody of the list, and questions are titles."""

from __future__ import annotations

import pytest

from forms.headers.online_forms import service_columns
from forms.headers.titles import Header, form_titles
from forms.loading import load_form

FORM = load_form("participant")
MICROSOFT = ("ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom")


def service(*labels: str) -> set[int]:
    return set(service_columns([Header(label) for label in labels], FORM.title_words))


def test_what_the_service_adds_is_its_own() -> None:
    assert service(*MICROSOFT, "Nom du participant", "Prénom") == {0, 1, 2, 3, 4}
    assert service("Horodateur", "Adresse e-mail", "Nom") == {0, 1}
    kobo = ("start", "end", "nom", "_id", "_uuid", "_submission_time", "_index")
    assert service(*kobo) == {0, 1, 3, 4, 5, 6}


def test_a_second_name_beside_it_is_that_of_a_question() -> None:
    assert service(*MICROSOFT, "Nom", "Prénom") == {0, 1, 2, 3, 4}
    assert service(*MICROSOFT, "Prénom", "Nom") == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    "labels", [("ID", "Nom", "Prénom"), ("Nom", "Heure de début"), ("Adresse e-mail", "Nom")]
)
def test_a_tab_that_nobody_answered_has_none(labels: tuple[str, ...]) -> None:
    assert service(*labels) == set()


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Quel est le nom de famille du participant ?", "nom"),
        ("Quel est son prénom ?", "prenom"),
        ("Quelle est sa date de naissance (jj/mm/aaaa) ?", "date_naissance"),
        ("Quel est le statut ?", "protection"),
        ("Est-il en QPV ?", "qpv"),
        ("La personne a-t-elle signé un CIR ?", "cir"),
    ],
)
def test_a_question_is_the_title_that_it_asks_for(question: str, field: str) -> None:
    name, score = form_titles(FORM).score(Header(question))
    assert (name, score >= 0.9) == (field, True)


@pytest.mark.parametrize(
    "question",
    [
        "Quelle est la date de sortie prévue ?",
        "Date de sortie (prévue)",
        "Quel est le nom du conjoint ?",
        "Heures FLE (par semaine)",
    ],
)
def test_a_question_on_something_else_stays_that(question: str) -> None:
    assert form_titles(FORM).score(Header(question))[1] < 0.8
