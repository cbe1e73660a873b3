"""Requests cut into calls that Google takes: one, or as few as their size allows.

One call is carried out whole or not at all. Where one would be too large, the rows go first to
hidden tabs, and the last call puts everything that shows in place: people see the old state or the
new one, and what a cut-off run leaves behind is hidden and swept away by the next.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from sheets_sync.catalogue import sentence
from sheets_sync.sheets.content import Span
from sheets_sync.workbooks.google.api.batch_requests import (
    add_sheet,
    coordinate,
    copy_paste,
    create_metadata,
    delete_sheet,
    grid_range,
    update_rows,
)
from sheets_sync.workbooks.google.api.calls import SAFE_BYTES, Json, encoded
from sheets_sync.workbooks.google.api.spreadsheet import STAGING
from sheets_sync.workbooks.google.rendering.render import RenderedSheet, new_sheet_id
from sheets_sync.workbooks.google.verified.rows import TabWrites
from sheets_sync.workbooks.google.verified.snapshots import SnapshotName, snapshot_requests

_FIELDS = "userEnteredValue,textFormatRuns"
# Room for what stands around the pieces of a call.
_PIECE_BYTES = 0.9


Item = TypeVar("Item")


class Batch(NamedTuple):
    """A call: its requests, and the titles of the hidden tabs that tell which rows it changed."""

    requests: Sequence[Json]
    snapshots: Sequence[str] = ()


def batches(
    sweeping: Sequence[Json],
    tab_writes: Sequence[TabWrites],
    sheets: Sequence[RenderedSheet],
    taken_ids: Collection[int],
) -> Iterator[Batch]:
    """The calls, in order; the last one is what people see.

    Args:
        sweeping: requests that remove the hidden tabs of a run that was cut off.
        tab_writes: what is written into tabs of the staff.
        taken_ids: of the tabs that the spreadsheet has.
    """
    taken = [*taken_ids, *(sheet.sheet_id for sheet in sheets)]
    writing = write_batch(tab_writes, 1, taken)
    whole = [*sweeping, *writing.requests]
    for sheet in sheets:
        whole += [*sheet.before, *_put_rows(sheet.sheet_id, 0, sheet.rows), *sheet.after]
    if fits_one_call(whole):
        yield Batch(whole, writing.snapshots)
        return
    staging, last = _staged_sheets(sheets, taken)
    yield from map(Batch, _filled_calls([sweeping, *staging]))
    if fits_one_call([*writing.requests, *last]):
        yield Batch([*writing.requests, *last], writing.snapshots)
        return
    # Feedback may be put piece by piece: each row of it is right by itself. Entries go together:
    # a card is emptied by the call that puts what was on it into its tab.
    entries = [writes for writes in tab_writes if writes.has_entries]
    feedback = [writes for writes in tab_writes if not writes.has_entries]
    calls = [[piece] for piece in _pieces_of_feedback(feedback)]
    for number, writes_of_call in enumerate([*calls, entries], 1):
        if writes_of_call:
            yield write_batch(writes_of_call, number, taken)
    if last:
        yield Batch(last)


def write_batch(
    tab_writes: Sequence[TabWrites],
    number: int,
    taken_ids: Collection[int],
    *,
    repair: bool = False,
) -> Batch:
    """The call that writes into tabs of the staff, and first keeps the rows it changes.

    Args:
        number: of the call among those whose hidden tabs are there.
        repair: True where it puts back what an earlier one should have left alone.
    """
    requests: list[Json] = []
    taken, titles = [*taken_ids], []
    for writes in tab_writes:
        if writes.rows:
            name = SnapshotName(writes.tab.id, number, repair)
            sheet_id = new_sheet_id(name.title, taken)
            requests += snapshot_requests(writes, name, sheet_id)
            taken.append(sheet_id)
            titles.append(name.title)
    # All rows are kept before the first is written into, and before rows are inserted.
    for writes in tab_writes:
        requests += itertools.chain.from_iterable(write.requests for write in writes.rows)
    requests += itertools.chain.from_iterable(writes.others for writes in tab_writes)
    return Batch(requests, titles)


def fits_one_call(requests: object) -> bool:
    """True if something is small enough to be sent at once."""
    return _size_of(requests) <= SAFE_BYTES


def _filled_calls(parts: Iterable[Sequence[Json]]) -> Iterator[Sequence[Json]]:
    """Parts that must each stay in one call, in as few calls as take them."""
    batch: list[Json] = []
    for part in parts:
        if batch and _size_of(batch) + _size_of(part) > SAFE_BYTES:
            yield batch
            batch = []
        batch += part
    if batch:
        yield batch


def _staged_sheets(
    sheets: Sequence[RenderedSheet], taken_ids: Collection[int]
) -> tuple[Sequence[Sequence[Json]], Sequence[Json]]:
    """The parts that fill the hidden tabs, and the requests by which all of it shows at once."""
    parts: list[Sequence[Json]] = []
    last: list[Json] = []
    for sheet in sheets:
        name = sheet.sheet.name
        staging_id = new_sheet_id(f"{STAGING} {name}", taken_ids)
        size = max(1, len(sheet.rows)), sheet.size[1]
        parts.append(_staging_requests(staging_id, name, size))
        parts += [_put_rows(staging_id, start, rows) for start, rows in _pieces(sheet.rows)]
        cells = Span(0, 0, size[0] - 1, size[1] - 1)
        source, destination = (
            grid_range(sheet_id, cells) for sheet_id in (staging_id, sheet.sheet_id)
        )
        last += [
            *sheet.before,
            copy_paste(source, destination, "PASTE_NORMAL"),
            delete_sheet(staging_id),
            *sheet.after,
        ]
    return parts, last


def _pieces_of_feedback(tab_writes: Sequence[TabWrites]) -> Iterator[TabWrites]:
    """Feedback in tabs, in pieces small enough for a call."""
    for writes in tab_writes:
        requests = [list(write.requests) for write in writes.rows]
        for start, piece in _pieces(requests):
            yield replace(writes, rows=writes.rows[start : start + len(piece)])


def _staging_requests(sheet_id: int, name: str, size: tuple[int, int]) -> list[Json]:
    """The requests for a hidden tab, which the next run knows and removes should this one end."""
    title = f"{name} {sentence('google.staging_title')}"
    grid = {"rowCount": size[0], "columnCount": size[1]}
    return [
        add_sheet(sheet_id, title, hidden=True, gridProperties=grid),
        create_metadata(sheet_id, STAGING),
    ]


def _put_rows(sheet_id: int, start: int, rows: Sequence[Json]) -> list[Json]:
    if not rows:
        return []
    return [update_rows(coordinate(sheet_id, start), rows, _FIELDS)]


def _pieces(items: Sequence[Item]) -> Iterator[tuple[int, Sequence[Item]]]:
    """Rows, or requests, in as few runs as stay under the safe size, one at least.

    Each comes with the index of its first.
    """
    start = size = 0
    for index, item in enumerate(items):
        item_size = _size_of(item)
        if size + item_size > SAFE_BYTES * _PIECE_BYTES and index > start:
            yield start, items[start:index]
            start, size = index, 0
        size += item_size
    yield start, items[start:]


def _size_of(requests: object) -> int:
    """The bytes of what is sent."""
    return len(encoded(requests))
