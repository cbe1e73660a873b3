"""What `history` shows of commands that are no runs, and of runs that wrote once more."""

from __future__ import annotations

import json
from typing import Any

from openpyxl import load_workbook

from tests.conftest import ANNA, CROWD, HEADERS, Case
from tests.outside.test_submissions import NEW, export
from tests.typing_commands import plain, typed


def shown(case: Case) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(case.run("history", "--json").stdout)
    return data


def test_setup_imports_and_restore_are_each_a_line(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    case.run("setup")
    case.run("setup")
    case.run("forms", "import", str(export(case.folder / "kobo.csv", NEW)))
    case.run("restore", "1", "--yes")
    writes = shown(case)["writes"]
    assert [write["command"] for write in writes] == ["setup", "forms import", "restore"]
    assert all(write["computer"] and write["at"] for write in writes)
    said = plain(case.run("history").stdout)
    assert "forms import (1 écriture ce jour-là), sur " in said


def test_a_run_that_finds_the_same_but_wrote_is_a_line(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    case.run("prepare")
    case.run("prepare")
    assert len(shown(case)["runs"]) == 1
    file = case.folder / "essai.xlsx"
    book = load_workbook(file)
    del book["Anomalies"]
    book.save(file)
    case.run("prepare")
    assert len(shown(case)["runs"]) == 2


def test_the_sample_is_a_line(case: Case) -> None:
    typed(["demo", str(case.folder / "demo"), "--quiet"])
    config = str(case.folder / "demo" / "config.yaml")
    listed = json.loads(typed(["history", "--json", "--config", config]).stdout)
    assert [write["command"] for write in listed["writes"]] == ["demo"]


def test_an_agenda_and_a_report_that_were_written_are_each_a_line(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, *CROWD)}, "funders: {dreets: {name: DREETS}}")
    case.run("agenda", "directions")
    case.run("report", "dreets", "--yes")
    assert [write["command"] for write in shown(case)["writes"]] == ["agenda", "report"]
    memory = (case.folder / "historique" / "memoire.sqlite").read_bytes()
    case.run("agenda", "directions")
    case.run("report", "dreets", "--dry-run")
    assert (case.folder / "historique" / "memoire.sqlite").read_bytes() == memory


def test_a_file_where_the_folder_of_the_memory_should_be_is_said(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, "history: {folder: notes.txt}")
    (case.folder / "notes.txt").write_text("rien")
    for command in ("check", "prepare", "history"):
        result = case.run(command)
        assert (result.exit_code, "il faut un dossier" in result.stderr) == (2, True), command
    assert (case.folder / "notes.txt").read_text() == "rien"


def test_what_a_run_that_was_killed_left_half_written_is_gone_after_the_next(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    case.run("prepare")
    kept = case.folder / "documents" / ".mes-notes"
    kept.write_text("de la coordinatrice")
    # also where the next run, of another day, writes nothing
    (case.folder / "documents" / "relances" / "2026-10-26").mkdir()
    places = ("", "/relances/2026-11-23", "/relances/2026-10-26")
    folders = ("historique", "historique/etats", *(f"documents{place}" for place in places))
    drafts = [
        case.folder / folder / f".etat-2026-11-23-a1b2c3d4{ending}"
        for folder in folders
        for ending in (".brouillon.parquet", ".brouillon")
    ]
    for draft in drafts:
        draft.write_bytes(b"half")
    case.run("prepare")
    assert not [draft for draft in drafts if draft.exists()]
    assert kept.exists()
