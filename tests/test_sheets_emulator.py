"""The emulated Google itself, where our own use of it does not show.

Its command, its errors, what it refuses.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import gspread
import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession

from sheets_sync.workbooks.google.api import calls
from sheets_sync.workbooks.google.api.calls import Api
from sheets_sync.workbooks.google.api.credentials import find_account
from tests.serving import DEADLINE_SECONDS
from tests.sheets_emulator.server import Emulator


@pytest.fixture
def api(google: Emulator, tmp_path: Path) -> Api:
    return Api(find_account(None, tmp_path))


@pytest.fixture
def book(api: Api) -> gspread.Spreadsheet:
    return gspread.Client(auth=None, session=api.http.session).create("Essai")  # type: ignore[arg-type]  # the session is signed in


def refused(book: gspread.Spreadsheet, *requests_: dict[str, Any]) -> str:
    with pytest.raises(gspread.exceptions.APIError) as error:
        book.batch_update({"requests": list(requests_)})
    return str(error.value)


def test_a_batch_is_applied_whole_or_not_at_all(book: gspread.Spreadsheet) -> None:
    good = {"addSheet": {"properties": {"title": "Bonne"}}}
    assert "Invalid requests[1].deleteSheet: No grid with id: 99" in refused(
        book, good, {"deleteSheet": {"sheetId": 99}}
    )
    assert [tab.title for tab in book.worksheets()] == ["Sheet1"]


def test_what_google_does_not_know_is_refused_with_its_place(book: gspread.Spreadsheet) -> None:
    message = refused(book, {"addSheet": {"properties": {"titel": "?"}}})
    assert (
        "Unknown name \"titel\" at 'requests[0].add_sheet.properties': Cannot find field."
        in message
    )
    assert "Invalid value at" in refused(book, {"addSheet": {"properties": {"title": 7}}})


def test_traps_of_google_are_there(book: gspread.Spreadsheet) -> None:
    area = {
        "sheetId": 0,
        "startRowIndex": 0,
        "endRowIndex": 1,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    freeze = {
        "updateSheetProperties": {
            "properties": {"sheetId": 0, "gridProperties": {"frozenColumnCount": 1}},
            "fields": "gridProperties.frozenColumnCount",
        }
    }
    assert "frozen" in refused(
        book, freeze, {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}}
    )
    long = {
        "updateCells": {
            "start": {"sheetId": 0},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": "x" * 50_001}}]}],
            "fields": "*",
        }
    }
    assert "50000 characters" in refused(book, long)
    grow = {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 400_000}}
    assert "above the limit of 10000000 cells" in refused(book, grow)
    assert "Request payload size exceeds the limit" in refused(
        book, *[{"addSheet": {"properties": {"title": "x" * 1_000_000}}}] * 11
    )


def test_a_table_decides_the_format_and_the_rule_of_its_typed_columns(
    book: gspread.Spreadsheet,
) -> None:
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 3}
    columns = {"startColumnIndex": 0, "endColumnIndex": 2}
    types = [{"columnIndex": 1, "columnName": "Le", "columnType": "DATE"}]
    table = {"name": "Suivi", "range": area | columns, "columnProperties": types}
    made = book.batch_update({"requests": [{"addTable": {"table": table}}]})
    (_, second) = made["replies"][0]["addTable"]["table"]["columnProperties"]
    assert second == {"columnIndex": 1, "columnType": "DATE", "columnName": "Le"}
    cells = area | {"startColumnIndex": 1, "endColumnIndex": 2}
    typed = "This operation is not allowed on cells in typed columns."
    for request in (
        {"setDataValidation": {"range": cells}},
        {"repeatCell": {"range": cells, "fields": "userEnteredFormat.numberFormat"}},
        {"copyPaste": {"source": cells, "destination": cells, "pasteType": "PASTE_FORMAT"}},
    ):
        assert typed in refused(book, request)
    assert "overlap" in refused(book, {"addTable": {"table": table}})
    book.batch_update({"requests": [{"repeatCell": {"range": cells, "fields": "note"}}]})


def test_a_forged_signature_gets_no_token(
    google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.sheets_emulator.accounts import _new_key, save

    other = Emulator()
    # another key than the one the account is known by
    _new_key.cache_clear()
    true = json.loads((tmp_path / "cle.json").read_text())
    forged = other.accounts.new_service_account() | {
        name: true[name] for name in ("private_key_id", "token_uri")
    }
    save(tmp_path / "fausse.json", forged)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "fausse.json"))
    session = Api(find_account(None, tmp_path)).http.session
    assert isinstance(session, AuthorizedSession)
    with pytest.raises(RefreshError, match="Invalid JWT Signature"):
        session.get("https://sheets.googleapis.com/v4/spreadsheets/x", timeout=DEADLINE_SECONDS)


def test_its_command_writes_a_key_and_is_steered_over_http(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.sheets_emulator",
        "--key",
        str(tmp_path / "cle.json"),
        "--person",
        str(tmp_path / "personne.json"),
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    ) as process:
        try:
            assert process.stdout is not None
            address = re.sub(r"^SHEETS_SYNC_GOOGLE_API=", "", process.stdout.readline().strip())
            monkeypatch.setenv(calls.BASE_VARIABLE, address)
            for name in ("cle.json", "personne.json"):
                monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / name))
                session = Api(find_account(None, tmp_path)).http.session
                made = gspread.Client(auth=None, session=session).create("Essai")  # type: ignore[arg-type]  # the session is signed in
            plan = [
                {"on": "read", "number": 1, "status": 503},
                {"on": "read", "number": 2, "drop": True},
            ]
            assert requests.post(
                f"{address}/control/faults", json=plan, timeout=DEADLINE_SECONDS
            ).ok
            with pytest.raises(gspread.exceptions.APIError, match="503"):
                made.fetch_sheet_metadata()
            with pytest.raises(requests.ConnectionError):
                made.fetch_sheet_metadata()
            assert made.fetch_sheet_metadata()["properties"]["title"] == "Essai"
            requests.post(
                f"{address}/control/settings", json={"quota": {"read": 1}}, timeout=DEADLINE_SECONDS
            )
            made.fetch_sheet_metadata()
            with pytest.raises(gspread.exceptions.APIError, match="Quota exceeded"):
                made.fetch_sheet_metadata()
            listed = requests.get(f"{address}/control/calls", timeout=DEADLINE_SECONDS).json()[
                "calls"
            ]
            assert [call["verb"] for call in listed if call["path"].endswith(made.id)][-5:] == [
                "GET"
            ] * 5
        finally:
            process.terminate()
