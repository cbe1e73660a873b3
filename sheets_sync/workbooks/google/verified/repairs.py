"""Put back what a write changed in rows that it was not meant for.

All of it is worked out from the hidden tabs alone, and what is put back already is left alone: so
whoever comes next can finish it, and nothing is put back twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sheets_sync.workbooks.google.api.batch_requests import copy_paste, one_cell, update_cell
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.colours import Colour
from sheets_sync.workbooks.google.api.spreadsheet import Spreadsheet, Tab
from sheets_sync.workbooks.google.verified.rows import (
    Keys,
    RowWrite,
    TabWrites,
    WrittenCell,
    formula_key,
    row_digest,
    row_keys,
)
from sheets_sync.workbooks.google.verified.snapshots import (
    RowFound,
    Snapshot,
    is_written,
    snapshots_in,
)
from sheets_sync.workbooks.shared.fill_colour import NO_FILL, OUR_FILLS


def wrong_rows(snapshots: Sequence[Snapshot]) -> list[RowFound]:
    """The rows that were changed and should not have been.

    Where one entry went astray, all entries of the same call are taken back: a card that was
    emptied is then full again, as if nothing had been written.
    """
    owed: list[RowFound] = []
    for number in {snapshot.name.number for snapshot in snapshots}:
        together = [snapshot for snapshot in snapshots if snapshot.name.number == number]
        rows = [row for snapshot in together for row in snapshot.rows]
        is_repair = any(snapshot.name.is_repair for snapshot in together)
        is_astray = any(not row.is_right and not row.is_feedback_only for row in rows)
        takes_all_back = is_astray and not is_repair
        owed += [row for row in rows if not row.is_right or (takes_all_back and row.has_values)]
    return owed


def repair_writes(spreadsheet: Spreadsheet) -> list[TabWrites]:
    """What is to be put back next, tab by tab; none where all is as it should be."""
    owed = wrong_rows(snapshots_in(spreadsheet.tabs))
    # The last write first: it may itself stand in the place of an earlier one.
    for number in sorted({row.snapshot.name.number for row in owed}, reverse=True):
        of_this_write = [row for row in owed if row.snapshot.name.number == number]
        writes = [writes for tab in spreadsheet.tabs if (writes := _puts_back(tab, of_this_write))]
        if writes:
            return writes
    return []


def _puts_back(tab: Tab, owed: Sequence[RowFound]) -> TabWrites:
    """What is to be put back in a tab."""
    by_row: dict[int, RowWrite] = {}
    for found in owed:
        if found.snapshot.name.tab_id == tab.id:
            row = _row_to_mend(tab, found)
            if row is not None and row not in by_row:
                by_row[row] = _repairing_write(tab, row, found)
            for write in _emptied_rows(tab, found):
                by_row.setdefault(write.row, write)
    return TabWrites(tab, list(by_row.values()))


def _emptied_rows(tab: Tab, found: RowFound) -> Iterator[RowWrite]:
    """The writes that empty new rows which went into other columns than those of a header.

    The rows stay, empty: by the time they were deleted others might stand in their place.
    """
    width = found.snapshot.width
    rows = [row_keys(tab, row) for row in range(len(tab.rows))]
    if any(row_digest(row_keys(tab, row, width)) == found.known for row in range(len(rows))):
        return  # the columns are where they were
    for entry in found.entries:
        for row, keys in enumerate(rows):
            if all(is_written(written, keys.get(column, "")) for column, written in entry.items()):
                requests = [
                    update_cell(tab.id, row, column, {}, "userEnteredValue") for column in entry
                ]
                yield RowWrite(row, dict.fromkeys(entry, WrittenCell("")), requests)


def _row_to_mend(tab: Tab, found: RowFound) -> int | None:
    """The row of a tab that holds, where another value stood, what we wrote; None for no row."""
    candidates = [_Candidate(tab, row, found) for row in range(len(tab.rows))]
    alike = [candidate for candidate in candidates if candidate.is_the_row]
    due = [candidate.row for candidate in alike if candidate.is_due]
    if due:
        # Rows that are alike in all but their place: each is as good as the other.
        return min(due, key=lambda row: abs(row - found.row_aimed_at))
    if alike:
        return None
    # Somebody went on typing in the row meanwhile.
    similar = [candidate.row for candidate in candidates if candidate.is_similar]
    if len(similar) == 1:
        return similar[0]
    return None


class _Candidate(NamedTuple):
    """A row of a tab that may be the one that a write found."""

    tab: Tab
    row: int
    found: RowFound

    @property
    def is_the_row(self) -> bool:
        """True if all but what we wrote is as it was, and that is what we wrote or what was."""
        return self._others() == self._others_found() and all(
            self._is_ours(column) or self._is_as_found(column)
            for column in self.found.value_columns
        )

    @property
    def is_due(self) -> bool:
        """True if something that we wrote still stands in it, in the place of something else."""
        return any(self._is_due_at(column, cell) for column, cell in self.found.cells.items())

    @property
    def is_similar(self) -> bool:
        """True if all values that we wrote stand in it, and more than half of the others are its.

        Of a row in which nothing else stood, the values that we wrote are all there is to go by.
        """
        columns = self.found.value_columns
        if not columns or not all(self._is_ours(column) for column in columns):
            return False
        others = self._others_found()
        if not others:
            return any(self._key(column) for column in columns)
        here = self._others()
        same = sum(here.get(column) == key for column, key in others.items())
        return 2 * same > len(others)

    def _key(self, column: int) -> str:
        return self._keys().get(column, "")

    def _keys(self) -> Keys:
        return row_keys(self.tab, self.row)

    def _others(self) -> Keys:
        return _without_columns(self._keys(), self.found.value_columns)

    def _others_found(self) -> Keys:
        return _without_columns(self.found.keys, self.found.value_columns)

    def _is_ours(self, column: int) -> bool:
        formula = self.tab.formulas.get((self.row, column))
        key = self._key(column) if formula is None else formula_key(formula)
        return is_written(self.found.cells[column].value, key)

    def _is_as_found(self, column: int) -> bool:
        if self.found.is_formula(column):
            return (self.row, column) in self.tab.formulas and not self._is_ours(column)
        return self._key(column) == self.found.keys.get(column, "")

    def _is_due_at(self, column: int, written: WrittenCell) -> bool:
        if written.value is not None:
            return self._is_ours(column) and not self._is_as_found(column)
        note = self.tab.notes.get((self.row, column), "")
        if is_written(written.note, note) and note != self.found.note(column):
            return True
        position, found_at = (self.row, column), (self.found.row, column)
        return written.is_filled and _has_other_fill(
            self.tab.fill_colours.get(position, NO_FILL),
            self.found.snapshot.tab.fill_colours.get(found_at, NO_FILL),
        )


def _without_columns(keys: Keys, columns: frozenset[int]) -> Keys:
    return {column: key for column, key in keys.items() if column not in columns}


def _has_other_fill(
    now: Colour | tuple[int, ...] | None, found: Colour | tuple[int, ...] | None
) -> bool:
    """True if our colour stands where another stood, or none where ours did."""
    return now != found and (now in OUR_FILLS or found in OUR_FILLS)


def _repairing_write(tab: Tab, row: int, found: RowFound) -> RowWrite:
    """The write that puts back what stood in a row."""
    requests: list[Json] = []
    cells: dict[int, WrittenCell] = {}
    for column, written in found.cells.items():
        requests += _cell_requests(tab, row, column, found)
        value = note = None
        if written.value is not None:
            value = found.keys.get(column, "")
        if written.note is not None:
            note = found.note(column)
        cells[column] = WrittenCell(value, note, written.is_filled)
    return RowWrite(row, cells, requests)


def _cell_requests(tab: Tab, row: int, column: int, found: RowFound) -> Iterator[Json]:
    written = found.cells[column]
    source = one_cell(found.snapshot.tab.id, found.row, column)
    cell = one_cell(tab.id, row, column)
    # Copied and not written anew: formulas, chips and all else that we do not know come along.
    if written.value is not None:
        yield copy_paste(source, cell, "PASTE_NORMAL")
    if column in tab.typed_columns(row):
        if written.is_filled:
            yield _fill_request(tab.id, row, column, found)
    elif written.value is not None or written.is_filled:
        yield copy_paste(source, cell, "PASTE_FORMAT")
    if written.note is not None:
        note = found.note(column)
        yield update_cell(tab.id, row, column, {"note": note} if note else {}, "note")


def _fill_request(sheet_id: int, row: int, column: int, found: RowFound) -> Json:
    """The fill colour alone: all other format of a typed column is its own."""
    fill = found.snapshot.tab.fill_colours.get((found.row, column))
    cell = {"userEnteredFormat": {"backgroundColorStyle": fill.as_json}} if fill else {}
    return update_cell(sheet_id, row, column, cell, "userEnteredFormat.backgroundColorStyle")
