"""Requests cut into calls: all of them, in order, each call small enough."""

from __future__ import annotations

import itertools

import pytest

from sheets_sync.sheets.sheet import Sheet
from sheets_sync.workbooks.google import batches
from sheets_sync.workbooks.google.calls import Json, encoded
from sheets_sync.workbooks.google.render import RenderedSheet

ROWS: list[Json] = [{"values": [{"note": f"{number:04}" * 5}]} for number in range(100)]
SHEET = RenderedSheet(
    Sheet("Liste", [], {}, {}), 7, (100, 1), "d", [{"before": 1}], ROWS, [{"after": 1}]
)
FEEDBACK: list[Json] = [{"feedback": number} for number in range(10)]


def calls() -> list[list[Json]]:
    return [list(call) for call in batches.batches([], FEEDBACK, [SHEET], [0, 7])]


def test_what_fits_is_one_call_and_needs_no_hidden_tab() -> None:
    [call] = calls()
    assert [*call[:10], call[10], call[-1]] == [*FEEDBACK, {"before": 1}, {"after": 1}]
    assert call[11]["updateCells"]["start"]["sheetId"] == 7


@pytest.mark.parametrize("safe_bytes", [1000, 2000])
def test_what_does_not_fit_shows_in_the_last_call_only(
    monkeypatch: pytest.MonkeyPatch, safe_bytes: int
) -> None:
    monkeypatch.setattr(batches, "SAFE_BYTES", safe_bytes)
    found = calls()
    assert len(found) > 2
    *hidden, last = found
    assert last[-4:] == [
        {"before": 1},
        last[-3],
        {"deleteSheet": {"sheetId": last[-3]["copyPaste"]["source"]["sheetId"]}},
        {"after": 1},
    ]
    requests = list(itertools.chain.from_iterable(found))
    updates = [request["updateCells"] for request in requests if "updateCells" in request]
    rows = list(itertools.chain.from_iterable(update["rows"] for update in updates))
    assert rows == ROWS
    assert all(update["start"]["sheetId"] != 7 for update in updates)
    assert {"before": 1} not in itertools.chain.from_iterable(hidden)


def test_no_call_is_larger_than_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "SAFE_BYTES", 2000)
    assert all(len(encoded(call)) <= 2200 for call in calls())


def test_a_row_larger_than_is_safe_goes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "SAFE_BYTES", 10)
    assert [start for start, _ in batches._pieces(ROWS[:3])] == [0, 1, 2]
