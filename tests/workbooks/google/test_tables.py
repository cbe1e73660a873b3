"""Tabs whose rows staff made a table of (Ctrl+Alt+T), with columns that have a type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from sheets_sync.files import Copies
from sheets_sync.sheets.additions import Additions, Edit
from sheets_sync.sheets.content import Feedback
from sheets_sync.sheets.update import WorkbookUpdate
from tests.conftest import ANNA, HEADERS, OMAR, Rows
from tests.corpus import DAY
from tests.desks import BAD, GoogleDesk, Programme
from tests.entry.card_office import AWA, Office
from tests.entry.programme import Programme as SetUp
from tests.forms.own_form import own_form
from tests.sheets_emulator.schema import Json, invalid
from tests.sheets_emulator.server import Emulator
from tests.typing_commands import plain
from tests.workbooks.google.made_tables import TYPES, make_table
from tests.workbooks.google.refused import refused


def table_rows(desk: GoogleDesk, tab: str) -> int:
    """How many rows the table of a tab has, its header among them."""
    return int(desk._tab(tab).tables[0]["range"]["endRowIndex"])


def shown_tables(desk: GoogleDesk, tab: str) -> list[Json]:
    """The tables of a tab, as Google's answers give them."""
    found = desk._tab(tab)
    return list(map(found.shown_table, found.tables))


def table_columns(desk: GoogleDesk, tab: str) -> int:
    return int(desk._tab(tab).tables[0]["range"]["endColumnIndex"])


@pytest.fixture
def office(google: Emulator, tmp_path: Path) -> Office:
    return Office(tmp_path, GoogleDesk(google, tmp_path, TABS))


