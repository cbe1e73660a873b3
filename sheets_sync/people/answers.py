"""Answers that the coordinator gave in « Anomalies »: whether two rows are one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.values import Cell
from forms.words import NO, YES, fold

ANSWER, PAIR = "Même personne ?", "Paire"
"""Headers of the two columns of the sheet that make an answer."""
ANSWERS: Mapping[str, bool] = {YES: True, NO: False}
"""What the column offers → what it means: whether the pair is one person."""


def read_answers(rows: Sequence[Sequence[Cell]]) -> Mapping[str, bool]:
    """Pair → whether it is one person, from the rows of an « Anomalies » sheet.

    What is none of the answers offered is no answer.
    """
    header = next((index for index, row in enumerate(rows) if ANSWER in row and PAIR in row), None)
    if header is None:
        return {}
    answer, pair = rows[header].index(ANSWER), rows[header].index(PAIR)
    # the question stands in both tabs, and may be answered in one
    given = {str(row[pair]): fold(str(row[answer])) for row in rows[header + 1 :] if row[answer]}
    return {
        name: ANSWERS[word] for name, word in given.items() if word in ANSWERS and " = " in name
    }
