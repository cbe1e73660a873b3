"""`doctor`: what is missing to work."""

from __future__ import annotations

import shutil

from openpyxl import load_workbook

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.typing_commands import plain


def test_doctor_looks_at_files_too(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run("doctor")
    assert (result.exit_code, "✓ essai.xlsx : se lit et peut être remplacé." in result.stdout) == (
        0,
        True,
    )
    (case.folder / ".~lock.essai.xlsx#").write_text(",Marie,poste,;", encoding="utf-8")
    result = case.run("doctor")
    assert (
        result.exit_code,
        "✗ essai.xlsx : Le classeur essai.xlsx est ouvert par Marie" in result.stdout,
    ) == (2, True)


def test_a_tab_called_after_a_participant_is_told_without_the_name(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA), f"{ANNA[1]} {ANNA[0]}": (("Suivi",), ("ok",))})
    config = case.folder / "config.yaml"
    config.write_text(config.read_text("utf-8").replace(f"{ANNA[1]} {ANNA[0]}", "Absent"), "utf-8")
    said = case.run("doctor").stdout
    assert "L'onglet « [nom retiré] » porte le nom d'un participant" in plain(said)
    assert "leave" not in said
    assert ANNA[0].casefold() not in said.casefold()


def test_so_is_one_called_after_somebody_who_is_gone(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    assert case.run("prepare").exit_code == 0
    book = load_workbook(case.folder / "essai.xlsx")
    book["Essai"].delete_rows(2)
    book.create_sheet(f"{ANNA[1]} {ANNA[0]}")["A1"] = "Suivi"
    book.save(case.folder / "essai.xlsx")
    said = case.run("doctor").stdout
    assert "L'onglet « [nom retiré] » porte le nom d'un participant" in plain(said)
    assert ANNA[0].casefold() not in said.casefold()


def test_where_nobody_can_be_read_no_tab_is_named_that_config_does_not_name(case: Case) -> None:
    case.make({f"{ANNA[1]} {ANNA[0]}": (HEADERS, ANNA)})
    config = case.folder / "config.yaml"
    config.write_text(config.read_text("utf-8").replace(f"{ANNA[1]} {ANNA[0]}", "Absent"), "utf-8")
    result = case.run("doctor")
    assert (result.exit_code, "l'onglet « Absent » n'y est pas" in plain(result.stdout)) == (
        2,
        True,
    )
    assert ANNA[0].casefold() not in result.output.casefold()


def test_a_memory_that_is_not_there_is_missing_once_a_workbook_was_published(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    assert case.run("consolidate").exit_code == 0
    shutil.rmtree(case.folder / "historique")
    result = case.run("doctor")
    assert result.exit_code == 2
    assert "n'est pas encore synchronisée" in plain(result.stdout)
