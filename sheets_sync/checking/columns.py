"""Check the columns of a table: required ones that are missing, matches to be confirmed."""

from __future__ import annotations

from collections.abc import Mapping

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.table import TableToCheck
from sheets_sync.french import quoted, rounded

_UNDERSTOOD: Mapping[str, str] = {
    "near": "column.near_title",
    "content": "column.by_content",
    "spread": "column.spread",
}
"""Way a column was matched → the rule that says so; a header's own words need no remark."""


def check_columns(check: TableToCheck) -> list[Anomaly]:
    """All that is to be said of the columns, at the row of the header."""
    return [
        *_missing_required(check),
        *_not_found(check),
        *_uncertain(check),
        *_understood(check),
        *_extra_columns(check),
    ]


def _missing_required(check: TableToCheck) -> list[Anomaly]:
    """Required fields without a column; one that a column may be meant for has its own anomaly."""
    table = check.table
    doubtful = {match.field for match in table.matching.uncertain}
    present = doubtful.union(table.columns)
    return [
        check.anomaly("column.missing", table.header_row, field)
        for field in check.form.fields
        if field.required and field.id not in present
    ]


def _not_found(check: TableToCheck) -> list[Anomaly]:
    """Columns that config names and the tab lacks."""
    row, lost = check.table.header_row, check.table.matching.lost
    return [
        check.anomaly("column.not_found", row, check.form.field(field), where=column)
        for field, column in lost.items()
    ]


def _uncertain(check: TableToCheck) -> list[Anomaly]:
    return [
        check.column_anomaly(
            "column.uncertain",
            match.column,
            check.table.header_row,
            check.form.field(match.field),
            header=match.header,
            confidence=str(rounded(match.confidence * 100)),
        )
        for match in check.table.matching.uncertain
    ]


def _understood(check: TableToCheck) -> list[Anomaly]:
    return [
        check.column_anomaly(
            _UNDERSTOOD[match.how],
            match.column,
            check.table.header_row,
            check.form.field(match.field),
            header=match.header,
        )
        for match in check.table.matching.matches.values()
        if match.how in _UNDERSTOOD
    ]


def _extra_columns(check: TableToCheck) -> list[Anomaly]:
    """Columns that are no field, in one anomaly; those with nothing in them are left in peace."""
    table = check.table
    headers = [name for name in table.matching.extra.values() if name in table.extra]
    if not headers:
        return []
    names = ", ".join(map(quoted, headers))
    return [check.anomaly("column.extra", table.header_row, None, headers=names)]
