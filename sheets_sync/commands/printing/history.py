"""The memory as `history` shows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.iso_days import iso_or_null
from sheets_sync.history.running.runs import PastRun, words_about_run
from sheets_sync.history.running.writes import PastWrite
from sheets_sync.history.states.state import Changes
from sheets_sync.history.store import History

_SHOWN = 15
"""The last runs that are shown to a person; JSON has them all."""


def history_text(memory: History) -> str:
    """The last runs, and what is kept."""
    runs = memory.runs.all
    lines = [sentence("history.runs", count=len(runs))]
    if not runs:
        lines = [sentence("history.nothing_yet")]
    for run in runs[-_SHOWN:]:
        lines += _run_lines(run)
    lines += map(_write_line, memory.writes[-_SHOWN:])
    if not runs:
        return "\n".join(lines)
    lines += [_issued_line(report) for report in memory.documents.issued()]
    lines.append(sentence("history.states", days=_days_text(memory.states.days())))
    lines.append(sentence("history.figures", documents=_or_none(memory.documents.with_figures())))
    return "\n".join([*lines, *memory.notices])


def changes_by_siae_text(changes: Changes) -> str:
    """Differences from a state: each kind of change, by SIAE."""
    if changes.since is None or changes.nothing:
        return sentence("history.no_change")
    lines = []
    for kind, counts in changes.by_siae.items():
        total = sum(counts.values())
        if total:
            by_siae = [f"{siae} {count}" for siae, count in sorted(counts.items())]
            what = sentence(f"history.change_{kind}", count=total)
            lines.append(sentence("history.change", what=what, by_siae=by_siae))
    return "\n".join([sentence("history.changes_since", day=changes.since), *lines])


def history_json(memory: History, changes: Changes | None = None) -> dict[str, Any]:
    """The same, for a program."""
    removed = memory.states.removed_days()
    return {
        "runs": [_run_json(run) for run in memory.runs.all],
        "writes": [_write_json(write) for write in memory.writes],
        "issued": memory.documents.issued(),
        "states": [day.isoformat() for day in memory.states.days()],
        "removed_states": {day.isoformat(): when.isoformat() for day, when in removed.items()},
        "figures": memory.documents.with_figures(),
        "key": {
            "file": str(memory.register.key_file),
            "beside_register": memory.register.is_key_beside,
        },
        "since": str(changes.since) if changes and changes.since else None,
        "changes": None if changes is None else _changes_json(changes),
        "notices": memory.notices,
    }


def _changes_json(changes: Changes) -> dict[str, Any]:
    """Each kind of change, by SIAE."""
    return {kind: dict(counts) for kind, counts in changes.by_siae.items()}


def _run_lines(run: PastRun) -> Iterator[str]:
    words = {
        **words_about_run(run),
        "command": run.command,
        "as_of": run.as_of,
        "version": run.version,
    }
    yield "  " + sentence("history.run", **words)
    if run.ended is None:
        yield "      " + sentence("history.run_stopped")
        return
    counts = {name: run.counts.get(name, 0) for name in ("rows", "persons", "error")}
    written = sum(outcome != "unchanged" for outcome in run.files.values())
    yield "      " + sentence("history.run_counts", files=written, **counts)
    kinds = [
        sentence(f"history.change_{kind}", count=count)
        for kind, count in run.changes.items()
        if count
    ]
    if kinds:
        yield "      " + sentence("history.run_changes", kinds=kinds)


def _write_line(write: PastWrite) -> str:
    """A write of a command that is no run, as JSON."""
    return "  " + sentence(
        "history.write",
        command=write.command,
        day=write.at.date(),
        hour=french.clock(write.at),
        count=write.times,
        computer=write.here.computer,
        who=write.here.who or "?",
    )


def _write_json(write: PastWrite) -> dict[str, Any]:
    return {
        "command": write.command,
        "at": write.at.isoformat(),
        "times": write.times,
        "computer": write.here.computer,
        "who": write.here.who,
    }


def _issued_line(report: dict[str, Any]) -> str:
    """To whom a report was issued, when, and over which time; as the memory has it."""
    day, start, end = (date.fromisoformat(report[name]) for name in ("emis_le", "debut", "fin"))
    words = {"document": report["document"], "funder": report["financeur"]}
    return sentence("history.issued", day=day, start=start, end=end, **words)


def _run_json(run: PastRun) -> dict[str, Any]:
    return {
        "number": run.number,
        "mark": run.mark,
        "command": run.command,
        "as_of": run.as_of.isoformat(),
        "began": run.began.isoformat(),
        "ended": iso_or_null(run.ended),
        "computer": run.here.computer,
        "who": run.here.who,
        "version": run.version,
        "counts": dict(run.counts),
        "changes": dict(run.changes),
        "files": dict(run.files),
    }


def _days_text(days: list[date]) -> str:
    return _or_none([day.isoformat() for day in days])


def _or_none(names: list[str]) -> str:
    return ", ".join(names) or sentence("history.none")
