"""The states that runs leave: Parquet files named by their digest, listed in the memory.

They stay out of the database: it is read and written whole at each run, and a state of 120,000 rows
is 6 MB, of which two years hold a hundred. One that is damaged is passed over with a word.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.files import put_bytes
from sheets_sync.history.memory.former_files import former_state_file, state_file
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.privacy import keep_private
from sheets_sync.history.memory.shapes import UNREADABLE, as_json
from sheets_sync.history.states.state import (
    COMPARED_BY,
    MODIFIED,
    AnomalyCounts,
    State,
    as_text,
    count_errors,
)
from sheets_sync.parquet import (
    ParquetColumn,
    ParquetTable,
    parquet_bytes,
    read_parquet_bytes,
)

if TYPE_CHECKING:
    import pandas as pd

_REMOVED = "etats"
"""The folder among the copies that states go to when their time is over."""


@dataclass(frozen=True)
class _Kept:
    """A state as the memory lists it; `removed` is the day it was taken away, or ""."""

    day: str
    file: str
    digest: str
    anomalies: str
    removed: str


class StateFiles:
    """The states of a memory.

    Attributes:
        passed_over: what is said of those that could not be read.
    """

    def __init__(self, memory: Memory, copies: Path) -> None:
        self._memory = memory
        self._removed = copies / _REMOVED
        self.passed_over: list[str] = []

    def days(self, until: date = date.max) -> list[date]:
        """The days of those that are compared with, in their order."""
        return [date.fromisoformat(row.day) for row in self._listed(until)]

    def removed_days(self) -> dict[date, date]:
        """Those that were taken away and can be brought back, each with the day it was."""
        rows = self._memory.rows("SELECT day, removed FROM states WHERE removed != ''")
        return {date.fromisoformat(day): date.fromisoformat(removed) for day, removed in rows}

    def last(self, until: date) -> tuple[State, AnomalyCounts] | None:
        """The last that can be read, with its anomalies."""
        return self._first_readable(list(reversed(self._listed(until))))

    def reference(self, first: date, until: date) -> State | None:
        """The oldest from `first` on that can be read, else the last before it."""
        listed = self._listed(until)
        recent = [row for row in listed if row.day >= first.isoformat()]
        older = [row for row in listed if row.day < first.isoformat()]
        state = self._first_readable([*recent, *reversed(older)])
        if state is None:
            return None
        return state[0]

    def newest_first(self) -> Iterator[pd.DataFrame]:
        """The rows of those that can be read, the last first."""
        for day in reversed(self.days()):
            if (read := self.read(day)) is not None:
                yield read[0].frame

    def save(self, frame: pd.DataFrame, anomalies: Sequence[Anomaly], today: date) -> None:
        """Keep a state instead of an earlier one of the day; `frame` has the column `MODIFIED`."""
        days = ["" if day is None else day.isoformat() for day in frame[MODIFIED].tolist()]
        data = _as_parquet(as_text(frame).assign(**{MODIFIED: days}))
        counts = sorted(count_errors(anomalies).items())
        digest = sha256(data).hexdigest()
        day = today.isoformat()
        row = _Kept(
            day,
            state_file(day, digest),
            digest,
            as_json([[*key, count] for key, count in counts]),
            "",
        )
        for before in self._all():
            if before.day == day and before.file != row.file:
                self._memory.supersede(self._memory.folder / before.file)
        self._put(self._memory.folder / row.file, data)
        self._change(row)

    def take_away(self, days: Sequence[date], today: date) -> None:
        """Put states whose time is over among the copies, from where they can be brought back."""
        for row in self._of(days):
            file = self._memory.folder / row.file
            if file.is_file():
                self._put(self._removed / file.name, file.read_bytes())
            self._memory.supersede(file)
            self._change(_Kept(row.day, row.file, row.digest, row.anomalies, str(today)))

    def bring_back(self, day: date) -> bool:
        """Compare with a state again that was taken away; whether it could be found."""
        for row in self._of([day]):
            copy = self._removed / Path(row.file).name
            if row.removed and copy.is_file():
                self._put(self._memory.folder / row.file, copy.read_bytes())
                self._memory.supersede(copy)
                self._change(_Kept(row.day, row.file, row.digest, row.anomalies, ""))
                return True
        return False

    def export(self, folder: Path) -> list[date]:
        """Write those that can be read to a folder, for another program; their days."""
        days = []
        for row in self._listed(date.max):
            with contextlib.suppress(*UNREADABLE):
                file = folder / former_state_file(row.day)
                put_bytes(file, self._bytes(row), private=True)
                days.append(date.fromisoformat(row.day))
        return days

    def delete(self, days: Sequence[date]) -> None:
        """Delete for good states that were taken away."""
        for row in self._of(days):
            self._memory.supersede(self._removed / Path(row.file).name)
            self._memory.change(partial(_delete, day=row.day))

    def rows_of(self, persons: Collection[str]) -> dict[date, list[dict[str, str]]]:
        """Day → the rows that its state keeps of these persons, where it keeps any."""
        rows_by_day: dict[date, list[dict[str, str]]] = {}
        for state in self._all():
            with contextlib.suppress(*UNREADABLE):
                frame = _frame(self._bytes(state))
                their_rows = frame[frame["person"].isin(list(persons))]
                if len(their_rows):
                    rows = [
                        dict(zip(their_rows.columns, row, strict=True)) for row in their_rows.values
                    ]
                    rows_by_day[date.fromisoformat(state.day)] = rows
        return rows_by_day

    def remove_persons(self, persons: Collection[str]) -> dict[str, tuple[str, str]]:
        """Write every state without these persons' rows; file → the one instead, and its digest.

        A state that is damaged is deleted: nobody can say who is in it.
        """
        instead: dict[str, tuple[str, str]] = {}
        for state in self._all():
            data = _without_persons(self._bytes_or_none(state), persons)
            if data is None:
                self._supersede(state)
                self._memory.change(partial(_delete, day=state.day))
                continue
            digest = sha256(data).hexdigest()
            if digest != state.digest:
                file = state_file(state.day, digest)
                folder = self._memory.folder / Path(file).parent
                if state.removed:
                    folder = self._removed
                self._put(folder / Path(file).name, data)
                self._supersede(state)
                instead[state.file] = file, digest
                self._change(_Kept(state.day, file, digest, state.anomalies, state.removed))
        self._remove_unlisted(persons)
        return instead

    def _supersede(self, state: _Kept) -> None:
        for file in self._files_of(state):
            self._memory.supersede(file)

    def _remove_unlisted(self, persons: Collection[str]) -> None:
        """Remove what the memory does not list, as a run that was killed leaves it."""
        listed = {Path(state.file).name for state in self._all()}
        for file in self._memory.folder.rglob("etat-*.parquet"):
            data = file.read_bytes()
            if file.name not in listed and _without_persons(data, persons) != data:
                self._memory.supersede(file)

    def _bytes_or_none(self, state: _Kept) -> bytes | None:
        with contextlib.suppress(*UNREADABLE):
            return self._bytes(state)
        return None

    def read(self, day: date) -> tuple[State, AnomalyCounts] | None:
        """The state of a day, with its anomalies; None where there is none that can be read."""
        return self._first_readable([state for state in self._of([day]) if not state.removed])

    def _first_readable(self, states: Sequence[_Kept]) -> tuple[State, AnomalyCounts] | None:
        for state in states:
            try:
                frame = _frame(self._bytes(state))
                counts = Counter(
                    {tuple(key): int(count) for *key, count in json.loads(state.anomalies)}
                )
            except UNREADABLE:
                self._pass_over(state)
            else:
                return State(date.fromisoformat(state.day), frame), counts
        return None

    def _bytes(self, state: _Kept) -> bytes:
        """Raises OSError or ValueError where the file is not as it was written."""
        for file in self._files_of(state):
            if file.is_file():
                data = file.read_bytes()
                if sha256(data).hexdigest() == state.digest:
                    return data
        raise ValueError("lost or damaged")

    def _files_of(self, state: _Kept) -> list[Path]:
        """Where a state may lie: its own place, its former one, or among those taken away."""
        folder = self._memory.folder
        removed = self._removed / Path(state.file).name
        return [folder / state.file, folder / former_state_file(state.day), removed]

    def _pass_over(self, state: _Kept) -> None:
        day, file = date.fromisoformat(state.day), self._memory.folder / state.file
        notice = sentence("history.state_passed_over", day=day, file=file)
        if notice not in self.passed_over:
            self.passed_over.append(notice)

    def _put(self, file: Path, data: bytes) -> None:
        put_bytes(file, data)
        keep_private(file.parent)
        keep_private(file)

    def _change(self, state: _Kept) -> None:
        row = (state.day, state.file, state.digest, state.anomalies, state.removed)
        if state not in self._all():
            self._memory.change(
                lambda db: db.execute("INSERT OR REPLACE INTO states VALUES (?, ?, ?, ?, ?)", row)
            )

    def _listed(self, until: date) -> list[_Kept]:
        return [state for state in self._all() if not state.removed and state.day <= str(until)]

    def _of(self, days: Sequence[date]) -> list[_Kept]:
        return [state for state in self._all() if date.fromisoformat(state.day) in days]

    def _all(self) -> list[_Kept]:
        rows = self._memory.rows(
            "SELECT day, file, digest, anomalies, removed FROM states ORDER BY day"
        )
        return [_Kept(*row) for row in rows]


def _delete(memory: sqlite3.Connection, day: str) -> None:
    memory.execute("DELETE FROM states WHERE day = ?", (day,))


def _frame(data: bytes) -> pd.DataFrame:
    """Raises one of `UNREADABLE` where the bytes are no state."""
    import pandas as pd

    columns = read_parquet_bytes(data).columns
    if not set(COMPARED_BY) <= columns.keys():
        raise ValueError("not the columns of a state")
    return pd.DataFrame({name: column.values for name, column in columns.items()}, dtype=object)


def _without_persons(data: bytes | None, persons: Collection[str]) -> bytes | None:
    """A state without these persons' rows, the same where it has none; None for no state."""
    with contextlib.suppress(*UNREADABLE):
        frame = _frame(data or b"")
        of_persons = frame["person"].isin(list(persons))
        if not of_persons.any():
            return data
        return _as_parquet(frame[~of_persons])
    return None


def _as_parquet(frame: pd.DataFrame) -> bytes:
    columns = {name: ParquetColumn("VARCHAR", frame[name].tolist()) for name in frame.columns}
    return parquet_bytes(ParquetTable(columns))
