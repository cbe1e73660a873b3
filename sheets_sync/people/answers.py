"""Answers that the coordinator gave in « Anomalies »: whether two rows are one person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from forms.values import Cell
from forms.words import NO, YES, fold
from sheets_sync.errors import Refusal

ANSWER, PAIR = "Même personne ?", "Paire"
"""Headers of the two columns of the sheet that make an answer."""
ANSWERS: Mapping[str, bool] = {YES: True, NO: False}
"""Answer that the column offers → True where the pair is one person."""
_PAIR = re.compile(r"P-\w+ = P-\w+")


def read_pair_answers(rows: Sequence[Sequence[Cell]], tab: str) -> Mapping[str, bool]:
    """Pair → whether it is one person; what is none of the answers offered is no answer.

    Args:
        rows: those of the « Anomalies » sheet, of the name `tab`.

    Raises:
        Refusal: an answer stands beside something that is no pair: whose answer it is, is lost.
    """
    header = next((index for index, row in enumerate(rows) if ANSWER in row and PAIR in row), None)
    if header is None:
        return {}
    answer, pair = rows[header].index(ANSWER), rows[header].index(PAIR)
    # the question stands in both tabs, and may be answered in one
    answers: dict[str, bool] = {}
    for number, row in enumerate(rows[header + 1 :], header + 2):
        word, name = fold(str(row[answer] or "")), str(row[pair] or "").strip()
        if word not in ANSWERS or not name:
            continue
        if not _PAIR.fullmatch(name):
            raise Refusal("answers.pair", tab=tab, row=number)
        answers[name] = ANSWERS[word]
    return answers
