"""Titles as programs write them, or people for readers of two languages."""

from __future__ import annotations

import pytest

from forms.headers.plain_titles import in_plain_words
from forms.headers.titles import Header, form_titles
from forms.loading import load_form

WORDS = form_titles(load_form("participant"))


def plain(*titles: str) -> list[tuple[str, str]]:
    """The group and the label that each title is read as."""
    headers = in_plain_words(WORDS, [Header(title) for title in titles])
    return [(header.group, header.label) for header in headers]


@pytest.mark.parametrize("sign", ["_", "-", ".", ":", "/"])
def test_what_a_program_puts_before_the_titles_of_people_is_left_out(sign: str) -> None:
    titles = (f"SAL{sign}NOM", f"SAL{sign}PRENOM", f"SAL{sign}DDN")
    assert plain(*titles) == [("", "NOM"), ("", "PRENOM"), ("", "DDN")]


def test_what_it_puts_before_the_titles_of_somebody_else_is_their_group() -> None:
    assert plain("SAL_NOM", "SAL_PRENOM", "CONJOINT_NOM", "CONJOINT_DDN") == [
        ("", "NOM"),
        ("", "PRENOM"),
        ("CONJOINT", "NOM"),
        ("CONJOINT", "DDN"),
    ]


def test_nobody_is_the_participant_by_the_prefix_alone() -> None:
    assert plain("conjoint_nom", "conjoint_prenom") == [("conjoint", "nom"), ("conjoint", "prenom")]
    assert plain("ref_nom", "ref_prenom", "nom", "prenom")[:2] == [
        ("", "ref_nom"),
        ("", "ref_prenom"),
    ]


def test_the_groups_of_an_online_form_are_groups() -> None:
    titles = ("groupe/nom", "groupe/ddn", "parcours/date_entree", "parcours/type_contrat")
    assert plain(*titles) == [
        ("", "nom"),
        ("", "ddn"),
        ("parcours", "date_entree"),
        ("parcours", "type_contrat"),
    ]


@pytest.mark.parametrize(
    "titles",
    [
        ("Ville/CP", "Nom"),
        ("Nom/Prénom", "H/F", "Nom de famille"),
        ("date_entree", "date_sortie", "date_naissance"),
        ("Age_entree", "Age_sortie", "Nom"),
        ("Entrée / sortie", "Stages / immersions"),
    ],
)
def test_signs_that_join_plain_words_cut_nothing(titles: tuple[str, ...]) -> None:
    assert plain(*titles) == [("", title) for title in titles]


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Nom / Name", "Nom"),
        ("Entrée / Start", "Entrée"),
        ("Exit / Sortie", "Sortie"),
        ("Prénom / الاسم", "Prénom"),
        ("Ім'я / Nom et prénom", "Nom et prénom"),
        ("Genre (1 = H, 2 = F)", "Genre"),
        ("Langue O/N", "Langue"),
        ("Mobilité (oui / non)", "Mobilité"),
        ("QPV O/N", "QPV O/N"),
        ("Bilan/Noël", "Bilan/Noël"),
        ("Start / End", "Start / End"),
        ("Nom / Prénom", "Nom / Prénom"),
    ],
)
def test_a_title_is_read_in_one_language_and_without_its_legend(title: str, label: str) -> None:
    assert plain(title) == [("", label)]


def test_a_title_stays_as_it_stands_in_the_sheet_where_people_read_it() -> None:
    header = in_plain_words(WORDS, [Header("Entrée / Start")])[0]
    assert (header.label, header.written, header.text) == (
        "Entrée",
        "Entrée / Start",
        "Entrée / Start",
    )


def test_a_text_pasted_without_spaces_is_no_path_to_a_title() -> None:
    pasted = "alinea.suite." * 30
    titles = (f"{pasted}nom", f"{pasted}prenom")
    assert plain(*titles) == [("", title) for title in titles]
