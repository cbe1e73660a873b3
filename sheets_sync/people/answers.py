"""Answers that the coordinator gave in « Anomalies »: whether two rows are one person."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from forms.values import Cell
from forms.words import NO, YES, fold
from sheets_sync.errors import Refusal
from sheets_sync.people.answered_rows import CODE, answered_rows, row_of_headers

ANSWER = "Même personne ?"
"""Header of the column of the sheet that holds an answer."""
_FORMER_CODE = "Paire"
"""Former title of the column of the codes, before it held all of them."""
ANSWERS: Mapping[str, bool] = {YES: True, NO: False}
"""Answer that the column offers → True where the pair is one person."""
_PAIR = re.compile(r"P-\w+ = P-\w+")
QUESTION = "person.duplicate_likely"
"""The rule that asks whether two rows are one person; its code stands before the pair."""


def read_pair_answers(sheets: Iterable[Sequence[Sequence[Cell]]], tab: str) -> dict[str, bool]:
    """Pair → whether it is one person; what is none of the answers offered is no answer.

    Args:
        sheets: the rows of each « Anomalies » sheet, of the name `tab`.

    Raises:
        Refusal: an answer stands beside something that is no pair: whose answer it is, is lost; or
            a pair has two answers.
    """
    # The question stands at both rows, and may be answered at one.
    answers: dict[str, bool] = {}
    for number, name, is_same in itertools.chain.from_iterable(
        _pair_answers(rows, tab) for rows in sheets
    ):
        if answers.setdefault(name, is_same) != is_same:
            raise Refusal("answers.contradict", tab=tab, row=number)
    return answers


def _pair_answers(rows: Sequence[Sequence[Cell]], tab: str) -> Iterator[tuple[int, str, bool]]:
    """Row, pair and answer of each row of a sheet that is answered, and has its own code."""
    title = _FORMER_CODE if row_of_headers(rows, ANSWER, CODE) is None else CODE
    for row in answered_rows(rows, ANSWER, code_title=title):
        word, name = fold(row.text(ANSWER)), row.code.removeprefix(QUESTION).strip()
        if word not in ANSWERS or not name or not row.fits:
            continue
        if not _PAIR.fullmatch(name):
            raise Refusal("answers.pair", tab=tab, row=row.number)
        yield row.number, name, ANSWERS[word]
