"""How many tables of the sample's reports are renewed, by how often they are issued.

`python -m benchmarks.renewed_tables`: a funder of all SIAE, with every breakdown, SIAE by SIAE, and
a convention from January 2025 on. The first report, which has nothing to be held against, is not
counted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sheets_sync.documents.reports.report import publication
from sheets_sync.documents.reports.scope import report_scope
from sheets_sync.figures.periods import month_ends
from sheets_sync.monthly import bring_together
from sheets_sync.release.tables.issued import Issued
from sheets_sync.release.tables.since_issued import with_people
from sheets_sync.sample.write import write_sample
from sheets_sync.settings.funder import Funder
from sheets_sync.steering.month import Month
from sheets_sync.workspace import open_workspace

_LAST = date(2026, 10, 31)
_MONTHS = 16
_FUNDER = Funder(name="Financeur", start=date(2025, 1, 1), names_of_siae=True)


def renewed(months: Sequence[Month], *, rounding: bool) -> list[tuple[int, int]]:
    """Of each report but the first, how many tables are of its day, and how many it has."""
    issued, found = Issued(), []
    for month in months:
        scope = report_scope(_FUNDER, month.measures, [], 5, month.as_of)
        issued = with_people(issued, month.measures, month.as_of)
        told = publication("financeur", scope, issued, rounding=rounding)
        report = told.as_issued(f"rapport-{month.as_of}", month.as_of, correction=False)
        tables = [table for table in report.tables.values() if table.value is None]
        of_the_day = [table for table in tables if not table.stands and table.partition]
        found.append((len(of_the_day), len(tables)))
        issued = Issued([*issued.reports, report])
    return found[1:]


def main() -> None:
    """Print the table that stands in `docs/disclosure.md`."""
    with tempfile.TemporaryDirectory() as folder:
        write_sample(Path(folder), date(2026, 11, 23))
        workspace = open_workspace(Path(folder) / "config.yaml")
        months = [bring_together(workspace, day) for day in month_ends(_LAST, _MONTHS)]
    print("| every | as they are | in fives |\n| --- | --- | --- |")
    for name, step in (("month", 1), ("quarter", 3), ("half-year", 6)):
        some = months[::-step][::-1]
        cells = []
        for rounding in (False, True):
            counts = renewed(some, rounding=rounding)
            share = sum(now for now, _ in counts) / sum(all_ for _, all_ in counts)
            least, most = min(counts)[0], max(counts)[0]
            cells.append(f"{least} to {most} of {counts[0][1]} ({share:.0%})")
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
