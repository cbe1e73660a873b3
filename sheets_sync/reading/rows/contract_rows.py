"""Rows without a name that say a contract only: the next one of the person above.

Staff leave it out where it would be the same again, or write « avenant » there. Any other row
without a name stays one that nobody can be told from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from forms.form import Form
from forms.headers.columns import Matching
from forms.values import Cell
from sheets_sync.reading.rows.merged_rows import MergedRow, counted_columns
from sheets_sync.reading.rows.table_columns import TableColumns
from sheets_sync.reading.table import is_blank

_START = "contrat_debut"
_IN_PLACE_OF_NAME = re.compile(
    r"\s*(?:\d+\s*(?:er|e|[eè]me|nde?)?\s+|nouvel\s+|nouveau\s+)?"
    r"(?:avenant|renouvellement|renouv\.?|prolongation|reconduction|contrat)"
    r"(?:\s+(?:de\s+|du\s+)?(?:contrat|cddi|cdd))?(?:\s*n\s?°)?[\s\d]*",
    re.IGNORECASE,
)
"""« Avenant n° 2 » in the column of names: the person above has one more contract."""


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
    names = sorted(columns.names)
    if not names:
        return {}
    contract_rows: dict[int, MergedRow] = {}
    without_name = [index for index in body if _have_no_name(rows[index], names)]
    inside = frozenset(body)
    for index in without_name:
        above = index - 1
        if index in known or not _says_contract_only(rows[index], columns, contract, start):
            continue
        is_persons = above in contract_rows or not _have_no_name(rows[above], names)
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


def _have_no_name(cells: Sequence[Cell], names: Iterable[int]) -> bool:
    return all(is_blank(cells[column]) or _is_in_place_of_name(cells[column]) for column in names)


def _is_in_place_of_name(cell: Cell) -> bool:
    return isinstance(cell, str) and _IN_PLACE_OF_NAME.fullmatch(cell) is not None


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
    # « Avenant » says by itself that a contract goes on; without it the start has to
    goes_on = filled & (start | columns.names)
    return bool(goes_on) and bool(filled & contract) and filled - columns.names <= contract


def _is_later(
    rows: Sequence[Sequence[Cell]], above: int, index: int, start: frozenset[int]
) -> bool:
    """True unless the contract is known to begin before the one above."""
    for column in start:
        earlier, later = rows[above][column], rows[index][column]
        if isinstance(earlier, date) and isinstance(later, date) and later <= earlier:
            return False
    return True