TABS: Mapping[str, Rows] = {"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, OMAR)}
SEVERAL = """
  - {id: outils, label: Outils, type: choices, privacy: shared, help: "Plusieurs si besoin.",
     choices: [{value: Tablette}, {value: Téléphone}, {value: Vélo}]}
"""
TYPED = "This operation is not allowed on cells in typed columns."
FOOTER = {"rowsProperties": {"footerColorStyle": {"rgbColor": {"green": 1.0}}}}


def test_days_of_a_typed_column_are_read_whatever_format_their_cells_have(
    google: Emulator, tmp_path: Path
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Un": (HEADERS, ANNA, OMAR)})
    make_table(desk, "Un", 4, TYPES)
    grid = desk.open().read("Un")
    assert grid.rows[1][3:5] == [date(1995, 3, 12), date(2025, 2, 3)]
    assert {3, 4} <= grid.day_columns


def test_rows_of_a_table_that_fill_themselves_are_no_entries(
    google: Emulator, tmp_path: Path
) -> None:
    headers = (*HEADERS, "Dossier complet", "Avis")
    programme = Programme(google, tmp_path / "p", {"Un": (headers, (*ANNA, "", ""))})
    make_table(
        programme.desk, "Un", 6, TYPES | {"Dossier complet": "BOOLEAN", "Avis": "RATINGS_CHIP"}
    )
    assert programme.desk.value("Un", "J6") is False
    result = programme.run("check", "--json")
    (tab,) = json.loads(result.stdout)["tabs"]
    assert (tab["rows_read"], tab["rows_kept"]) == (1, 1), tab


def test_a_table_is_marked_as_any_tab(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Un": (HEADERS, BAD, OMAR)})
    make_table(programme.desk, "Un", 3, TYPES)
    programme.run("consolidate")
    assert "n'existe pas au calendrier" in plain(programme.desk.note("Un", "D2"))
    assert programme.desk.colour("Un", "D2")
    assert programme.calls_of("consolidate") == ["read"]


@pytest.mark.parametrize(
    ("bottom", "more"), [(3, {}), (4, FOOTER), (8, {})], ids=["full", "with a footer", "with room"]
)
def test_who_is_added_stands_in_the_table(office: Office, bottom: int, more: Json) -> None:
    desk = office.desk
    assert isinstance(desk, GoogleDesk)
    make_table(desk, "Un", bottom, TYPES, **more)
    office.fill({"SIAE": "Un", **AWA})
    office.prepare()
    assert office.people() == ["DIALLO", "AHMADI", "KONÉ"]
    assert table_rows(desk, "Un") == bottom + 1
    assert desk.open().read("Un").rows[3][3] == date(1999, 7, 4)
    office.prepare()
    assert office.people() == ["DIALLO", "AHMADI", "KONÉ"]


def test_a_cell_of_a_typed_column_gets_its_value_and_keeps_its_type(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    without_day = (*ANNA[:4], "", *ANNA[5:])
    desk = GoogleDesk(google, tmp_path, {"Un": (HEADERS, without_day, OMAR)})
    make_table(desk, "Un", 3, TYPES)
    edit = Edit(1, 4, "", date(2026, 1, 5), dated=True, like=2)
    desk.open().publish(WorkbookUpdate(added={"Un": Additions(edits=[edit])}), DAY, copies)
    assert desk.open().read("Un").rows[1][4] == date(2026, 1, 5)


def test_new_columns_belong_to_the_table_so_that_sorting_it_keeps_rows_whole(
    google: Emulator, tmp_path: Path
) -> None:
    desk = GoogleDesk(google, tmp_path, TABS)
    make_table(desk, "Un", 3, TYPES)
    said = SetUp(tmp_path, desk.where).setup("--columns")
    assert "« Un » : 32 colonnes ajoutées à droite" in said
    assert table_columns(desk, "Un") == 41
    assert desk._tab("Un").types_of(desk._tab("Un").tables[0]) == {
        3: "DATE",
        4: "DATE",
        5: "DROPDOWN",
    }
    assert "rien ne manque" in SetUp(tmp_path, desk.where).setup("--columns")


def test_what_google_refuses_in_a_typed_column_is_said_with_the_way_out(
    google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = Programme(google, tmp_path / "p", {"Un": (HEADERS, BAD)})

    def refuse(*_: object) -> None:
        raise invalid(f"Invalid requests[3].updateCells: {TYPED}")

    monkeypatch.setattr("tests.sheets_emulator.changes.apply", refuse)
    said = plain(refused(programme, "consolidate"))
    assert "colonne typée" in said
    assert "plage" in said


def test_a_copy_is_put_back_with_its_table_and_without_what_was_made_one_since(
    google: Emulator, tmp_path: Path
) -> None:
    programme = Programme(google, tmp_path / "p", {"Un": (HEADERS, BAD), "Deux": (HEADERS, OMAR)})
    desk = programme.desk
    make_table(desk, "Un", 2, TYPES)
    programme.run("consolidate")
    before = shown_tables(desk, "Un")
    desk.type("Un", "A2", "AUTRE")
    desk.does({"deleteTable": {"tableId": "suivi"}})
    make_table(desk, "Deux", 2, TYPES)
    assert programme.run("restore", "1", "--yes").exit_code == 0
    assert (desk.value("Un", "A2"), shown_tables(desk, "Un")) == (BAD[0], before)
    assert (desk.value("Deux", "A2"), shown_tables(desk, "Deux")) == (OMAR[0], [])
    grid = desk.open().read("Un")
    assert grid.rows[1][4] == ANNA[4]


def test_several_answers_chosen_as_chips_are_read_and_added_as_google_parts_them(
    google: Emulator, tmp_path: Path
) -> None:
    own_form(tmp_path, "participant", ("fields:\n", f"fields:{SEVERAL}"))
    tabs = {"Un": ((*HEADERS, "Outils"), (*ANNA, "Tablette, Vélo"), (*OMAR, "Vélo"))}
    desk = GoogleDesk(google, tmp_path, {**tabs, "Deux": (HEADERS, OMAR)})
    make_table(desk, "Un", 3, TYPES)
    office = Office(tmp_path, desk)
    office.fill({"SIAE": "Un", **AWA, "Outils": "vélo ; téléphone"})
    office.prepare()
    assert desk.value("Un", "J4") == "Téléphone, Vélo"
    result = office.run("check", "--json")
    wrong = [each for each in json.loads(result.stdout)["anomalies"] if each["field"] == "outils"]
    assert wrong == []


def test_feedback_leaves_a_persons_chip_and_a_value_takes_its_place(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Un": ((*HEADERS, "Référent"), (*BAD, ""))})
    chip = {"personProperties": {"email": "referent@exemple.fr"}}
    cell = {"userEnteredValue": {"stringValue": "@"}, "chipRuns": [{"chip": chip}]}
    start = {"sheetId": 0, "rowIndex": 1, "columnIndex": 9}
    fields = "userEnteredValue,chipRuns"
    desk.does({"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}})
    feedback = {"Un": {"J2": Feedback("Qui ?", "warning")}}
    desk.open().publish(WorkbookUpdate(feedback=feedback), DAY, copies)
    assert desk._cell("Un", "J2")["chipRuns"] == [{"chip": chip}]
    assert desk.colour("Un", "J2")
    edit = Edit(1, 9, desk.open().read("Un").rows[1][9], "Mme Roy")
    desk.open().publish(WorkbookUpdate(added={"Un": Additions(edits=[edit])}), DAY, copies)
    assert desk.value("Un", "J2") == "Mme Roy"
    assert "chipRuns" not in desk._cell("Un", "J2")
