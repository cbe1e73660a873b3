"""A workbook with a password: read, changed, encrypted again, and never lying open beside it."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import keyring
import msoffcrypto
import openpyxl
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from sheets_sync.errors import Refusal
from sheets_sync.files import digest
from sheets_sync.web.window.window import Window
from sheets_sync.workbooks.encrypted.workbook import decrypted, encrypted
from sheets_sync.workbooks.xlsx.refusals import is_encrypted
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case
from tests.serving import DEADLINE_SECONDS
from tests.typing_commands import plain, typed

PASSWORD = "les quais en juin é"
VARIABLE = "SHEETS_SYNC_PASSWORD"


pytestmark = pytest.mark.usefixtures("memory_keyring")


@pytest.fixture
def locked(case: Case) -> Case:
    """A programme whose workbook is encrypted; nobody gave the password yet."""
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    file = case.folder / "essai.xlsx"
    file.write_bytes(encrypted(file, PASSWORD))
    return case


@pytest.fixture
def opened(locked: Case, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv(VARIABLE, PASSWORD)
    return locked


def cells(file: Path, tab: str) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(decrypted(file, PASSWORD)))
    return [[cell.value for cell in row] for row in book[tab]]


def test_it_is_read_as_any_other(opened: Case) -> None:
    found = opened.check()
    assert [(tab["rows_read"], tab["rows_kept"]) for tab in found["tabs"]] == [(2, 2)]


def test_what_is_published_is_encrypted_and_so_are_the_copies(opened: Case) -> None:
    file = opened.folder / "essai.xlsx"
    before = cells(file, "Essai")
    result = opened.run("prepare")
    assert result.exit_code == 0, result.stderr
    assert is_encrypted(file)
    assert cells(file, "Essai") == before
    assert cells(file, "Anomalies")
    copies = list((opened.folder / "historique").rglob("*.xlsx"))
    assert copies
    assert all(map(is_encrypted, copies))


def test_no_file_of_the_folder_ever_holds_a_name(opened: Case) -> None:
    opened.run("prepare")
    # Names stand in the tabs only, and these are encrypted: no part of any file has one.
    for path in opened.folder.rglob("*"):
        if path.is_file() and path.suffix in (".xlsx", ".json"):
            assert b"AHMADI" not in path.read_bytes()


OPENED = """
import sys
from pathlib import Path
from sheets_sync.commands.starting.loading import _end_as_by_hand
from sheets_sync.workbooks.encrypted.workbook import EncryptedWorkbook

