"""Figures of many programmes, month after month: made by each, read and added up by a region.

    python -m benchmarks.federation [programmes] [months]      (default: 100 24)

Every programme is an invented consortium of its own people, read through the whole job once. Its
figures of earlier months are counted from the same rows, each month decided beside the months
before it, as `export --figures` does. The reading of workbooks is not in the times.
"""

from __future__ import annotations

import functools
import itertools
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

from sheets_sync.documents.federation.figures_file import FiguresFile, write_figures
from sheets_sync.documents.federation.gather import newest_of_each, read_folder
from sheets_sync.documents.federation.shared_figures import (
    Programme,
    document_name,
    figures_of,
    shared_publication,
)
from sheets_sync.documents.federation.together import together
from sheets_sync.documents.federation.write_federation import write_federation
from sheets_sync.figures.periods import month_ends
from sheets_sync.monthly import bring_together
from sheets_sync.release.tables.issued import Issued
from sheets_sync.sample.write import write_sample
from sheets_sync.steering.month import Month
from sheets_sync.workspace import open_workspace

_LAST = date(2026, 10, 31)
_DRAWN = date(2026, 11, 23)
_THRESHOLD = 5


def main() -> None:
    """Make the files, read them, print what it took."""
    programmes, months = [*map(int, sys.argv[1:]), *(100, 24)[len(sys.argv) - 1 :]]
    ends = month_ends(_LAST, months)
    with tempfile.TemporaryDirectory() as name:
        received, made = Path(name) / "recus", Path(name) / "ensemble"
        share = functools.partial(_share_all, ends=ends, received=received)
        # Each programme has a process of its own, as it has a computer of its own.
        with ProcessPoolExecutor(1, max_tasks_per_child=1) as own:
            deciding = list(itertools.chain.from_iterable(own.map(share, range(programmes))))
        files = sorted(received.rglob("*.parquet"))
        size = sum(file.stat().st_size for file in files)
        start = time.process_time()
        read = read_folder(received, made, _LAST)
        reading = time.process_time() - start
        start = time.process_time()
        newest = newest_of_each(read)
        federation = together(newest, _LAST)
        adding = time.process_time() - start
        start = time.process_time()
        write_federation(federation, newest, made)
        writing = time.process_time() - start
    rows = sum(len(each.figures) for each in newest)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"| {programmes} × {months} | {len(files):,} | {size / 1e6:.1f} | {rows:,} "
        f"| {_middle(deciding):.2f} | {max(deciding):.2f} | {reading:.1f} | {adding:.1f} "
        f"| {writing:.1f} | {peak} |"
    )


def _month_of(number: int) -> Month:
    with tempfile.TemporaryDirectory() as folder:
        config = write_sample(Path(folder), _DRAWN, seed=number)
        return bring_together(open_workspace(config), _LAST)


def _share_all(number: int, ends: Sequence[date], received: Path) -> list[float]:
    return list(_share(_month_of(number), number, ends, received))


def _share(month: Month, number: int, ends: Sequence[date], received: Path) -> Iterator[float]:
    """Write the files of a programme, one a month; the seconds that each took to decide."""
    programme = Programme(f"programme-{number:03}", f"Programme {number:03}", _THRESHOLD)
    issued = Issued()
    for end in ends:
        start = time.process_time()
        told = shared_publication(replace(month, as_of=end), issued, _THRESHOLD, rounding=False)
        report = told.as_issued(document_name(end), end, correction=False)
        issued = Issued([*issued.reports, report])
        yield time.process_time() - start
        figures = [f for each in issued.reports for f in figures_of(each, month.measures)]
        shared = month.door.release("figures", FiguresFile(programme, end, figures))
        write_figures(shared, received / programme.id / f"{end}.parquet")


def _middle(numbers: Sequence[float]) -> float:
    return sorted(numbers)[len(numbers) // 2]


if __name__ == "__main__":
    main()
