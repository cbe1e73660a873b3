"""What an emulated Google does wrong when it is told to: every request may fail, before or after it was carried out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.errors import Untouchable
from sheets_sync.files import Copies
from sheets_sync.workbooks.google import batches, calls, plan, workbook
from tests.conftest import ANNA, HEADERS, OMAR, Rows
from tests.corpus import DAY, WRONG, sheets_for
from tests.desks import BAD, GoogleDesk, Programme
from tests.sheets_emulator.schema import Json
from tests.sheets_emulator.server import Emulator, Fault


def shape(emulator: Emulator, desk: GoogleDesk) -> Any:
    """All that a spreadsheet holds, without what chance named, and how many copies of it there are."""
    tabs = [
        (tab.title, tab.grid, sorted(tab.cells.items()), {key: value for key, value in tab.extras.items() if value and key != "developerMetadata"}, tab.dimensions)
        for tab in desk.book.tabs
    ]  # fmt: skip
    text = re.sub(
        r'"(protectedRangeId|namedRangeId)": "?\d+"?',
        "",
        json.dumps(tabs, sort_keys=True, default=str),
    )
    return text, len(emulator.files.books)


# what fails


KINDS: dict[str, Json] = {
    "429": {"status": 429}, "500": {"status": 500}, "502": {"status": 502}, "503": {"status": 503}, "503 after": {"status": 503, "applied": True},
    "Drive's 403": {"status": 403, "reason": "userRateLimitExceeded"}, "500 after": {"status": 500, "applied": True}, "dropped": {"drop": True}, "dropped after": {"drop": True, "applied": True},
}  # fmt: skip


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a run without any fault leaves, and its requests."""
    return {}


MATRIX = [
    # a diagonal of the matrix meets each kind and each request; the rest is for `make test-long`
    pytest.param(kind, number, marks=[] if (row + number) % 4 == 0 else [pytest.mark.long])
    for row, kind in enumerate(KINDS)
    for number in range(1, 6)
]


@pytest.mark.parametrize(("kind", "number"), MATRIX)
def test_any_request_may_fail_and_the_end_is_right(
    google: Emulator, tmp_path: Path, calm: dict[str, Any], kind: str, number: int
) -> None:
    tabs: dict[str, Rows] = {"Un": (HEADERS, BAD, OMAR), "Deux": (HEADERS, ANNA)}
    if not calm:
        quiet = Programme(google, tmp_path / "calm", tabs)
        assert len(quiet.calls_of("consolidate")) == 5
        calm["end"] = shape(google, quiet.desk)
        google.files.books.clear()
    programme = Programme(google, tmp_path / "p", tabs)
    google.counts.clear()
    google.faults = [Fault(number, **KINDS[kind])]
    result = programme.run("consolidate")
    assert (result.exit_code, google.counts["request"] > 5) == (0, True), result.output
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
    monkeypatch.setattr(calls, "TIMEOUT", (5.0, 0.3))
    workbook._access.cache_clear()
    slow = desk.open()
    google.counts.clear()
    google.faults = [Fault(1, on="write", delay=0.6)]
    assert slow.publish([], {"Saisie": {"A2": WRONG}}, DAY, copies) == "changed"
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


# large writes


def test_a_write_that_is_too_large_is_cut_and_shown_at_once(
    google: Emulator, tmp_path: Path, copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)}, "Entier")
    whole.open().publish(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}, DAY, copies)
    end, _ = shape(google, whole)
    monkeypatch.setattr(batches, "SAFE_BYTES", 20_000)
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)}, "Coupé")
    book = desk.open()
    google.calls.clear()
    seen: list[list[str]] = []
    write = book.api.batch_update  # type: ignore[attr-defined]

    def watched(*asked: Any) -> None:
        seen.append(desk.tabs())
        write(*asked)

    monkeypatch.setattr(book.api, "batch_update", watched)  # type: ignore[attr-defined]
    book.publish(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}, DAY, copies)
    assert (
        len(seen) <= -(-sum(call["bytes"] for call in google.calls) // 20_000) + 2
    )  # as few as needed
    assert all(call["bytes"] < 25_000 for call in google.calls)
    assert all(tabs == ["Saisie"] for tabs in seen)
    assert shape(google, desk)[0] == end
    assert (
        desk.open().publish(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}, DAY, copies)
        == "unchanged"
    )


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_run_cut_off_in_a_large_write_leaves_the_old_state_and_the_next_one_tidies_up(
    google: Emulator, tmp_path: Path, copies: Copies, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    monkeypatch.setattr(batches, "SAFE_BYTES", 20_000)
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    book = desk.open()
    write, done = book.api.batch_update, []  # type: ignore[attr-defined, var-annotated]

    def killed(*asked: Any) -> None:
        if len(done) == cut:
            raise KeyboardInterrupt
        done.append(write(*asked))

    monkeypatch.setattr(book.api, "batch_update", killed)  # type: ignore[attr-defined]
    with pytest.raises(KeyboardInterrupt):
        book.publish(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}, DAY, copies)
    monkeypatch.setattr(book.api, "batch_update", write)  # type: ignore[attr-defined]
    assert (desk.tabs(), desk.note("Saisie", "A2")) == (["Saisie"], "")
    assert desk.open().tabs == ["Saisie"]
    assert (
        desk.open().publish(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}, DAY, copies)
        == "changed"
    )
    assert [tab.title for tab in desk.book.tabs] == [
        "Saisie",
        "Pilotage",
        "Anomalies",
        "Consortium",
    ]


def test_too_many_cells_are_told_before_they_are_met(
    google: Emulator, tmp_path: Path, copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MAX_CELLS", 3000)
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    with pytest.raises(Untouchable) as refusal:
        desk.open().publish(sheets_for("Saisie"), {}, DAY, copies)
    assert refusal.value.code == "google.too_many_cells"
