"""Somebody saves a workbook on a server just before a command writes: it is planned anew, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from sheets_sync.workbooks.remote import remote_file, webdav
from tests.conftest import write_book
from tests.outside.test_reconcile import HEADERS, HERE, OTHER, there, written
from tests.outside.test_submissions import NEW, export
from tests.workbooks.remote.dav_server import PASSWORD, DavServer, dav_server
from tests.workbooks.remote.server_programme import ServerProgramme

NAME = "impulser.xlsx"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DavServer]:
    monkeypatch.setenv(webdav.VARIABLE, PASSWORD)
    monkeypatch.setattr(remote_file, "SECONDS", 0.0)
    with dav_server(tmp_path / "nuage") as running:
        write_book(running.folder / NAME, {"Essai": (HEADERS, HERE, OTHER)})
        yield running


@pytest.fixture
def programme(server: DavServer, tmp_path: Path) -> ServerProgramme:
    return ServerProgramme(server.address(NAME), server.folder / NAME, tmp_path / "p")


def cells(programme: ServerProgramme, *addresses: str) -> list[object]:
    sheet = openpyxl.load_workbook(programme.file)["Essai"]
    return [sheet[address].value for address in addresses]


def test_answers_are_added_below_what_was_typed(
    server: DavServer, programme: ServerProgramme
) -> None:
    file = export(programme.folder / "kobo.csv", NEW)
    server.meanwhile = {3: programme.somebody_types}
    result = programme.run("forms", "import", str(file), "--json")
    assert (result.exit_code, server.meanwhile) == (0, {}), result.output
    assert json.loads(result.stdout)["added"] == {"Essai": [4]}
    assert cells(programme, "B2", "A4", "A5") == ["Fatoumata la longue", "KONÉ", None]


@pytest.mark.parametrize(("typed_in", "is_written"), [("B3", True), ("L2", False)])
def test_a_value_is_written_where_its_row_is_still_what_was_shown(
    server: DavServer, programme: ServerProgramme, typed_in: str, is_written: bool
) -> None:
    file = written(programme.folder, there(cp="33600"))
    server.meanwhile = {4: lambda: programme.somebody_types(typed_in, "7")}
    words = ("reconcile", str(file), "--apply", "--yes", "code_postal", "--json")
    result = programme.run(*words)
    assert (result.exit_code, server.meanwhile) == (0, {}), result.output
    assert (cells(programme, "D2") == ["33600"]) == is_written
    assert cells(programme, typed_in) == ["7"]
    assert len(json.loads(result.stdout)["left"]) == (not is_written)
