"""Tabs as the run before read and typed them: what is as it was is not typed again.

Of a tab are kept its tables, the typed cells, and what is wrong with a cell. What rests on other
tabs, on people, on answers or on rules that look at the day is checked in every run.

Names stand in it. So it lies in the user's own cache folder, for its owner only, and encrypted with
the key of the pseudonyms; it holds the tabs of the last run and no others.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from forms.form import Form
from sheets_sync.checking.cells.typed_cells import TypedCells
from sheets_sync.files import content_digest
from sheets_sync.history.running.here import typed_tabs_file
from sheets_sync.history.running.program import is_all_anew, this_program
from sheets_sync.history.running.sealed_file import SealedFile, pickled
from sheets_sync.history.watched_day import Days, WatchedDay
from sheets_sync.reading.code_meanings import Legend
from sheets_sync.reading.table import TabReading
from sheets_sync.workbooks.shared.protocol import Grid


class TypedTab(NamedTuple):
    """A tab as it was read and typed.

    Attributes:
        explained: what other tabs said of its codes then.
        cells: of each of its tables.
        date1904: whether its days count from 1904.
    """

    reading: TabReading
    explained: tuple[Legend, ...]
    cells: Sequence[TypedCells]
    date1904: bool


class _Kept(NamedTuple):
    """A typed tab, packed, and the days on which it is read the same."""

    days: Days
    packed: bytes


class _Tabs(NamedTuple):
    """Typed tabs by their digests, and these by what they are known by before they are read."""

    tabs: dict[bytes, _Kept]
    unread: dict[tuple[bytes, bytes], bytes]


class TypedTabs:
    """The typed tabs of a programme. What cannot be read, or is not certain, is made anew.

    Args:
        rests_on: all that reading rests on beside a tab: definitions, config.
        key: that of the pseudonyms; before the first run one that opens nothing.
    """

    def __init__(self, file: SealedFile, rests_on: bytes, key: bytes) -> None:
        self._file, self._key = file, key
        self._rests_on = (this_program().encode(), rests_on)
        self._program = content_digest(self._rests_on[0])
        self._used = _Tabs({}, {})

    def how(self, *settings: object) -> bytes:
        """How a tab is to be read."""
        return content_digest(self._rests_on, repr(settings))

    def digest(self, grid: Grid, how: bytes) -> bytes:
        """What a tab is known again by: all that is in it, and how it is to be read."""
        return content_digest(replace(grid, formulas=dict(grid.formulas)).__dict__, how)

    def find_unread(self, known_as: bytes | None, how: bytes, day: WatchedDay) -> TypedTab | None:
        """The tab that its workbook knows by that, as it is read on a day."""
        if known_as is None or (known_as, how) not in self._before.unread:
            return None
        digest = self._before.unread[known_as, how]
        self.note_unread(known_as, how, digest)
        return self.find(digest, day)

    def note_unread(self, known_as: bytes | None, how: bytes, digest: bytes) -> None:
        """Have it kept what a tab of that digest is known by before it is read."""
        if known_as is not None:
            self._used.unread[known_as, how] = digest

    def find(self, digest: bytes, day: WatchedDay) -> TypedTab | None:
        """The tab of that digest, as it is read on a day."""
        kept = self._before.tabs.get(digest)
        if kept is None or not kept.days.have(day.plain):
            return None
        self._used.tabs[digest] = kept
        typed: TypedTab = pickle.loads(zlib.decompress(kept.packed))  # noqa: S301 - only ours
        return typed

    def note(self, digest: bytes, typed: TypedTab, day: WatchedDay) -> None:
        """Have a tab kept that was made with a day."""
        # The identity of a list is another's in the next run.
        tables = tuple(replace(table, distinct={}) for table in typed.reading.tables)
        typed = typed._replace(reading=replace(typed.reading, tables=tables))
        self._used.tabs[digest] = _Kept(day.same_answers, zlib.compress(pickle.dumps(typed, 5), 1))

    def keep(self, key: bytes, read_as: Mapping[bytes, bytes]) -> None:
        """Keep what this run used, for the next.

        Args:
            read_as: what a workbook knew a tab by → what it knows it by since feedback was put.
        """
        unread = {
            (read_as.get(known_as, known_as), how): digest
            for (known_as, how), digest in self._used.unread.items()
        }
        used = _Tabs(self._used.tabs, unread)
        if is_all_anew() or used == self._before:
            return
        self._file.write(pickled(self._program, used), key)

    @cached_property
    def _before(self) -> _Tabs:
        content = None if is_all_anew() else self._file.read(self._key)
        # Another program's has nothing that this one knows, and may have other classes.
        if content is None or not content.startswith(self._program):
            return _Tabs({}, {})
        pickled = content.removeprefix(self._program)
        kept: _Tabs = pickle.loads(pickled)  # noqa: S301 - opened with our key
        return kept


def typed_tabs_of(config: Path, form: Form, members: Iterable[str], key: bytes) -> TypedTabs:
    """The typed tabs of a programme, which rest on its config and all definitions beside it.

    Args:
        form: that of the members' tabs, with the values of « Listes ».
    """
    own_forms = (config.parent / "forms").rglob("*.y*ml")
    definitions = sorted({config, *config.parent.glob("*.y*ml"), *own_forms})
    contents = [(str(file), file.read_bytes()) for file in definitions]
    rests_on = repr((form, list(members), contents)).encode()
    return TypedTabs(SealedFile(typed_tabs_file(config)), rests_on, key)
