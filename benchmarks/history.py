"""The folder of history after two years of monthly runs: its disk, its files, what a run takes.

    python -m benchmarks.history [rows a SIAE …] [--months 24]      (default: 22 200 2000)

Every month a cell of the workbook is corrected and `prepare` run, each run a process of its own,
for which the month's last day is today. The rows stay those of the first month, so that more and
more of what is to be said is about them.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

from benchmarks.measuring import Measured, measure
from benchmarks.workbooks import change_one_cell, make
from sheets_sync.figures.periods import month_ends
from sheets_sync.monthly import prepare_meeting
from sheets_sync.workspace import open_workspace

_LAST = date(2028, 10, 31)
_KINDS = {"memoire.sqlite": "memory", "etats": "states", "copies": "copies"}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("sizes", nargs="*", type=int, default=(22, 200, 2_000))
    options.add_argument("--months", type=int, default=24)
    options.add_argument("--run", type=Path, help="a folder: one month of it and no more")
    options.add_argument("--day", type=date.fromisoformat)
    asked = options.parse_args()
    if asked.run:
        _run_month(asked.run, asked.day)
        return
    print(
        "| rows | months | files | MB | of it memory, states, copies | first run, s | last run, s |"
    )
    print("| ---: | ---: | ---: | ---: | --- | ---: | ---: |")
    for size in asked.sizes:
        print(_line(size, asked.months), flush=True)


def _line(size: int, months: int) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "programme"
        folder.mkdir()
        make(folder, size)
        runs = [_month(folder, day) for day in month_ends(_LAST, months)]
        sizes, files = Counter[str](), 0
        for kind, file in _remembered(folder / "historique"):
            files += 1
            sizes[kind] += file.stat().st_size
        kinds = ", ".join(f"{sizes[kind] / 1e6:.1f}" for kind in _KINDS.values())
        first, last = runs[0].seconds, runs[-1].seconds
        total = sizes.total() / 1e6
        return (
            f"| {12 * size:,} | {months} | {files} | {total:.1f} | {kinds} "
            f"| {first:.1f} | {last:.1f} |"
        )


def _month(folder: Path, day: date) -> Measured:
    command = ["-m", "benchmarks.history", "--run", str(folder), "--day", day.isoformat()]
    own = str(folder.parent / "own")
    measured = measure([sys.executable, *command], SHEETS_SYNC_FOLDER=own)
    if measured is None:
        raise SystemExit(f"the run of {day} failed")
    return measured


def _run_month(folder: Path, day: date) -> None:
    # A name is in no state: a month in which nothing else changed would leave none.
    change_one_cell(folder, "Heures de français", float(day.toordinal() % 400))
    # copies are called by the day on which the workbook was last changed
    noon = datetime.combine(day, time(12)).timestamp()
    os.utime(folder / "impulser.xlsx", (noon, noon))
    prepare_meeting(open_workspace(folder / "config.yaml", "prepare"), day)


def _remembered(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in folder.rglob("*"):
        if file.is_file():
            first = file.relative_to(folder).parts[0]
            yield _KINDS.get(first, "other"), file


if __name__ == "__main__":
    main()
