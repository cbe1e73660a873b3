"""Exports of answers as collectors write them: groups, versions, questions, services.

Nothing is dropped without a word.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.files import digest
from tests.conftest import ANNA, HEADERS, Case, write_book
from tests.outside.test_reconcile import HEADERS_THERE, there, written
from tests.typing_commands import plain

NEW = ("KONÉ", "Issa", "1999-07-04", "2026-11-16")
TITLES = ("nom", "prenom", "date_naissance", "date_entree")


@pytest.fixture
def tab(case: Case) -> Case:
    return case.make({"Essai": ((*HEADERS, "Commune", "Frein : langue", "Frein : logement"), ANNA)})


def imported(case: Case, file: Path, *more: str) -> dict[str, Any]:
    result = case.run("forms", "import", str(file), "--json", *more)
    assert result.exit_code in (0, 1), result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def csv_of(case: Case, titles: Sequence[str], *rows: Sequence[str]) -> Path:
    file = case.folder / "réponses.csv"
    file.write_text("\n".join(";".join(cells) for cells in (titles, *rows)), encoding="utf-8")
    return file


@pytest.mark.parametrize("separator", ["/", ":", "-"])
def test_a_group_before_a_name_is_read_with_every_separator(tab: Case, separator: str) -> None:
    grouped = (f"groupe_1{separator}{name}" for name in TITLES)
    titles = ["siae", *grouped, f"meta{separator}instanceID", "KEY"]
    file = csv_of(tab, titles, ["essai", *NEW, "uuid:a", "uuid:a"])
    found = imported(tab, file)
    assert (found["added"], found["unknown"]) == ({"Essai": [3]}, [])
    assert tab.export()[-1]["nom"] == "KONÉ"


def test_the_group_of_somebody_else_makes_another_question(tab: Case) -> None:
    file = csv_of(tab, ["siae", *TITLES, "conjoint/nom"], ["essai", *NEW, "SOW"])
    assert imported(tab, file)["unknown"] == ["conjoint/nom"]
    assert tab.export()[-1]["nom"] == "KONÉ"


def test_of_a_title_that_comes_twice_the_one_that_is_filled_is_read(tab: Case) -> None:
    labels = ("Nom", "Prénom", "Date de naissance", "Entrée dans le programme")
    titles = ["SIAE", *labels, "Commune", "Commune"]
    rows = (
        ["Essai", *NEW, "Cenon", ""],
        ["Essai", "SOW", "Lia", "1998-07-04", "2026-11-16", "", "Floirac"],
        ["Essai", "BAH", "Ali", "1997-07-04", "2026-11-16", "Pessac", "Talence"],
    )
    found = imported(tab, csv_of(tab, titles, *rows))
    assert [row["commune"] for row in tab.export()] == ["", "Cenon", "Floirac", ""]
    ((line, remark),) = found["remarks"]
    assert line == 4
    assert "« Commune » a deux réponses différentes" in remark


def test_questions_that_are_no_field_are_told(tab: Case) -> None:
    titles = ["siae", *TITLES, "couleur_preferee", "vide", "_id", "_uuid", "start", "_notes"]
    file = csv_of(tab, titles, ["essai", *NEW, "bleu", "", "7", "a1", "x", "y"])
    assert imported(tab, file)["unknown"] == ["couleur_preferee"]
    said = tab.run("forms", "import", str(file), "--dry-run").stdout
    assert "pas dans le formulaire, laissées : « couleur_preferee »" in said


ASKED = (
    "ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom",
    "Quel est le nom de famille du participant ?", "Quel est son prénom ?", "Date de naissance",
    "Date d'entrée dans le programme", "Quels freins avez-vous repérés ?",
)  # fmt: skip


def microsoft(case: Case) -> Path:
    answer = ("1", "2026-11-03 10:00", "2026-11-03 10:05", "anonymous", "Marie DUPONT", *NEW)
    return write_book(case.folder / "ms.xlsx", {"Form1": (ASKED, (*answer, "langue;logement;"))})


def test_who_answered_a_form_is_not_who_it_is_about(tab: Case) -> None:
    found = imported(tab, microsoft(tab), "--siae", "Essai")
    row = tab.export()[-1]
    assert (row["nom"], row["frein_langue"], row["frein_logement"]) == (
        "KONÉ",
        "Identifié",
        "Identifié",
    )
    assert set(found["near"].values()) == {"nom", "prenom"}
    assert found["unknown"] == []


def test_a_question_that_a_service_numbers_as_its_own_column_has_its_title_is_read(
    tab: Case,
) -> None:
    titles = (*ASKED[:5], "Nom2", "Prénom", *ASKED[7:9])
    answer = ("1", "2026-11-03 10:00", "2026-11-03 10:05", "anonymous", "Marie DUPONT", *NEW)
    file = write_book(tab.folder / "ms.xlsx", {"Form1": (titles, answer)})
    found = imported(tab, file, "--siae", "Essai")
    assert (found["unknown"], tab.export()[-1]["nom"]) == ([], "KONÉ")


@pytest.mark.parametrize("columns", [("Frein 1", "Frein 2"), ("Projet professionnel",)])
def test_what_the_tab_has_in_another_way_is_told_and_the_rest_is_added(
    case: Case, columns: Sequence[str]
) -> None:
    more = ["" for _ in columns]
    case.make({"Essai": ((*HEADERS, *columns), (*ANNA, *more))})
    result = case.run("forms", "import", str(microsoft(case)), "--siae", "Essai")
    assert result.exit_code == 0, result.output
    assert "1 ligne ajoutée (3)" in plain(result.stdout)
    assert "Ligne 2 du fichier, ajoutée en partie : « Essai »" in plain(result.stdout)
    assert "Frein langue" in plain(result.stdout)
    assert case.export()[-1]["nom"] == "KONÉ"


def test_without_a_word_on_the_siae_nothing_is_added_and_the_way_is_told(tab: Case) -> None:
    result = tab.run("forms", "import", str(microsoft(tab)))
    assert result.exit_code == 1
    assert "ou « --siae NOM »" in result.stdout
    assert len(tab.export()) == 1


def test_the_siae_is_found_by_what_stands_in_its_column(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA), "Autre": (HEADERS,)})
    rows = (["Autre", *NEW], ["Essai", "SOW", "Lia", "1998-07-04", "2026-11-16"])
    file = csv_of(case, ["Où ?", *TITLES], *rows)
    assert imported(case, file)["added"] == {"Autre": [2], "Essai": [3]}
    found = imported(case, csv_of(case, ["Où ?", *TITLES], *rows), "--siae", "Essai")
    assert found["others"] == 1


def test_an_unknown_answer_of_a_list_is_told(tab: Case) -> None:
    file = csv_of(tab, ["siae", *TITLES, "freins"], ["essai", *NEW, "langue, dragon"])
    ((line, remark),) = imported(tab, file)["remarks"]
    assert (line, "n'est pas reconnue" in remark) == (2, True)


def test_answers_whose_file_is_cut_are_told(tab: Case) -> None:
    file = csv_of(tab, ["siae", *TITLES], ["essai", *NEW], ["essai", "SOW"])
    ((line, remark),) = imported(tab, file)["remarks"]
    assert (line, "semble coupé" in remark) == (3, True)


def test_the_answer_that_a_file_is_cut_in_waits_for_the_whole_file(tab: Case) -> None:
    sow = ["essai", "SOW", "Awa", "2001-02-03", "2026-11-16", "Pessac"]
    whole = csv_of(tab, ["siae", *TITLES, "commune"], ["essai", *NEW, "Lormont"], sow)
    text = whole.read_text("utf-8")
    whole.write_text(text.removesuffix("6;Pessac"), "utf-8")
    assert imported(tab, whole)["added"] == {"Essai": [3]}
    whole.write_text(text, "utf-8")
    assert imported(tab, whole)["added"] == {"Essai": [4]}
    assert tab.export()[-1]["date_entree"] == "2026-11-16"


@pytest.mark.parametrize(
    ("title", "state"), [("_validation_status", "On Hold"), ("ReviewState", "hasIssues")]
)
def test_an_answer_that_its_reviewer_has_something_to_say_about_is_added_and_told(
    tab: Case, title: str, state: str
) -> None:
    file = csv_of(tab, ["siae", *TITLES, "_id", title], ["essai", *NEW, "7", state])
    found = imported(tab, file)
    assert found["added"] == {"Essai": [3]}
    ((line, remark),) = found["remarks"]
    assert (line, "mise en attente" in remark) == (2, True)


@pytest.mark.parametrize(
    ("title", "refusal"),
    [("_validation_status", "validation_status_not_approved"), ("ReviewState", "rejected")],
)
def test_an_answer_that_its_reviewer_refused_is_left_and_told(
    tab: Case, title: str, refusal: str
) -> None:
    sow = ["SOW", "Awa", "2001-02-03", "2026-11-16"]
    titles = ["siae", *TITLES, "_id", "_uuid", "_submission_time", title]
    rows = [["essai", *NEW, "1", "a", "", refusal], ["essai", *sow, "2", "b", "", ""]]
    found = imported(tab, csv_of(tab, titles, *rows))
    ((line, remark),) = found["remarks"]
    assert (line, "refusée" in remark) == (2, True)
    assert [row["nom"] for row in tab.export()] == ["DIALLO", "SOW"]


@pytest.mark.parametrize("renamed", [{}, {"Statut de la candidature": "Statut"}])
def test_an_export_that_is_no_answers_is_not_added_and_sent_to_reconcile(
    tab: Case, renamed: dict[str, str]
) -> None:
    titles = [renamed.get(title, title) for title in HEADERS_THERE]
    person = there(nom="DIALLO", prenom="Awa", numero="999992600033")
    file = written(tab.folder, person, headers=titles)
    before = digest(tab.folder / "essai.xlsx")
    result = tab.run("forms", "import", str(file), "--siae", "Essai", "--update")
    assert result.exit_code == 2
    assert "sheets-sync reconcile candidatures.xlsx" in plain(result.output)
    assert digest(tab.folder / "essai.xlsx") == before


def test_answers_given_to_reconcile_are_sent_to_forms_import(tab: Case) -> None:
    result = tab.run("reconcile", str(microsoft(tab)))
    assert result.exit_code == 2
    assert "sheets-sync forms import ms.xlsx" in plain(result.output)


def test_accents_that_are_all_read_wrong_are_put_right_and_it_is_said(tab: Case) -> None:
    rows = [["essai", "GARCÃ\x8dA", "MÃ¡ria", "1999-07-04", "2026-11-16", "Ã©"]]
    file = csv_of(tab, ["siae", *TITLES, "PrÃ©cision"], *rows)
    result = tab.run("forms", "import", str(file))
    assert "accents du fichier étaient abîmés" in plain(result.stdout)
    row = tab.export()[-1]
    assert (row["nom"], row["prenom"]) == ("GARCÍA", "Mária")


def test_an_accent_read_wrong_beside_right_ones_is_not_typed_into_a_tab(tab: Case) -> None:
    rows = [["essai", "SOW", name, f"1999-07-0{day}", "2026-11-16"] for day, name in
            enumerate(("MÃ¡ria", "Élise"), 1)]  # fmt: skip
    file = csv_of(tab, ["siae", *TITLES], *rows)
    result = tab.run("forms", "import", str(file))
    assert result.exit_code == 1
    assert "Ligne 2 du fichier, pas ajoutée : Prénom : les accents" in plain(result.stdout)
    assert [row["prenom"] for row in tab.export()] == ["Awa", "Élise"]


def test_answers_whose_days_may_be_swapped_are_left_and_told_once_a_column(tab: Case) -> None:
    rows = [
        ["essai", "SALL", "Ib", "03/04/1990", "09/01/2026"],
        ["essai", "SANE", "Ab", "03/24/1990", "09/15/2026"],
    ]
    file = csv_of(tab, ["siae", *TITLES], *rows)
    result = tab.run("forms", "import", str(file))
    assert result.exit_code == 1
    assert "Date de naissance : jour et mois peuvent être inversés" in plain(result.stdout)
    assert "(1 réponse laissée, ligne 2)" in plain(result.stdout)
    assert [row["nom"] for row in tab.export()] == ["DIALLO", "SANE"]
    assert tab.export()[-1]["date_entree"] == "2026-09-15"
    right = csv_of(tab, ["siae", *TITLES], ["essai", "SALL", "Ib", "04/03/1990", "01/09/2026"])
    assert imported(tab, right)["added"] == {"Essai": [4]}


def test_answers_to_a_form_that_requires_no_question_are_added(tab: Case) -> None:
    (tab.folder / "forms").mkdir()
    (tab.folder / "forms" / "suivi.yaml").write_text(
        "form: suivi\nlabel: Suivi\nrow: une réponse\nfields:\n"
        "  - {id: nom, label: Nom, type: text, privacy: tab}\n"
        "  - {id: vu_le, label: Vu le, type: date, privacy: tab}\n",
        "utf-8",
    )
    assert tab.run("setup").exit_code == 0
    words = ("--form", "suivi")
    file = csv_of(tab, ["nom", "vu_le", "_id"], ["KONÉ", "2026-11-16", "1"])
    assert "1 ligne ajoutée" in plain(tab.run("forms", "import", str(file), *words).stdout)
    other = csv_of(tab, ["couleur", "taille"], ["bleu", "3"])
    said = plain(tab.run("forms", "import", str(other), *words).stderr)
    assert "aucune colonne pour Nom, Vu le" in said
