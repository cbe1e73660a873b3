"""Requests cut into calls: all of them, in order, each call small enough."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from sheets_sync.sheets.sheet import Sheet
from sheets_sync.workbooks.google import batches
from sheets_sync.workbooks.google.api.calls import Json, encoded
from sheets_sync.workbooks.google.api.spreadsheet import parse_spreadsheet
from sheets_sync.workbooks.google.rendering.render import RenderedSheet
from sheets_sync.workbooks.google.verified.rows import RowWrite, TabWrites

ROWS: list[Json] = [{"values": [{"note": f"{number:04}" * 5}]} for number in range(100)]
SHEET = RenderedSheet(
    Sheet("Liste", [], {}, {}), 7, (100, 1), "d", [{"before": 1}], ROWS, [{"after": 1}]
)
FEEDBACK: list[Json] = [{"feedback": number} for number in range(10)]
ROWS_WRITTEN = [RowWrite(row, {}, [request]) for row, request in enumerate(FEEDBACK)]
TAB = parse_spreadsheet({"sheets": [{"properties": {"sheetId": 3, "title": "Saisie"}}]}).tabs[0]
WRITES = [TabWrites(replace(TAB, size=(20, 4)), ROWS_WRITTEN)]


def calls() -> list[list[Json]]:
    return [list(call.requests) for call in batches.batches([], WRITES, [SHEET], [0, 3, 7])]


def only(call: list[Json], *names: str) -> list[Json]:
    return [request for request in call if {*names} & {*request}]


def test_what_fits_is_one_call_and_needs_no_hidden_tab_for_sheets() -> None:
    [call] = calls()
    assert only(call, "feedback", "before", "after") == [*FEEDBACK, {"before": 1}, {"after": 1}]
    [added] = only(call, "addSheet")
    snapshot = added["addSheet"]["properties"]
    assert (snapshot["hidden"], snapshot["gridProperties"]) == (
        True,
        {"rowCount": 10, "columnCount": 6},
    )
    assert only(call, "updateCells")[-1]["updateCells"]["start"]["sheetId"] == 7


def test_rows_are_kept_by_the_call_that_writes_into_them_before_it_does() -> None:
    [call] = calls()
    kinds = [next(iter(request)) for request in call]
    assert kinds.index("copyPaste") < kinds.index("feedback")


@pytest.mark.parametrize("safe_bytes", [1000, 2000])
def test_what_does_not_fit_shows_in_the_last_call_only(
    monkeypatch: pytest.MonkeyPatch, safe_bytes: int
) -> None:
    monkeypatch.setattr(batches, "SAFE_BYTES", safe_bytes)
    found = calls()
    assert len(found) > 2
    *hidden, last = found
    staged = last[1]["copyPaste"]["source"]["sheetId"]
    assert last == [{"before": 1}, last[1], {"deleteSheet": {"sheetId": staged}}, {"after": 1}]
    requests = list(itertools.chain.from_iterable(found))
    updates = [request["updateCells"] for request in requests if "updateCells" in request]
    staging = [update for update in updates if update["start"]["sheetId"] == staged]
    rows = list(itertools.chain.from_iterable(update["rows"] for update in staging))
    assert rows == ROWS
    assert all(update["start"]["sheetId"] != 7 for update in updates)
    assert {"before": 1} not in itertools.chain.from_iterable(hidden)
    assert only(requests, "feedback") == FEEDBACK


def test_no_call_is_larger_than_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "SAFE_BYTES", 2000)
    # What keeps the rows that are written into comes on top of the requests for them.
    assert all(len(encoded(call)) <= 3600 for call in calls())


def test_a_row_larger_than_is_safe_goes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "SAFE_BYTES", 10)
    assert [start for start, _ in batches._pieces(ROWS[:3])] == [0, 1, 2]
