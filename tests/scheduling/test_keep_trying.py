"""The meeting prepared by itself while somebody has the workbook open on its (real) server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from sheets_sync.scheduling.unattended import EVERY, LONGEST, MAIL, keep_preparing
from sheets_sync.workbooks.remote import remote_file, webdav
from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book
from tests.desks import BAD
from tests.typing_commands import plain
from tests.workbooks.remote.dav_server import PASSWORD, DavServer, dav_server, lock, unlock
from tests.workbooks.remote.server_programme import ServerProgramme

NAME = "impulser.xlsx"


class Clock:
    """The clock of the office, which waiting alone moves on; `meanwhile`, by the hour of the day.

    It begins when the computer is at work: the memory says when a run ended by the real clock.
    """

    def __init__(self) -> None:
        self.now = datetime.now().replace(microsecond=0)  # noqa: DTZ005 - as the programme has it
        self.waits: list[timedelta] = []
        self.meanwhile: dict[int, Callable[[], object]] = {}

    def wait_until(self, moment: datetime) -> None:
        self.waits.append(moment - self.now)
        self.now = moment
        self.meanwhile.pop(len(self.waits), lambda: None)()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DavServer]:
    monkeypatch.setenv(webdav.VARIABLE, PASSWORD)
    monkeypatch.setattr(remote_file, "SECONDS", 0.0)
    with dav_server(tmp_path / "nuage") as running:
        write_book(running.folder / NAME, {"Essai": (HEADERS, ANNA, OMAR, BAD)})
        yield running


@pytest.fixture
def programme(server: DavServer, tmp_path: Path) -> ServerProgramme:
    return ServerProgramme(server.address(NAME), server.folder / NAME, tmp_path / "p")


def prepare(programme: ServerProgramme, clock: Clock) -> bool:
    return keep_preparing(programme.folder / "config.yaml", lambda: clock.now, clock.wait_until)


def journal(programme: ServerProgramme) -> list[str]:
    file = programme.folder / "historique" / "journal.txt"
    return [line[17:] for line in plain(file.read_text(encoding="utf-8")).splitlines()]


def test_a_workbook_that_is_open_in_the_morning_is_prepared_once_it_is_closed(
    server: DavServer, programme: ServerProgramme, clock: Clock
) -> None:
    token = lock(server, NAME)
    mail = programme.folder / "documents" / MAIL
    left: list[bool] = []
    clock.meanwhile[1] = lambda: left.append(mail.exists())
    clock.meanwhile[2] = lambda: unlock(server, NAME, token)
    assert prepare(programme, clock)
    assert clock.waits == [EVERY, EVERY]
    first, second, done = journal(programme)
    assert first.startswith("ÉCHEC [remote.locked] : impulser.xlsx est ouvert par quelqu'un")
    assert "Nouvel essai à" in first
    assert "Nouvel essai à" in second
    assert done.startswith("fait en 0 s : 3 lignes lues")
    assert "Anomalies" in programme.tabs()
    assert (left, mail.exists()) == ([True], False)


def test_what_people_typed_while_they_had_it_open_is_in_it(
    server: DavServer, programme: ServerProgramme, clock: Clock
) -> None:
    token = lock(server, NAME)

    def close() -> None:
        unlock(server, NAME, token)
        programme.somebody_types("B2", "Annabelle")

    clock.meanwhile[1] = close
    assert prepare(programme, clock)
    assert openpyxl.load_workbook(programme.file)["Essai"]["B2"].value == "Annabelle"
    assert "Consortium" in programme.tabs()


def test_one_that_nobody_closes_is_given_up_the_same_day_as_it_was(
    case: Case, clock: Clock
) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    file = case.folder / "essai.xlsx"
    before = file.read_bytes()
    (case.folder / f"~${file.name}").write_bytes(b"")
    assert not keep_preparing(case.folder / "config.yaml", lambda: clock.now, clock.wait_until)
    assert sum(clock.waits, timedelta()) == LONGEST
    *_, last = (case.folder / "historique" / "journal.txt").read_text("utf-8").splitlines()
    assert "Nouvel essai" not in plain(last)
    assert file.read_bytes() == before
    assert (case.folder / "documents" / MAIL).exists()


def test_nothing_is_done_again_where_somebody_prepared_meanwhile(
    server: DavServer, programme: ServerProgramme, clock: Clock
) -> None:
    token = lock(server, NAME)
    writes: list[int] = []

    def close_and_prepare() -> None:
        unlock(server, NAME, token)
        assert prepare(programme, Clock())
        writes.append(server.calls.count("PUT"))

    clock.meanwhile[1] = close_and_prepare
    assert prepare(programme, clock)
    assert journal(programme)[-1] == "fait entre-temps par un autre passage."
    assert writes == [server.calls.count("PUT")]
    assert not (programme.folder / "documents" / MAIL).exists()


def test_what_does_not_end_by_itself_is_not_tried_again(
    programme: ServerProgramme, clock: Clock
) -> None:
    programme.file.unlink()
    assert not prepare(programme, clock)
    assert clock.waits == []
    [line] = journal(programme)
    assert "Nouvel essai" not in line
