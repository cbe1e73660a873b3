"""Why a column is read as a field: `adopt --why` for people, `check --json` for programs."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Case, write_book
from tests.reading.what_is_read import tab_of
from tests.typing_commands import plain

HEADER = ("Nom", "Prénom", "DDN", "Entrée le", "Fin contrat", "Nb heures", "Commune", "Ville")
PEOPLE = (
    ("KONÉ", "Awa", "23/03/1995", "13/01/2025", "12/07/2026", "26 h", "Cenon", "Bordeaux"),
    ("BAH", "Omar", "25/07/1991", "20/02/2025", "20/08/2026", 30, "Lormont", "Lormont"),
    ("SOW", "Ada", "15/08/1990", "20/02/2025", "20/08/2026", 24.5, "Pessac", "Talence"),
)


def test_adopt_says_of_each_column_what_speaks_for_it_and_what_came_second(
    case: Case, tmp_path: Path
) -> None:
    write_book(tmp_path / "essai.xlsx", {"Port": (HEADER, *PEOPLE)})
    screen = plain(case.run("adopt", str(tmp_path / "essai.xlsx"), "--why").stdout)
    assert "D « Entrée le » : « Entrée dans le programme », 99 % (titre connu" in screen
    assert "F « Nb heures » : à décider, « Heures / semaine » à" in screen
    assert "; sinon « Heures de français »" in screen
    assert "G « Commune » : « Commune », 100 % (titre connu" in screen
    assert "; sinon la colonne H" in screen
    assert "KONÉ" not in screen


def test_without_why_nothing_of_it_is_said(case: Case, tmp_path: Path) -> None:
    write_book(tmp_path / "essai.xlsx", {"Port": (HEADER, *PEOPLE)})
    assert "Pourquoi" not in case.run("adopt", str(tmp_path / "essai.xlsx")).stdout


def test_programs_get_the_same_of_each_column(case: Case) -> None:
    case.make({"Essai": (HEADER, *PEOPLE)})
    columns = {entry["column"]: entry for entry in tab_of(case)["columns"]}
    assert (columns["A"]["field"], columns["A"]["confidence"]) == ("nom", 1.0)
    assert (columns["F"]["field"], columns["F"]["asked"][0]) == (None, "heures_hebdo")
    assert columns["F"]["confidence"] < 0.8
    assert columns["G"]["other"] == "H"
    assert columns["H"]["field"] is None
    book = str(case.folder / "essai.xlsx")
    (case.folder / "config.yaml").unlink()
    adopted = json.loads(case.run("adopt", book, "--json").stdout)
    assert adopted["columns"]["Essai"][0]["field"] == "nom"


def test_a_column_for_two_names_stands_there_for_each(case: Case) -> None:
    rows = (("Nom et prénom", "DDN", "Entrée le"), ("KONÉ Awa", "23/03/1995", "13/01/2025"))
    case.make({"Essai": rows})
    entries = [entry for entry in tab_of(case)["columns"] if entry["column"] == "A"]
    assert [entry["field"] for entry in entries] == ["nom", "prenom"]
