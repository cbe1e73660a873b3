"""Answers that the coordinator gave in « Anomalies »: whether two rows are one person."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from forms.values import BrokenCell, Cell, shown
from forms.words import NO, YES, clean, fold
from sheets_sync.errors import Refusal

ANSWER, CODE = "Même personne ?", "Code"
"""Headers of the two columns of the sheet that make an answer."""
_FORMER_CODE = "Paire"
"""Former title of the second, before it held all codes."""
ANSWERS: Mapping[str, bool] = {YES: True, NO: False}
"""Answer that the column offers → True where the pair is one person."""
_PAIR = re.compile(r"P-\w+ = P-\w+")
QUESTION = "person.duplicate_likely"
"""The rule that asks whether two rows are one person; its code stands before the pair."""


def row_of_headers(rows: Sequence[Sequence[Cell]], *titles: str) -> int | None:
    """The row (from 0) that has all these titles; None where there is none."""
    for index, row in enumerate(rows):
        if all(title in row for title in titles):
            return index
    return None


def typed_text(cell: Cell) -> str:
    """Text that a person typed in a cell; "" where a formula stands in it that gives nothing."""
    if isinstance(cell, BrokenCell):
        return ""
    return clean(shown(cell))


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
    """Row, pair and answer of each row of a sheet that is answered."""
    title, header = CODE, row_of_headers(rows, ANSWER, CODE)
    if header is None:
        title, header = _FORMER_CODE, row_of_headers(rows, ANSWER, _FORMER_CODE)
    if header is None:
        return
    answer, pair = rows[header].index(ANSWER), rows[header].index(title)
    for number, row in enumerate(rows[header + 1 :], header + 2):
        word = fold(str(row[answer] or ""))
        name = str(row[pair] or "").strip().removeprefix(QUESTION).strip()
        if word not in ANSWERS or not name:
            continue
        if not _PAIR.fullmatch(name):
            raise Refusal("answers.pair", tab=tab, row=number)
        yield number, name, ANSWERS[word]
