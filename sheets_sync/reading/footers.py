"""Footers and titles of groups that look like people: « Contact DDETS | Mme Durand ».

They fill the columns of names, so that nothing in them says that they are nobody, but hardly any
other. They are set aside and told: one of them may be somebody of whom little is typed yet.
"""

from __future__ import annotations

import functools
import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.definition_file import Definition, parse, read_yaml
from forms.values import Cell, Reader, shown
from forms.words import fold
from sheets_sync.reading.entry_like import is_full_date
from sheets_sync.reading.sections import is_one_of
from sheets_sync.reading.table import is_blank

FOOTER = "ignored.footer"
"""Code of a row that is told, since it might be a person after all."""
_FILE = Path(__file__).with_name("footers.yaml")
_MOST_FILLED = 4
"""With more fields filled than this, a row is no footer, however much others have."""
_NO_NAME = re.compile(r"[\d:=→►■●]")


class _FooterWords(Definition):
    begins: tuple[str, ...]


@dataclass(frozen=True)
class UsualEntry:
    """What the rows of a table that are people for sure, with a date, are like.

    Attributes:
        filled: how many fields most of them fill; 0 where there are none.
        is_coded: whether their names have figures: « Personne 12 » in the place of a name.
    """

    filled: int
    is_coded: bool

    @classmethod
    def of(
        cls,
        rows: Iterable[Sequence[Cell]],
        fields: Sequence[int],
        dates: frozenset[int],
        names: frozenset[int],
    ) -> UsualEntry:
        """From the columns of the table that hold fields, dates and names."""
        dated = [row for row in rows if any(is_full_date(row[column]) for column in dates)]
        if not dated:
            return cls(0, is_coded=False)
        filled = statistics.median(
            sum(not is_blank(row[column]) for column in fields) for row in dated
        )
        coded = sum(any(_NO_NAME.search(shown(row[column])) for column in names) for row in dated)
        return cls(int(filled), is_coded=2 * coded > len(dated))


def is_footer(
    cells: Mapping[int, Cell],
    names: frozenset[int],
    answers: Mapping[int, Reader],
    usual: UsualEntry,
) -> bool:
    """True of a row with next to nothing but names, which are none.

    Args:
        cells: what it fills of the columns that hold fields, by column.
        answers: readers of the columns of dates and choices: what one understands is of somebody.
    """
    named = [cell for column, cell in cells.items() if column in names]
    if not named or len(cells) > min(_MOST_FILLED, usual.filled // 2):
        return False
    if any(map(is_full_date, cells.values())):
        return False
    texts = list(map(shown, named))
    begins = any(map(_begins_a_footer, texts))
    has_figures = not usual.is_coded and any(map(_NO_NAME.search, texts))
    if not (begins or has_figures or _is_one_sign(texts)):
        return False
    return not any(
        _is_understood(cells[column], answers[column]) for column in cells if column in answers
    )


def _is_understood(cell: Cell, read: Reader) -> bool:
    return read(cell).value is not None


def _is_one_sign(texts: Sequence[str]) -> bool:
    """« X | X »: a place that is kept, or crossed out."""
    return len(set(texts)) == 1 and len(texts) > 1 and len(texts[0].strip()) == 1


def _begins_a_footer(text: str) -> bool:
    words = fold(text).split()
    return any(
        len(words) >= len(each) and all(map(is_one_of, words, ([word] for word in each)))
        for each in _beginnings()
    )


@functools.cache
def _beginnings() -> Sequence[Sequence[str]]:
    return [begin.split() for begin in parse(read_yaml(_FILE), _FooterWords).begins]
