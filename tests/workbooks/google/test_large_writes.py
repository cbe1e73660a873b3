"""Writes that are too large for one call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheets_sync.errors import Untouchable
from sheets_sync.files import Copies
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.google import batches, plan
from tests.conftest import ANNA, HEADERS
from tests.corpus import DAY, WRONG, sheets_for
from tests.desks import GoogleDesk
from tests.sheets_emulator.schema import Json
from tests.sheets_emulator.server import Emulator
from tests.workbooks.google.content import shape


def test_a_write_that_is_too_large_is_cut_and_shown_at_once(
    google: Emulator, tmp_path: Path, copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)}, "Entier")
    whole.open().publish(
        WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}), DAY, copies
    )
    end, _ = shape(google, whole)
    monkeypatch.setattr(batches, "SAFE_BYTES", 20_000)
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)}, "Coupé")
    book = desk.open()
    google.calls.clear()
    seen: list[list[str]] = []
    write = book.api.batch_update  # type: ignore[attr-defined]

    def watched(*asked: Any) -> Json:
        seen.append(desk.tabs())
        answer: Json = write(*asked)
        return answer

    monkeypatch.setattr(book.api, "batch_update", watched)  # type: ignore[attr-defined]
    book.publish(WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}), DAY, copies)
    assert (
        len(seen) <= -(-sum(call["bytes"] for call in google.calls) // 20_000) + 3
    )  # as few as needed, and one that removes what told which rows were written into
    assert all(call["bytes"] < 25_000 for call in google.calls)
    # The last call removes what told which rows were written into.
    assert all(tabs == ["Saisie"] for tabs in seen[:-1])
    assert shape(google, desk)[0] == end
    assert (
        desk.open().publish(
            WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}), DAY, copies
        )
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

    def killed(*asked: Any) -> Json:
        if len(done) == cut:
            raise KeyboardInterrupt
        done.append(write(*asked))
        answer: Json = done[-1]
        return answer

    monkeypatch.setattr(book.api, "batch_update", killed)  # type: ignore[attr-defined]
    with pytest.raises(KeyboardInterrupt):
        book.publish(WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}), DAY, copies)
    monkeypatch.setattr(book.api, "batch_update", write)  # type: ignore[attr-defined]
    assert (desk.tabs(), desk.note("Saisie", "A2")) == (["Saisie"], "")
    assert desk.open().tabs == ["Saisie"]
    assert (
        desk.open().publish(
            WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}), DAY, copies
        )
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
        desk.open().publish(WorkbookUpdate(sheets_for("Saisie")), DAY, copies)
    assert refusal.value.code == "google.too_many_cells"
