"""Rows without a name that say a contract only: the next one of the person above.

Staff leave the name out where it would be the same again. Any other row without a name stays one
that nobody can be told from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from forms.form import Form
from forms.headers.columns import Matching
from forms.values import Cell
from sheets_sync.reading.rows.merged_rows import MergedRow, counted_columns
from sheets_sync.reading.rows.table_columns import TableColumns
from sheets_sync.reading.table import is_blank

_START = "contrat_debut"


def find_contract_rows(
    rows: Sequence[Sequence[Cell]],
    body: Sequence[int],
    columns: TableColumns,
    matching: Matching,
    form: Form,
    known: Mapping[int, MergedRow],
) -> Mapping[int, MergedRow]:
    """The rows of `body` that go on with the contracts of the row right above.

    Args:
        known: the rows under a name that is merged over them.
    """
    contract = _contract_columns(matching, form)
    start = _start_columns(matching)
    once = counted_columns(matching, form) | contract
    if not start or not columns.names:
        return {}
    contract_rows: dict[int, MergedRow] = {}
    # most rows have a name, and need no closer look
    names = sorted(columns.names)
    without_name = [index for index in body if is_blank(rows[index][names[0]])]
    without_name = [index for index in without_name if _are_all_blank(rows[index], names)]
    inside = frozenset(body)
    for index in without_name:
        above = index - 1
        if index in known or not _says_contract_only(rows[index], columns, contract, start):
            continue
        is_persons = above in contract_rows or not _are_all_blank(rows[above], names)
        if above not in inside or not is_persons or not _is_later(rows, above, index, start):
            continue
        top = above
        if above in contract_rows:
            top = contract_rows[above].top
        cells = list(rows[index])
        for column in set(columns.fields) - once:
            cells[column] = rows[top][column]
        own = next(column for column in columns.fields if not is_blank(rows[index][column]))
        contract_rows[index] = MergedRow(top, top, cells, own, is_merged=False)
    return contract_rows


def _are_all_blank(cells: Sequence[Cell], columns: Iterable[int]) -> bool:
    return all(is_blank(cells[column]) for column in columns)


def _contract_columns(matching: Matching, form: Form) -> frozenset[int]:
    """The columns of what each contract has anew."""
    columns: set[int] = set()
    for name, match in matching.matches.items():
        if form.field(name).repeated == "last":
            columns.add(match.column)
    for repeated in matching.repeated.values():
        columns.update(repeated.columns)
    return frozenset(columns)


def _start_columns(matching: Matching) -> frozenset[int]:
    if _START in matching.repeated:
        return frozenset(matching.repeated[_START].columns)
    if _START in matching.matches:
        return frozenset({matching.matches[_START].column})
    return frozenset()


def _says_contract_only(
    cells: Sequence[Cell],
    columns: TableColumns,
    contract: frozenset[int],
    start: frozenset[int],
) -> bool:
    filled = {column for column in columns.fields if not is_blank(cells[column])}
    return bool(filled & start) and filled <= contract


def _is_later(
    rows: Sequence[Sequence[Cell]], above: int, index: int, start: frozenset[int]
) -> bool:
    """True unless the contract is known to begin before the one above."""
    for column in start:
        earlier, later = rows[above][column], rows[index][column]
        if isinstance(earlier, date) and isinstance(later, date) and later <= earlier:
            return False
    return True
