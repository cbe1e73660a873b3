"""Faults of Google: every request may fail, before or after it was carried out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheets_sync.files import Copies
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.google import workbook
from sheets_sync.workbooks.google.api import calls
from tests.conftest import ANNA, HEADERS, OMAR, Rows
from tests.corpus import DAY, WRONG
from tests.desks import BAD, GoogleDesk, Programme
from tests.sheets_emulator.schema import Json
from tests.sheets_emulator.server import Emulator, Fault
from tests.workbooks.google.content import shape

KINDS: dict[str, Json] = {
    "429": {"status": 429},
    "500": {"status": 500},
    "502": {"status": 502},
    "503": {"status": 503},
    "503 after": {"status": 503, "applied": True},
    "Drive's 403": {"status": 403, "reason": "userRateLimitExceeded"},
    "500 after": {"status": 500, "applied": True},
    "dropped": {"drop": True},
    "dropped after": {"drop": True, "applied": True},
}


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a run without any fault leaves, and its requests."""
    return {}


MATRIX = [
    # a diagonal of the matrix meets each kind and each request; the rest is for `make test-long`
    pytest.param(kind, number, marks=[] if (row + number) % 4 == 0 else [pytest.mark.long])
    for row, kind in enumerate(KINDS)
    for number in range(1, 7)
]


@pytest.mark.parametrize(("kind", "number"), MATRIX)
def test_any_request_may_fail_and_the_end_is_right(
    google: Emulator, tmp_path: Path, calm: dict[str, Any], kind: str, number: int
) -> None:
    tabs: dict[str, Rows] = {"Un": (HEADERS, BAD, OMAR), "Deux": (HEADERS, ANNA)}
    if not calm:
        quiet = Programme(google, tmp_path / "calm", tabs)
        assert len(quiet.calls_of("consolidate")) == 6
        calm["end"] = shape(google, quiet.desk)
        google.files.books.clear()
    programme = Programme(google, tmp_path / "p", tabs)
    google.counts.clear()
    google.faults = [Fault(number, **KINDS[kind])]
    result = programme.run("consolidate")
    assert (result.exit_code, google.counts["request"] > 6) == (0, True), result.output
    assert shape(google, programme.desk) == calm["end"]
    google.faults = []
    assert programme.calls_of("consolidate") == ["read"]


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 500}, {"drop": True}])
def test_a_token_that_does_not_come_at_once_is_asked_for_again(
    google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Json
) -> None:
    monkeypatch.setattr(
        "time.sleep", lambda seconds: None
    )  # google-auth waits by itself, without asking us
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    google.counts.clear()
    google.faults = [Fault(1, on="token", **fault)]
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert programme.desk.note("Essai", "D2").startswith("⚠")


def test_a_time_out_is_read_again(
    google: Emulator, tmp_path: Path, copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    book = desk.open()
    monkeypatch.setattr(calls, "TIMEOUT", (60.0, 2.0))
    workbook._access.cache_clear()
    slow = desk.open()
    google.counts.clear()
    google.faults = [Fault(1, on="write", delay=2.5)]
    assert (
        slow.publish(WorkbookUpdate(feedback={"Saisie": {"A2": WRONG}}), DAY, copies) == "changed"
    )
    assert desk.note("Saisie", "A2") == WRONG.text
    assert book.tabs == ["Saisie"]
    workbook._access.cache_clear()


@pytest.mark.parametrize("status", [429, 503])
def test_what_goes_on_failing_is_told_and_changes_nothing(
    google: Emulator, tmp_path: Path, status: int
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    before = shape(google, programme.desk)
    google.faults = [Fault(number, on="write", status=status) for number in range(1, 30)]
    google.counts.clear()
    result = programme.run("consolidate")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert shape(google, programme.desk) == before
    google.faults = []
    assert programme.run("consolidate").exit_code == 0


def test_a_quota_is_waited_for(
    google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    google.quota = {"read": 2, "write": 60, "seconds": 1}
    monkeypatch.setattr(calls, "SECONDS", 0.2)
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    assert programme.run("consolidate").exit_code == 0
    assert programme.desk.note("Essai", "D2").startswith("⚠")
