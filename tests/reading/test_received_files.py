"""A folder of files that SIAE send: the newest is read, and said; `adopt` takes them all."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import yaml

from sheets_sync.errors import Refusal
from sheets_sync.files import digest
from sheets_sync.workbooks.shared.days_in_names import day_in_name, without_day
from sheets_sync.workbooks.shared.received import received_files
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case, Rows, write_book
from tests.typing_commands import plain, typed

ALPHA: Rows = (HEADERS, ANNA)
SUMMARY: Rows = (("Consignes",), ("Envoyer avant le 5",))


@pytest.fixture
def received(tmp_path: Path) -> Path:
    """Two months of Alpha, whose tab has another name each month, and Beta's one file."""
    folder = tmp_path / "recus"
    folder.mkdir()
    write_book(folder / "Alpha 2026-10.xlsx", {"Suivi octobre": ALPHA})
    write_book(
        folder / "Alpha 2026-11.xlsx", {"Suivi nov": (HEADERS, ANNA, OMAR), "À lire": SUMMARY}
    )
    write_book(folder / "Béta EI.xlsx", {"Feuil1": (HEADERS, OMAR)})
    return folder


def case_of(folder: Path, members: str) -> Case:
    write_book(folder / "essai.xlsx", {"Actions": (("Quoi", "Qui"),)})
    text = f"programme: Essai\nworkbook: essai.xlsx\nsiae:\n{members}"
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return Case(folder)


ALPHA_SENT = '  - {name: Alpha, kind: ACI, workbook: "recus/Alpha*.xlsx"}\n'


def test_the_newest_file_is_read_whatever_its_tab_is_called_and_it_is_said(received: Path) -> None:
    case = case_of(received.parent, ALPHA_SENT)
    (tab,) = case.check()["tabs"]
    assert (tab["siae"], tab["tab"], tab["rows_kept"]) == ("Alpha", "Suivi nov", 2)
    said = plain(case.run("check").output)
    assert "recus/Alpha*.xlsx : Alpha 2026-11.xlsx, enregistré le" in said
    assert "le plus récent de 2 fichiers" in said
    assert "recus/Alpha*.xlsx : Alpha 2026-11.xlsx" in plain(case.run("prepare").output)


def test_a_file_of_the_folder_that_config_does_not_name_is_told_at_each_run(received: Path) -> None:
    case = case_of(received.parent, ALPHA_SENT)
    (anomaly,) = [one for one in case.check()["anomalies"] if one["rule"] == "tab.unknown_file"]
    assert (anomaly["severity"], anomaly["tab"]) == ("warning", "Béta EI.xlsx")
    assert case.run("prepare").exit_code == 0
    sheet = openpyxl.load_workbook(received.parent / "essai.xlsx")["Anomalies"]
    cells = [plain(str(cell.value)) for row in sheet.iter_rows() for cell in row]
    assert any(text.startswith("Le fichier « Béta EI.xlsx »") for text in cells)
    config = received.parent / "config.yaml"
    config.write_text(config.read_text("utf-8") + 'leave: ["Béta EI.xlsx"]\n', "utf-8")
    assert "tab.unknown_file" not in [one["rule"] for one in case.check()["anomalies"]]


def test_a_newer_file_takes_its_place_and_the_older_is_left_alone(received: Path) -> None:
    case = case_of(received.parent, ALPHA_SENT)
    assert case.run("prepare").exit_code == 0
    older = digest(received / "Alpha 2026-11.xlsx")
    write_book(received / "Alpha 2026-12.xlsx", {"Décembre": ALPHA})
    assert case.run("prepare").exit_code == 0
    assert case.check()["tabs"][0]["tab"] == "Décembre"
    assert digest(received / "Alpha 2026-11.xlsx") == older


def test_the_day_in_the_names_counts_and_not_when_a_file_was_saved_again(received: Path) -> None:
    os.utime(received / "Alpha 2026-10.xlsx", (2_000_000_000, 2_000_000_000))
    names = [file.name for file in received_files("Alpha*.xlsx", received)]
    assert names == ["Alpha 2026-11.xlsx", "Alpha 2026-10.xlsx"]


