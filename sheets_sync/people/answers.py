"""What the coordinator answered in the Anomalies sheet: whether two rows that look alike are one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.values import Cell
from forms.words import fold

ANSWER, PAIR = "Même personne ?", "Paire"
"""Titles of the two columns of the Anomalies sheet that make an answer."""
YES, NO = "oui", "non"


def read_answers(rows: Sequence[Sequence[Cell]]) -> Mapping[str, bool]:
    """Pair → the answer given, from the rows of an Anomalies sheet; what is neither yes nor no is no answer."""
    for number, row in enumerate(rows):
        if ANSWER in row and PAIR in row:
            answer, pair = row.index(ANSWER), row.index(PAIR)
            found = {
                str(line[pair]): fold(str(line[answer]))
                for line in rows[number + 1 :]
                if line[pair] and line[answer]
            }
            return {
                name: said == YES
                for name, said in found.items()
                if said in (YES, NO) and " = " in name
            }
    return {}
