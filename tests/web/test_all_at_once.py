"""Twelve phones, two preparations and a counsellor at once: nothing is lost, and nothing twice."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import openpyxl
import pytest
import requests
from starlette.applications import Starlette

from sheets_sync.errors import Refusal
from sheets_sync.monthly import prepare_meeting
from sheets_sync.outside.submissions import Inbox
from sheets_sync.release.door import Door
from sheets_sync.web.phone.links import give
from sheets_sync.web.phone.rate import Rate
from sheets_sync.web.phone.serve import application
from sheets_sync.workspace import Workspace, open_workspace
from tests.conftest import ANNA, HEADERS, Case
from tests.desks import Programme
from tests.serving import served, until
from tests.sheets_emulator.server import Emulator
from tests.web.counter import DAY

PHONES, PREPARATIONS = 12, 2
SIAE = ("Un", "Deux", "Trois")
LONG_SECONDS = 120.0
PACE_SECONDS = (5.0, 30.0)
"""Between two entries of one person in the long one; twelve who never stop let no run end."""
PATIENCE_SECONDS = 300.0
DATES = {"date_naissance": "04/07/1999", "date_entree": "02/11/2026"}
_BUSY = ("workbook.changed", "workbook.open", "output.open", "history.busy")
"""What a preparation may be refused for meanwhile; anything else is a mistake."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Counsellor(Protocol):
    """Somebody who types rows into the workbook itself."""

    def type_row(self, siae: str, name: str) -> None: ...


class AtTheFile:
    """Who has the file open in Excel: it shows a lock, and sees that the file changed meanwhile."""

    def __init__(self, file: Path) -> None:
        self.file, self.lock = file, file.with_name(f"~${file.name}")

    def type_row(self, siae: str, name: str) -> None:
        self.lock.write_bytes(b"\x05Marie")
        try:
            until(lambda: self._saved(siae, name), PATIENCE_SECONDS)
        finally:
            self.lock.unlink()

    def _saved(self, siae: str, name: str) -> bool:
        opened = _digest(self.file)
        book = openpyxl.load_workbook(self.file)
        book[siae].append((name, "Marie", "Femme", "04/07/1999", "02/11/2026"))
        draft = self.file.with_suffix(".draft")
        book.save(draft)
        # A write that had begun when the lock was made has ended by now; Excel would say so.
        if _digest(self.file) != opened:
            return False
        os.replace(draft, self.file)  # noqa: PTH105 - as Excel does
        return True


