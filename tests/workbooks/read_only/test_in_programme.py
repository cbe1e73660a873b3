"""A programme whose staff keep an .ods, an old .xls or .csv files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheets_sync.files import digest
from tests.calc.desk import Convert
from tests.conftest import ANNA, HEADERS, OMAR, Case, write_config
from tests.typing_commands import plain

TABS = {"Alpha": (HEADERS, ANNA, OMAR), "Beta": (HEADERS, OMAR)}


def point_to(case: Case, workbook: str) -> None:
    config = case.folder / "config.yaml"
    config.write_text(config.read_text("utf-8").replace("essai.xlsx", workbook), "utf-8")


def found(case: Case) -> dict[str, Any]:
    return case.check()


@pytest.mark.office
@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_check_says_the_same_as_of_the_xlsx(case: Case, convert: Convert, ending: str) -> None:
    case.make(TABS)
    before = found(case)
    assert before["anomalies"]
    convert(case.folder / "essai.xlsx", ending, case.folder)
    point_to(case, f"essai.{ending}")
    assert found(case) == before


@pytest.mark.office
def test_sheets_go_to_the_second_file_and_the_ods_stays(case: Case, convert: Convert) -> None:
    case.make(TABS)
    source = convert(case.folder / "essai.xlsx", "ods", case.folder)
    point_to(case, "essai.ods")
    before = digest(source)
    result = case.run("prepare")
    assert result.exit_code == 0, result.stderr
    assert digest(source) == before
    assert "seuls les classeurs .xlsx et .xlsm" in plain(result.stdout)
    assert (case.folder / "essai-consortium.xlsx").exists()
    assert "n'est jamais modifié" in plain(case.run_plain("doctor").stdout)


def test_members_with_csv_files_of_their_own(case: Case) -> None:
    header = "Nom;Prénom;Sexe;Date de naissance;Entrée dans le programme;Contrat\n"
    for name, row in {
        "Alpha": "KONÉ;Zoé;F;12/03/1995;03/02/2025;CDDI\n",
        "Beta": "AHMADI;Omar;H;01/01/1990;02/09/2024;CDDI\n",
    }.items():
        (case.folder / f"{name}.csv").write_bytes((header + row).encode("cp1252"))
    write_config(case.folder, ["Alpha", "Beta"])
    config = case.folder / "config.yaml"
    text = config.read_text("utf-8").replace("essai.xlsx", "Alpha.csv")
    config.write_text(text.replace("name: Beta", "name: Beta, workbook: Beta.csv"), "utf-8")
    tabs = case.check()["tabs"]
    assert [(tab["siae"], tab["rows_kept"]) for tab in tabs] == [("Alpha", 1), ("Beta", 1)]
    result = case.run("export", str(case.folder / "out.csv"))
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("ending", ["txt", "tsv"])
def test_what_excel_saves_as_unicode_text_is_read(case: Case, ending: str) -> None:
    titles = "Nom\tPrénom\tDate de naissance\tEntrée dans le programme"
    row = "KONÉ\tZoé\t12/03/1995\t03/02/2025"
    (case.folder / f"Alpha.{ending}").write_bytes(f"{titles}\r\n{row}\r\n".encode("utf-16"))
    write_config(case.folder, ["Alpha"])
    point_to(case, f"Alpha.{ending}")
    [tab] = found(case)["tabs"]
    assert (tab["rows_read"], tab["rows_kept"]) == (1, 1)


def test_setup_and_entries_leave_it_and_say_so(case: Case) -> None:
    (case.folder / "Alpha.csv").write_text("Nom;Prénom\nKONÉ;Zoé\n", "utf-8")
    write_config(case.folder, ["Alpha"])
    point_to(case, "Alpha.csv")
    before = digest(Path(case.folder / "Alpha.csv"))
    promised = case.run_plain("setup", "--columns", "--dry-run")
    assert (promised.exit_code, "à ajouter" in promised.output) == (2, False)
    result = case.run_plain("setup")
    assert result.exit_code == 2
    assert "Rien n'est ajouté à Alpha.csv" in plain(result.stderr)
    assert digest(case.folder / "Alpha.csv") == before


def test_a_csv_whose_accents_are_all_read_wrong_is_read_with_the_right_ones(case: Case) -> None:
    text = "Nom;Prénom;Date de naissance;Entrée dans le programme\nKONÉ;Zoé;12/03/1995;03/02/2025\n"
    # As a program leaves it that reads UTF-8 as Latin-1 and saves what it saw.
    (case.folder / "Alpha.csv").write_bytes(text.encode().decode("latin-1").encode())
    write_config(case.folder, ["Alpha"])
    point_to(case, "Alpha.csv")
    (about_tab,) = [each for each in found(case)["anomalies"] if each["rule"] == "tab.accents"]
    assert about_tab["severity"] == "info"
    assert case.export()[0]["nom"] == "KONÉ"


def test_a_csv_that_is_cut_is_told_with_its_last_row(case: Case) -> None:
    text = "Nom;Prénom;Date de naissance;Entrée dans le programme\nKONÉ;Zoé;12/03/1995;03/02/2025\n"
    (case.folder / "Alpha.csv").write_text(f"{text}SOW;Lia;01/0", "utf-8")
    write_config(case.folder, ["Alpha"])
    point_to(case, "Alpha.csv")
    (about_tab,) = [each for each in found(case)["anomalies"] if each["rule"] == "tab.cut"]
    assert about_tab["severity"] == "warning"
    assert "Alpha » semble coupé : sa dernière ligne (3)" in plain(about_tab["message"])
