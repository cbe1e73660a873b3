"""`export`: the same table in every format, without what may be personal."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.sample_people import run
from tests.seen_by_duckdb import rows_of
from tests.typing_commands import plain

OWN = ("Téléphones", "Conjointe", "Atelier cuisine", "Atelier vélo")
CONTENT = ("06 00 00 00 00", "Fatou", "oui", "vu avec Awa Diallo")


def export(case: Case, name: str, *words: str, more: str = "", own: Any = CONTENT) -> str:
    """What is said; the file is `name`."""
    case.make({"Essai": ((*HEADERS, *OWN), (*ANNA, *own))}, more)
    result = case.run("export", str(case.folder / name), *words)
    assert result.exit_code == 0, result.output
    return plain(result.stdout)


def text_of(case: Case, name: str) -> str:
    return (case.folder / name).read_text(encoding="utf-8")


def test_no_column_of_no_field_leaves_unless_config_names_it(case: Case) -> None:
    said = export(case, "sans.csv")
    assert "laissées dans les onglets : Téléphones, Conjointe, Atelier cuisine" in said
    assert not any(header in text_of(case, "sans.csv") for header in OWN)


def test_the_months_of_a_sum_are_not_among_the_columns_left_in_the_tabs(case: Case) -> None:
    months = ("Heures FLE janv.", "Heures FLE févr.", "Atelier vélo")
    case.make({"Essai": ((*HEADERS, *months), (*ANNA, 4, 6, "oui"), (*OMAR, 2, 3, "non"))})
    said = plain(case.run("export", str(case.folder / "mois.csv")).stdout)
    assert "laissées dans les onglets : Atelier vélo." in said
    with (case.folder / "mois.csv").open(encoding="utf-8", newline="") as rows:
        assert [row["heures_francais"] for row in csv.DictReader(rows)] == ["10", "5"]


def test_config_lets_columns_out_one_by_one_however_it_spells_them(case: Case) -> None:
    export(case, "sans.csv", more="export: {columns: [ATELIER CUISINE]}")
    (row,) = csv.DictReader(text_of(case, "sans.csv").splitlines())
    assert row["Atelier cuisine"] == "oui"
    assert {"Téléphones", "Conjointe", "Atelier vélo"}.isdisjoint(row)


@pytest.mark.parametrize(
    ("header", "content", "what"),
    [
        ("Atelier vélo", CONTENT[0], "coordonnées"),
        ("Atelier vélo", CONTENT[3], "une personne connue"),
        ("Atelier vélo", "2 95 03 99 123 456", "sécurité sociale"),
        ("Atelier vélo", "awa@example.org", "coordonnées"),
        ("Conjointe", "Fatou Bah", "un titre qui annonce une donnée personnelle"),
        ("Téléphones", "oui", "un titre qui annonce une donnée personnelle"),
    ],
)
def test_a_column_that_holds_a_contact_or_a_person_stays_even_when_it_is_named(
    case: Case, header: str, content: str, what: str
) -> None:
    own = [content if name == header else "x" for name in OWN]
    said = export(case, "sans.csv", more=f"export: {{columns: [{header}]}}", own=own)
    assert f"« {header} » est dans « export.columns », et reste quand même" in said
    assert what in said
    # Only what stands in a cell has one to be named.
    assert ("'Essai'!" in said) == ("un titre" not in what)
    assert content not in text_of(case, "sans.csv")
    assert header not in text_of(case, "sans.csv")


def test_a_name_in_config_that_no_tab_has_is_told(case: Case) -> None:
    said = export(case, "sans.csv", more="export: {columns: [Atelier chant]}")
    assert "« Atelier chant » est dans « export.columns », et n'est le titre d'aucune" in said


def test_a_person_taken_for_a_title_is_not_told_either(case: Case) -> None:
    case.make({"Essai": ((*HEADERS, "DIALLO Awa"), (*ANNA, "x"))})
    assert "DIALLO" not in case.run("export", str(case.folder / "sans.csv")).output


def test_with_names_every_column_leaves_and_only_its_owner_reads_the_file(case: Case) -> None:
    export(case, "avec.csv", "--with-names")
    assert "DIALLO" in text_of(case, "avec.csv")
    assert all(header in text_of(case, "avec.csv") for header in OWN)
    assert (case.folder / "avec.csv").stat().st_mode & 0o777 == 0o600
    assert "export avec les noms, 1 ligne" in plain(text_of(case, "historique/journal.txt"))


RUN = ("=1+1", "+33", "-2", "@SUM(A1)", "x;=1+1", "＝1+1")


@pytest.mark.parametrize("words", [(), ("--excel",)])
def test_a_text_that_a_spreadsheet_would_run_is_defused(case: Case, words: Any) -> None:
    rows = [(*ANNA[:4], date(2025, 2, n), *ANNA[5:], text) for n, text in enumerate(RUN, 1)]
    case.make({"Essai": ((*HEADERS, "Atelier"), *rows)}, "export: {columns: [Atelier]}")
    # The sample writer would make a formula of it: typed as a text, it stays one.
    typed_as_texts(case.folder / "essai.xlsx", RUN)
    assert case.run("export", str(case.folder / "sans.csv"), *words).exit_code == 0
    text = (case.folder / "sans.csv").read_text(encoding="utf-8-sig")
    table = csv.DictReader(text.splitlines(), delimiter=";" if words else ",")
    found = [row["Atelier"] for row in table]
    assert found == ["'=1+1", "'+33", "'-2", "'@SUM(A1)", "x;'=1+1", "'＝1+1"]


def test_in_a_workbook_such_a_text_is_a_text(case: Case) -> None:
    case.make({"Essai": ((*HEADERS, "Atelier"), (*ANNA, "x"))}, "export: {columns: [Atelier]}")
    typed_as_texts(case.folder / "essai.xlsx", ["=1+1"])
    assert case.run("export", str(case.folder / "sans.xlsx")).exit_code == 0
    sheet = openpyxl.load_workbook(case.folder / "sans.xlsx").active
    assert sheet is not None
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert cell.data_type == "s" or cell.quotePrefix


def typed_as_texts(file: Path, texts: Sequence[str]) -> None:
    """Put `texts` in the last column of a workbook, as a person types them: « '=1+1 »."""
    book = openpyxl.load_workbook(file)
    sheet = book.active
    assert sheet is not None
    for row, text in enumerate(texts, 2):
        cell = sheet.cell(row, sheet.max_column)
        cell.value, cell.data_type = text, "s"
    book.save(file)


