"""A workbook in a WebDAV folder (a real server): read, prepared, and never over somebody's work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.remote import remote_file, webdav
from sheets_sync.workbooks.remote.address import WebDavAddress, remote_address
from tests.conftest import ANNA, HEADERS, OMAR, write_book
from tests.desks import BAD
from tests.keyring_in_memory import MemoryKeyring
from tests.typing_commands import plain, typed
from tests.workbooks.remote.dav_server import (
    PASSWORD,
    SHARE,
    DavFault,
    DavServer,
    dav_server,
    lock,
)
from tests.workbooks.remote.server_programme import ServerProgramme

NAME = "impulser.xlsx"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DavServer]:
    monkeypatch.setenv(webdav.VARIABLE, PASSWORD)
    monkeypatch.setattr(remote_file, "SECONDS", 0.0)
    with dav_server(tmp_path / "nuage") as running:
        write_book(running.folder / NAME, {"Essai": (HEADERS, BAD, OMAR)})
        yield running


@pytest.fixture
def programme(server: DavServer, tmp_path: Path) -> ServerProgramme:
    return ServerProgramme(server.address(NAME), server.folder / NAME, tmp_path / "p")


def test_it_is_prepared_on_the_server_and_a_second_run_writes_nothing(
    server: DavServer,
    programme: ServerProgramme,
) -> None:
    programme.is_prepared_at_once()
    before = programme.file.read_bytes()
    server.calls.clear()
    assert programme.run("consolidate").exit_code == 0
    assert programme.file.read_bytes() == before
    assert "PUT" not in server.calls


def test_a_copy_is_kept_and_restore_puts_it_back_on_the_server(programme: ServerProgramme) -> None:
    before = programme.file.read_bytes()
    programme.run("consolidate")
    assert programme.file.read_bytes() != before
    result = programme.run("restore", "1", "--yes")
    assert result.exit_code == 0, result.output
    assert programme.file.read_bytes() == before


def test_a_workbook_that_somebody_has_open_is_waited_for_then_told(
    server: DavServer,
    programme: ServerProgramme,
) -> None:
    before = programme.file.read_bytes()
    lock(server, NAME)
    result = programme.run("consolidate")
    assert result.exit_code == 2
    assert "est ouvert par quelqu'un" in plain(result.output)
    assert "sheets-sync schedule" in plain(result.output)
    assert programme.file.read_bytes() == before
    assert server.calls.count("PUT") == remote_file.ATTEMPTS


def test_one_who_closes_it_meanwhile_is_waited_for_and_it_is_said(
    server: DavServer,
    programme: ServerProgramme,
) -> None:
    server.faults = [DavFault(3, 423), DavFault(4, 423), DavFault(5, 423)]
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert "l'écriture a attendu" in plain(result.output)
    assert "Anomalies" in programme.tabs()


FAULTS: list[dict[str, Any]] = [
    *({"status": status} for status in (429, 500, 503, 423)),
    *({"status": status, "applied": True} for status in (500, 503)),
    {"cut": True},
    {"cut": True, "applied": True},
    {"half": True},
]
WRITE = 3
"""The call of a run that writes: the file is read, looked at again, written, and looked at."""
FATAL = (401, 403, 404, 409, 507)


def on_every_call(*faults: object) -> list[Any]:
    """Each of them on the write in every run; on the reads around it in `make test-long`."""
    read = [pytest.param(fault, n, marks=pytest.mark.long) for n in (1, 2, 4) for fault in faults]
    return [*(pytest.param(fault, WRITE) for fault in faults), *read]


@pytest.mark.parametrize(("fault", "number"), on_every_call(*FAULTS))
def test_what_passes_is_borne_on_every_call_and_all_is_written_once(
    server: DavServer, programme: ServerProgramme, fault: dict[str, Any], number: int
) -> None:
    bears_and_writes_once(server, programme, DavFault(number, **fault))


def test_half_a_file_that_came_as_if_it_were_whole_is_fetched_again(
    server: DavServer, programme: ServerProgramme
) -> None:
    server.faults = [DavFault(number, short=True) for number in range(1, 5)]
    assert programme.run("consolidate").exit_code == 2
    server.calls.clear()
    # The next run has it whole at the second time.
    server.faults = [DavFault(1, short=True)]
    programme.is_prepared_at_once()


OTHER_BYTES = {
    "nothing": b"",
    "one byte": b"x",
    "a text": "Service momentanément indisponible".encode(),
    "another archive": b"PK\x05\x06" + bytes(18),
    "half an encrypted workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(6000),
}


@pytest.mark.parametrize("other", OTHER_BYTES.values(), ids=OTHER_BYTES)
def test_what_is_no_workbook_is_said_to_be_none_and_never_taken_for_it(
    server: DavServer, programme: ServerProgramme, other: bytes
) -> None:
    for _ in ("without a copy of a former run", "with one"):
        server.calls.clear()
        server.faults = [DavFault(number, other=other) for number in range(1, 9)]
        result = programme.run("check")
        assert result.exit_code == 2
        assert "donne autre chose que le classeur" in plain(result.output)
        server.faults = [DavFault(1, other=other)]
        server.calls.clear()
        # There is something to correct, and it is read.
        assert programme.run("check").exit_code == 1
        programme.somebody_types()
    server.faults = []
    programme.is_prepared_at_once()


def test_an_address_with_a_question_mark_is_no_name_of_several_files(
    server: DavServer, programme: ServerProgramme
) -> None:
    config = programme.folder / "config.yaml"
    text = config.read_text("utf-8").replace(".xlsx", ".xlsx?download=1")
    config.write_text(text, "utf-8")
    programme.is_prepared_at_once()
    assert "PUT" in server.calls


def test_a_write_that_was_carried_out_and_answered_as_if_it_came_too_late_is_known_again(
    server: DavServer,
    programme: ServerProgramme,
) -> None:
    bears_and_writes_once(server, programme, DavFault(WRITE, 412, applied=True))


def bears_and_writes_once(server: DavServer, programme: ServerProgramme, fault: DavFault) -> None:
    server.faults = [fault]
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert (programme.tabs().count("Anomalies"), "⚠" in programme.note()) == (1, True)
    book = openpyxl.load_workbook(programme.file)["Essai"]
    assert [book["A2"].value, book["A3"].value] == ["DIALLO", "AHMADI"]


@pytest.mark.parametrize("status", [404, 409, 507])
def test_what_was_sent_and_cannot_be_read_back_is_not_said_to_be_unwritten(
    server: DavServer, programme: ServerProgramme, status: int
) -> None:
    before = programme.file.read_bytes()
    server.faults = [DavFault(WRITE + 1, status)]
    result = programme.run("consolidate")
    assert result.exit_code == 2
    assert programme.file.read_bytes() != before
    assert "a été envoyé" in plain(result.output)
    assert "rien n'y est écrit" not in plain(result.output)
    programme.is_prepared_at_once()


@pytest.mark.parametrize(("status", "number"), on_every_call(*FATAL))
def test_what_does_not_pass_is_a_sentence_and_the_next_run_does_all_of_it(
    server: DavServer, programme: ServerProgramme, status: int, number: int
) -> None:
    before = programme.file.read_bytes()
    server.faults = [DavFault(number, status)]
    result = programme.run("consolidate")
    assert result.exit_code == 2
    assert "Panne" not in result.output
    assert PASSWORD not in result.output
    # The read after the write only looks whether it went through.
    assert programme.file.read_bytes() == before or number > WRITE
    server.faults = []
    assert programme.run("consolidate").exit_code == 0
    assert "Anomalies" in programme.tabs()


@pytest.mark.parametrize("status", FATAL)
def test_a_write_that_was_carried_out_and_refused_all_the_same_is_not_said_to_be_unwritten(
    server: DavServer, programme: ServerProgramme, status: int
) -> None:
    server.faults = [DavFault(WRITE, status, applied=True)]
    assert programme.run("consolidate").exit_code == 0
    assert programme.tabs().count("Anomalies") == 1


def test_a_page_in_the_place_of_the_workbook_is_said_to_be_one(
    programme: ServerProgramme,
) -> None:
    whole = programme.file.read_bytes()
    programme.file.write_bytes(b"<!DOCTYPE html><title>Connexion</title>")
    assert "donne une page web à la place" in plain(programme.run("check").output)
    programme.file.write_bytes(whole)
    programme.is_prepared_at_once()


def test_a_command_that_only_reads_says_nothing_of_a_change_where_nobody_answers(
    server: DavServer, programme: ServerProgramme
) -> None:
    server.faults = [DavFault(number, 503) for number in range(1, 20)]
    result = programme.run("check")
    assert result.exit_code == 2
    assert "ne peut pas y être lu. Vérifier la connexion à internet" in plain(result.output)


@pytest.mark.parametrize("number", range(1, 5))
def test_whoever_works_in_it_meanwhile_loses_nothing(
    server: DavServer, programme: ServerProgramme, number: int
) -> None:
    server.meanwhile = {number: programme.somebody_types}
    result = programme.run("consolidate")
    assert server.meanwhile == {}
    assert openpyxl.load_workbook(programme.file)["Essai"]["B2"].value == "Fatoumata la longue"
    if result.exit_code:
        assert "la version de son serveur est gardée" in plain(result.output)
    # What was saved before the write is read again, and all is written at once.
    assert result.exit_code == 0 or number > WRITE
    programme.run("consolidate")
    assert openpyxl.load_workbook(programme.file)["Essai"]["B2"].value == "Fatoumata la longue"
    assert "Anomalies" in programme.tabs()


def test_a_version_whose_tabs_say_the_same_is_planned_on_anew(
    server: DavServer, programme: ServerProgramme
) -> None:
    # Somebody saved it, or worked in a tab of their own that we do not write into.
    def saves_notes() -> None:
        book = openpyxl.load_workbook(programme.file)
        book.create_sheet("Nos notes")["A1"] = "à nous"
        book.save(programme.file)

    server.meanwhile = {3: saves_notes}
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert {"Nos notes", "Anomalies"} <= set(programme.tabs())


def test_a_run_that_was_killed_before_the_upload_leaves_no_copy_that_passes_for_the_workbook(
    programme: ServerProgramme,
) -> None:
    assert programme.run("check").exit_code == 1
    (mirror,) = (programme.folder / "en-ligne").rglob(NAME)
    write_book(mirror, {"Essai": (HEADERS, ANNA)})
    said = programme.run("check", "--json").stdout
    assert '"rows_kept": 2' in said


def test_a_password_that_is_wrong_or_nowhere_is_a_sentence(
    programme: ServerProgramme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(webdav.VARIABLE, "faux")
    assert "refuse le mot de passe de marie" in plain(programme.run("check").output)
    monkeypatch.delenv(webdav.VARIABLE)
    monkeypatch.setattr("keyring.get_password", lambda *_: None)
    assert "n'est pas connu" in plain(programme.run("check").output)


def test_the_password_is_kept_in_the_keyring_once_it_opens_the_file(
    server: DavServer, monkeypatch: pytest.MonkeyPatch, memory_keyring: MemoryKeyring
) -> None:
    kept = memory_keyring.kept
    monkeypatch.setattr("typer.prompt", lambda *_, **__: PASSWORD)
    result = typed(["password", server.address(NAME)])
    assert result.exit_code == 0, result.output
    assert kept == {("sheets-sync-webdav", f"marie@127.0.0.1:{server.port}"): PASSWORD}
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "faux")
    kept.clear()
    assert typed(["password", server.address(NAME)]).exit_code == 2
    assert kept == {}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("https://onedrive.live.com/edit.aspx?resid=1", "Synchroniser"),
        ("https://1drv.ms/x/s!AbCd", "Synchroniser"),
        ("https://nuage.example.org/s/AbCdEf", "remote.php/dav/files"),
        ("https://nuage.example.org/index.php/apps/files/?dir=/x", "remote.php/dav/files"),
        ("http://nuage.example.org/remote.php/dav/files/m/a.xlsx", "en clair"),
        ("https://marie:secret@nuage.example.org/remote.php/dav/files/m/a.xlsx", "l'en retirer"),
    ],
)
def test_an_address_that_is_no_file_says_what_to_write_instead(
    tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        open_workbook(name, tmp_path)
    assert said in plain(str(refusal.value))
    assert "secret" not in str(refusal.value)


def test_the_user_stands_in_the_address_or_after_files() -> None:
    users = [
        remote_address(f"https://{before}nuage.example.org{SHARE}/a%20b.xlsx")
        for before in ("jean@", "")
    ]
    assert [(each.user, each.name) for each in users if isinstance(each, WebDavAddress)] == [
        ("jean", "a b.xlsx"),
        ("marie", "a b.xlsx"),
    ]
