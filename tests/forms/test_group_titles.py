"""Titles under a group's, and after another title: whose they are, and what they are of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from forms.headers.columns import Matching, match_columns
from forms.headers.titles import UNDER_GROUP, Header, form_titles
from forms.loading import load_form
from forms.values import Cell, ReadingContext

FORM = load_form("participant")
CONTEXT = ReadingContext(date(2026, 11, 23), ("Atelier des Quais",))
STARTS: list[Cell] = [date(2025, month, 2) for month in range(1, 6)]
ENDS: list[Cell] = [date(2026, month, 20) for month in range(1, 6)]
TICKS: list[Cell] = [1.0, 0.0, 1.0, 1.0, 0.0]
NAMES: list[Cell] = ["KONÉ", "AHMADI", "DIALLO", "SOW", "HAIDARI"]
Column = tuple[str, Sequence[Cell]]


def matched(*columns: Column) -> Matching:
    """What is decided on columns, each its titles (« over / group / label ») and its cells."""
    headers = [Header(*reversed(title.split(" / "))) for title, _ in columns]
    return match_columns(FORM, headers, [cells for _, cells in columns], CONTEXT)


def columns_read(*columns: Column) -> dict[str, int]:
    return {name: match.column for name, match in matched(*columns).matches.items()}


@pytest.mark.parametrize(
    "group", ["Conjoint", "Enfants", "Famille", "Parrain", "Personne à prévenir", "Tutrice"]
)
def test_what_stands_under_another_persons_group_is_not_the_participants(group: str) -> None:
    read = columns_read(
        ("Salarié / Nom", NAMES),
        (f"{group} / Date de naissance", [date(1980, month, 3) for month in range(1, 6)]),
        (f"{group} / Nationalité", ["Mali", "Soudan", "Mali", "Syrie", "Soudan"]),
        (f"{group} / Fin titre de séjour", ENDS),
    )
    assert read == {"nom": 0}


def test_a_group_that_has_a_name_of_its_own_is_another_person() -> None:
    read = columns_read(
        ("Suivi ACI / Nom", NAMES),
        ("Suivi ACI / Date d'entrée", STARTS),
        ("Filleul / Nom", NAMES[::-1]),
        ("Filleul / Statut", ["Réfugié", "PS", "Réfugié", "PS", "PS"]),
    )
    assert read == {"nom": 0, "date_entree": 1}


def test_beside_the_group_of_the_participant_an_unknown_one_is_asked_about() -> None:
    matching = matched(
        ("Salarié / Nom", NAMES),
        ("Binôme / Nationalité", ["Mali", "Soudan", "Mali", "Syrie", "Soudan"]),
    )
    assert set(matching.matches) == {"nom"}
    assert [match.field for match in matching.uncertain] == ["nationalite"]


@pytest.mark.parametrize(
    "group",
    ["Ateliers suivis", "Actions réalisées", "Rendez-vous partenaires", "Modules", "Situation"],
)
def test_what_is_done_is_no_obstacle(group: str) -> None:
    matching = matched((f"{group} / Numérique", TICKS), (f"{group} / Logement", TICKS))
    assert matching.matches == {}
    assert {match.field for match in matching.uncertain} == {"frein_numerique", "frein_logement"}


@pytest.mark.parametrize("group", ["Freins", "Freins périphériques", "Difficultés repérées"])
def test_obstacles_are_read_under_a_title_that_says_so(group: str) -> None:
    assert set(columns_read((f"{group} / Numérique", TICKS))) == {"frein_numerique"}


@pytest.mark.parametrize(
    "title",
    ["Formation numérique", "Aide logement", "Mobilité (séances)", "Budget mensuel", "Santé RDV"],
)
def test_a_word_of_an_obstacle_beside_others_is_not_read(title: str) -> None:
    assert columns_read((title, TICKS)) == {}


@pytest.mark.parametrize("title", ["Frein logement (oui/non)", "Difficulté logement", "Logement ?"])
def test_a_title_that_says_an_obstacle_is_read(title: str) -> None:
    assert set(columns_read((title, TICKS))) == {"frein_logement"}


@pytest.mark.parametrize("group", ["Formation suivie", "PMSMP", "Logement CADA", "Dossier bleu"])
def test_dates_of_something_else_are_not_those_of_the_contract(group: str) -> None:
    assert columns_read((f"{group} / Début", STARTS), (f"{group} / Fin", ENDS)) == {}


@pytest.mark.parametrize("group", ["Contrat", "CDDI actuel", "Contrat de travail", "Emploi"])
def test_dates_of_a_contract_are_read_under_its_title(group: str) -> None:
    read = columns_read((f"{group} / Début", STARTS), (f"{group} / Fin", ENDS))
    assert read == {"contrat_debut": 0, "contrat_fin": 1}


def test_an_exit_before_this_one_is_not_read() -> None:
    group = "Situation antérieure"
    assert columns_read((f"{group} / Date de sortie", ENDS), (f"{group} / Motif", [])) == {}


def test_a_moment_above_a_title_says_which_of_two_levels_it_is() -> None:
    levels: list[Cell] = ["A1", "A2", "B1", "A1", "A2"]
    read = columns_read(
        ("À l'entrée / Niveau de français", levels), ("Actuel / Niveau de français", levels)
    )
    assert read == {"niveau_francais_entree": 0, "niveau_francais_actuel": 1}


def test_the_end_under_a_permit_is_that_of_the_permit() -> None:
    read = columns_read(
        ("Titre de séjour / du", STARTS),
        ("Titre de séjour / au", ENDS),
        ("Contrat / du", STARTS),
        ("Contrat / au", ENDS[::-1]),
    )
    assert read == {"titre_sejour_fin": 1, "contrat_debut": 2, "contrat_fin": 3}


@pytest.mark.parametrize("group", ["PASS IAE", "Agrément", "Titre de séjour"])
def test_the_start_of_a_paper_is_not_that_of_a_contract(group: str) -> None:
    matching = matched((f"{group} / Début", STARTS))
    assert (matching.matches, matching.uncertain) == ({}, ())


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Identité / Entrée", "date_entree"),
        ("Identité / Statut", "protection"),
        ("Coordonnées / Ville", "commune"),
        ("Sortie du dispositif / Date", "date_sortie"),
        ("Parcours IAE / Sortie", "date_sortie"),
        ("Formation linguistique / Niveau actuel", "niveau_francais_actuel"),
    ],
)
def test_a_short_title_is_read_under_a_group_that_says_no_more(title: str, field: str) -> None:
    cells: dict[str, list[Cell]] = {
        "protection": ["Réfugié", "PS", "Réfugié", "PS", "PS"],
        "commune": ["Cenon", "Bègles", "Cenon", "Pessac", "Lormont"],
        "niveau_francais_actuel": ["A1", "A2", "B1", "A1", "A2"],
    }
    assert set(columns_read((title, cells.get(field, STARTS)))) == {field}


@pytest.mark.parametrize(
    "lead", ["Formation", "PMSMP (entreprise)", "Stage 2", "Suspension", "Employeur"]
)
def test_a_pair_after_something_else_is_no_next_contract(lead: str) -> None:
    contract: list[Column] = [("Contrat", ["CDDI"] * 5), ("Début", STARTS), ("Fin", ENDS)]
    other: list[Column] = [(lead, NAMES), ("Début", STARTS[::-1]), ("Fin", ENDS[::-1])]
    matching = matched(*contract, *other)
    assert not matching.repeated
    assert matching.matches["contrat_fin"].column == 2
    read = columns_read(*other)
    assert "contrat_debut" not in read
    assert "contrat_fin" not in read


def test_a_pair_after_an_unknown_title_is_told_and_no_next_contract() -> None:
    matching = matched(
        ("Début", STARTS), ("Fin", ENDS), ("Salle", NAMES), ("Début", ENDS), ("Fin", STARTS)
    )
    assert matching.matches["contrat_fin"].column == 1
    assert matching.competing == {"contrat_debut": (3,), "contrat_fin": (4,)}


@pytest.mark.parametrize("lead", ["Contrat 2", "Avenant", "Renouvellement"])
def test_a_pair_after_a_renewal_is_the_next_contract(lead: str) -> None:
    matching = matched(
        ("Début", STARTS), ("Fin", ENDS), (lead, []), ("Début", STARTS), ("Fin", ENDS)
    )
    assert matching.repeated["contrat_fin"].columns == (1, 4)


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("Quotité", [0.74, 1.0, 0.8, 0.57, 1.0]),
        ("Temps de travail", [0.74, 1.0, 0.57, 0.5, 1.0]),
        ("Temps de travail (%)", [40.0, 30.0, 25.0, 35.0, 20.0]),
        ("Temps de travail en %", [40.0, 30.0, 25.0, 35.0, 20.0]),
        ("Quotité ETP", [26.0, 30.0, 35.0, 24.0, 20.0]),
    ],
)
def test_a_share_of_full_time_is_no_hours(title: str, cells: Sequence[Cell]) -> None:
    assert columns_read((title, cells)) == {}


def test_the_column_of_hours_is_read_beside_the_share() -> None:
    hours: list[Cell] = [26.0, 30.0, 35.0, 24.0, 20.0]
    read = columns_read(("Quotité (ETP)", [0.74, 1.0, 0.8, 0.5, 1.0]), ("Quotité hebdo", hours))
    assert read == {"heures_hebdo": 1}


def test_of_two_columns_the_one_with_the_fields_content_is_read() -> None:
    read = columns_read(
        ("Statut", ["En cours", "Sorti", "En cours", "Sorti", "En cours"]),
        ("Statut administratif", ["Réfugié", "PS", "Réfugié", "PS", "PS"]),
    )
    assert read == {"protection": 1}


@pytest.mark.parametrize("title", ["Nb mois de contrat", "Durée contrat (mois)"])
def test_a_duration_is_that_of_the_exit_only_after_the_exit(title: str) -> None:
    months: list[Cell] = [18.0, 12.0, 6.0, 4.0, 8.0]
    assert "sortie_duree_mois" not in columns_read(("Nom", NAMES), (title, months))
    exit_: Column = ("Motif de sortie", ["CDD", "CDI", "CDD", "CDI", "CDD"])
    read = columns_read(exit_, ("Employeur", NAMES), (title, months))
    assert read["sortie_duree_mois"] == 2


@pytest.mark.parametrize("title", ["Prolongé jusqu'au", "Nouvelle date de fin", "Prorogé au"])
def test_a_prolonged_end_wins_where_it_is_filled(title: str) -> None:
    later: list[Cell] = ["", "31/12/2026", "", "", ""]
    matching = matched(("Date début", STARTS), ("Date fin", ENDS), (title, later))
    assert matching.repeated["contrat_fin"].columns == (1, 2)


def test_the_new_end_of_a_pass_wins_where_it_is_filled() -> None:
    matching = matched(("Fin PASS", ENDS), ("Nouvelle fin PASS", ["", "31/12/2027", "", "", ""]))
    assert matching.repeated["pass_iae_fin"].columns == (0, 1)


@pytest.mark.parametrize("name", [field.id for field in FORM.fields])
def test_every_title_of_the_form_is_read_under_its_own_group(name: str) -> None:
    field = FORM.field(name)
    assert form_titles(FORM).score(Header(field.label, field.group))[0] == name
    assert form_titles(FORM).score(Header(field.label, field.group))[1] >= UNDER_GROUP


def test_obstacles_at_two_moments_are_asked_about() -> None:
    matching = matched(
        ("Freins à l'entrée / Langue", TICKS), ("Freins à la sortie / Langue", TICKS)
    )
    assert matching.matches == {}
    assert {match.field for match in matching.uncertain} == {"frein_langue"}


def test_weeks_are_added() -> None:
    columns: list[Column] = [(f"Heures de français / Sem. {n}", [2.0] * 5) for n in (1, 2, 3, 36)]
    assert matched(*columns).repeated["heures_francais"].columns == (0, 1, 2, 3)


@pytest.mark.parametrize("title", ["Arrivée", "Date d'arrivée", "Arrivé(e) le"])
def test_an_arrival_alone_may_be_in_france_or_in_the_programme(title: str) -> None:
    matching = matched(("Nom", NAMES), (title, STARTS))
    assert set(matching.matches) == {"nom"}
    (asked,) = matching.uncertain
    assert {asked.field, *asked.rivals} == {"arrivee_france", "date_entree"}


def test_an_arrival_beside_the_entry_may_be_the_same_said_twice_and_is_asked() -> None:
    matching = matched(("Entrée", STARTS), ("Arrivée", STARTS))
    assert set(matching.matches) == {"date_entree"}
    assert [match.field for match in matching.uncertain] == ["arrivee_france"]


def test_numbered_parts_of_a_total_are_asked_about() -> None:
    parts: list[Column] = [(f"Heures FLE / {n}", [4.0, 8.0, 12.0]) for n in (1, 2, 3)]
    matching = matched(*parts)
    assert matching.matches == {}
    assert [match.together for match in matching.uncertain] == [(0, 1, 2)]


def test_the_date_of_a_status_is_no_start_date() -> None:
    assert columns_read(("Date statut", STARTS)) == {}
    assert columns_read(("Start date", STARTS)) == {"contrat_debut": 0}


@pytest.mark.parametrize(
    "titles",
    [
        ("PASS end", "Start date", "End date"),
        ("Fin PASS", "Début", "Fin"),
        ("Expiration PASS", "Date début", "Date fin"),
        ("Fin du titre de séjour", "Du", "Au"),
    ],
)
def test_a_title_that_is_an_end_itself_has_no_beginning_and_end_at_its_right(
    titles: tuple[str, ...],
) -> None:
    papers: list[Cell] = [date(2028, month, 14) for month in range(1, 6)]
    read = columns_read(("Nom", NAMES), *zip(titles, (papers, STARTS, ENDS), strict=True))
    assert (read["contrat_debut"], read["contrat_fin"]) == (2, 3)
    assert 3 not in (read.get("pass_iae_fin"), read.get("titre_sejour_fin"))


def test_dates_of_a_contract_under_parcours_are_not_the_entry_that_its_own_column_says() -> None:
    matching = matched(
        ("Parcours / Entrée le", STARTS),
        ("Parcours / Début", STARTS[::-1]),
        ("Parcours / Fin", ENDS),
        ("Sortie / Sorti le", ENDS[::-1]),
    )
    assert matching.matches["date_entree"].column == 0
    assert matching.matches["date_sortie"].column == 3
    assert matching.competing == {"date_entree": (1,), "date_sortie": (2,)}
