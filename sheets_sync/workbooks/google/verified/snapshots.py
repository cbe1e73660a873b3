"""Hidden tabs that hold the rows of the staff as a write found them.

They are filled by the very call that writes, before it writes: so they tell which rows it really
changed, and hold all that is needed to put back what it should have left alone.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.sheets.content import Span
from sheets_sync.workbooks.google.api.batch_requests import (
    add_sheet,
    coordinate,
    copy_paste,
    create_metadata,
    grid_range,
    update_rows,
)
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.spreadsheet import SNAPSHOT, Tab
from sheets_sync.workbooks.google.verified.rows import (
    Keys,
    RowWrite,
    TabWrites,
    WrittenCell,
    row_digest,
    row_keys,
)

_MAX_NOTED = 45_000
"""Characters of the notes of a row that are kept: a cell of Google takes 50,000 in all."""
_EXTRA_COLUMNS = 2
"""To the right of the rows: what was written into each, and the notes there were."""
_NEAR = 20
"""Rows so near to each other are copied with those between them: one request for all."""


@dataclass(frozen=True)
class SnapshotName:
    """Who a hidden tab belongs to, as its metadata says.

    Attributes:
        tab_id: the tab whose rows it holds.
        number: of the call that made it; later ones have higher numbers.
        is_repair: whether that call put back what an earlier one should have left alone.
    """

    tab_id: int
    number: int
    is_repair: bool

    @property
    def metadata(self) -> str:
        """The value of its developer metadata."""
        return f"{SNAPSHOT}{self.tab_id} {self.number} {int(self.is_repair)}"

    @property
    def title(self) -> str:
        """The title of the tab, which nobody sees who does not ask for hidden tabs."""
        return f"{sentence('google.staging_title')} {self.number}-{self.tab_id}"

    @classmethod
    def of(cls, tab: Tab) -> SnapshotName:
        """The name of a tab that is a snapshot."""
        tab_id, number, is_repair = (tab.digest or "").removeprefix(SNAPSHOT).split()
        return cls(int(tab_id), int(number), is_repair == "1")


@dataclass(frozen=True)
class SnapshotRange:
    """Rows of a tab that are copied, and the row of the hidden tab that the first comes to.

    Attributes:
        runs: the first and the last row of each of its parts, from top to bottom.
    """

    runs: Sequence[tuple[int, int]]
    offset: int

    @property
    def last(self) -> int:
        """The last row that is copied."""
        return max(last for _, last in self.runs)

    @property
    def height(self) -> int:
        """Rows that the hidden tab needs."""
        return self.last - self.offset + 1


def snapshot_range(writes: TabWrites) -> SnapshotRange:
    """The rows to copy: those that are written, and what is near them or merged with them.

    Where values are written they come to the rows of the same number: a formula that looks at a row
    above would otherwise lose it.
    """
    runs: list[tuple[int, int]] = []
    for row in sorted(write.row for write in writes.rows):
        if runs and row <= runs[-1][1] + _NEAR:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    runs = [_with_merged(writes.tab, *run) for run in runs]
    has_values = any(write.has_values for write in writes.rows)
    return SnapshotRange(runs, 0 if has_values else runs[0][0])


def _with_merged(tab: Tab, first: int, last: int) -> tuple[int, int]:
    """Rows with all that cells of theirs are merged with.

    A part of merged cells can be neither copied nor pasted.
    """
    for top, _, bottom, _ in sorted(tab.merged):
        if top <= last and bottom >= first:
            first, last = min(first, top), max(last, bottom)
    return first, last


def snapshot_size(writes: TabWrites) -> int:
    """Cells that the hidden tab for a write has; 0 where none is needed."""
    if not writes.rows:
        return 0
    return snapshot_range(writes).height * (_width_after(writes) + _EXTRA_COLUMNS)


def _width_after(writes: TabWrites) -> int:
    """Columns of the tab, those included that it is only given by this write."""
    written = itertools.chain.from_iterable(write.cells for write in writes.rows)
    return max(writes.tab.size[1], max(written, default=0) + 1)


def snapshot_requests(writes: TabWrites, name: SnapshotName, sheet_id: int) -> Iterator[Json]:
    """The requests that keep the rows of a tab as they are just before they are written into."""
    tab, rows = writes.tab, snapshot_range(writes)
    width, width_now = _width_after(writes), tab.size[1]
    notes = _notes(writes)
    height = max(rows.height, len(notes))
    grid = {"rowCount": height, "columnCount": width + _EXTRA_COLUMNS}
    yield add_sheet(sheet_id, name.title, hidden=True, gridProperties=grid)
    yield create_metadata(sheet_id, name.metadata)
    for first, last in rows.runs:
        copied = grid_range(tab.id, Span(first, 0, last, width_now - 1))
        top, bottom = first - rows.offset, last - rows.offset
        copy = grid_range(sheet_id, Span(top, 0, bottom, width_now - 1))
        # Only the second is promised to bring data validation along.
        yield copy_paste(copied, copy, "PASTE_NORMAL")
        yield copy_paste(copied, copy, "PASTE_FORMAT")
    written = {write.row - rows.offset: _written_text(tab, write) for write in writes.rows}
    notes = [*notes, *[""] * (height - len(notes))]
    cells = [
        {"values": [_text_cell(written.get(row, "")), _text_cell(notes[row])]}
        for row in range(height)
    ]
    yield update_rows(coordinate(sheet_id, 0, width), cells, "userEnteredValue")


def _text_cell(text: str) -> Json:
    if not text:
        return {}
    return {"userEnteredValue": {"stringValue": text}}


def _written_text(tab: Tab, write: RowWrite) -> str:
    """What was written into a row, and what the row should have been known by, as a text."""
    cells = {
        column: [_short(cell.value), _short(cell.note), cell.is_filled]
        for column, cell in write.cells.items()
    }
    known = row_digest(row_keys(tab, write.row))
    entries = [
        {column: _short(key) for column, key in keys.items() if key} for keys in write.entries
    ]
    texts = {"row": write.row, "known": known, "cells": cells, "entries": entries}
    return json.dumps(texts)


def _notes(writes: TabWrites) -> list[str]:
    """The notes in the columns where notes are written, by what their rows are known by.

    No way of copying is promised to bring notes along.
    """
    columns: set[int] = set()
    for write in writes.rows:
        columns |= {column for column, cell in write.cells.items() if cell.note is not None}
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), note in writes.tab.notes.items():
        if column in columns:
            by_row.setdefault(row, {})[column] = note
    texts = [
        json.dumps([row_digest(row_keys(writes.tab, row)), notes], ensure_ascii=False)
        for row, notes in by_row.items()
    ]
    return [text for text in texts if len(text) <= _MAX_NOTED]


def _short(text: str | None) -> str | None:
    """A short stand-in for what is written, by which it is known again; None and "" stay."""
    if not text:
        return text
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_written(written: str | None, text: str) -> bool:
    """True if `text` is what a write put there."""
    return written is not None and written == _short(text)


@dataclass(frozen=True)
class RowFound:
    """A row as a write found it.

    Attributes:
        row: of the hidden tab.
        row_aimed_at: of the tab that was written into.
        cells: what was written into it, values and notes in their short form.
        entries: of a header: what new rows got below it, in their short form.
        known: the digest of the row that the write was meant for.
    """

    snapshot: Snapshot
    row: int
    row_aimed_at: int
    cells: Mapping[int, WrittenCell]
    entries: Sequence[Keys]
    known: str

    @property
    def is_right(self) -> bool:
        """True if it is the row that the write was meant for."""
        return row_digest(self.keys) == self.known

    @property
    def has_values(self) -> bool:
        """True if a person's entry was changed in it."""
        return bool(self.value_columns)

    @property
    def is_feedback_only(self) -> bool:
        """True if only our feedback was changed; False for a row whose format was only copied."""
        return bool(self.cells) and not self.has_values

    @property
    def value_columns(self) -> frozenset[int]:
        """The columns whose value was changed."""
        return frozenset(column for column, cell in self.cells.items() if cell.value is not None)

    @functools.cached_property
    def keys(self) -> Keys:
        """What it was known by."""
        return row_keys(self.snapshot.tab, self.row, self.snapshot.width)

    def is_formula(self, column: int) -> bool:
        """True if a formula stood there."""
        return (self.row, column) in self.snapshot.tab.formulas

    def note(self, column: int) -> str:
        """The note that stood there."""
        copied = self.snapshot.tab.notes.get((self.row, column), "")
        return copied or self.snapshot.notes.get(row_digest(self.keys), {}).get(column, "")


