"""The copies that are kept of a spreadsheet, and one put back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import AS_OF, HEADERS, OMAR
from tests.desks import BAD, Programme
from tests.sheets_emulator.server import Emulator, Fault


@pytest.mark.parametrize(
    ("where", "ending"), [("drive", ""), ("no copy", ".xlsx"), ("no drive", ".json.gz")]
)
def test_a_copy_is_kept_before_the_first_write_of_a_day(
    google: Emulator, tmp_path: Path, where: str, ending: str
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    programme.desk.book.properties["x-no-copy"] = where == "no copy"
    google.disabled = {"drive.googleapis.com"} if where == "no drive" else set()
    programme.run("consolidate")
    programme.desk.type("Essai", "A2", "AUTRE")
    programme.run("consolidate")
    kept = json.loads(
        next((programme.folder / "historique" / "copies").glob("google-*.json")).read_text()
    )
    assert [one["day"] for one in kept] == [AS_OF]
    if ending:
        assert kept[0]["file"].endswith(ending)
        assert (programme.folder / "historique" / "copies" / kept[0]["file"]).stat().st_size > 500
    else:
        copy = google.files.books[kept[0]["spreadsheet"]]
        assert [tab.title for tab in copy.tabs] == ["Essai"]
        assert copy.properties["title"] == "Essai – copie du 23/11/2026 avant mise à jour"
    programme.desk.type("Essai", "A2", "ENCORE")
    programme.run("consolidate", as_of="2026-11-24")
    assert (
        len(
            json.loads(
                next((programme.folder / "historique" / "copies").glob("google-*.json")).read_text()
            )
        )
        == 2
    )


@pytest.mark.parametrize("drive", [True, False])
def test_a_copy_is_put_back_cell_for_cell_and_the_state_before_is_kept_too(
    google: Emulator, tmp_path: Path, drive: bool
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD, OMAR)})
    google.disabled = set() if drive else {"drive.googleapis.com"}
    desk = programme.desk
    desk.write_note("Essai", "B2", "Une note de Marie")
    desk.paint("Essai", "A3", "#FFFF00")
    area = {
        "sheetId": 0,
        "startRowIndex": 5,
        "endRowIndex": 6,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    desk.does({"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}})
    before = dict(desk.book.tabs[0].cells)
    assert "Aucune copie" in programme.run("restore").stdout
    programme.run("consolidate")
    desk.does(
        {
            "deleteDimension": {
                "range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}
            }
        },
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "title": "Abîmé"},
                "fields": "title",
            }
        },
    )
    assert f"→  https://docs.google.com/spreadsheets/d/{desk.id}" in programme.run("restore").stdout
    assert "Rien n'est écrit" in programme.run("restore", "1", "--dry-run").stdout
    google.counts.clear()
    google.faults = [Fault(2 if drive else 1, on="write", status=503, applied=True)]
    result = programme.run("restore", "1", "--yes")
    assert result.exit_code == 0, result.output
    assert desk.book.tabs[0].title == "Essai"
    assert desk.book.tabs[0].cells == before
    assert desk.book.tabs[0].extras["merges"] == [
        {key: value for key, value in area.items() if key != "sheetId"}
    ]
    assert "avant restauration" in programme.run("restore").stdout


def test_old_copies_go_to_the_bin(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(
        google, tmp_path / "p", {"Essai": (HEADERS, BAD)}, "history: {copies: 2}\n"
    )
    for day in range(1, 6):
        programme.desk.type("Essai", "A2", f"NOM{day}")
        assert programme.run("consolidate", as_of=f"2026-10-0{day}").exit_code == 0
    assert len(google.files.books) == 3
    assert programme.run("restore").stdout.count("copie du") == 2


def test_an_exported_copy_is_put_back_by_hand(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    programme.desk.book.properties["x-no-copy"] = True
    programme.run("consolidate")
    result = programme.run("restore", "1", "--yes")
    assert (result.exit_code, "Importer un fichier" in result.output) == (2, True)