def test_for_excel_a_csv_is_as_a_french_one_opens_it(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, (*OMAR[:8], 6.5))})
    assert case.run("export", str(case.folder / "a.csv"), "--excel").exit_code == 0
    data = (case.folder / "a.csv").read_bytes()
    assert data.startswith("\ufeffsiae;tab;row;person;".encode())
    table = csv.DictReader(data.decode("utf-8-sig").splitlines(), delimiter=";")
    assert "6,5" in [row["sortie_duree_mois"] for row in table]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_an_earlier_export_is_replaced_and_no_other_file(case: Case, ending: str) -> None:
    name = f"budget.{ending}"
    for _ in range(2):
        export(case, name)
    others = case.folder / name
    others.write_text("poste;montant\nloyer;300\n", encoding="utf-8")
    result = case.run("export", str(others))
    assert result.exit_code == 2
    assert f"Un autre fichier s'appelle déjà {name}" in plain(result.output)
    assert "loyer" in others.read_text(encoding="utf-8")


def test_excel_goes_with_a_csv_only(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run("export", str(case.folder / "a.parquet"), "--excel")
    assert result.exit_code == 2
    assert "--excel va avec un nom qui finit par .csv" in plain(result.output)


FSE = "funders: {fse: {name: FSE+, start: 2026-01-01}}"


def test_an_authority_gets_what_the_law_says_of_those_it_is_concerned_with(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)}, FSE)
    result = case.run("export", str(case.folder / "fse.csv"), "--for", "fse")
    assert result.exit_code == 0, result.output
    (row,) = csv.DictReader(text_of(case, "fse.csv").splitlines())
    # Omar left before the period of the convention.
    assert (row["nom"], row["date_naissance"]) == ("DIALLO", "1995-03-12")
    assert {"person", "row", "frein_sante", "commentaire"}.isdisjoint(row)
    assert "Base légale : règlement (UE) 2021/1060" in plain(result.stdout)
    assert (case.folder / "fse.csv").stat().st_mode & 0o777 == 0o600
    (line,) = text_of(case, "historique/journal.txt").splitlines()
    assert "1 ligne, base légale : règlement (UE) 2021/1060" in plain(line)
    assert "DIALLO" not in line


