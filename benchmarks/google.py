"""The monthly run on a Google spreadsheet beside the script a user would write with gspread, both
on the emulated Google: calls, bytes, time.

What decides at Google is the number of calls: 60 reads and 60 writes a minute and user.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import gspread
from typer.testing import CliRunner

from benchmarks.workbooks import make
from sheets_sync.commands.app import app
from sheets_sync.monthly import bring_together
from sheets_sync.workbooks.google.api import calls
from sheets_sync.workbooks.google.api.calls import Api
from sheets_sync.workbooks.google.api.credentials import find_account
from sheets_sync.workspace import open_workspace
from tests.conftest import AS_OF
from tests.sheets_emulator.accounts import save
from tests.sheets_emulator.convert import from_xlsx
from tests.sheets_emulator.running import running
from tests.sheets_emulator.server import Emulator


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or [5, 60, 200]
    print(
        f"{'rows':>6} {'ours calls':>11} {'s':>6} {'MB':>6} {'again':>6} "
        f"| {'script calls':>13} {'s':>6} {'MB':>6} {'minutes at 60 writes':>21}"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as name, running() as (emulator, address):
            emulator.check_answers = False
            os.environ[calls.BASE_VARIABLE] = address
            folder = Path(name)
            make(folder, size)
            ours_id, theirs_id = (
                _spreadsheet(emulator, folder, title) for title in ("ours", "theirs")
            )
            config = _configure(folder, ours_id, emulator)
            ours = _measured(emulator, _run, config)
            again = _measured(emulator, _run, config)
            theirs = _measured(emulator, script, theirs_id, folder, config)
            minutes = theirs[3] / 60
            print(
                f"{12 * size:>6} {ours[0]:>11} {ours[1]:>6.1f} {ours[2]:>6.2f} {again[0]:>6} "
                f"| {theirs[0]:>13} {theirs[1]:>6.1f} {theirs[2]:>6.2f} {minutes:>21.1f}",
                flush=True,
            )


def _run(config: Path) -> None:
    result = CliRunner().invoke(
        app, ["consolidate", "--quiet", "--config", str(config), "--as-of", AS_OF]
    )
    if result.exit_code:
        raise SystemExit(result.output)


def script(id_: str, folder: Path, config: Path) -> None:
    """Read tab by tab, stack, write a tab, then colour and annotate each cell to correct.

    One call each, as gspread's guide shows.
    """
    session = Api(find_account("key.json", folder)).http.session  # signed in already
    # gspread declares no None, though a session that brings its credentials needs no others
    client = gspread.Client(auth=None, session=session)  # type: ignore[arg-type]
    book = client.open_by_key(id_)
    workspace = open_workspace(config)
    rows: list[list[Any]] = []
    for member in workspace.members:
        rows += book.worksheet(member.tab).get_all_values()
    wide = max(len(row) for row in rows)
    sheet = book.add_worksheet("Consortium", len(rows), wide)
    sheet.update(rows)
    day = date.fromisoformat(AS_OF)
    month = bring_together(workspace, day)
    tabs = {tab.title: tab for tab in book.worksheets()}
    for anomaly in month.anomalies:
        if anomaly.cell and anomaly.severity != "info" and anomaly.tab in tabs:
            tabs[anomaly.tab].format(
                anomaly.cell, {"backgroundColor": {"red": 1, "green": 0.8, "blue": 0.75}}
            )
            tabs[anomaly.tab].update_note(anomaly.cell, anomaly.message)


def _spreadsheet(emulator: Emulator, folder: Path, title: str) -> str:
    tabs, locale = from_xlsx(next(folder.glob("*.xlsx")).read_bytes())
    return emulator.files.new(title, "coordination@exemple.fr", {"locale": locale}, tabs).id


def _configure(folder: Path, id_: str, emulator: Emulator) -> Path:
    key = emulator.accounts.new_service_account()
    save(folder / "key.json", key)
    for book in emulator.files.books.values():
        book.shares[key["client_email"]] = "writer"
    config = folder / "config.yaml"
    kept = [
        line
        for line in config.read_text(encoding="utf-8").splitlines()
        if not line.startswith(("workbook:", "google:"))
    ]
    config.write_text(
        "\n".join([*kept, f"workbook: {id_}", "google: {credentials: key.json}"]), encoding="utf-8"
    )
    return config


def _measured(emulator: Emulator, run: Any, *words: Any) -> tuple[int, float, float, int]:
    """Calls (tokens aside), seconds, megabytes sent, writes."""
    emulator.calls.clear()
    start = time.perf_counter()
    run(*words)
    took = time.perf_counter() - start
    made = [call for call in emulator.calls if call["path"] != "/token"]
    return (
        len(made),
        took,
        sum(call["bytes"] for call in made) / 1e6,
        sum(call["verb"] != "GET" for call in made),
    )


if __name__ == "__main__":
    main()
