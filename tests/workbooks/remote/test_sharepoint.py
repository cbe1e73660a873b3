"""A workbook in SharePoint, by Graph: read, prepared, and never over somebody's work."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheets_sync.workbooks.remote import microsoft_account, remote_file
from sheets_sync.workbooks.remote.address import SharePointAddress, remote_address
from sheets_sync.workbooks.shared.kept_password import KeptPassword
from tests.conftest import HEADERS, OMAR, write_book
from tests.desks import BAD
from tests.keyring_in_memory import MemoryKeyring
from tests.typing_commands import plain, typed
from tests.workbooks.remote.graph_server import (
    ADDRESS,
    APPLICATION,
    DIRECTORY,
    USER,
    GraphFault,
    GraphServer,
    graph_server,
)
from tests.workbooks.remote.server_programme import ServerProgramme

SIGNED_IN = {
    "application": asdict(microsoft_account.Application(APPLICATION, DIRECTORY)),
    "user": USER,
    "refresh_token": "durable",
}
SIGN_IN = ["openid-configuration", "token"]
READ = [*SIGN_IN, "driveItem", "down", *SIGN_IN, "driveItem"]
"""The calls that read: signed in, the item, its file; then, as it is opened, whether it is still
that one."""
WRITE = ["driveItem", "createUploadSession", "upload", "driveItem", "upload", "driveItem", "down"]
"""Those of the write after them: it is described, sent, looked at, done, and read back."""


@pytest.fixture
def graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory_keyring: MemoryKeyring
) -> Iterator[GraphServer]:
    monkeypatch.setattr(remote_file, "SECONDS", 0.0)
    file = write_book(tmp_path / "nuage.xlsx", {"Essai": (HEADERS, BAD, OMAR)})
    with graph_server(file) as running:
        monkeypatch.setenv(microsoft_account.BASE_VARIABLE, running.url)
        sign_in(memory_keyring)
        yield running


def sign_in(keyring: MemoryKeyring) -> None:
    keyring.kept["sheets-sync-microsoft", "asso.sharepoint.com"] = json.dumps(SIGNED_IN)


@pytest.fixture
def programme(graph: GraphServer, tmp_path: Path) -> ServerProgramme:
    return ServerProgramme(ADDRESS, graph.file, tmp_path / "p")


def names(graph: GraphServer) -> list[str]:
    return [call.partition(" ")[2] for call in graph.calls]


def test_it_is_prepared_there_and_a_second_run_only_asks_whether_it_changed(
    graph: GraphServer, programme: ServerProgramme
) -> None:
    programme.is_prepared_at_once()
    before = programme.file.read_bytes()
    graph.calls.clear()
    assert programme.run("consolidate").exit_code == 0
    assert programme.file.read_bytes() == before
    assert "down" not in names(graph)
    assert "createUploadSession" not in names(graph)


def test_a_file_that_comes_back_with_the_columns_of_its_library_is_known_again(
    graph: GraphServer, programme: ServerProgramme
) -> None:
    def stamped(data: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as sent, zipfile.ZipFile(made, "w") as package:
            for name in sent.namelist():
                package.writestr(name, sent.read(name))
            package.writestr("docProps/custom.xml", "<Properties/>")
        return made.getvalue()

    graph.stamp = stamped
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert programme.run("consolidate").exit_code == 0
    assert names(graph).count("createUploadSession") == 1


def test_what_restore_puts_back_is_put_there(
    graph: GraphServer, programme: ServerProgramme
) -> None:
    before = programme.file.read_bytes()
    programme.run("consolidate")
    assert programme.file.read_bytes() != before
    assert programme.run("restore", "1", "--yes").exit_code == 0
    assert programme.file.read_bytes() == before


def test_one_who_has_it_open_is_waited_for_then_told_and_nothing_is_written(
    graph: GraphServer, programme: ServerProgramme
) -> None:
    before = programme.file.read_bytes()
    graph.is_locked = True
    result = programme.run("consolidate")
    assert result.exit_code == 2
    assert "est ouvert par quelqu'un" in plain(result.output)
    assert programme.file.read_bytes() == before
    assert names(graph).count("createUploadSession") == remote_file.ATTEMPTS


CALLS = range(1, len(READ) + len(WRITE) + 1)


def on_calls(*faults: dict[str, Any]) -> list[Any]:
    """Each fault on the first call and those of the write; on the others in `make test-long`."""
    return [
        pytest.param(fault, n, marks=[] if n == 1 or n > len(READ) else pytest.mark.long)
        for n in CALLS
        for fault in faults
    ]


@pytest.mark.parametrize(
    ("fault", "number"),
    on_calls(
        {"status": 503},
        {"status": 429, "applied": True},
        {"status": 0},
        {"status": 0, "applied": True},
    ),
)
def test_what_passes_is_borne_on_every_call_and_all_is_written_once(
    graph: GraphServer, programme: ServerProgramme, fault: dict[str, Any], number: int
) -> None:
    graph.faults = [GraphFault(number, **fault)]
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert names(graph)[: len(READ)] == READ or number <= len(READ)
    assert len(graph.calls) > number
    assert (programme.tabs().count("Anomalies"), "⚠" in programme.note()) == (1, True)
    book = openpyxl.load_workbook(programme.file)["Essai"]
    assert [book["A2"].value, book["A3"].value] == ["DIALLO", "AHMADI"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 423, 507])
def test_what_does_not_pass_is_a_sentence_in_french_and_the_next_run_does_all_of_it(
    graph: GraphServer, programme: ServerProgramme, status: int
) -> None:
    before = programme.file.read_bytes()
    graph.faults = [GraphFault(number, status) for number in range(len(READ) + 2, 60)]
    result = programme.run("consolidate")
    assert result.exit_code == 2
    assert "Panne" not in result.output
    assert "English" not in result.output
    assert programme.file.read_bytes() == before
    graph.faults = []
    assert programme.run("consolidate").exit_code == 0
    assert "Anomalies" in programme.tabs()


# Between the last look (4) and the end of the write (5) SharePoint's history keeps theirs.
@pytest.mark.parametrize("number", [n for n in CALLS if n != len(READ) + 5])
def test_whoever_works_in_it_meanwhile_loses_nothing(
    graph: GraphServer, programme: ServerProgramme, number: int
) -> None:
    graph.meanwhile = {number: programme.somebody_types}
    programme.run("consolidate")
    assert graph.meanwhile == {}
    assert openpyxl.load_workbook(programme.file)["Essai"]["B2"].value == "Fatoumata la longue"
    programme.run("consolidate")
    assert openpyxl.load_workbook(programme.file)["Essai"]["B2"].value == "Fatoumata la longue"
    assert "Anomalies" in programme.tabs()


def test_a_large_workbook_is_sent_in_pieces(
    graph: GraphServer, programme: ServerProgramme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheets_sync.workbooks.remote.sharepoint._PIECE", 320 * 1024)
    with zipfile.ZipFile(programme.file, "a") as package:
        package.writestr("xl/media/photo.bin", bytes(700_000))
    assert programme.run("consolidate").exit_code == 0
    assert names(graph).count("upload") >= 4
    assert "Anomalies" in programme.tabs()


@pytest.mark.parametrize("number", [1, 2], ids=["openid", "token"])
@pytest.mark.parametrize("status", [401, 423])
def test_what_answers_in_the_place_of_the_sign_in_is_not_taken_for_a_wrong_directory(
    graph: GraphServer,
    programme: ServerProgramme,
    caplog: pytest.LogCaptureFixture,
    number: int,
    status: int,
) -> None:
    graph.faults = [GraphFault(call, status) for call in range(number, 60)]
    result = programme.run("check")
    assert "Microsoft ne répond pas" in plain(result.output)
    assert "Traceback" not in caplog.text + result.output
    assert result.exit_code == 2


def test_whoever_is_not_signed_in_or_no_longer_is_told_how(
    graph: GraphServer, programme: ServerProgramme, memory_keyring: MemoryKeyring
) -> None:
    graph.is_signed_out = True
    assert "sheets-sync password" in plain(programme.run("check").output)
    memory_keyring.kept.clear()
    graph.calls.clear()
    assert "sheets-sync password" in plain(programme.run("check").output)
    assert graph.calls == []


def test_somebody_signs_in_once_by_a_code_and_it_is_kept(
    graph: GraphServer, programme: ServerProgramme, memory_keyring: MemoryKeyring
) -> None:
    memory_keyring.kept.clear()
    words = ["password", ADDRESS, "--application", APPLICATION, "--directory", DIRECTORY]
    result = typed(words)
    assert result.exit_code == 0, result.output
    assert "https://microsoft.com/devicelogin" in result.output
    assert "ABCD-EFGH" in result.output
    assert USER in result.output
    assert programme.run("check").exit_code == 1
    # Again, when it came to its end: the application is known by now.
    assert typed(["password", ADDRESS]).exit_code == 0


def test_a_code_that_is_refused_or_an_application_that_is_unknown_is_a_sentence(
    graph: GraphServer, memory_keyring: MemoryKeyring
) -> None:
    kept = dict(memory_keyring.kept)
    graph.is_code_refused = True
    assert "code a été refusé" in plain(typed(["password", ADDRESS]).output)
    words = ["password", ADDRESS, "--application", "autre", "--directory", DIRECTORY]
    assert "ne connaît pas l'application" in plain(typed(words).output)
    assert memory_keyring.kept == kept


def test_a_token_longer_than_an_entry_of_windows_is_kept_in_several(
    memory_keyring: MemoryKeyring,
) -> None:
    store = KeptPassword("SHEETS_SYNC_NOBODY", "service", "compte")
    store.keep("é" * 2_500)
    assert store.find() == "é" * 2_500
    assert max(map(len, memory_keyring.kept.values())) <= 1_000
    store.keep("court")
    assert (store.find(), len(memory_keyring.kept)) == ("court", 1)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (ADDRESS, "asso.xlsx"),
        ("https://asso.sharepoint.com/sites/p/Documents/Suivi%202026.xlsx", "Suivi 2026.xlsx"),
        (
            "https://asso-my.sharepoint.com/:x:/r/_layouts/15/Doc.aspx?sourcedoc=x&file=Suivi.xlsm",
            "Suivi.xlsm",
        ),
    ],
)
def test_its_copy_is_named_as_the_address_names_it(url: str, name: str) -> None:
    address = remote_address(url)
    assert isinstance(address, SharePointAddress)
    assert address.name == name
