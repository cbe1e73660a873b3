"""The whole `prepare`, beside the script a user would write and beside the floor, in one run, as
ratios.

    python benchmarks/monthly_run.py [rows a SIAE …]      (default: 200 2000 10000)

- ours: `sheets-sync prepare`: read, type, check, consolidate, measure, three sheets and documents.
- script: pandas reads the 12 tabs with openpyxl, `concat`, `to_excel`.
- floor: calamine reads the 12 tabs, XlsxWriter in constant-memory mode writes the same cells.

Each is a process of its own; seconds are wall-clock, memory the peak resident set.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

AS_OF = "2026-11-23"

SCRIPT = """
import sys, pandas as pd
book = sys.argv[1]
tabs = [t for t in pd.ExcelFile(book, engine="openpyxl").sheet_names if t.startswith("SIAE")]
frames = pd.read_excel(book, sheet_name=tabs, engine="openpyxl")
pd.concat(frames.values()).to_excel(sys.argv[2], index=False)
"""
FLOOR = """
import sys, datetime, xlsxwriter
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
with xlsxwriter.Workbook(sys.argv[2], options) as out:
    sheet, row = out.add_worksheet(), 0
    for tab in book.sheet_names:
        if tab.startswith("SIAE"):
            for cells in book.get_sheet_by_name(tab).to_python(skip_empty_area=False)[1:]:
                sheet.write_row(row, 0, cells)
                row += 1
"""


def main() -> None:
    """Make each workbook, run the three on it, print a table."""
    sizes = [int(word) for word in sys.argv[1:]] or [200, 2_000, 10_000]
    print(f"{'rows':>8} {'who':>8} {'seconds':>9} {'peak MB':>9} {'ours ÷ it':>10}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make(folder, size)
            book = str(folder / "impulser.xlsx")
            runs = {
                "ours": [
                    sys.executable,
                    "-m",
                    "sheets_sync",
                    "prepare",
                    "--config",
                    str(folder / "config.yaml"),
                    "--as-of",
                    AS_OF,
                    "--quiet",
                ],
                "script": [sys.executable, "-c", SCRIPT, book, str(folder / "script.xlsx")],
                "floor": [sys.executable, "-c", FLOOR, book, str(folder / "floor.xlsx")],
            }
            taken = {who: timed(command) for who, command in runs.items()}
            for who, (seconds, megabytes) in taken.items():
                print(
                    f"{12 * size:>8} {who:>8} {seconds:>9.2f} {megabytes:>9.0f} "
                    f"{taken['ours'][0] / seconds:>10.2f}",
                    flush=True,
                )


def timed(command: list[str]) -> tuple[float, float]:
    """Wall-clock seconds and peak megabytes of one process."""
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {command[:4]}")
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return time.perf_counter() - start, usage.ru_maxrss / scale


def make(folder: Path, size: int) -> None:
    """12 tidy tabs of `size` rows × 41 columns, with the sample's people and its 5 % of mess."""
    from forms.loading import FORM_IDS, load_form
    from sheets_sync.sample.draw import draw
    from sheets_sync.sample.habits import Habit
    from sheets_sync.sample.invent import invent
    from sheets_sync.settings import Tabs

    names = [f"SIAE {number:02}" for number in range(1, 13)]
    members = "\n".join(f"  - {{tab: {name}, name: {name}, kind: ACI}}" for name in names)
    (folder / "config.yaml").write_text(
        f"programme: banc\nworkbook: impulser.xlsx\nsiae:\n{members}\n", encoding="utf-8"
    )
    sample = invent([(name, "ACI") for name in names], date.fromisoformat(AS_OF), a_siae=size)
    draw(
        sample,
        [(name, name) for name in names],
        {f: load_form(f) for f in FORM_IDS},
        Tabs().model_dump(),
        folder / "impulser.xlsx",
        [Habit()],
    )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