def test_where_a_name_has_no_day_the_last_saved_counts_and_locks_are_no_files(
    received: Path,
) -> None:
    write_book(received / "Alpha final.xlsx", {"x": ALPHA})
    os.utime(received / "Alpha final.xlsx", (2_000_000_000, 2_000_000_000))
    (received / "~$Alpha final.xlsx").write_bytes(b"Marie")
    names = [file.name for file in received_files("*Alpha*.xlsx", received)]
    assert names[0] == "Alpha final.xlsx"
    assert "~$Alpha final.xlsx" not in names


@pytest.mark.parametrize(
    ("stem", "day", "rest"),
    [
        ("Alpha 2026-11", date(2026, 11, 1), "Alpha"),
        ("Alpha_20261105", date(2026, 11, 5), "Alpha"),
        ("Alpha 05-11-2026", date(2026, 11, 5), "Alpha"),
        ("Alpha novembre 2026", date(2026, 11, 1), "Alpha"),
        ("Alpha au 30 novembre 2026", date(2026, 11, 30), "Alpha"),
        ("Alpha 1er déc. 2026", date(2026, 12, 1), "Alpha"),
        ("Alpha_fe\u0301vrier_2026", date(2026, 2, 1), "Alpha"),
        ("Alpha AOUT 26", date(2026, 8, 1), "Alpha"),
        ("Alpha30112026", date(2026, 11, 30), "Alpha"),
        ("Alpha_20122026", date(2026, 12, 20), "Alpha"),
        ("Alpha 30.11.26", date(2026, 11, 30), "Alpha"),
        ("Alpha 30-11-26", date(2026, 11, 30), "Alpha"),
        ("Alpha 26-11-30", date(2026, 11, 30), "Alpha"),
        ("Alpha 26-11-28", None, "Alpha"),
        ("Alpha septembre", None, "Alpha"),
        ("Bureau 2026", None, "Bureau"),
        ("La Mar", None, "La Mar"),
        ("Suivi Alpha 10-2026", date(2026, 10, 1), "Suivi Alpha"),
        ("Alpha (2)", None, "Alpha"),
        ("Alpha v3", None, "Alpha"),
        ("Atelier 33", None, "Atelier 33"),
        ("2026-11", date(2026, 11, 1), "2026-11"),
    ],
)
def test_what_of_a_name_is_its_day(stem: str, day: date | None, rest: str) -> None:
    assert (day_in_name(stem), without_day(stem)) == (day, rest)


def test_which_file_is_taken_for_the_newest_and_why_is_said(received: Path) -> None:
    case = case_of(received.parent, ALPHA_SENT)
    os.utime(received / "Alpha 2026-10.xlsx", (2_000_000_000, 2_000_000_000))
    said = plain(case.run("check").output)
    assert "Alpha 2026-11.xlsx, enregistré le" in said
    assert "d'après leurs noms. Alpha 2026-10.xlsx a été enregistré après, et n'est pas lu." in said
    (received / "Alpha 2026-10.xlsx").rename(received / "Alpha octobre.xlsx")
    said = plain(case.run("check").output)
    assert "Alpha octobre.xlsx, enregistré le" in said
    assert "d'après l'enregistrement seul, car un nom au moins n'a pas de date complète" in said


def test_two_tabs_of_people_are_asked_about(received: Path) -> None:
    write_book(received / "Alpha 2026-12.xlsx", {"Un": ALPHA, "Deux": (HEADERS, OMAR)})
    result = case_of(received.parent, ALPHA_SENT).run("check")
    assert result.exit_code == 2
    said = plain(result.output)
    assert "Alpha 2026-12.xlsx n'a pas un seul onglet de participants, mais Un et Deux" in said
    assert "tab: …" in said


def test_where_nothing_came_it_is_said_where_to_put_it(tmp_path: Path) -> None:
    result = case_of(tmp_path, ALPHA_SENT).run("check")
    assert result.exit_code == 2
    assert "Aucun fichier n'est nommé comme recus/Alpha*.xlsx" in plain(result.output)
    with pytest.raises(Refusal):
        received_files("Alpha*.xlsx", tmp_path)


def adopted(folder: Path, *words: str) -> str:
    config = folder.parent / "config.yaml"
    given = ["adopt", str(folder), "--config", str(config), "--as-of", AS_OF, *words]
    result = typed(given)
    assert result.exit_code == 0, result.output
    return plain(result.output)