@dataclass(frozen=True)
class Snapshot:
    """A hidden tab with the rows of another as a write found them."""

    tab: Tab
    name: SnapshotName

    @property
    def width(self) -> int:
        """Columns for the rows of the tab it was taken of."""
        return self.tab.size[1] - _EXTRA_COLUMNS

    @functools.cached_property
    def rows(self) -> Sequence[RowFound]:
        """The rows that were written into."""
        return list(self._rows())

    def _rows(self) -> Iterator[RowFound]:
        for row, written in self._texts(self.width):
            cells = {int(column): WrittenCell(*cell) for column, cell in written["cells"].items()}
            # Hidden tabs that a run of an older version left have no entries.
            entries = [
                {int(column): key for column, key in keys.items()}
                for keys in written.get("entries", ())
            ]
            yield RowFound(self, row, written["row"], cells, entries, written["known"])

    @functools.cached_property
    def notes(self) -> Mapping[str, Mapping[int, str]]:
        """Digest of a row → column → the note that stood there."""
        return {
            digest: {int(column): note for column, note in notes.items()}
            for _, (digest, notes) in self._texts(self.width + 1)
        }

    def _texts(self, column: int) -> Iterator[tuple[int, Any]]:
        """What we wrote into a column beside the rows."""
        for row, cells in enumerate(self.tab.rows):
            if column < len(cells) and cells[column] != "":
                yield row, json.loads(str(cells[column]))


def snapshots_in(tabs: Sequence[Tab]) -> list[Snapshot]:
    """The snapshots among the tabs of a spreadsheet."""
    return [Snapshot(tab, SnapshotName.of(tab)) for tab in tabs if tab.is_snapshot]
