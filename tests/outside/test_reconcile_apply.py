"""`reconcile --apply`: chosen differences are written, only over what was shown, and only once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from forms.values import ReadingContext
from sheets_sync.commands.app import app
from sheets_sync.errors import Untouchable
from sheets_sync.files import Copies, Outcome, digest
from sheets_sync.outside.applying import Desk, apply_differences, tabs_as_shown
from sheets_sync.outside.difference import Difference
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from sheets_sync.workspace import open_workspace
from tests.conftest import AS_OF, Case
from tests.desks import Programme
from tests.outside.test_reconcile import (
    BIRTH,
    HEADERS,
    HERE,
    IMMERSIONS,
    OTHER,
    PASS,
    differences,
    immersion,
    retype,
    there,
    told,
    written,
)
from tests.sheets_emulator.server import Emulator, Fault
from tests.typing_commands import plain

NEW_END, NEW_PASS_END = date(2027, 6, 30), date(2027, 8, 31)


@pytest.fixture
def tab(case: Case) -> Case:
    return case.make({"Essai": (HEADERS, HERE, OTHER)})


def two_differences(folder: Path) -> Path:
    return written(
        folder,
        there(pass_fin=NEW_PASS_END, fin=NEW_END),
        there(nom="AHMADI", prenom="Omar", naissance=OTHER[2], cp="33600", numero="999992600027"),
    )


def applied(case: Case, file: Path, *words: str, answers: str = "") -> Result:
    given = ["reconcile", str(file), "--apply", *words, "--as-of", AS_OF]
    config = ["--config", str(case.folder / "config.yaml")]
    return CliRunner().invoke(app, [*given, *config], input=answers)


def cells(case: Case) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(case.folder / "essai.xlsx")["Essai"]
    return {name: _day(sheet[name].value) for name in ("H2", "J2", "I3", "J3")}


def rows_of(case: Case) -> Iterator[Any]:
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    return book["Essai"].iter_rows(values_only=True)


def rows_now(case: Case) -> list[list[Any]]:
    return [[_day(value) for value in row] for row in rows_of(case)]


def _day(value: Any) -> Any:
    return value.date() if hasattr(value, "date") else value


def test_the_history_names_the_command_that_a_run_was_of(tab: Case) -> None:
    tab.run("reconcile", str(two_differences(tab.folder)))
    tab.run("consolidate")
    runs = json.loads(tab.run("history", "--json").stdout)["runs"]
    assert {run["command"] for run in runs} >= {"reconcile"}


def test_each_difference_is_asked_about_and_only_a_yes_is_written(tab: Case) -> None:
    file = two_differences(tab.folder)
    result = applied(tab, file, answers="n\no\n\n\n")
    assert result.exit_code == 0, result.output
    assert "Écrire la valeur du fichier" in plain(result.stderr)
    assert cells(tab) == {"H2": NEW_END, "J2": HERE[9], "I3": None, "J3": None}
    assert "1 case écrite dans les onglets" in plain(result.stdout)
    assert "Rien n'y est modifié" not in plain(result.stdout)


def test_yes_to_all_of_a_field_asks_about_the_others_only(tab: Case) -> None:
    file = two_differences(tab.folder)
    result = applied(tab, file, "--yes", "pass_iae_fin", answers="")
    assert result.exit_code == 0, result.output
    # Omar's end is asked about with his number.
    assert cells(tab) == {"H2": HERE[7], "J2": NEW_PASS_END, "I3": None, "J3": None}


def test_t_says_yes_to_the_field_from_there_on(tab: Case) -> None:
    omar = {"nom": "AHMADI", "prenom": "Omar", "naissance": OTHER[2]}
    file = written(
        tab.folder,
        there(pass_fin=NEW_PASS_END, fin=NEW_END),
        there(**omar, cp="33600", numero="", fin=NEW_END),
    )
    applied(tab, file, answers="n\nt\n")
    assert cells(tab)["J2"] == HERE[9]
    assert [row[7] for row in rows_now(tab)[1:]] == [NEW_END, NEW_END]


def test_all_is_written_and_the_same_file_again_changes_nothing(tab: Case) -> None:
    file = two_differences(tab.folder)
    first = applied(tab, file, "--yes", "tout", "--json")
    assert len(json.loads(first.stdout)["applied"]) == 4
    assert told(tab) == []
    before = digest(tab.folder / "essai.xlsx")
    again = applied(tab, file, "--yes", "tout", "--json")
    assert (json.loads(again.stdout)["applied"], differences(tab, file)) == ([], [])
    assert digest(tab.folder / "essai.xlsx") == before


def test_a_copy_is_kept_and_restore_brings_back_what_was_there(tab: Case) -> None:
    applied(tab, two_differences(tab.folder), "--yes", "tout")
    listed = plain(tab.run_plain("restore", "--dry-run").output)
    assert "reconcile" in listed


def test_a_dry_run_says_how_many_and_writes_none(tab: Case) -> None:
    before = digest(tab.folder / "essai.xlsx")
    result = applied(tab, two_differences(tab.folder), "--yes", "tout", "--dry-run")
    assert "4 cases seraient écrites" in plain(result.stdout)
    assert digest(tab.folder / "essai.xlsx") == before


def test_a_cell_that_is_not_understood_is_shown_and_asked_about_even_with_yes(tab: Case) -> None:
    file = written(tab.folder, there())
    retype(tab, "C2", "à voir")
    said = plain(applied(tab, file, "--yes", "tout", answers="o\n").stdout)
    assert "ici « à voir » (non compris), là 04/05/1990" in said
    retype(tab, "I2", "99999260005")
    said = plain(applied(tab, file, "--yes", "tout", answers="n\n").stdout)
    assert "ici « 99999260005 » (non compris)" in said
    sheet = openpyxl.load_workbook(tab.folder / "essai.xlsx")["Essai"]
    assert sheet["I2"].value == "99999260005"
    assert (_day(sheet["C2"].value), sheet["C2"].number_format) == (BIRTH, "dd/mm/yyyy")


def test_in_google_a_day_in_the_place_of_a_text_is_a_day_as_its_neighbours(
    google: Emulator, tmp_path: Path
) -> None:
    here = [*HERE]
    here[2] = "à voir"
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, here, OTHER)})
    file = written(tmp_path, there())
    config = ["--config", str(programme.folder / "config.yaml"), "--as-of", AS_OF]
    result = CliRunner().invoke(app, ["reconcile", str(file), "--apply", *config], input="o\n")
    assert result.exit_code == 0, result.output
    assert programme.desk.open().read("Essai").rows[1][2] == BIRTH


def test_what_a_file_of_names_alone_says_is_written_only_once_a_person_says_so(
    tab: Case,
) -> None:
    done = [
        immersion(number, "Issa Koné", "ACCEPTED_BY_VALIDATOR", date(2026, 6, 5))
        for number in (1, 2)
    ]
    file = written(tab.folder, *done, headers=(*IMMERSIONS, "Bénéficiaire"))
    before = [*rows_of(tab)]
    assert "KONÉ Issa ? seul le nom le dit" in plain(tab.run("reconcile", str(file)).output)
    result = applied(tab, file, "--yes", "tout")
    assert "seul le nom dit que c'est cette personne" in plain(result.output)
    assert "Elles se décident une à une, même avec « --yes »" in plain(result.output)
    assert [*rows_of(tab)] == before
    applied(tab, file, answers="o\n")
    assert [*rows_of(tab)] != before


def test_a_name_alone_in_a_file_that_tells_more_of_people_is_never_written(tab: Case) -> None:
    file = written(tab.folder, there(naissance="", numero="", fin=NEW_END))
    applied(tab, file, answers="o\n")
    assert cells(tab)["H2"] == HERE[7]


def test_what_is_to_be_looked_into_is_never_written(tab: Case) -> None:
    file = written(
        tab.folder,
        there(nom="KONE", prenom="Isa", fin=NEW_END),
        there(nom="AHMADI", prenom="Omar", naissance=BIRTH, numero=PASS),
    )
    result = applied(tab, file, "--yes", "tout", "--json")
    assert json.loads(result.stdout)["applied"] == []
    assert cells(tab) == {"H2": HERE[7], "J2": HERE[9], "I3": None, "J3": None}


def test_a_column_that_is_nowhere_is_told_and_the_rest_is_written(case: Case) -> None:
    case.make({"Essai": (HEADERS[:9], HERE[:9])})
    file = written(case.folder, there(fin=NEW_END, pass_fin=NEW_PASS_END))
    result = applied(case, file, "--yes", "tout", "--json")
    assert result.exit_code == 0, result.output
    assert [one["field"] for one in json.loads(result.stdout)["applied"]] == ["contrat_fin"]


def test_a_formula_in_one_tab_is_named_and_the_other_tab_is_written(case: Case) -> None:
    case.make({"Essai": (HEADERS, HERE), "Autre": (HEADERS, OTHER)})
    with xlsxwriter.Workbook(str(case.folder / "essai.xlsx")) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, row in (("Essai", HERE), ("Autre", OTHER)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADERS)
            for column, cell in enumerate(row):
                write = sheet.write_datetime if isinstance(cell, date) else sheet.write
                write(1, column, cell, *[day] * isinstance(cell, date))
        sheet.write_formula("H2", "=G2+361", day, (date(2027, 2, 26) - date(1899, 12, 30)).days)
    omar = {"nom": "AHMADI", "prenom": "Omar", "naissance": OTHER[2], "cp": "33600"}
    file = written(
        case.folder,
        there(fin=NEW_END),
        there(**omar, structure="Autre", numero="999992600027", fin=NEW_END),
    )
    said = json.loads(applied(case, file, "--yes", "contrat_fin", "--json").stdout)
    assert [one["siae"] for one in said["applied"]] == ["Essai"]
    [left] = said["left"]
    assert "« Autre », sa cellule H2 contient une formule" in plain(left["reason"])
    assert cells(case)["H2"] == NEW_END


def test_a_tab_that_bars_the_write_keeps_the_others_from_nothing(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.make({"Essai": (HEADERS, HERE), "Autre": (HEADERS, OTHER)})
    omar = {"nom": "AHMADI", "prenom": "Omar", "naissance": OTHER[2], "cp": "33600"}
    file = written(
        case.folder,
        there(fin=NEW_END),
        there(**omar, structure="Autre", numero="999992600027", fin=NEW_END),
    )
    publish = XlsxWorkbook.publish

    def barred(book: XlsxWorkbook, update: WorkbookUpdate, day: date, copies: Copies) -> Outcome:
        if "Autre" in update.added:
            reason = Untouchable("patch.damaged")
            reason.tab = "Autre"
            raise reason
        return publish(book, update, day, copies)

    with monkeypatch.context() as patch:
        patch.setattr(XlsxWorkbook, "publish", barred)
        said = json.loads(applied(case, file, "--yes", "contrat_fin", "--json").stdout)
    assert [one["siae"] for one in said["applied"]] == ["Essai"]
    assert [one["siae"] for one in said["left"]] == ["Autre"]
    assert cells(case)["H2"] == NEW_END


def test_yes_goes_with_apply_and_with_a_field(tab: Case) -> None:
    file = two_differences(tab.folder)
    alone = tab.run("reconcile", str(file), "--yes", "pass_iae_fin")
    assert (alone.exit_code, "--yes va avec --apply" in alone.output) == (2, True)
    wrong = applied(tab, file, "--yes", "pass_fin")
    assert (wrong.exit_code, "« pass_iae_fin » ?" in plain(wrong.output)) == (2, True)


def shown_end(row: int = 2) -> Difference:
    return Difference(
        "differs", "Essai", "Essai", row, f"H{row}", "contrat_fin", HERE[7], NEW_END, 2, "P-AAAA"
    )


@pytest.mark.parametrize(
    ("cell", "value"),
    [("H2", date(2027, 1, 1)), ("A2", "AUTRE"), ("H2", "=DATE(2027,2,26)")],
)
def test_a_cell_or_row_that_changed_since_it_was_shown_stays(
    tab: Case, cell: str, value: Any
) -> None:
    workspace = open_workspace(tab.folder / "config.yaml")
    tabs = {each.siae: each for each in workspace.entry_tabs(workspace.participants)}
    shown = tabs_as_shown([shown_end()], tabs, workspace.open)
    retype(tab, cell, value)
    before = cells(tab)
    context = ReadingContext(date(2026, 11, 23), workspace.member_names)
    desk = Desk(
        workspace.participants, tabs, workspace.open_anew, context, workspace.history.copies
    )
    done = apply_differences([shown_end()], shown, desk, date(2026, 11, 23))
    assert (done.written, len(done.left)) == ([], 1)
    assert "n'est plus celle qui a été montrée" in plain(done.left[0].reason)
    assert cells(tab) == before


FAULTS: list[dict[str, Any]] = [
    {},
    {"status": 503},
    {"status": 503, "applied": True},
    {"drop": True, "applied": True},
]


@pytest.mark.parametrize("fault", FAULTS)
def test_in_google_the_same_and_never_twice(
    google: Emulator, tmp_path: Path, fault: dict[str, Any]
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, HERE, OTHER)})
    file = two_differences(tmp_path)
    google.counts.clear()
    google.faults = [Fault(1, on="write", **fault)] if fault else []
    words = ("reconcile", str(file), "--apply", "--yes", "tout", "--json")
    result = programme.run(*words)
    assert result.exit_code == 0, result.output
    assert len(json.loads(result.stdout)["applied"]) == 4
    rows = programme.desk.open().read("Essai").rows
    assert (rows[1][7], rows[1][9], rows[2][8]) == (NEW_END, NEW_PASS_END, "999992600027")
    again = programme.run(*words)
    assert json.loads(again.stdout)["differences"] == []


@pytest.mark.parametrize("call", range(1, 9))
def test_in_google_whoever_types_meanwhile_is_not_overwritten(
    google: Emulator, tmp_path: Path, call: int
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, HERE, OTHER)})
    file = two_differences(tmp_path)
    day = date(2027, 3, 31)
    serial = (day - date(1899, 12, 30)).days
    google.counts.clear()
    google.meanwhile = {call: lambda: programme.desk.type("Essai", "H2", serial)}
    result = programme.run("reconcile", str(file), "--apply", "--yes", "contrat_fin", "--json")
    assert google.meanwhile == {}, "there are so many calls"
    if result.exit_code == 0:
        (seen,) = [
            one for one in json.loads(result.stdout)["differences"] if one["field"] == "contrat_fin"
        ]
        was_shown = seen["here"] == day.isoformat()
        assert programme.desk.value("Essai", "H2") == serial or was_shown
    else:
        assert "a été modifié pendant le travail" in plain(result.output)
        assert programme.desk.value("Essai", "H2") == serial


def test_a_day_is_written_as_a_column_settled_month_first_has_it(tab: Case) -> None:
    config = tab.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    settled = "kind: ACI, dates: {contrat_fin: month_first}}"
    config.write_text(text.replace("kind: ACI}", settled), encoding="utf-8")
    file = written(tab.folder, there(fin=date(2027, 4, 9)))
    applied(tab, file, "--yes", "tout")
    assert cells(tab)["H2"] == date(2027, 9, 4)
    assert tab.export()[0]["contrat_fin"] == "2027-04-09"
    assert "contrat_fin" not in {one["field"] for one in differences(tab, file)}