COLUMNS = """\
fse:
  columns: {prenom: PRENOM, nom: NOM, sexe: GENRE, date_naissance: NE LE}
  values: {sexe: {Femme: F}}
  dates: "%d/%m/%Y"
"""


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_authority_gets_its_columns_as_its_platform_takes_them(case: Case, ending: str) -> None:
    import pandas as pd

    case.make({"Essai": (HEADERS, ANNA, OMAR)}, FSE)
    (case.folder / "authority_columns.yaml").write_text(COLUMNS, encoding="utf-8")
    file = case.folder / f"fse.{ending}"
    assert case.run("export", str(file), "--for", "fse").exit_code == 0
    read: Any = {"csv": pd.read_csv, "xlsx": lambda f: pd.read_excel(f, engine="calamine")}
    frame = read[ending](file)
    assert list(frame.columns) == ["PRENOM", "NOM", "GENRE", "NE LE"]
    assert frame.values.tolist() == [["Awa", "DIALLO", "F", "12/03/1995"]]


def test_a_value_without_a_word_of_the_platform_is_told_as_it_leaves(case: Case) -> None:
    other = ("DIOP", "Ali", "Homme", *ANNA[3:])
    case.make({"Essai": (HEADERS, ANNA, other)}, FSE)
    (case.folder / "authority_columns.yaml").write_text(COLUMNS, encoding="utf-8")
    said = plain(case.run("export", str(case.folder / "fse.csv"), "--for", "fse").output)
    assert "sexe : « Homme » n'a pas de mot dans authority_columns.yaml" in said.replace("\n", " ")
    assert "« Femme »" not in said


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("fse: {columns: {commentaire: X}}", "n'est pas un champ que cette autorité reçoit"),
        ("fse: {values: {sexe: {Fame: F}}}", "Possible ici : Femme, Homme"),
        ("fse: {colonnes: {}}", "colonnes"),
        ("caf: {}", "pas une autorité"),
        ("fse: {columns: {nom: NOM, prenom: NOM}}", "est le titre de deux champs"),
        ("fse: {dates: jj/mm/aaaa}", "n'écrit pas un jour entier"),
        ("fse: {dates: '%d/%m'}", "n'écrit pas un jour entier"),
    ],
)
def test_a_mistake_in_them_is_told_and_nothing_leaves(case: Case, wrong: str, told: str) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, FSE)
    (case.folder / "authority_columns.yaml").write_text(wrong, encoding="utf-8")
    result = case.run("export", str(case.folder / "fse.csv"), "--for", "fse")
    assert result.exit_code == 2
    assert told in plain(result.output)
    assert "authority_columns.yaml" in result.output
    assert not (case.folder / "fse.csv").exists()


def test_an_authority_that_nobody_declared_gets_nothing(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, FSE)
    result = case.run("export", str(case.folder / "a.csv"), "--for", "caf")
    assert (result.exit_code, "« caf »" in plain(result.output)) == (2, True)
    assert not (case.folder / "a.csv").exists()


def test_what_config_does_not_say_of_its_operation_is_asked_for_in_so_many_words(
    case: Case,
) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, "modules: [fse]")
    result = case.run("export", str(case.folder / "a.csv"), "--for", "fse")
    said = " ".join(plain(result.output).split())
    assert "sous « funders », « fse: {name: SON NOM, start: 2026-01-01, end: 2026-12-31} »" in said
    assert result.exit_code == 2
    assert not (case.folder / "a.csv").exists()


def test_an_authority_s_fields_and_all_names_do_not_go_together(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, FSE)
    result = case.run("export", str(case.folder / "a.csv"), "--for", "fse", "--with-names")
    assert result.exit_code == 2


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_the_export_is_the_same_in_every_format(case: Case, ending: str) -> None:
    import pandas as pd

    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    file = case.folder / f"table.{ending}"
    assert case.run("export", str(file)).exit_code == 0
    read: Any = {
        "csv": pd.read_csv,
        "parquet": lambda f: pd.DataFrame(rows_of(f)),
        "xlsx": lambda f: pd.read_excel(f, engine="calamine"),
    }[ending]
    frame = read(file)
    assert list(frame.columns[:4]) == ["siae", "tab", "row", "person"]
    assert [str(day) for day in frame["date_entree"]] == ["2025-02-03", "2024-09-02"]
    assert not {"nom", "prenom", "date_naissance", "pass_iae", "commentaire", "frein_sante"} & set(
        frame.columns
    )


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_the_sample_is_exported_whole_in_every_format(
    demo: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"table.{ending}"
    done = run(demo, "export", str(file))
    assert done.exit_code == 0, done.output
    assert file.stat().st_size > 10_000
