"""A workbook in a WebDAV folder (a real server): read, prepared, and never over somebody's work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import requests
from typer.testing import Result

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.webdav import remote
from sheets_sync.workbooks.webdav.address import webdav_address
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, write_book
from tests.desks import BAD
from tests.serving import DEADLINE_SECONDS
from tests.typing_commands import plain, typed
from tests.workbooks.webdav.server import PASSWORD, SHARE, USER, DavFault, DavServer, dav_server

NAME = "impulser.xlsx"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DavServer]:
    monkeypatch.setenv(remote.VARIABLE, PASSWORD)
    monkeypatch.setattr(remote, "SECONDS", 0.0)
    with dav_server(tmp_path / "nuage") as running:
        write_book(running.folder / NAME, {"Essai": (HEADERS, BAD, OMAR)})
        yield running


class DavProgramme:
    """A folder with a config.yaml that names a workbook on the server."""

    def __init__(self, server: DavServer, folder: Path) -> None:
        self.server, self.folder = server, folder
        folder.mkdir()
        (folder / "config.yaml").write_text(
            f"programme: Essai\nworkbook: {server.address(NAME)}\n"
            "siae: [{tab: Essai, name: Essai, kind: ACI}]\n",
            encoding="utf-8",
        )

    def run(self, *words: str) -> Result:
        config = ["--config", str(self.folder / "config.yaml")]
        day = [] if words[0] == "restore" else ["--as-of", AS_OF]
        return typed([*words, *config, *day])

    @property
    def file(self) -> Path:
        return self.server.folder / NAME

    def tabs(self) -> list[str]:
        return list(openpyxl.load_workbook(self.file).sheetnames)

    def note(self) -> str:
        comment = openpyxl.load_workbook(self.file)["Essai"]["D2"].comment
        return "" if comment is None else str(comment.text)

    def somebody_types(self, cell: str = "B2", value: Any = "Fatoumata la longue") -> None:
        book = openpyxl.load_workbook(self.file)
        book["Essai"][cell] = value
        book.save(self.file)

    def lock(self) -> str:
        """Somebody has it open."""
        answer = requests.request(
            "LOCK",
            self.server.address(NAME).replace(f"{USER}@", ""),
            auth=(USER, PASSWORD),
            headers={"Timeout": "Second-600", "Content-Type": "application/xml"},
            data='<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/>'
            "</D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>",
            timeout=DEADLINE_SECONDS,
        )
        assert answer.status_code == 200, answer.text
        return answer.headers["Lock-Token"]


@pytest.fixture
def programme(server: DavServer, tmp_path: Path) -> DavProgramme:
    return DavProgramme(server, tmp_path / "p")


def test_it_is_prepared_on_the_server_and_a_second_run_writes_nothing(
    programme: DavProgramme,
) -> None:
    first = programme.run("consolidate")
    assert first.exit_code == 0, first.output
    assert {"Consortium", "Anomalies", "Pilotage"} <= set(programme.tabs())
    assert "⚠" in programme.note()
    before = programme.file.read_bytes()
    programme.server.calls.clear()
    assert programme.run("consolidate").exit_code == 0
    assert programme.file.read_bytes() == before
    assert "PUT" not in programme.server.calls


def test_a_copy_is_kept_and_restore_puts_it_back_on_the_server(programme: DavProgramme) -> None:
    before = programme.file.read_bytes()
    programme.run("consolidate")
    assert programme.file.read_bytes() != before
    result = programme.run("restore", "1", "--yes")
    assert result.exit_code == 0, result.output
    assert programme.file.read_bytes() == before


def test_a_workbook_that_somebody_has_open_is_waited_for_then_told(
    programme: DavProgramme,
) -> None:
    before = programme.file.read_bytes()
    programme.lock()
    result = programme.run("consolidate")
    assert result.exit_code == 2
    assert "est ouvert par quelqu'un" in plain(result.output)
    assert "sheets-sync schedule" in plain(result.output)
    assert programme.file.read_bytes() == before
    assert programme.server.calls.count("PUT") == remote.ATTEMPTS


def test_one_who_closes_it_meanwhile_is_waited_for_and_it_is_said(
    programme: DavProgramme,
) -> None:
    programme.server.faults = [DavFault(3, 423), DavFault(4, 423), DavFault(5, 423)]
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
    programme: DavProgramme, fault: dict[str, Any], number: int
) -> None:
    bears_and_writes_once(programme, DavFault(number, **fault))


def test_a_write_that_was_carried_out_and_answered_as_if_it_came_too_late_is_known_again(
    programme: DavProgramme,
) -> None:
    bears_and_writes_once(programme, DavFault(WRITE, 412, applied=True))


def bears_and_writes_once(programme: DavProgramme, fault: DavFault) -> None:
    programme.server.faults = [fault]
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert (programme.tabs().count("Anomalies"), "⚠" in programme.note()) == (1, True)
    book = openpyxl.load_workbook(programme.file)["Essai"]
    assert [book["A2"].value, book["A3"].value] == ["DIALLO", "AHMADI"]


@pytest.mark.parametrize(("status", "number"), on_every_call(*FATAL))
def test_what_does_not_pass_is_a_sentence_and_the_next_run_does_all_of_it(
    programme: DavProgramme, status: int, number: int
) -> None:
    before = programme.file.read_bytes()
    programme.server.faults = [DavFault(number, status)]
    result = programme.run("consolidate")
    assert result.exit_code == 2
    assert "Panne" not in result.output
    assert PASSWORD not in result.output
    # The read after the write only looks whether it went through.
    assert programme.file.read_bytes() == before or number > WRITE
    programme.server.faults = []
    assert programme.run("consolidate").exit_code == 0
    assert "Anomalies" in programme.tabs()


@pytest.mark.parametrize("number", range(1, 5))
def test_whoever_works_in_it_meanwhile_loses_nothing(programme: DavProgramme, number: int) -> None:
    programme.server.meanwhile = {number: programme.somebody_types}
    result = programme.run("consolidate")
    assert programme.server.meanwhile == {}
    assert openpyxl.load_workbook(programme.file)["Essai"]["B2"].value == "Fatoumata la longue"
    if result.exit_code:
        assert "a été modifié pendant le travail" in plain(result.output)
    programme.run("consolidate")
    assert openpyxl.load_workbook(programme.file)["Essai"]["B2"].value == "Fatoumata la longue"
    assert "Anomalies" in programme.tabs()


def test_a_version_whose_tabs_say_the_same_is_planned_on_anew(programme: DavProgramme) -> None:
    # Somebody saved it, or worked in a tab of their own that we do not write into.
    def saves_notes() -> None:
        book = openpyxl.load_workbook(programme.file)
        book.create_sheet("Nos notes")["A1"] = "à nous"
        book.save(programme.file)

    programme.server.meanwhile = {3: saves_notes}
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert {"Nos notes", "Anomalies"} <= set(programme.tabs())


def test_a_run_that_was_killed_before_the_upload_leaves_no_copy_that_passes_for_the_workbook(
    programme: DavProgramme,
) -> None:
    assert programme.run("check").exit_code == 1
    (mirror,) = (programme.folder / "en-ligne").rglob(NAME)
    write_book(mirror, {"Essai": (HEADERS, ANNA)})
    said = programme.run("check", "--json").stdout
    assert '"rows_kept": 2' in said


def test_a_password_that_is_wrong_or_nowhere_is_a_sentence(
    programme: DavProgramme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(remote.VARIABLE, "faux")
    assert "refuse le mot de passe de marie" in plain(programme.run("check").output)
    monkeypatch.delenv(remote.VARIABLE)
    monkeypatch.setattr("keyring.get_password", lambda *_: None)
    assert "n'est pas connu" in plain(programme.run("check").output)


def test_the_password_is_kept_in_the_keyring_once_it_opens_the_file(
    server: DavServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr("keyring.set_password", lambda s, n, p: kept.update({(s, n): p}))
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
        ("https://asso.sharepoint.com/:x:/r/sites/x/Documents/a.xlsx?d=w1", "Synchroniser"),
        ("https://1drv.ms/x/s!AbCd", "Synchroniser"),
        ("https://nuage.example.org/s/AbCdEf", "remote.php/dav/files"),
        ("https://nuage.example.org/index.php/apps/files/?dir=/x", "remote.php/dav/files"),
        ("http://nuage.example.org/remote.php/dav/files/m/a.xlsx", "en clair"),
    ],
)
def test_an_address_that_is_no_file_says_what_to_write_instead(
    tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        open_workbook(name, tmp_path)
    assert said in plain(str(refusal.value))


def test_the_user_stands_in_the_address_or_after_files() -> None:
    users = [
        webdav_address(f"https://{before}nuage.example.org{SHARE}/a%20b.xlsx")
        for before in ("jean@", "")
    ]
    assert [(each.user, each.name) for each in users if each] == [
        ("jean", "a b.xlsx"),
        ("marie", "a b.xlsx"),
    ]
