"""Check that required fields are filled, and that each row says who it is about."""

from __future__ import annotations

from collections.abc import Sequence

from forms.form import Field
from sheets_sync.checking.anomaly import Anomaly, CellKey
from sheets_sync.checking.cells import TypedCells
from sheets_sync.checking.table import TableToCheck, is_widespread


def check_required(
    check: TableToCheck, cells: TypedCells, rows_kept: Sequence[bool], in_error: frozenset[CellKey]
) -> list[Anomaly]:
    """Required cells that are empty on rows that count.

    Args:
        rows_kept: for each row, whether it counts.
        in_error: cells whose error was said already: they are not empty but unreadable.
    """
    anomalies: list[Anomaly] = []
    for field in check.form.fields:
        # A column that is missing or mixed up is said once, at its header.
        is_read = field.id in check.table.cells and field.id not in cells.mixed_up
        if field.required and is_read:
            missing = [
                row
                for row, value, keep in zip(
                    check.table.rows, cells.values[field.id], rows_kept, strict=True
                )
                if value is None and keep and (row, field.id) not in in_error
            ]
            anomalies += _missing_anomalies(check, field, missing, sum(rows_kept))
    return anomalies


def _missing_anomalies(
    check: TableToCheck, field: Field, missing: Sequence[int], rows_kept: int
) -> list[Anomaly]:
    if not is_widespread(len(missing), rows_kept):
        return [check.field_anomaly("required.missing", row, field) for row in missing]
    first = missing[0]
    return [
        check.field_anomaly(
            "required.mostly_missing",
            first,
            field,
            count=str(len(missing)),
            of=str(rows_kept),
            first=check.table.address(field.id, first),
        )
    ]


def check_identity(check: TableToCheck, rows_kept: Sequence[bool]) -> list[Anomaly]:
    """Rows that nobody can be told from: set aside, and said so."""
    return [
        check.anomaly("row.no_identity", row, None, _identity_address(check, row))
        for row, keep in zip(check.table.rows, rows_kept, strict=True)
        if not keep
    ]


def check_continued(check: TableToCheck) -> list[Anomaly]:
    """Rows under a merged name, or without one: it is said whose they are."""
    return [
        check.anomaly(
            "row.continued" if continued.is_merged else "row.contract_only",
            row,
            None,
            continued.cell,
            top=str(continued.top),
        )
        for row, continued in check.table.continued.items()
    ]


def _identity_address(check: TableToCheck, row: int) -> str:
    return check.table.address(check.form.identity[0], row)
