"""Requests cut into calls that Google takes: one, or as few as their size allows.

One call is carried out whole or not at all. Where one would be too large, the rows go first to
hidden tabs, and the last call puts everything that shows in place: people see the old state or the
new one, and what a cut-off run leaves behind is hidden and swept away by the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

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

_FIELDS = "userEnteredValue,textFormatRuns"
# Room for what stands around the pieces of a call.
_PIECE_BYTES = 0.9


def batches(
    sweeping: Sequence[Json],
    tab_requests: Sequence[Json],
    sheets: Sequence[RenderedSheet],
    taken_ids: Collection[int],
) -> Iterator[Sequence[Json]]:
    """The requests of each call, in order; the last one is what people see.

    Args:
        sweeping: requests that remove the hidden tabs of a run that was cut off.
        tab_requests: requests for tabs of the staff.
        taken_ids: of the tabs that the spreadsheet has.
    """
    whole = [*sweeping, *tab_requests]
    for sheet in sheets:
        whole += [*sheet.before, *_put_rows(sheet.sheet_id, 0, sheet.rows), *sheet.after]
    if fits_one_call(whole):
        yield whole
        return
    batch: list[Json] = []
    for part in _inseparable_parts(sweeping, tab_requests, sheets, taken_ids):
        if batch and _size_of(batch) + _size_of(part) > SAFE_BYTES:
            yield batch
            batch = []
        batch += part
    yield batch


def fits_one_call(requests: object) -> bool:
    """True if something is small enough to be sent at once."""
    return _size_of(requests) <= SAFE_BYTES


def _inseparable_parts(
    sweeping: Sequence[Json],
    tab_requests: Sequence[Json],
    sheets: Sequence[RenderedSheet],
    taken_ids: Collection[int],
) -> Iterator[Sequence[Json]]:
    """Yield what must go in one call together: rows for the hidden tabs, at last all that shows."""
    yield sweeping
    last: list[Json] = []
    taken = [*taken_ids, *(sheet.sheet_id for sheet in sheets)]
    for sheet in sheets:
        name = sheet.sheet.name
        staging_id = new_sheet_id(f"{STAGING} {name}", taken)
        size = max(1, len(sheet.rows)), sheet.size[1]
        yield _staging_requests(staging_id, name, size)
        for start, rows in _pieces(sheet.rows):
            yield _put_rows(staging_id, start, rows)
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
    # Feedback may be put piece by piece: each cell of it is right by itself.
    for _, requests in _pieces(tab_requests):
        yield requests
    yield last


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


def _pieces(items: Sequence[Json]) -> Iterator[tuple[int, Sequence[Json]]]:
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