class InGoogle:
    """Who inserts a row at the top of a tab: all rows below are others than a moment ago."""

    def __init__(self, programme: Programme, lock: AbstractContextManager[object]) -> None:
        self.programme, self.lock = programme, lock

    def type_row(self, siae: str, name: str) -> None:
        desk = self.programme.desk
        sheet = next(tab for tab in desk.book.tabs if tab.title == siae).id
        cells = (name, "Marie", "Femme", "04/07/1999", "02/11/2026")
        values = [{"userEnteredValue": {"stringValue": text}} for text in cells]
        rows = {"sheetId": sheet, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
        with self.lock:
            desk.does(
                {"insertDimension": {"range": rows}},
                {
                    "updateCells": {
                        "start": {"sheetId": sheet, "rowIndex": 1, "columnIndex": 0},
                        "rows": [{"values": values}],
                        "fields": "userEnteredValue",
                    }
                },
            )


class Bustle:
    """All of them at work until each has had enough, and what they wrote."""

    def __init__(self, config: Path, counsellor: Counsellor, seed: int) -> None:
        self.config, self.counsellor, self.seed = config, counsellor, seed
        self.expected: Counter[tuple[str, str]] = Counter()
        self.failures: list[str] = []
        self._names = ("".join(letters) for letters in itertools.product(_LETTERS, repeat=4))
        self._one_at_a_time = threading.Lock()
        self._dice, self._pause = random.Random(seed), threading.Event()

    def begin(self, entries: int, preparations: int, until_then: float) -> None:
        """Work: each phone sends so many entries or more, and so on, and all until a moment."""
        # The key of the pseudonyms is made by the first run, before there is anything to share.
        prepare_meeting(open_workspace(self.config, "prepare"), DAY)
        workspace = open_workspace(self.config, "serve")
        with served(_application(workspace)) as address:
            secrets = [
                give(workspace.history, SIAE[number % len(SIAE)], f"P{number}", DAY, 30)
                for number in range(PHONES)
            ]
            works = [
                self._at_work(self._phone(address, secret, number), entries, until_then)
                for number, secret in enumerate(secrets)
            ]
            works += [
                self._at_work(self._prepare, preparations, until_then) for _ in range(PREPARATIONS)
            ]
            works.append(self._at_work(self._type_row, entries, until_then))
            for thread in works:
                thread.start()
            for thread in works:
                thread.join(LONG_SECONDS + PATIENCE_SECONDS)
        assert not self.failures
        assert not any(thread.is_alive() for thread in works)

    def _at_work(self, work: Callable[[], None], least: int, until_then: float) -> threading.Thread:
        def go_on() -> None:
            try:
                for done in itertools.count():
                    left = until_then - time.monotonic()
                    if done >= least and left <= 0:
                        return
                    if done and left > 0:
                        self._pause.wait(min(left, self._dice.uniform(*PACE_SECONDS)))
                    work()
            except BaseException as error:
                self.failures.append(repr(error))

        return threading.Thread(target=go_on, daemon=True)

    def _new_name(self, siae: str) -> str:
        with self._one_at_a_time:
            name = next(self._names)
            self.expected[siae, name] += 1
            return name

    def _phone(self, address: str, secret: str, number: int) -> Callable[[], None]:
        dice = random.Random(self.seed * 100 + number)
        siae = SIAE[number % len(SIAE)]
        keys = itertools.count()

        def send_one() -> None:
            texts = {"nom": self._new_name(siae), "prenom": "Awa", "sexe": "Femme", **DATES}
            # Phones count their entries alike: a key is known by its SIAE only.
            data = {"key": f"{number // len(SIAE)}-{next(keys)}", "texts": texts}
            # Now and then the answer does not arrive, and the page sends it once more.
            for _ in range(dice.choice((1, 1, 2))):
                until(lambda: _is_in(address, secret, data), PATIENCE_SECONDS)

        return send_one

    def _prepare(self) -> None:
        try:
            prepare_meeting(open_workspace(self.config, "prepare"), DAY)
        except Refusal as refusal:
            # Somebody else was writing, or has it open: it is said, and the next one comes.
            if refusal.code not in _BUSY:
                raise

    def _type_row(self) -> None:
        siae = random.Random(self.seed).choice(SIAE)
        self.counsellor.type_row(siae, self._new_name(siae))


def _application(workspace: Workspace) -> Starlette:
    form = workspace.participants
    inbox = Inbox(
        form,
        workspace.entry_tabs(form),
        workspace.member_names,
        workspace.history,
        workspace.open_anew,
    )
    return application(
        lambda: inbox,
        Door(workspace.audiences),
        workspace.programme,
        lambda: DAY,
        Rate(100_000, 0.0),
    )


def _is_in(address: str, secret: str, data: object) -> bool:
    headers = {"Authorization": f"Bearer {secret}"}
    answer = requests.post(f"{address}/send", json=data, headers=headers, timeout=PATIENCE_SECONDS)
    if answer.status_code == 503:
        return False
    assert answer.status_code == 200, answer.text
    assert answer.json()["outcome"] == "added", answer.text
    return True


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def names_in(config: Path) -> Counter[tuple[str, str]]:
    """The names that stand in the members' tabs, each as often as it does."""
    workspace = open_workspace(config)
    names: Counter[tuple[str, str]] = Counter()
    for member in workspace.members:
        rows: Sequence[Sequence[object]] = workspace.open(member.workbook).read(member.tab).rows
        names.update((member.name, str(row[0])) for row in rows[1:] if row[0] != "")
    return names


def expect_all_once(bustle: Bustle) -> None:
    prepare_meeting(open_workspace(bustle.config), DAY)
    here = names_in(bustle.config)
    before = Counter({(siae, str(ANNA[0])): 1 for siae in SIAE})
    assert here - bustle.expected == before, "twice, or nobody's"
    assert bustle.expected - here == Counter(), "lost"


@pytest.fixture(params=["file", "google"])
def bustle(request: pytest.FixtureRequest, case: Case, tmp_path: Path) -> Iterator[Bustle]:
    tabs = dict.fromkeys(SIAE, (HEADERS, ANNA))
    if request.param == "file":
        case.make(tabs)
        file = case.folder / "essai.xlsx"
        yield Bustle(case.folder / "config.yaml", AtTheFile(file), 7)
        return
    google: Emulator = request.getfixturevalue("google")
    programme = Programme(google, tmp_path / "p", tabs)
    yield Bustle(programme.folder / "config.yaml", InGoogle(programme, google.lock), 7)


def test_nothing_is_lost_and_nothing_twice(bustle: Bustle) -> None:
    bustle.begin(entries=2, preparations=1, until_then=0.0)
    expect_all_once(bustle)


@pytest.mark.long
def test_nothing_is_lost_and_nothing_twice_in_two_minutes(bustle: Bustle) -> None:
    bustle.begin(entries=2, preparations=1, until_then=time.monotonic() + LONG_SECONDS)
    expect_all_once(bustle)
