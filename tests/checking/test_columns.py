"""What is said of columns stands at the header, once for each."""

from __future__ import annotations

from tests.checking.entries import OneTab
from tests.conftest import ANNA, HEADERS


def test_a_required_column_that_no_header_names_is_missing(one_tab: OneTab) -> None:
    case = one_tab((*HEADERS[:4], "Machin", *HEADERS[5:]), ANNA)
    missing = [a for a in case.check()["anomalies"] if a["rule"] == "column.missing"]
    assert [(a["field"], a["row"], a["cell"]) for a in missing] == [("date_entree", 1, "")]


def test_columns_of_no_field_are_named_together_and_empty_ones_not(one_tab: OneTab) -> None:
    case = one_tab((*HEADERS, "Taille EPI", "Casier", "Vide"), (*ANNA, "XL", "12", ""))
    (extra,) = [a for a in case.check()["anomalies"] if a["rule"] == "column.extra"]
    message = extra["message"].replace("\u00a0", " ")
    assert "« Taille EPI », « Casier »." in message
    assert "Vide" not in message
