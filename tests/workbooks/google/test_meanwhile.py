"""People who work in the spreadsheet between our reading and our writing."""

from __future__ import annotations

from pathlib import Path

from sheets_sync.files import Copies
from sheets_sync.sheets.update import WorkbookUpdate
from tests.conftest import HEADERS, OMAR
from tests.corpus import DAY, WRONG, sheets_for
from tests.desks import BAD, OWNER, GoogleDesk
from tests.sheets_emulator.server import Emulator
from tests.typing_commands import plain


def test_what_is_typed_meanwhile_is_left_alone_and_waits_for_the_next_run(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    book = desk.open()
    desk.type("Saisie", "D2", "12/03/1990")
    desk.write_note("Saisie", "A3", "écrit entre-temps")
    book.publish(WorkbookUpdate(feedback={"Saisie": {"D2": WRONG, "A3": WRONG}}), DAY, copies)
    assert (desk.value("Saisie", "D2"), desk.note("Saisie", "D2"), desk.colour("Saisie", "D2")) == (
        "12/03/1990",
        "",
        None,
    )
    assert (desk.note("Saisie", "A3"), desk.colour("Saisie", "A3")) == (
        "écrit entre-temps",
        "#FFCFBF",
    )
    assert book.notices == [
        "1\xa0remarque attend le prochain passage\xa0: la saisie a changé pendant celui-ci."
    ]


def test_rows_that_moved_are_found_again(google: Emulator, tmp_path: Path, copies: Copies) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    book = desk.open()
    where = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    desk.does({"insertDimension": {"range": where, "inheritFromBefore": True}})
    desk.type("Saisie", "A2", "NOUVELLE")
    book.publish(WorkbookUpdate(feedback={"Saisie": {"D2": WRONG}}), DAY, copies)
    assert [desk.note("Saisie", f"D{row}") for row in (2, 3, 4)] == ["", WRONG.text, ""]


def test_a_tab_sorted_meanwhile_keeps_its_feedback_with_the_people(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    desk.open().publish(WorkbookUpdate(feedback={"Saisie": {"D2": WRONG}}), DAY, copies)
    book = desk.open()
    area = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 3,
        "startColumnIndex": 0,
        "endColumnIndex": 9,
    }
    desk.does(
        {
            "sortRange": {
                "range": area,
                "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}],
            }
        }
    )
    book.publish(WorkbookUpdate(feedback={"Saisie": {"D2": WRONG}}), DAY, copies)
    assert (desk.value("Saisie", "A3"), desk.note("Saisie", "D3"), desk.note("Saisie", "D2")) == (
        "DIALLO",
        WRONG.text,
        "",
    )


def test_a_tab_renamed_meanwhile_is_no_accident(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD)})
    book = desk.open()
    desk.does(
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "title": "Saisie 2026"},
                "fields": "title",
            }
        }
    )
    book.publish(WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"D2": WRONG}}), DAY, copies)
    assert desk.tabs() == ["Saisie 2026", "Pilotage", "Anomalies", "Consortium"]
    assert desk.note("Saisie 2026", "D2") == ""
    assert "sans ses remarques" in book.notices[0]
    assert "« Saisie »" in plain(book.notices[0])


def test_cells_that_are_protected_from_us_are_left_alone_and_reported(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2}
    desk.does(
        {"addProtectedRange": {"protectedRange": {"range": area, "editors": {"users": [OWNER]}}}}
    )
    book = desk.open()
    book.publish(WorkbookUpdate(feedback={"Saisie": {"D2": WRONG, "D3": WRONG}}), DAY, copies)
    assert (desk.note("Saisie", "D2"), desk.note("Saisie", "D3")) == ("", WRONG.text)
    assert "protégées" in book.notices[0]
