"""Check the form's rules over each row: dates in order, reasons of exits, ages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from forms.expressions import Truth
from forms.form import Form
from forms.rule import Rule
from forms.words import fold_header, printed
from sheets_sync.catalogue import entry, sentence
from sheets_sync.checking.anomaly import Anomaly, CellKey
from sheets_sync.checking.conditions import Conditions
from sheets_sync.checking.rows.amendments import UnreadAmendments
from sheets_sync.checking.table import TableToCheck, Values, is_widespread
from sheets_sync.checking.texts.quoting import quoted_value
from sheets_sync.french import quoted, typeset

_MOST_CELLS = 10
"""Cells that a message names at most."""
_NAME = re.compile(r"[a-z_]+")
_EXIT = ("date_sortie", "motif_sortie")
_ENDED = "contract.ended"
_ASKING_FOR_EXITS = {_ENDED: "checking.contract_ended_without_exits"}
"""Rules that ask for an exit → what is said where a tab has no column for it."""
_EXITS_UNREAD = "checking.contract_ended_exits_unread"
_EXIT_TITLE = "sortie"
_PLACEHOLDER = re.compile(r"{(\w+)}")


def check_rules(
    check: TableToCheck,
    conditions: Conditions,
    values: Values,
    rows_kept: Sequence[bool],
    settled: frozenset[CellKey],
    over: frozenset[int],
    as_of: date,
) -> list[Anomaly]:
    """The rules that fail on rows that count.

    Args:
        rows_kept: for each row, whether it counts.
        settled: cells of which enough was said already: an error, or a question to somebody else.
        over: rows that another contract of the same person follows, or that say they have left.
    """
    anomalies: list[Anomaly] = []
    for rule in check.form.rules:
        # A rule about columns that this table does not have has no cell to be said at.
        named = (rule.cell, *_NAME.findall(rule.require))
        beside = next((name for name in named if name in check.table.columns), None)
        if beside is None:
            continue
        # A rule that looks at today is about a person's present contract.
        left_out = over if "as_of" in named else frozenset()
        truth = conditions.evaluate(rule.require)
        failing = [
            index
            for index in np.flatnonzero(truth.fails).tolist()
            if (rows_kept[index] or rule.sets_aside)
            and (check.table.rows[index], rule.cell) not in settled
            and check.table.rows[index] not in left_out
        ]
        # Nothing is asked for in a column that people do not have before them.
        if failing and rule.cell not in check.table.columns:
            # A mere word on what a tab does not collect would stay in it for good.
            if rule.severity != "info":
                anomalies.append(_without_column(check, rule, failing, beside))
            continue
        if failing and rule.code == _ENDED:
            amendments = UnreadAmendments(check, values)
            prolonged = {index: titles for index in failing if (titles := amendments.of(index))}
            anomalies += _maybe_ended(check, rule, prolonged)
            failing = [index for index in failing if index not in prolonged]
        broken = [
            _broken(
                check,
                rule,
                beside,
                check.table.rows[index],
                _quoted_values(rule, check.form, values, index, as_of),
            )
            for index in failing
        ]
        anomalies += _summed_up(check, rule, broken, truth, len(rows_kept))
    return anomalies


def _quoted_values(
    rule: Rule, form: Form, values: Values, index: int, as_of: date
) -> dict[str, str]:
    """The values that the message of a rule names, of the row at `index`."""
    return {
        name: quoted_value(form.field(name), values[name][index], as_of)
        for name in _PLACEHOLDER.findall(rule.message)
    }


def _broken(
    check: TableToCheck, rule: Rule, beside: str, row: int, words: Mapping[str, str]
) -> Anomaly:
    """The anomaly of a rule on one row, in its own column or that of another field it names.

    Where a rule's own column is missing, it is said `beside`, in a cell that people can go to.
    """
    return Anomaly(
        check.siae,
        check.tab,
        check.table.address(beside, row),
        row,
        rule.cell,
        rule.severity,
        rule.code,
        printed(
            _rule_message(check, rule).format(**words, headers=", ".join(_unread_exits(check)))
        ),
    )


def _rule_message(check: TableToCheck, rule: Rule) -> str:
    """What a rule says, in a tab where nobody can type an exit without asking for it."""
    if rule.code in _ASKING_FOR_EXITS and check.table.columns.keys().isdisjoint(_EXIT):
        if _unread_exits(check):
            return str(entry(_EXITS_UNREAD))
        return str(entry(_ASKING_FOR_EXITS[rule.code]))
    return rule.message


def _unread_exits(check: TableToCheck) -> list[str]:
    """The titles of columns that begin with « Sortie » and are no field's: « Sortie : CDI »."""
    extra = check.table.matching.extra.values()
    return [title for title in extra if fold_header(title).split()[:1] == [_EXIT_TITLE]]


def _maybe_ended(
    check: TableToCheck, rule: Rule, prolonged: Mapping[int, Sequence[str]]
) -> Iterator[Anomaly]:
    """The one anomaly of contracts that an amendment which is not read may have prolonged.

    Args:
        prolonged: index of a row → the titles of the columns that may say so.
    """
    if not prolonged:
        return
    rows = [check.table.rows[index] for index in prolonged]
    cells = [check.table.address(rule.cell, row) for row in rows]
    titles = dict.fromkeys(itertools.chain.from_iterable(prolonged.values()))
    words = {
        "cells": ", ".join(cells[:_MOST_CELLS]),
        "headers": ", ".join(map(quoted, titles)),
    }
    field = check.form.field(rule.cell)
    yield check.anomaly("column.amendment_unread", rows[0], field, cells[0], **words)


def _without_column(
    check: TableToCheck, rule: Rule, failing: Sequence[int], beside: str
) -> Anomaly:
    """The one anomaly of a rule whose own column is missing, at the first cell `beside`."""
    rows = [check.table.rows[index] for index in failing]
    cells = [check.table.address(beside, row) for row in rows]
    named = ", ".join(cells[:_MOST_CELLS])
    if len(cells) > _MOST_CELLS:
        named += "…"
    message = typeset(rule.no_column.format(cells=named))
    if not rule.no_column:
        field = check.form.field(rule.cell).label
        message = sentence("checking.no_column", field=field, cells=named)
    return Anomaly(
        check.siae, check.tab, cells[0], rows[0], rule.cell, "warning", rule.code, message
    )


def _summed_up(
    check: TableToCheck, rule: Rule, broken: list[Anomaly], truth: Truth, rows: int
) -> list[Anomaly]:
    """The anomalies of one rule; one for all where most rows that it can judge break it."""
    judged = int((truth.fails | truth.holds).sum())
    if rule.severity == "info" or not is_widespread(len(broken), judged):
        return broken
    first = broken[0]
    words = {"count": str(len(broken)), "of": str(rows), "first": first.cell}
    return [
        check.anomaly(
            "rule.everywhere",
            first.row,
            check.form.field(rule.cell),
            first.cell,
            message=first.message,
            **words,
        )
    ]