_end_as_by_hand()
book = EncryptedWorkbook(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def opened_elsewhere(file: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the workbook open, its temporary folder this one."""
    with subprocess.Popen(
        [sys.executable, "-c", OPENED, str(file)],
        env=os.environ | {"TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a signal")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_nothing_stays_open_where_the_system_ends_a_run(
    opened: Case, tmp_path: Path, ending: signal.Signals
) -> None:
    temporary = tmp_path / "temporaire"
    temporary.mkdir()
    with opened_elsewhere(opened.folder / "essai.xlsx", temporary) as process:
        assert list(temporary.rglob("essai.xlsx"))
        process.send_signal(ending)
        assert process.wait(DEADLINE_SECONDS) == 128 + ending
    assert list(temporary.rglob("essai.xlsx")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="its temporary folder is named otherwise")
def test_what_a_killed_run_left_open_goes_with_the_next_and_no_others(
    opened: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, temporary = opened.folder / "essai.xlsx", tmp_path / "temporaire"
    temporary.mkdir()
    with opened_elsewhere(file, temporary) as killed:
        killed.kill()
        killed.wait()
    assert len(list(temporary.rglob("essai.xlsx"))) == 1
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    assert "1 passage arrêté net avait laissé la copie" in plain(opened.run("consolidate").output)
    assert list(temporary.rglob("essai.xlsx")) == []
    with opened_elsewhere(file, temporary):
        assert len(list(temporary.rglob("essai.xlsx"))) == 1
        result = opened.run("consolidate")
        assert result.exit_code == 0
        assert "arrêté" not in result.output
        assert len(list(temporary.rglob("essai.xlsx"))) == 1


def test_a_second_run_leaves_the_same_bytes(opened: Case) -> None:
    opened.run("prepare")
    before = digest(opened.folder / "essai.xlsx")
    result = opened.run("prepare")
    assert result.exit_code == 0, result.stderr
    assert digest(opened.folder / "essai.xlsx") == before


def test_without_its_password_nothing_begins(locked: Case) -> None:
    before = digest(locked.folder / "essai.xlsx")
    result = locked.run("prepare")
    assert result.exit_code == 2
    assert "sheets-sync password essai.xlsx" in plain(result.stderr)
    assert VARIABLE in result.stderr
    assert digest(locked.folder / "essai.xlsx") == before


def test_another_password_is_said(locked: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "un autre")
    result = locked.run("check")
    assert result.exit_code == 2
    assert "n'est pas le bon" in plain(result.stderr)
    assert "un autre" not in result.stderr


def test_it_is_asked_once_and_kept_in_the_keyring(
    locked: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = locked.folder / "essai.xlsx"
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "un autre")
    assert typed(["password", str(file)]).exit_code == 2
    monkeypatch.setattr("typer.prompt", lambda *_, **__: PASSWORD)
    result = typed(["password", str(file)])
    assert result.exit_code == 0, result.stderr
    assert PASSWORD not in result.output
    assert locked.run("check").exit_code in (0, 1)
    config = (locked.folder / "config.yaml").read_text("utf-8")
    assert PASSWORD not in config


def test_without_a_keyring_the_variable_is_named(
    locked: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    assert locked.run("check").exit_code == 2
    monkeypatch.setattr("typer.prompt", lambda *_, **__: PASSWORD)
    result = typed(["password", str(locked.folder / "essai.xlsx")])
    assert result.exit_code == 2
    assert VARIABLE in result.stderr


def test_a_workbook_without_a_password_needs_none(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    result = typed(["password", str(case.folder / "essai.xlsx")])
    assert result.exit_code == 2
    assert "rien à garder" in plain(result.stderr)


@pytest.mark.parametrize("cut", [600, 2000, -200], ids=["head", "middle", "tail"])
def test_a_damaged_one_is_a_sentence(opened: Case, cut: int) -> None:
    file = opened.folder / "essai.xlsx"
    file.write_bytes(file.read_bytes()[:cut])
    result = opened.run("prepare")
    assert result.exit_code == 2
    assert "panne" not in result.stderr.lower()
    assert "essai.xlsx" in result.stderr


def test_what_we_encrypt_says_how_as_excel_does(locked: Case) -> None:
    with (locked.folder / "essai.xlsx").open("rb") as file:
        office = msoffcrypto.OfficeFile(file)
        assert office.is_encrypted()
        assert office.type == "agile"


def test_the_window_takes_the_password_of_a_workbook(locked: Case) -> None:
    window = Window(locked.folder / "config.yaml", lambda: date.fromisoformat(AS_OF))
    with pytest.raises(Refusal) as refused:
        window.work["password"]({"workbook": "essai.xlsx", "password": "un autre"})
    assert refused.value.code == "password.wrong"
    window.work["password"]({"workbook": "essai.xlsx", "password": PASSWORD})
    assert locked.run("check").exit_code == 0


def test_a_first_start_asks_for_it(locked: Case) -> None:
    (locked.folder / "config.yaml").unlink()
    workbook = str(locked.folder / "essai.xlsx")
    window = Window(locked.folder / "config.yaml", lambda: date.fromisoformat(AS_OF))
    locked_by = {"isLocked": True, "by": "password"}
    assert window.work["look"]({"workbook": workbook}).content == locked_by
    window.work["password"]({"workbook": workbook, "password": PASSWORD})
    [member] = window.work["look"]({"workbook": workbook}).content["members"]
    assert member["tab"] == "Essai"
