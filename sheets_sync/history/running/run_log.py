"""The log of runs: this one written into it, and what the last ones mean for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sheets_sync import __version__, french
from sheets_sync.catalogue import sentence
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.running.here import now, this_computer
from sheets_sync.history.running.runs import (
    PastRun,
    next_number,
    run_number,
    run_of_row,
    words_about_run,
)
from sheets_sync.history.running.writes import PastWrite, past_writes

_MARK = re.compile(r"\d+-[0-9a-f]{6}")


@dataclass(frozen=True)
class Outcome:
    """What came of a run, as counts."""

    counts: Mapping[str, int]
    changes: Mapping[str, int]
    files: Mapping[str, str]


class RunLog:
    """The runs of a memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._current: PastRun | None = None

    @property
    def all(self) -> list[PastRun]:
        """Every run that is known, the oldest first."""
        rows = self._memory.rows("SELECT number, mark, content FROM runs ORDER BY number")
        return [run_of_row(*row) for row in rows]

    @property
    def last(self) -> PastRun | None:
        """The last of them, be it finished or not."""
        known = self.all
        return next(reversed(known), None)

    def begin(
        self, command: str, as_of: date, *, is_today: bool, found: str, in_workbook: str
    ) -> PastRun:
        """The run that now begins, written down unless it may turn out to repeat the last.

        Args:
            found: a digest of what it found: two runs that found the same bear the same mark.
            in_workbook: the mark that is in the published sheets, "" where there is none.
        """
        known = self.all
        number = next_number(known, in_workbook)
        last = next(reversed(known), None)
        if last is not None and last.ended is None and run_number(in_workbook) <= last.number:
            # The one that was stopped is made again, under its number.
            number, known = last.number, known[:-1]
        mark = f"{number}-{found[:6]}"
        if last is not None and last.mark.endswith(found[:6]):
            mark = last.mark
        run = PastRun(number, mark, command, as_of, is_today, now(), this_computer(), __version__)
        if not (last and last.is_repeated_by(run)):
            self._memory.change(run.save)
        self._current = run
        return run

    def end(self, outcome: Outcome) -> None:
        """Write down what came of it; not that it did again what the last one did that day."""
        run, last = self._current, self.last
        if run is None:
            return
        # One that finds the same may have put back what somebody changed or restored.
        wrote = self._memory.is_changed or any(
            became != "unchanged" for became in outcome.files.values()
        )
        if last is not None and last.is_repeated_by(run) and not wrote:
            return
        ended = replace(
            run,
            ended=now(),
            counts=dict(outcome.counts),
            changes=dict(outcome.changes),
            files=dict(outcome.files),
        )
        self._memory.change(ended.save)

    def notices(self, in_workbook: str) -> list[str]:
        """What is said before a run: who ran last elsewhere, a workbook or memory that is older.

        Args:
            in_workbook: the mark that is in the published sheets, "" where there is none.
        """
        known = [run for run in self.all if run.ended is not None]
        written = _written_elsewhere(past_writes(self._memory), known)
        return [*_elsewhere(known), *written, *_older(self.all, in_workbook)]


def published_mark(rows: Sequence[Sequence[Any]]) -> str:
    """The mark of the run that published a sheet, from its first rows; "" where there is none."""
    for row in rows[:3]:
        for cell in row:
            if match := _MARK.search(str(cell or "")):
                return match[0]
    return ""


def last_published(sheets: Iterable[Sequence[Sequence[Any]]]) -> list[Sequence[Sequence[Any]]]:
    """The sheets that no later run published in another workbook: what is said there was undone."""
    numbered = [(run_number(published_mark(rows)), rows) for rows in sheets]
    newest = max((number for number, _ in numbered), default=0)
    return [rows for number, rows in numbered if number in (0, newest)]


def _elsewhere(known: Sequence[PastRun]) -> list[str]:
    if not known or known[-1].here == this_computer():
        return []
    return [sentence("history.last_elsewhere", **words_about_run(known[-1]))]


def _written_elsewhere(writes: Sequence[PastWrite], known: Sequence[PastRun]) -> list[str]:
    """Whoever wrote into the workbook elsewhere since a run: this one may have come before that."""
    since = known[-1].ended if known else None
    return [
        sentence(
            "history.written_elsewhere",
            command=write.command,
            day=write.at.date(),
            hour=french.clock(write.at),
            computer=write.here.computer,
            who=write.here.who or "?",
        )
        for write in writes
        if write.here != this_computer() and (since is None or write.at > since)
    ]


def _older(known: Sequence[PastRun], in_workbook: str) -> list[str]:
    if not known:
        return []
    # Those that were stopped since one ended may have published nothing.
    ended = [number for number, run in enumerate(known) if run.ended is not None]
    last, *stopped = known[ended[-1] if ended else 0 :]
    if in_workbook in {run.mark for run in (last, *stopped)}:
        return []
    values = words_about_run(last)
    if not in_workbook:
        return [] if stopped or not ended else [sentence("history.unmarked_workbook", **values)]
    if in_workbook not in {run.mark for run in known}:
        return [sentence("history.older_memory", mark=in_workbook, **values)]
    published = next(run for run in known if run.mark == in_workbook)
    return [
        sentence(
            "history.older_workbook", before=published.began.date(), mark=in_workbook, **values
        )
    ]
