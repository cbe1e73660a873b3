"""`restore`: what each copy was kept before, what putting it back undoes, and the question."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from typer.testing import CliRunner

from sheets_sync.commands.app import app
from sheets_sync.history.memory.database import as_bytes, opened
from sheets_sync.history.restoring.restore import KeptCopy
from sheets_sync.history.running.here import this_computer
from sheets_sync.rights.undone import uncounted_text
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.typing_commands import plain

NO_NOTES: dict[str, list[str]] = {"notes_lost": [], "notes_returning": []}
FANTA = ("KONÉ", "Fanta", "Femme", "04/07/1999", "02/11/2026")


@pytest.fixture
def prepared(case: Case) -> Path:
    """A workbook of which one copy is kept, and into which somebody typed since."""
    case.make({"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, OMAR)})
    file = case.folder / "essai.xlsx"
    assert case.run("consolidate").exit_code == 0
    book = load_workbook(file)
    book["Un"].append(FANTA)
    book["Un"]["B2"] = "Aïssa"
    book["Deux"].delete_rows(2)
    book.save(file)
    return file


def differences(case: Case, *words: str) -> list[dict[str, Any]]:
    result = case.run("restore", "1", "--dry-run", "--json", *words)
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["differences"]
    return found


def test_a_copy_says_what_it_was_kept_before(case: Case, prepared: Path) -> None:
    listed = plain(case.run("restore").stdout)
    assert "(gardée avant « consolidate » du " in listed
    copies = json.loads(case.run("restore", "--json").stdout)["copies"]
    (of_workbook,) = [copy for copy in copies if copy["file"].endswith(".xlsx")]
    assert [run["before"] for run in of_workbook["runs"]] == ["consolidate"]


def test_who_ran_and_where_is_said(case: Case, prepared: Path) -> None:
    by = this_computer().shown
    assert f", sur {by})" in plain(case.run("restore").stdout)
    assert f", sur {by}" in plain(case.run("restore", "1", "--dry-run").stdout)


def test_what_a_copy_of_the_memory_would_forget_is_counted(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-23")
    copies = json.loads(case.run("restore", "--json").stdout)["copies"]
    memory = next(copy["copy"] for copy in copies if copy["file"].endswith(".sqlite"))
    said = plain(case.run("restore", memory, "--dry-run").stdout)
    assert "La mémoire oublierait ces passages : « prepare » du " in said
    assert "; et ce qui a été décidé ou reçu depuis : 1 pseudonyme." in said


def test_links_given_and_points_accepted_since_are_counted_too(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    case.run("prepare", as_of="2026-11-02")
    memory = case.folder / "historique" / "memoire.sqlite"
    copy = case.folder / "copie.sqlite"
    shutil.copy(memory, copy)
    written_into(copy, "INSERT INTO acceptances VALUES ('a', '{}')")
    written_into(memory, "INSERT INTO links VALUES (1, '{}')")
    written_into(memory, "INSERT INTO imported VALUES ('participant', 'b', '2026-11-03', '')")
    said = plain(uncounted_text(KeptCopy("copie", str(copy), str(memory))))
    assert "1 lien de saisie (fait ou changé) et 1 saisie reçue." in said
    assert "1 point redeviendrait accepté, comme au jour de cette copie." in said


def written_into(file: Path, statement: str) -> None:
    memory, _ = opened(file.read_bytes())
    memory.execute(statement)
    file.write_bytes(as_bytes(memory))


def test_every_run_since_is_said_to_be_undone(case: Case, prepared: Path) -> None:
    for month, command in ((1, "prepare"), (2, "consolidate")):
        os.utime(prepared, (10_000_000 * month, 10_000_000 * month))
        case.run(command, as_of=f"2027-0{month}-15")
    copies = json.loads(case.run("restore", "--json").stdout)["copies"]
    of_workbook = [copy for copy in copies if copy["file"].endswith(".xlsx")]
    undone = [[run["before"] for run in copy["runs"]] for copy in of_workbook]
    assert sorted(undone, key=len) == [
        ["consolidate"],
        ["prepare", "consolidate"],
        ["consolidate", "prepare", "consolidate"],
    ]


def test_rows_and_values_that_would_be_lost_are_counted_by_tab(case: Case, prepared: Path) -> None:
    assert differences(case) == [
        {"tab": "Un", "lost": [4], "returning": [], "values": ["B2"], **NO_NOTES},
        {"tab": "Deux", "lost": [], "returning": [2], "values": [], **NO_NOTES},
    ]
    text = plain(case.run("restore", "1", "--dry-run").stdout)
    assert "« Un » : 1 ligne perdue, 0 ligne qui revient, 1 valeur qui change." in text
    assert "1 écriture serait défaite : « consolidate » du " in text


def test_answers_typed_in_anomalies_and_tabs_of_ours_that_staff_write_in_count_too(
    case: Case, prepared: Path
) -> None:
    assert case.run("prepare").exit_code == 0
    book = load_workbook(prepared)
    sheet = book["Anomalies"]
    titles, first = next(
        (titles, row)
        for row, titles in enumerate(sheet.iter_rows(values_only=True), 1)
        if "Code" in titles
    )
    column = titles.index("Accepter, parce que…") + 1
    sheet.cell(first + 1, column).value = "dérogation accordée"
    book.create_sheet("Listes").append(["Orienté par", "Association Wimoov"])
    book.save(prepared)
    lost = {one["tab"]: one["lost"] for one in differences(case)}
    assert lost["Anomalies"] == [first + 1]
    assert lost["Listes"] == [1]


def test_notes_that_would_be_lost_are_counted_and_shown_by_cell(case: Case, prepared: Path) -> None:
    book = load_workbook(prepared)
    book["Deux"]["C1"].comment = Comment("à vérifier avec la CAF", "Marie")
    book.save(prepared)
    text = plain(case.run("restore", "1", "--dry-run").stdout)
    assert "1 ligne qui revient, 0 valeur qui change. Notes : 1 perdue, 0 qui revient." in text
    assert "n'y serait plus : C1" in plain(case.run("restore", "1", "--tab", "Deux").stdout)


def test_a_workbook_that_is_gone_is_put_back_and_nothing_is_said_to_be_kept(
    case: Case, prepared: Path
) -> None:
    prepared.unlink()
    said = plain(case.run("restore", "1", "--yes").stdout)
    assert "Il n'y avait plus rien à cette place." in said
    assert "est gardé aussi" not in said


def test_the_difference_of_one_tab_is_shown_and_nothing_is_put_back(
    case: Case, prepared: Path
) -> None:
    before = prepared.read_bytes()
    shown = plain(case.run("restore", "1", "--tab", "Un").stdout)
    assert "B2 : Aïssa → Awa" in shown
    assert "« Deux »" not in shown
    assert prepared.read_bytes() == before
    assert [one["tab"] for one in differences(case, "--tab", "Deux")] == ["Deux"]
    unknown = case.run("restore", "1", "--tab", "Trois")
    assert (unknown.exit_code, "« Trois » n'existe pas" in plain(unknown.stderr)) == (2, True)


@pytest.mark.parametrize("answer", ["", "n\n", "\n", "peut-être\n"])
def test_nothing_is_put_back_without_a_yes(case: Case, prepared: Path, answer: str) -> None:
    before = prepared.read_bytes()
    result = answered(case, answer)
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert prepared.read_bytes() == before


def test_a_yes_puts_it_back_and_keeps_what_was_there(case: Case, prepared: Path) -> None:
    typed_since = prepared.read_bytes()
    assert answered(case, "oui\n").exit_code == 0
    assert [row["nom"] for row in case.export()] == ["DIALLO", "AHMADI", "AHMADI"]
    copies = json.loads(case.run("restore", "--json").stdout)["copies"]
    assert typed_since in [Path(copy["copy"]).read_bytes() for copy in copies]


def test_a_workbook_that_is_gone_or_damaged_is_put_back_uncounted(
    case: Case, prepared: Path
) -> None:
    prepared.write_bytes(b"damaged")
    said = plain(case.run("restore", "1", "--dry-run").stdout)
    assert "ce qui serait perdu n'est pas compté" in said
    assert case.run("restore", "1", "--yes").exit_code == 0
    assert case.run("check").exit_code in (0, 1)


def test_a_line_of_the_notes_that_was_cut_off_hides_no_copy(case: Case, prepared: Path) -> None:
    notes = case.folder / "historique" / "copies" / "copies.jsonl"
    notes.write_bytes(notes.read_bytes() + b'\n{"copy": "essai')
    assert "gardée avant" in case.run("restore").stdout
    shutil.copy(prepared, notes)
    assert "essai" in case.run("restore").stdout


def answered(case: Case, answer: str) -> Any:
    config = str(case.folder / "config.yaml")
    return CliRunner().invoke(app, ["restore", "1", "--config", config], input=answer)
