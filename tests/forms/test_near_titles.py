"""Titles that are nearly those of a field: the same thing otherwise said, or something else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from forms.headers.columns import Matching, match_columns
from forms.headers.title_words import our_title_words
from forms.headers.titles import Header
from forms.loading import load_form
from forms.values import Cell, ReadingContext

FORM = load_form("participant")
CONTEXT = ReadingContext(date(2026, 11, 23), ("Atelier des Quais",))
DATES = [date(2024, month, 20 + month) for month in range(1, 8)]
HOURS = [24.0, 26.0, 30.0, 28.0]
LEVELS = ["B1", "A2", "A1", "B2"]


def matched(*columns: tuple[str, Sequence[Cell]]) -> Matching:
    headers = [Header(title) for title, _ in columns]
    return match_columns(FORM, headers, [cells for _, cells in columns], CONTEXT)


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("Date de sortie prévue", DATES),
        ("Sortie prévisionnelle", DATES),
        ("Date d'entrée en formation", DATES),
        ("Date d'arrivée dans l'unité", DATES),
        ("Date d'arrivée au logement", DATES),
        ("Date de délivrance du titre de séjour", DATES),
        ("Date de demande du titre de séjour", DATES),
        ("Date de naissance du conjoint", DATES),
        ("Prochain entretien", DATES),
        ("Date du premier entretien", DATES),
        ("Début du PASS IAE", DATES),
        ("Date de demande PASS IAE", DATES),
        ("Date de fin de contrat estimée", DATES),
        ("Fin de période d'essai", DATES),
        ("Date sortie CADA", DATES),
        ("Fin titre de voyage", DATES),
        ("Fin titre de transport", DATES),
        ("Fin titre professionnel", DATES),
        ("Code postal chantier", ["33000", "33150", "33600"]),
        ("Commune de naissance", ["Kaboul", "Bamako", "Alep"]),
        ("heures_mens", HOURS),
        ("Heures mensuelles", HOURS),
        ("Heures de français par semaine", HOURS),
        ("Heures de français prévues", HOURS),
        ("Heures FLE restantes", HOURS),
        ("Heures de stage", HOURS),
        ("Nb jours de stage", HOURS),
        ("Durée du CDDI", HOURS),
        ("Niveau de français à la sortie", LEVELS),
        ("Niveau de français visé", LEVELS),
        ("Date de début PASS", DATES),
        ("Date d'entrée France Travail", DATES),
        ("Nom du conjoint", ["KONÉ", "AHMADI", "DIALLO"]),
    ],
)
def test_words_that_change_the_sense_make_another_title(title: str, cells: Sequence[Cell]) -> None:
    assert matched((title, cells)).matches == {}


@pytest.mark.parametrize(
    ("title", "cells", "field"),
    [
        ("Date fin RSA", DATES, "contrat_fin"),
        ("Date sortie CHRS", DATES, "date_sortie"),
        ("Fin pass TBM", DATES, "pass_iae_fin"),
        ("Dernier RDV FT", DATES, "dernier_entretien"),
        ("Entretien fév.", DATES, "dernier_entretien"),
        ("Entretien ML", DATES, "dernier_entretien"),
        ("Heures FLE annulées", HOURS, "heures_francais"),
        ("Heures nuit / semaine", HOURS, "heures_hebdo"),
        ("Niveau langue maternelle", LEVELS, "niveau_francais_actuel"),
        ("Santé (RQTH)", ["oui", "non", "oui"], "frein_sante"),
        ("Situation à la sortie de prison", ["CDI", "CDD", "CDI"], "motif_sortie"),
        ("Référent FT", ["CB", "AM", "CB"], "referent"),
    ],
)
def test_a_title_with_a_word_that_nobody_knows_is_asked(
    title: str, cells: Sequence[Cell], field: str
) -> None:
    matching = matched((title, cells))
    assert matching.matches == {}
    assert [match.field for match in matching.uncertain] == [field]


@pytest.mark.parametrize("title", ["Date fin accompagnement", "Date de fin d'accompagnement"])
def test_the_end_of_the_support_is_the_exit_and_no_contracts_end(title: str) -> None:
    assert list(matched((title, DATES)).matches) == ["date_sortie"]


@pytest.mark.parametrize(
    ("title", "cells", "field"),
    [
        ("Date de sortie si connue", DATES, "date_sortie"),
        ("Date de sortie effective (jj/mm/aaaa)", DATES, "date_sortie"),
        ("Date de sort. du salarié", DATES, "date_sortie"),
        ("Date d'entrée dans la structure (obligatoire)", DATES, "date_entree"),
        ("Heures FLE suivies (à remplir)", HOURS, "heures_francais"),
        ("Code postal (5 chiffres)", ["33000", "33150", "33600"], "code_postal"),
    ],
)
def test_words_that_trackers_put_beside_a_title_change_nothing(
    title: str, cells: Sequence[Cell], field: str
) -> None:
    assert matched((title, cells)).matches[field].how == "near"


def test_a_title_says_which_of_two_arrivals_it_is() -> None:
    matching = matched(("Date d'entrée en France", DATES), ("Date d'entrée", DATES))
    columns = {field: match.column for field, match in matching.matches.items()}
    assert columns == {"arrivee_france": 0, "date_entree": 1}


@pytest.mark.parametrize(
    ("title", "cells", "field"),
    [
        ("Date d'entrée dans le dispositif", DATES, "date_entree"),
        ("Date de naisance", DATES, "date_naissance"),
        ("Date de sortie réelle", DATES, "date_sortie"),
        ("Date fin de validité PASS", DATES, "pass_iae_fin"),
        ("Niveau de francias actuel", LEVELS, "niveau_francais_actuel"),
        ("Nombre d'heures de FLE réalisées", HOURS, "heures_francais"),
        ("Heures hebdomadaires du contrat", HOURS, "heures_hebdo"),
        ("Nom bénéficiaire", ["KONÉ"], "nom"),
        ("prenom_apprenant", ["Awa"], "prenom"),
        ("Statut de la personne", ["Réfugié", "BPI"], "protection"),
    ],
)
def test_other_words_for_the_same_are_read_and_known_as_near(
    title: str, cells: Sequence[Cell], field: str
) -> None:
    match = matched((title, cells)).matches[field]
    assert match.how == "near"


@pytest.mark.parametrize("title", ["Durée du contrat", "Nb mois", "Durée en mois", "Contrat durée"])
def test_the_duration_beside_a_contract_is_not_that_of_the_exit(title: str) -> None:
    contract = matched(("Fin de contrat", DATES), (title, [12.0, 4.0, 6.0]))
    exit_ = matched(("Motif de sortie", ["CDD", "CDI"]), (title, [12.0, 4.0, 6.0]))
    assert "sortie_duree_mois" not in contract.matches
    assert [match.field for match in contract.uncertain] == ["sortie_duree_mois"]
    assert exit_.matches["sortie_duree_mois"].column == 1


@pytest.mark.parametrize(
    ("title", "cells", "fields"),
    [
        ("Nb heures", HOURS, {"heures_hebdo", "heures_francais", "heures_numerique"}),
        ("Heures", HOURS, {"heures_hebdo", "heures_francais", "heures_numerique"}),
        ("Français", LEVELS, {"niveau_francais_entree", "niveau_francais_actuel"}),
        ("Date contrat", DATES, {"contrat_debut", "contrat_fin"}),
    ],
)
def test_a_title_as_near_to_two_fields_is_read_as_none_and_both_are_named(
    title: str, cells: Sequence[Cell], fields: set[str]
) -> None:
    matching = matched((title, cells))
    assert matching.matches == {}
    assert [{match.field, *match.rivals} for match in matching.uncertain] == [fields]


@pytest.mark.parametrize("title", ["PASS end", "PASS expiry"])
def test_the_end_of_the_pass_is_known_in_english(title: str) -> None:
    assert list(matched((title, DATES)).matches) == ["pass_iae_fin"]


def test_a_title_that_lacks_the_word_which_makes_the_sense_is_asked_about() -> None:
    matching = matched(("Date PASS", DATES))
    assert matching.matches == {}
    assert [match.field for match in matching.uncertain] == ["pass_iae_fin"]


def test_of_fields_as_near_the_one_whose_group_stands_beside_is_named_first() -> None:
    matching = matched(("Fin de contrat", DATES), ("Nb heures", HOURS), ("Poste", ["maçon"]))
    assert [match.field for match in matching.uncertain] == ["heures_hebdo"]


def test_two_columns_that_are_clear_together_are_read_though_each_alone_is_not() -> None:
    alone = matched(("Date contrat", DATES))
    assert alone.matches == {}
    together = matched(("Début de contrat", DATES), ("Date contrat", DATES))
    assert [decision.fields for decision in together.decisions] == [
        ("contrat_debut",),
        ("contrat_fin",),
    ]


def test_recent_dates_without_a_title_of_a_birth_are_no_births() -> None:
    recent = [date(2024, 3, day) for day in range(1, 9)]
    births = [date(1990 + day, 3, day) for day in range(1, 9)]
    assert matched(("", recent)).matches == {}
    assert matched(("", births)).matches["date_naissance"].how == "content"
    asked = matched(("Machin", births))
    assert asked.matches == {}
    assert [match.field for match in asked.uncertain] == ["date_naissance"]


def test_what_came_second_is_known_of_each_column() -> None:
    matching = matched(("Commune", ["Cenon"]), ("Ville", ["Bordeaux"]), ("Nb heures", HOURS))
    commune, ville, hours = matching.decisions
    assert (commune.is_read, commune.other, commune.confidence) == (True, 1, 1.0)
    assert (ville.fields, ville.is_read) == ((), False)
    assert hours.runner_up in {"heures_hebdo", "heures_francais", "heures_numerique"}
    assert hours.confidence < 0.9


def test_each_list_of_words_says_why_and_names_fields_that_exist() -> None:
    for words in our_title_words().changes:
        assert words.why
        assert all(map(FORM.has, words.fields))


YES_NO = ["oui", "non", "oui", "non", "oui"]


@pytest.mark.parametrize(
    "title",
    [
        "Mobilité : permis B",
        "Mobilité (véhicule)",
        "Logement stable",
        "Garde d'enfants trouvée",
        "Numérique : équipé",
    ],
)
def test_a_solution_is_asked_about_and_never_read_as_the_obstacle(title: str) -> None:
    matching = matched((title, YES_NO))
    assert not matching.matches
    assert [match.field.startswith("frein_") for match in matching.uncertain] == [True]


@pytest.mark.parametrize("title", ["Heures réalisées", "Secteur"])
def test_counts_of_four_digits_are_no_postal_codes(title: str) -> None:
    matching = matched((title, [1240.0, 1241.0, 1242.0, 1243.0, 1244.0, 1245.0]))
    assert "code_postal" not in matching.matches


@pytest.mark.parametrize("title", ["Heures réalisées", "Montant versé", "N° dossier"])
def test_hours_money_and_numbers_are_no_postal_codes(title: str) -> None:
    matching = matched((title, [33000.0, 33100.0, 33200.0, 33300.0, 33400.0, 33500.0]))
    assert "code_postal" not in matching.matches


EXPIRIES = ["Date d'expiration", "Expiration", "Validité", "Échéance", "Date d'exp."]


@pytest.mark.parametrize("title", EXPIRIES)
@pytest.mark.parametrize(
    ("before", "field"),
    [
        (("Titre de séjour",), "titre_sejour_fin"),
        (("Titre de séjour", "Délivré le"), "titre_sejour_fin"),
        (("N° PASS IAE",), "pass_iae_fin"),
        (("Contrat", "Début"), "contrat_fin"),
    ],
)
def test_an_expiry_is_that_of_what_stands_at_its_left(
    title: str, before: tuple[str, ...], field: str
) -> None:
    texts = ["CSP", "", ""]
    matching = matched(*((name, texts) for name in before), (title, DATES))
    assert {match.field for match in matching.matches.values()} & ENDS == {field}
    assert matching.matches[field].column == len(before)


ENDS = {"titre_sejour_fin", "pass_iae_fin", "contrat_fin"}


def test_an_expiry_is_that_of_the_group_above() -> None:
    headers = [Header("Nom"), Header("Date d'expiration", "Titre de séjour")]
    matching = match_columns(FORM, headers, [["KONÉ"] * 7, DATES], CONTEXT)
    assert matching.matches["titre_sejour_fin"].column == 1


@pytest.mark.parametrize("title", EXPIRIES)
@pytest.mark.parametrize("before", ["Permis de conduire", "Commune", "Fin de contrat"])
def test_an_expiry_of_something_else_is_asked_about(title: str, before: str) -> None:
    matching = matched((before, ["B", "", ""]), (title, DATES))
    assert not [match for match in matching.matches.values() if match.column == 1]
    (asked,) = [match for match in matching.uncertain if match.column == 1]
    assert {asked.field, *asked.rivals} <= ENDS


@pytest.mark.parametrize(
    ("entry", "now"),
    [
        ("French level (entry)", "French level (now)"),
        ("French level at entry", "French level (current)"),
        ("French level (entry)", "French level"),
    ],
)
def test_a_level_at_entry_is_not_the_level_of_today(entry: str, now: str) -> None:
    matching = matched((entry, ["A1", "A2", "B1", "A1"]), (now, ["A2", "B1", "B2", "A2"]))
    read = {name: match.column for name, match in matching.matches.items()}
    assert read == {"niveau_francais_entree": 0, "niveau_francais_actuel": 1}


def test_a_level_at_the_exit_is_asked_about() -> None:
    matching = matched(("French level (exit)", ["A1", "A2", "B1", "A1"]))
    assert not matching.matches


def test_the_entry_into_the_programme_is_read_and_that_into_the_siae_beside_it_is_told() -> None:
    days, later = [date(2025, 9, 1), date(2026, 1, 5)], [date(2025, 11, 3), date(2026, 2, 2)]
    titles = (("Date d'entrée ACI", days), ("Date d'entrée impulseR", later))
    for first, second in (titles, titles[::-1]):
        matching = matched(first, second)
        read = matching.matches["date_entree"]
        assert read.header == "Date d'entrée impulseR"
        assert matching.competing == {"date_entree": (1 - read.column,)}


def test_of_two_titles_that_are_near_one_field_the_other_is_told() -> None:
    days, later = [date(2025, 9, 1), date(2026, 1, 5)], [date(2025, 11, 3), date(2026, 2, 2)]
    matching = matched(("Date d'entrée ACI", days), ("Date d'entrée Passerelle", later))
    assert list(matching.competing) == ["date_entree"]
