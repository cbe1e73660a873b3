"""What a cell is to hold, as a rule of Google's."""

from __future__ import annotations

from datetime import date

import pytest

from sheets_sync.sheets.content import Span
from sheets_sync.sheets.sheet import DataValidation
from sheets_sync.workbooks.google.data_validation import list_request, validation_request

CELLS = Span(1, 2, 9, 2)


@pytest.mark.parametrize(
    ("validation", "kind", "values"),
    [
        (
            DataValidation(CELLS, "list", "", "", source=("L'avis", Span(1, 3, 60, 3))),
            "ONE_OF_RANGE",
            ["='L''avis'!$D$2:$D"],
        ),
        (DataValidation(CELLS, "number", "", "", 0.5, 48), "NUMBER_BETWEEN", ["0,5", "48"]),
        (DataValidation(CELLS, "whole", "", "", 0), "NUMBER_GREATER_THAN_EQ", ["0"]),
        (DataValidation(CELLS, "number", "", "", None, 48), "NUMBER_LESS_THAN_EQ", ["48"]),
        (
            DataValidation(CELLS, "date", "", "", date(2020, 1, 1)),
            "DATE_ON_OR_AFTER",
            ["2020-01-01"],
        ),
        (DataValidation(CELLS, "length", "", "", 5, 5), "CUSTOM_FORMULA", ["=LEN(C2)=5"]),
    ],
)
def test_a_rule_says_what_may_stand_there_and_refuses_nothing(
    validation: DataValidation, kind: str, values: list[str]
) -> None:
    rule = validation_request(7, validation, "fr_FR")["setDataValidation"]["rule"]
    assert (rule["condition"]["type"], rule["strict"]) == (kind, False)
    assert [value["userEnteredValue"] for value in rule["condition"]["values"]] == values


def test_a_list_of_our_own_takes_nothing_else() -> None:
    rule = list_request(7, CELLS, ("oui", "non"))["setDataValidation"]["rule"]
    assert (rule["condition"]["type"], rule["strict"]) == ("ONE_OF_LIST", True)
