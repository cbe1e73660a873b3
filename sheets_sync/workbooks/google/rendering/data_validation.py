"""Data validation: what a cell is to hold, as a rule of Google's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forms.headers.matching import letters
from sheets_sync.sheets.content import Span
from sheets_sync.sheets.sheet import DataValidation
from sheets_sync.workbooks.google.api.batch_requests import (
    condition,
    grid_range,
    set_data_validation,
)
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.values import typed_limit

# Whether there is a lower and an upper limit.
_DAY_CONDITIONS = {
    (True, True): "DATE_BETWEEN",
    (True, False): "DATE_ON_OR_AFTER",
    (False, True): "DATE_ON_OR_BEFORE",
}
_NUMBER_CONDITIONS = {
    (True, True): "NUMBER_BETWEEN",
    (True, False): "NUMBER_GREATER_THAN_EQ",
    (False, True): "NUMBER_LESS_THAN_EQ",
}
_LIMIT_CONDITIONS = {
    "date": _DAY_CONDITIONS,
    "number": _NUMBER_CONDITIONS,
    "whole": _NUMBER_CONDITIONS,
}


def list_request(sheet_id: int, cells: Span, choices: Sequence[str]) -> Json:
    """The request for cells in which only one of `choices` may stand."""
    rule = {
        "condition": condition("ONE_OF_LIST", *choices),
        "strict": True,
        "showCustomUi": True,
    }
    return set_data_validation(grid_range(sheet_id, cells), rule)


def validation_request(sheet_id: int, validation: DataValidation, locale: str) -> Json:
    """The request for a rule; Google shows a warning on what does not fit, and lets it stand."""
    rule = {
        "condition": _validation_condition(validation, locale),
        # Google has one text where Excel has two, for the cell and for what does not fit.
        "inputMessage": " ".join((validation.prompt, validation.message)).strip(),
        "strict": False,
        "showCustomUi": True,
    }
    return set_data_validation(grid_range(sheet_id, validation.cells), rule)


def _validation_condition(validation: DataValidation, locale: str) -> Json:
    if validation.source:
        tab, cells = validation.source
        quoted, column = "'" + tab.replace("'", "''") + "'", letters(cells.left)
        # Without a last row: choices that are added below are in the list at once.
        return condition("ONE_OF_RANGE", f"={quoted}!${column}${cells.top + 1}:${column}")
    if validation.kind == "length":
        first_cell = f"{letters(validation.cells.left)}{validation.cells.top + 1}"
        return condition("CUSTOM_FORMULA", f"=LEN({first_cell})={validation.low}")
    limits: list[float | date] = [
        limit for limit in (validation.low, validation.high) if limit is not None
    ]
    conditions = _LIMIT_CONDITIONS[validation.kind]
    kind = conditions[validation.low is not None, validation.high is not None]
    return condition(kind, *(typed_limit(limit, locale) for limit in limits))
