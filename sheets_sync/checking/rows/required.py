"""Check that required fields are filled, and that each row says who it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forms.form import Field
from forms.values import shown
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly, CellKey
from sheets_sync.checking.cells.typed_cells import TypedCells
from sheets_sync.checking.rows.sections import named_rows
from sheets_sync.checking.table import TableToCheck, is_widespread
from sheets_sync.french import quoted
from sheets_sync.reading.table import is_blank

_SAYS_NOTHING = frozenset("-–—_./ ")
"""A cell of these alone is empty; « ? » and « à voir » say that it waits."""


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
            missing, pending = _without_value(check, field, cells, rows_kept, in_error)
            anomalies += _missing_anomalies(check, field, missing, sum(rows_kept))
            anomalies += [_pending(check, field, row) for row in pending]
    return anomalies


def _without_value(
    check: TableToCheck,
    field: Field,
    cells: TypedCells,
    rows_kept: Sequence[bool],
    in_error: frozenset[CellKey],
) -> tuple[list[int], list[int]]:
    """The rows that have nothing for a field, and those that say « not known yet »."""
    missing: list[int] = []
    pending: list[int] = []
    columns = (check.table.cells[field.id], cells.values[field.id], rows_kept)
    for row, cell, value, keep in zip(check.table.rows, *columns, strict=True):
        if value is None and keep and (row, field.id) not in in_error:
            is_empty = is_blank(cell) or _SAYS_NOTHING.issuperset(shown(cell))
            (missing if is_empty else pending).append(row)
    return missing, pending


def _pending(check: TableToCheck, field: Field, row: int) -> Anomaly:
    return check.field_anomaly("required.pending", row, field, what=what_to_type(field))


def what_to_type(field: Field) -> str:
    """What a counsellor is to enter in the cell of a field, with an example."""
    return sentence(
        f"checking.type.{field.type}", help=field.help or field.label, example=field.example
    )


def _missing_anomalies(
    check: TableToCheck, field: Field, missing: Sequence[int], rows_kept: int
) -> list[Anomaly]:
    if not is_widespread(len(missing), rows_kept):
        what = what_to_type(field)
        return [check.field_anomaly("required.missing", row, field, what=what) for row in missing]
    first = missing[0]
    return [
        check.field_anomaly(
            "required.mostly_missing",
            first,
            field,
            count=str(len(missing)),
            of=str(rows_kept),
            first=check.table.address(field.id, first),
            what=what_to_type(field),
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


def check_shared_cells(check: TableToCheck) -> Iterator[Anomaly]:
    """Cells merged over several people: it is said whether they are read for each of them."""
    fields = {column: check.form.field(name) for name, column in check.table.columns.items()}
    for cell in check.table.shared:
        rule = "cell.merged_each" if cell.is_each else "cell.merged_first"
        header = quoted(check.table.matching.titles[cell.column])
        field, rows = fields.get(cell.column), named_rows(cell.others)
        yield check.column_anomaly(rule, cell.column, cell.row, field, header=header, rows=rows)


def _identity_address(check: TableToCheck, row: int) -> str:
    return check.table.address(check.form.identity[0], row)
