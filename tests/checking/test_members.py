"""A tab in which a column names other SIAE than its own is told, before its people are counted."""

from __future__ import annotations

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.typing_commands import plain

RULE = "column.other_members"


def test_answers_of_several_members_in_one_tab_are_told(case: Case) -> None:
    header = (*HEADERS, "Votre structure")
    case.make(
        {
            "Alpha": (
                header,
                (*ANNA, "Alpha"),
                (*OMAR, "beta"),
                (*OMAR[:1], "Ali", *OMAR[2:], "Beta"),
            ),
            "Beta": (HEADERS, ANNA),
        }
    )
    (told,) = [a for a in case.check()["anomalies"] if a["rule"] == RULE]
    assert (told["siae"], told["cell"], told["severity"]) == ("Alpha", "J1", "error")
    assert "Beta (2)" in plain(told["message"])


def test_a_column_that_names_the_tabs_own_or_something_else_is_not(case: Case) -> None:
    header = (*HEADERS, "Structure", "Orienteur")
    rows = [(*ANNA, "Alpha", "CADA"), (*OMAR, "ALPHA", "Beta")]
    case.make({"Alpha": (header, *rows), "Beta": (HEADERS, ANNA)})
    assert not [a for a in case.check()["anomalies"] if a["rule"] == RULE]
