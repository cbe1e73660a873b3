"""A workbook nobody prepared: the proposed config is right enough for `check` to run on it."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from forms.loading import load_form
from sheets_sync.french import NBSP
from sheets_sync.web.window.start.adopting import adopted_config
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case, write_book
from tests.reading.what_is_read import tab_of
from tests.typing_commands import plain, typed


def test_the_sample_is_adopted_whole(demo: Path, tmp_path: Path) -> None:
    shutil.copy(demo / "impulser.xlsx", tmp_path / "impulser.xlsx")
    config = tmp_path / "config.yaml"
    result = typed(
        ["adopt", str(tmp_path / "impulser.xlsx"), "--config", str(config), "--as-of", AS_OF]
    )
    assert result.exit_code == 0, result.output
    ours = json.loads(typed(["check", "--json", "--config", str(config), "--as-of", AS_OF]).stdout)
    right = json.loads(
        typed(["check", "--json", "--config", str(demo / "config.yaml"), "--as-of", AS_OF]).stdout
    )
    assert [(tab["tab"], tab["rows_kept"]) for tab in ours["tabs"]] == [
        (tab["tab"], tab["rows_kept"]) for tab in right["tabs"]
    ]
    plain = result.stdout.replace(NBSP, " ")
    assert "Lisez-moi : laissé de côté" in plain
    assert "Ordre du jour : onglet de coordination" in plain


def test_doubts_are_comments_and_the_kind_is_read_where_it_is_said(
    case: Case, tmp_path: Path
) -> None:
    rows = (
        ("Chantier du Port (ACI)",),
        (),
        (*HEADERS[:8], "Durée"),
        (*ANNA[:8], ""),
        (*OMAR[:8], ""),
    )
    write_book(tmp_path / "essai.xlsx", {"Port": rows, "Notes": (("à faire",),)})
    result = case.run("adopt", str(tmp_path / "essai.xlsx"))
    assert result.exit_code == 0, result.output
    text = (tmp_path / "config.yaml").read_text(encoding="utf-8")
    assert "kind: ACI\n" in text
    assert '#   sortie_duree_mois: "Durée"' in text
    assert case.check()["tabs"][0]["rows_kept"] == 2


def test_no_comment_of_the_config_repeats_a_person_or_a_contact(case: Case, tmp_path: Path) -> None:
    given_away = ["Suivi (DIALLO Awa 06 12 34 56 78)", "Avis d'Awa Diallo", "diallo@foyer.example"]
    rows = [(*HEADERS, *given_away, "Vélo"), (*ANNA, "a", "b", "c", "d"), (*OMAR, "", "", "", "")]
    write_book(tmp_path / "essai.xlsx", {"Port": rows})
    result = case.run("adopt", str(tmp_path / "essai.xlsx"))
    assert result.exit_code == 0, result.output
    text = (tmp_path / "config.yaml").read_text(encoding="utf-8")
    assert "Vélo" in text
    assert "Suivi ([nom retiré] [téléphone retiré])" in text
    assert "DIALLO" not in text.upper()
    config = adopted_config(
        str(tmp_path / "essai.xlsx"),
        tmp_path / "config.yaml",
        {
            "programme": "Essai",
            "members": [{"tab": "Port", "keep": True, "name": "P", "kind": "ACI", "columns": {}}],
        },
        date.fromisoformat(AS_OF),
    )
    assert "Vélo" in config
    assert "DIALLO" not in config.upper()


def test_a_field_over_several_columns_is_proposed_as_such_and_read_so(
    case: Case, tmp_path: Path
) -> None:
    rows = (
        (
            "Nom",
            "Prénom",
            "Jour de naissance",
            "Mois de naissance",
            "Année de naissance",
            "Entrée le",
            "CDDI",
            "CDDU",
        ),
        ("KONÉ", "Awa", 12, "mars", 1995, "13/01/2025", "x", ""),
        ("AHMADI", "Reza", 5, 7, 1991, "10/02/2025", "", "x"),
    )
    write_book(tmp_path / "essai.xlsx", {"Port": rows})
    assert case.run("adopt", str(tmp_path / "essai.xlsx")).exit_code == 0
    text = (tmp_path / "config.yaml").read_text(encoding="utf-8")
    parts = "Jour de naissance+Mois de naissance+Année de naissance"
    assert f'date_naissance: "{parts}"   # 100' in text
    assert 'contrat_type: "CDDI+CDDU"   # 90' in text
    found = [(row["date_naissance"], row["contrat_type"]) for row in case.export()]
    assert found == [("1995-03-12", "CDDI"), ("1991-07-05", "CDD d'usage")]


def test_adopting_never_replaces_a_config(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run("adopt", str(case.folder / "essai.xlsx"))
    assert result.exit_code == 2
    assert "existe déjà" in result.stderr


def test_a_workbook_that_is_not_there_is_told_without_a_config_that_is_not_there(
    case: Case,
) -> None:
    said = case.run("adopt", str(case.folder / "rien.xlsx"))
    assert said.exit_code == 2
    assert "rien.xlsx n'existe pas dans" in plain(said.stderr)
    assert "config.yaml" not in said.stderr


def test_a_workbook_without_participants_is_refused(case: Case, tmp_path: Path) -> None:
    write_book(tmp_path / "essai.xlsx", {"Feuille": (("a", "b"), (1, 2))})
    assert (
        "ne ressemble à une liste de participants"
        in case.run("adopt", str(tmp_path / "essai.xlsx")).stderr
    )


def test_the_folder_that_one_is_in_is_told_by_its_name(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vide").mkdir()
    monkeypatch.chdir(tmp_path / "vide")
    assert "Aucun onglet de vide ne ressemble" in case.run("adopt", ".").stderr


def test_a_column_that_may_be_two_fields_is_asked_with_values_on_the_screen_alone(
    case: Case, tmp_path: Path
) -> None:
    header = (
        "Nom",
        "Prénom",
        "DDN",
        "Début contrat",
        "Nb heures",
        "Fin contrat",
        "Commune",
        "Ville",
    )
    people = (
        ("KONÉ", "Awa", "23/03/1995", "13/01/2025", "26 h", "12/07/2026", "Cenon", "Bordeaux"),
        ("BAH", "Omar", "25/07/1991", "20/02/2025", 30, "20/08/2026", "Lormont", "Lormont"),
        ("DIALLO", "Lia", "15/08/1991", "20/02/2025", "26 h", "20/08/2026", "Pessac", "Pessac"),
        ("SOW", "Ada", "15/08/1990", "20/02/2025", 24.5, "20/08/2026", "Pessac", "Pessac"),
    )
    write_book(tmp_path / "essai.xlsx", {"Port": (header, *people)})
    result = case.run("adopt", str(tmp_path / "essai.xlsx"))
    assert result.exit_code == 0, result.output
    screen = result.stdout.replace(NBSP, " ")
    assert "« Nb heures » (E) : « Heures / semaine » ou « Heures de français »" in screen
    assert "? Par exemple : 26 h, 30, 24,5." in screen
    assert (
        "deux colonnes pour « Commune » : « Commune » (G) est lue, et non « Ville » (H)" in screen
    )
    assert "titres obligatoires introuvables : Entrée dans le programme" in screen
    text = (tmp_path / "config.yaml").read_text(encoding="utf-8").replace(NBSP, " ")
    assert '#   heures_francais: "Nb heures"   #' in text
    assert '#   heures_hebdo: "Nb heures"   #' in text
    assert "26" not in text
    assert "plusieurs colonnes pour commune" in text


def test_months_and_renewed_contracts_are_proposed_and_read_so(case: Case, tmp_path: Path) -> None:
    header = ("Nom", "Prénom", "DDN", "Entrée le", "Fin contrat 1", "Fin contrat 2")
    months = ("Heures FLE janv.", "Heures FLE févr.", "Heures FLE mars")
    rows = (
        (*header, *months),
        ("KONÉ", "Awa", "23/03/1995", "13/01/2025", "12/07/2025", "12/01/2027", 2, 4, ""),
        ("BAH", "Omar", "25/07/1991", "20/02/2026", "20/02/2027", "", "", 3, ""),
    )
    write_book(tmp_path / "essai.xlsx", {"Port": rows})
    assert case.run("adopt", str(tmp_path / "essai.xlsx")).exit_code == 0
    text = (tmp_path / "config.yaml").read_text(encoding="utf-8")
    assert 'contrat_fin: "last(Fin contrat 1:Fin contrat 2)"' in text
    assert 'heures_francais: "sum(Heures FLE janv.:Heures FLE mars)"' in text
    found = [(row["contrat_fin"], row["heures_francais"]) for row in case.export()]
    assert found == [("2027-01-12", "6"), ("2027-02-20", "3")]
    # A counsellor inserts a column: what was settled goes with its titles.
    moved = [
        (*row[:4], "Début titre" if row is rows[0] else "01/08/2029", *row[4:]) for row in rows
    ]
    write_book(tmp_path / "essai.xlsx", {"Port": moved})
    assert found == [(row["contrat_fin"], row["heures_francais"]) for row in case.export()]
    write_book(tmp_path / "essai.xlsx", {"Port": rows})
    assert not [a for a in case.check()["anomalies"] if a["rule"].startswith("column")]


def test_a_tab_of_two_tables_side_by_side_is_proposed_and_then_told(
    case: Case, tmp_path: Path
) -> None:
    titles = ("Nom", "Prénom", "Date de naissance", "Entrée", "Fin de contrat")
    left_titles = ("Nom", "Prénom", "Date de naissance", "Date de sortie", "Motif de sortie")
    awa = ("KONÉ", "Awa", "23/03/1995", "13/01/2025", "12/07/2027")
    omid = ("SAFI", "Omid", "14/02/1990", "15/01/2026", "CDI")
    rows = (
        ("PRÉSENTS", "", "", "", "", "", "SORTIS"),
        (*titles, "", *left_titles),
        (*awa, "", *omid),
    )
    write_book(tmp_path / "essai.xlsx", {"Port": (HEADERS, ANNA, OMAR), "Union": rows})
    result = case.run("adopt", str(tmp_path / "essai.xlsx"))
    assert "Union : des participants, mais deux tableaux côte à côte" in plain(result.stdout)
    errors = [a for a in case.check()["anomalies"] if a["severity"] == "error"]
    assert [(a["tab"], a["rule"]) for a in errors] == [("Union", "tab.side_by_side")]


def test_a_column_by_its_content_alone_is_a_comment_that_check_goes_on_to_tell(
    case: Case, tmp_path: Path
) -> None:
    codes = (33000, 33100, 33800, 33130, 33600, 33700)
    people = [
        (f"NOM{'ABCDEF'[n]}", "Awa", f"{n + 10}/03/1995", f"{n + 10}/01/2025", code)
        for n, code in enumerate(codes)
    ]
    rows = (("Nom", "Prénom", "DDN", "Entrée le", "Secteur"), *people)
    write_book(tmp_path / "essai.xlsx", {"Port": rows})
    assert case.run("adopt", str(tmp_path / "essai.xlsx")).exit_code == 0
    text = (tmp_path / "config.yaml").read_text(encoding="utf-8")
    assert '    #   code_postal: "Secteur"   #' in text
    assert "column.by_content" in [a["rule"] for a in case.check()["anomalies"]]


def test_answers_of_several_siae_are_told_as_such(case: Case, tmp_path: Path) -> None:
    header = ("Horodateur", "Quelle est votre structure ?", "Nom", "Prénom", "DDN", "Entrée le")
    rows = (
        header,
        ("03/11/2025", "Alpha", "KONÉ", "Awa", "23/03/1995", "13/01/2025"),
        ("03/11/2025", "Beta", "BAH", "Omar", "25/07/1991", "20/02/2025"),
    )
    write_book(tmp_path / "essai.xlsx", {"Réponses": rows})
    screen = plain(case.run("adopt", str(tmp_path / "essai.xlsx")).stdout)
    assert "« Quelle est votre structure ? » (B) dit la SIAE de chaque ligne" in screen
    text = plain((tmp_path / "config.yaml").read_text(encoding="utf-8"))
    assert "# « Quelle est votre structure ? » (B) dit la SIAE" in text


def test_the_tabs_of_several_years_are_one_siae(case: Case, tmp_path: Path) -> None:
    entries = (HEADERS, ANNA, OMAR)
    tabs = {"Port 2024": entries, "Port 2025": entries, "Quais": entries}
    write_book(tmp_path / "essai.xlsx", tabs)
    said = plain(case.run("adopt", str(tmp_path / "essai.xlsx")).stdout)
    assert "Port 2024 : semble la même SIAE que Port 2025, une autre année." in said
    read = case.check()
    assert [(tab["siae"], tab["tab"]) for tab in read["tabs"]] == [
        ("Port", "Port 2025"),
        ("Quais", "Quais"),
    ]
    # the older one stays in sight, until config says what it is
    assert "tab.unknown_participants" in {each["rule"] for each in read["anomalies"]}


def test_a_siae_whose_tabs_have_nothing_but_a_year_is_called_as_its_workbook(
    case: Case, tmp_path: Path
) -> None:
    entries = (HEADERS, ANNA, OMAR)
    write_book(tmp_path / "Atelier.xlsx", {"2024-2025": entries, "2023-2024": entries})
    case.run("adopt", str(tmp_path / "Atelier.xlsx"))
    (tab,) = case.check()["tabs"]
    assert (tab["siae"], tab["tab"]) == ("Atelier", "2024-2025")


def test_a_required_field_that_no_title_names_is_asked_for_with_the_columns_that_are_left(
    case: Case, tmp_path: Path
) -> None:
    titles = ("Nom", "Prénom", "Date de naissance", "Début du suivi", "Contrat", "Vêtements")
    rows = (
        titles,
        ("KONÉ", "Awa", "12/03/1995", "03/02/2025", "CDDI", "M"),
        ("AHMADI", "Reza", "05/07/1991", "10/03/2025", "CDDI", "L"),
    )
    write_book(tmp_path / "essai.xlsx", {"Port": rows})
    result = case.run("adopt", str(tmp_path / "essai.xlsx"))
    text = plain(result.stdout)
    assert "aucun titre reconnu pour « Entrée dans le programme »" in text
    # « Vêtements » holds no day
    assert "« Début du suivi » (D). Si oui" in text
    config = plain((tmp_path / "config.yaml").read_text(encoding="utf-8"))
    assert "# date_entree : est-ce l'une de ces colonnes ? « Début du suivi » (D)" in config


def test_a_tab_that_lacks_a_title_is_told_with_what_it_has_and_what_may_be_meant(
    case: Case, tmp_path: Path
) -> None:
    promo = (
        ("Nom", "Prénom", "Né(e) le", "Jour 1"),
        ("Sow", "Lia", date(1990, 2, 1), date(2026, 1, 5)),
    )
    staff = (("Nom", "Prénom", "Téléphone"), ("Durand", "Jo", "05 00"))
    book = {"Promo": promo, "Équipe": staff, "Notes": (("Nom", "Autre"),)}
    write_book(tmp_path / "essai.xlsx", book)
    result = case.run("adopt", str(tmp_path / "essai.xlsx"))
    assert result.exit_code == 2
    said = plain(result.stderr)
    found = "« Nom », « Prénom » et « Date de naissance »"
    assert f"Promo : laissé de côté. Titres reconnus : {found} ; il manque un autre titre" in said
    assert "« Entrée dans le programme », qui est obligatoire : est-ce l'une de ces" in said
    assert "« Jour 1 » (D)" in said
    missing = "« Date de naissance » ou « Entrée dans le programme »"
    assert f"Titres reconnus : « Nom » et « Prénom » ; il manque {missing}" in said
    assert "Notes" not in said
    assert "Durand" not in said


def test_a_list_without_a_required_title_is_proposed_to_be_completed_where_no_other_is(
    case: Case, tmp_path: Path
) -> None:
    titles = ("Nom", "Prénom", "Âge", "Contrat", "Début de contrat", "Fin de contrat")
    rows = (titles, ("KONÉ", "Awa", 31, "CDDI", "03/02/2025", "02/02/2026"))
    write_book(tmp_path / "essai.xlsx", {"Port": rows})
    result = case.run("adopt", str(tmp_path / "essai.xlsx"))
    assert result.exit_code == 0, result.output
    missing = "« Date de naissance » et « Entrée dans le programme »"
    assert f"Port : proposé, à compléter, car il manque {missing}" in plain(result.stdout)
    config = plain((tmp_path / "config.yaml").read_text(encoding="utf-8"))
    assert "date_naissance, date_entree" in config
    assert tab_of(case)["rows_read"] == 1
    write_book(tmp_path / "deux.xlsx", {"Port": rows, "Quais": (HEADERS, ANNA)})
    both = case.run("adopt", str(tmp_path / "deux.xlsx"), "--dry-run")
    assert "Port : laissé de côté" in plain(both.stdout)


def test_an_export_of_les_emplois_is_nobodys_tab_and_compared_instead(
    case: Case, tmp_path: Path
) -> None:
    les_emplois = ("Nom structure employeur", "Statut de la candidature", "Numéro PASS IAE")
    export = ((*HEADERS, *les_emplois), (*ANNA, "Un", "Acceptée", ""))
    write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, ANNA), "Candidatures": export})
    result = case.run("adopt", str(tmp_path / "essai.xlsx"))
    assert result.exit_code == 0, result.output
    said = plain(result.stdout)
    assert "Candidatures : laissé de côté, ce fichier vient d'ailleurs (les Emplois" in said
    assert "Candidatures" not in (tmp_path / "config.yaml").read_text(encoding="utf-8")


def test_a_generated_tab_is_never_proposed_as_one_of_coordination(
    case: Case, tmp_path: Path
) -> None:
    contact = tuple(field.label for field in load_form("contact").fields)
    write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, ANNA), "Anomalies": (contact,)})
    assert case.run("adopt", str(tmp_path / "essai.xlsx")).exit_code == 0
    assert "Anomalies" not in (tmp_path / "config.yaml").read_text(encoding="utf-8")
