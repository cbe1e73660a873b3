"""Changes to an open workbook: all are made, or none."""

from __future__ import annotations

from functools import partial

import pytest

from sheets_sync.workbooks.excel.changes import Change, carry_out


def logged(log: list[str], name: str, fails: str = "") -> Change:
    """A change that writes down what happens to it, and fails where it is told to."""

    def step(what: str) -> None:
        log.append(f"{what} {name}")
        if what == fails:
            raise OSError(name)

    return Change(partial(step, "do"), partial(step, "undo"))


def test_a_failure_undoes_what_was_done_the_last_first() -> None:
    log: list[str] = []
    with pytest.raises(OSError, match="c"):
        carry_out(
            [logged(log, "a"), logged(log, "b"), logged(log, "c", fails="do"), logged(log, "d")]
        )
    assert log == ["do a", "do b", "do c", "undo c", "undo b", "undo a"]


def test_what_cannot_be_undone_does_not_keep_the_rest_from_it() -> None:
    log: list[str] = []
    with pytest.raises(OSError, match="c"):
        carry_out([logged(log, "a"), logged(log, "b", fails="undo"), logged(log, "c", fails="do")])
    assert log[-2:] == ["undo b", "undo a"]


def test_nothing_is_undone_where_all_went_well() -> None:
    log: list[str] = []
    carry_out([logged(log, "a"), logged(log, "b")])
    assert log == ["do a", "do b"]
