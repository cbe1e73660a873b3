"""Check the rows that are read as no entry, and those that stand below the last total."""

from __future__ import annotations

from collections.abc import Iterator

from forms.form import Form
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.rows.sections import named_rows
from sheets_sync.reading.rows.classifier import LEGEND_CODE, LONE_NAME, TOTAL_CODE
from sheets_sync.reading.rows.footers import FOOTER
from sheets_sync.reading.rows.other_tables import OTHER_TITLES
from sheets_sync.reading.table import TabReading

_RULES = {
    FOOTER: "row.footer",
    LONE_NAME: "row.lone_name",
    LEGEND_CODE: "row.in_legend",
    OTHER_TITLES: "row.other_titles",
}


def check_ignored(reading: TabReading, form: Form) -> Iterator[Anomaly]:
    """Rows that are read as no entry although they look like one: nothing may be lost unsaid."""
    rules, usual = (_RULES, "row.ignored") if form.identity else ({}, "row.not_read")
    for row in reading.ignored:
        if row.cell:
            rule, position = rules.get(row.code, usual), (row.cell, row.row, None)
            yield make_anomaly(reading.siae, reading.tab, rule, *position, reason=row.reason)


def check_below_total(reading: TabReading) -> Iterator[Anomaly]:
    """Entries below the last row of totals, whose formulas do not reach them: told once."""
    totals = [row.row for row in reading.ignored if row.code == TOTAL_CODE]
    if not totals or not reading.tables:
        return
    table, last = reading.tables[-1], max(totals)
    below = [row for row in table.rows if row > last]
    # Where as many follow as came before, it was the total of a part of the list.
    if below and 2 * len(below) < len(table.rows):
        cell = table.address(next(iter(table.columns)), below[0])
        words = {"total": str(last), "rows": named_rows(below)}
        position = cell, below[0], None
        yield make_anomaly(reading.siae, reading.tab, "row.below_total", *position, **words)