def test_adopt_proposes_the_config_of_the_whole_folder_and_check_reads_it(received: Path) -> None:
    said = adopted(received)
    assert "Alpha 2026-11.xlsx (dans config.yaml : recus/Alpha*.xlsx)" in said
    config = yaml.safe_load((received.parent / "config.yaml").read_text("utf-8"))
    assert [(m["name"], m["workbook"], m["kind"]) for m in config["siae"]] == [
        ("Alpha", "recus/Alpha*.xlsx", "ACI"),
        ("Béta EI", "recus/Béta EI*.xlsx", "EI"),
    ]
    assert ["tab" in member for member in config["siae"]] == [False, False]
    case = Case(received.parent)
    sent = digest(received / "Alpha 2026-11.xlsx")
    made = case.run("setup")
    assert made.exit_code == 0, made.output
    assert (received.parent / "coordination.xlsx").exists(), "the one that all share is made"
    assert digest(received / "Alpha 2026-11.xlsx") == sent
    kept = [(tab["siae"], tab["rows_kept"]) for tab in case.check()["tabs"]]
    assert kept == [("Alpha", 2), ("Béta EI", 1)]


def test_of_files_of_one_name_the_workbook_is_taken_and_the_other_named(received: Path) -> None:
    (received / "Alpha 2026-12.csv").write_text("Nom;Prénom\nDIALLO;Awa\n", "utf-8")
    said = adopted(received)
    assert "Alpha 2026-12.csv : laissé de côté, Alpha 2026-11.xlsx porte le même nom" in said
    config = yaml.safe_load((received.parent / "config.yaml").read_text("utf-8"))
    assert [member["name"] for member in config["siae"]] == ["Alpha", "Béta EI"]


def test_adopt_of_a_folder_names_setup_before_check(received: Path) -> None:
    said = adopted(received)
    assert "sheets-sync setup" in said.partition("sheets-sync check")[0]


def test_a_name_that_begins_another_takes_nothing_of_it(received: Path) -> None:
    write_book(received / "Alpha Sud 2026-11.xlsx", {"x": (HEADERS, OMAR)})
    adopted(received)
    config = yaml.safe_load((received.parent / "config.yaml").read_text("utf-8"))
    by_name = {member["name"]: member["workbook"] for member in config["siae"]}
    assert by_name["Alpha"] == "recus/Alpha*.xlsx"
    assert by_name["Alpha Sud"] == "recus/Alpha Sud*.xlsx"
    write_book(received / "Alpha Sud 2026-12.xlsx", {"x": (HEADERS, OMAR)})
    names = [file.name for file in received_files("Alpha*.xlsx", received)]
    assert names == ["Alpha 2026-11.xlsx", "Alpha 2026-10.xlsx"]


def test_a_file_newer_than_the_one_that_config_names_as_it_is_is_told(received: Path) -> None:
    fixed = ALPHA_SENT.replace("Alpha*.xlsx", "Alpha 2026-11.xlsx")
    case = case_of(received.parent, fixed)
    write_book(received / "Alpha 2026-12.xlsx", {"Décembre": ALPHA})
    said = {one["tab"]: one for one in case.check()["anomalies"] if one["rule"] == "tab.newer_file"}
    assert "workbook: recus/Alpha*.xlsx" in plain(said["Alpha 2026-12.xlsx"]["message"])


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_proposed(received: Path) -> None:
    (received / "Gamma.xlsx").write_bytes(b"PK\x03\x04 cut")
    said = adopted(received)
    assert "Gamma.xlsx : laissé de côté." in said
    assert "Alpha" in (received.parent / "config.yaml").read_text("utf-8")


def test_a_file_with_two_siae_names_their_tabs(received: Path) -> None:
    shutil.rmtree(received)
    received.mkdir()
    write_book(received / "Groupe 2026-11.xlsx", {"Nord": ALPHA, "Sud": (HEADERS, OMAR)})
    adopted(received)
    config = yaml.safe_load((received.parent / "config.yaml").read_text("utf-8"))
    assert [(m["name"], m["tab"]) for m in config["siae"]] == [
        ("Groupe Nord", "Nord"),
        ("Groupe Sud", "Sud"),
    ]
