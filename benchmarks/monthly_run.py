"""`prepare` beside what people would take instead, in one run, round by round.

    python -m benchmarks.monthly_run [rows a SIAE …] [--rounds 5] [--write]

Processor seconds (least, median, most of the rounds) and peak memory of each as a process of its
own. `--write` puts the table, with the day and the machine, into `README.md` beside this file.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.contestants import CONTESTANTS
from benchmarks.measuring import Measured, Rounds, measure

AS_OF = "2026-11-23"
_SIZES = (22, 200, 2_000, 10_000)
_FIRST, _AGAIN, _CHANGED = "ours, first run", "ours, nothing changed", "ours, one cell changed"
_WRONG, _TABS = "ours, 60 % of the cells wrong", "ours, 500 tabs"
_OTHER_CASES_AT = 2_000
_MARK = re.compile(r"(<!-- made by make bench -->\n).*?(<!-- end -->)", re.DOTALL)
_README = Path(__file__).with_name("README.md")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("sizes", nargs="*", type=int, default=_SIZES)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    today = date.today()  # noqa: DTZ011 - of whoever measures, on their own calendar
    lines = [
        f"On {today:%-d %B %Y}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {asked.rounds} rounds.",
        "",
        "| rows × 41 | who | processor seconds: least / median / most | peak MB | ours ÷ it |",
        "| ---: | --- | --- | ---: | ---: |",
    ]
    for size in asked.sizes:
        for line in _table(size, asked.rounds):
            print(line, flush=True)
            lines.append(line)
    if asked.write:
        text = _README.read_text(encoding="utf-8")
        table = "\n".join([*lines, ""])
        _README.write_text(_MARK.sub(rf"\1{table}\2", text), encoding="utf-8")


def _table(size: int, rounds: int) -> Iterator[str]:
    found: dict[str, Rounds] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for place, settings in _programmes(size).items():
            (folder / place).mkdir()
            _apart("make", folder / place, **settings)
        for _ in range(rounds):
            for who, measured in _round(folder, size):
                if measured:
                    found.setdefault(who, Rounds()).all.append(measured)
    ours = found[_FIRST].seconds
    for who, measured_rounds in found.items():
        ratio = ours / measured_rounds.seconds
        figures = f"{measured_rounds.shown} | {measured_rounds.megabytes:.0f} | {ratio:.2f}"
        yield f"| {12 * size:,} | {who} | {figures} |"


def _programmes(size: int) -> dict[str, dict[str, float]]:
    """The programmes to run on, by folder: the other cases only at the size that is spoken of."""
    programmes: dict[str, dict[str, float]] = {"plain": {"size": size}}
    if size == _OTHER_CASES_AT:
        programmes[_WRONG] = {"size": size, "wrong": 0.6}
        programmes[_TABS] = {"size": 12 * size // 500, "tabs": 500}
    return programmes


def _round(folder: Path, size: int) -> Iterator[tuple[str, Measured | None]]:
    """Everyone once, each on a workbook as it was."""
    work = folder / "work"
    for place in _programmes(size):
        shutil.copytree(folder / place, work)
        yield (_FIRST if place == "plain" else place), _ours(folder)
        if place == "plain":
            yield _AGAIN, _ours(folder)
            # A figure of a document: a name that changes leaves all that is written as it was.
            _apart("change_one_cell", work, title="Heures de français", new=7.0)
            yield _CHANGED, _ours(folder)
        for made in (work, folder / "own", folder / "own-cache"):
            shutil.rmtree(made, ignore_errors=True)
    book = str(folder / "plain" / "impulser.xlsx")
    for who, program in CONTESTANTS.items():
        yield who, measure([sys.executable, "-c", program, book, str(folder / "out.xlsx")])


def _apart(function: str, folder: Path, **settings: str | float) -> None:
    """A function of `workbooks` in a process of its own.

    The system counts what a parent holds as the peak of its child: this one is to stay small.
    """
    program = f"from benchmarks.workbooks import *; {function}(Path({str(folder)!r}), **{settings})"
    subprocess.run([sys.executable, "-c", program], check=True)


def _ours(folder: Path) -> Measured | None:
    config = str(folder / "work" / "config.yaml")
    command = [sys.executable, "-m", "sheets_sync", "prepare", "--config", config]
    # Compiled modules are kept, as where it is installed; the folder of the user is this one's.
    return measure(
        [*command, "--as-of", AS_OF, "--quiet"],
        SHEETS_SYNC_FOLDER=str(folder / "own"),
        PYTHONDONTWRITEBYTECODE="",
    )


if __name__ == "__main__":
    main()
