"""The coordinator's answers in the Anomalies sheet: whether two rows that look alike are one person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from forms.values import Cell
from forms.words import fold
from sheets_sync.errors import Refusal

ANSWER, PAIR = "Même personne ?", "Paire"
"""Headers of the two columns of the Anomalies sheet that make an answer."""
YES, NO = "oui", "non"
_PAIR = re.compile(r"P-\w+ = P-\w+")


def read_answers(rows: Sequence[Sequence[Cell]], tab: str) -> Mapping[str, bool]:
    """Pair → the answer given; what is neither yes nor no is no answer.

    Args:
        rows: those of the Anomalies sheet, of the name `tab`.

    Raises:
        Refusal: an answer stands beside something that is no pair: whose answer it is, is lost.
    """
    header = next((nth for nth, row in enumerate(rows) if ANSWER in row and PAIR in row), None)
    if header is None:
        return {}
    answer, pair = rows[header].index(ANSWER), rows[header].index(PAIR)
    answers: dict[str, bool] = {}
    for number, row in enumerate(rows[header + 1 :], header + 2):
        said, name = fold(str(row[answer] or "")), str(row[pair] or "").strip()
        if said not in (YES, NO) or not name:
            continue
        if not _PAIR.fullmatch(name):
            raise Refusal("answers.pair", tab=tab, row=number, value=name)
        answers[name] = said == YES
    return answers
