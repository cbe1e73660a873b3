"""Decisions on the columns of a table, as JSON that `check` and `adopt` print."""

from __future__ import annotations

from typing import Any

from forms.headers.matching import Decision, letters
from sheets_sync.reading.table import Table


def columns_json(table: Table) -> list[dict[str, Any]]:
    """An entry for each column and each field that it is read as.

    `field` is null where the column is not read; `asked` are the fields that it may be then.
    `confidence` is what speaks for the decision, lower where the next best assignment of all
    columns is nearly as good; there the column is the field `runner_up`, or the field stands in the
    column `other`.
    """
    entries = []
    asked = {match.column: (match.field, *match.rivals) for match in table.matching.uncertain}
    for decision in table.matching.decisions:
        fields = decision.fields if decision.is_read else (None,)
        for field in fields:
            may_be = asked.get(decision.column, ())
            entries.append(_column_json(table, decision, field, may_be))
    return entries


def _column_json(
    table: Table, decision: Decision, field: str | None, asked: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "header_row": table.header_row,
        "column": letters(decision.column),
        "title": decision.title,
        "field": field,
        "asked": list(asked),
        "how": decision.how or None,
        "confidence": decision.confidence,
        "runner_up": decision.runner_up or None,
        "other": None if decision.other is None else letters(decision.other),
    }
