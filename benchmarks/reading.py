"""Read, typed and checked, beside calamine reading the same file, in one run, as ratios.

    python -m benchmarks.reading [rows a SIAE …]      (default: 2000 10000)

Both in one process, taken in turn, the better of three each; calamine's part is every tab as Python
lists.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.workbooks import AS_OF, make


def main() -> None:
    """Make each workbook, time the two on it, print a table."""
    from sheets_sync.stages.every_tab import read_entries
    from sheets_sync.workspace import open_workspace

    sizes = [int(word) for word in sys.argv[1:]] or [2_000, 10_000]
    gc.disable()  # as the commands do
    print(f"{'rows':>8} {'ours':>8} {'calamine':>9} {'ours ÷ it':>10}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make(folder, size)
            config, day = folder / "config.yaml", date.fromisoformat(AS_OF)

            # A new workspace each time: one keeps the workbooks that it has opened.
            def ours(config: Path = config, day: date = day) -> object:
                return read_entries(open_workspace(config), day)

            floor = partial(read_all, folder / "impulser.xlsx")
            taken: dict[Callable[[], object], list[float]] = {ours: [], floor: []}
            for _ in range(3):
                for run, seconds in taken.items():
                    start = time.process_time()
                    run()
                    seconds.append(time.process_time() - start)
                    gc.collect()
            best, least = (min(seconds) for seconds in taken.values())
            print(f"{12 * size:>8} {best:>8.2f} {least:>9.2f} {best / least:>10.2f}", flush=True)


def read_all(file: Path) -> None:
    """Every tab as Python lists."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(file))
    for tab in book.sheet_names:
        book.get_sheet_by_name(tab).to_python(skip_empty_area=False)


if __name__ == "__main__":
    main()
