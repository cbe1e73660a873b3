"""Footers and titles of groups that look like people: « Contact DDETS | Mme Durand ».

They fill the columns of names, so that nothing in them says that they are nobody, but hardly any
other. They are set aside and told: one of them may be somebody of whom little is typed yet.
"""

from __future__ import annotations

import functools
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.definition_file import Definition, parse, read_yaml
from forms.values import REPEATED, BrokenCell, Cell, shown
from forms.words import fold
from sheets_sync.reading.entry_like import is_full_date
from sheets_sync.reading.rows.described_row import DescribedRow
from sheets_sync.reading.rows.sections import matches_word
from sheets_sync.reading.rows.table_columns import TableColumns

FOOTER = "ignored.footer"
"""Code of a row that is told, since it might be a person after all."""
_FILE = Path(__file__).with_name("footers.yaml")
_MOST_FILLED = 4
"""With more fields filled than this, a row is no footer, however much others have."""
_FEWEST_LETTERS = 2
"""Of a name."""
_NO_NAME = re.compile(r"[\d:=→►■●]")


class _FooterWords(Definition):
    begins: tuple[str, ...]
    surely: tuple[str, ...]
    no_names: tuple[str, ...]


@dataclass(frozen=True)
class UsualEntry:
    """What the rows of a table that are people for sure, with a date, are like.

    Attributes:
        filled: how many fields most of them fill; 0 where there are none.
        is_coded: whether their names are codes: « Personne 12 », « A » in the place of a name.
        shapes: how their last names are written, as `shape_of` has it.
    """

    filled: int
    is_coded: bool
    shapes: frozenset[tuple[bool, bool]] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[Sequence[Cell]], columns: TableColumns) -> UsualEntry:
        """From some rows of a table, of which those with a date count."""
        dated = [row for row in rows if _has_full_date(row, columns)]
        if not dated:
            return cls(0, is_coded=False)
        filled = statistics.median(_count_filled_fields(row, columns) for row in dated)
        coded = sum(_has_coded_name(row, columns) for row in dated)
        names = () if columns.name is None else (shown(row[columns.name]) for row in dated)
        return cls(int(filled), 2 * coded > len(dated), frozenset(map(shape_of, names)))


def shape_of(name: str) -> tuple[bool, bool]:
    """Whether a name is in capitals, and whether it has several words."""
    return name.isupper(), " " in name.strip()


def _has_full_date(row: Sequence[Cell], columns: TableColumns) -> bool:
    return any(is_full_date(row[column]) for column in columns.dates)


def _count_filled_fields(row: Sequence[Cell], columns: TableColumns) -> int:
    # A space alone is as good as filled here, where a median is taken; `is_blank` would be slow.
    return len(columns.fields) - [row[column] for column in columns.fields].count("")


def _has_coded_name(row: Sequence[Cell], columns: TableColumns) -> bool:
    names = [row[column] for column in columns.names if row[column] != ""]
    has_none = bool(names) and not any(map(_may_name_somebody, names))
    return has_none or any(_NO_NAME.search(shown(name)) for name in names)


def is_footer(row: DescribedRow, usual: UsualEntry) -> bool:
    """True of a row with next to nothing but names, which are none."""
    named = row.cells_in(row.columns.names)
    if not named or len(row.inside) > _MOST_FILLED:
        return False
    texts = list(map(shown, named))
    if is_surely_footer(texts[0]):
        # A day beside it is that of the signature or of the place; a birth date is somebody's.
        return not any(map(is_full_date, row.cells_in(row.columns.persons - row.columns.names)))
    if not usual.is_coded and not any(map(_may_name_somebody, named)):
        # A birth date or a choice is somebody's whose name is not known yet, another day is not.
        days = row.columns.dates - row.columns.persons
        return not any(map(row.is_answer, row.inside.keys() - days))
    if len(row.inside) > usual.filled // 2:
        return False
    # « Fait à Bordeaux le | 28/10/2026 »: a day where a name would be is nobody's.
    if any(is_full_date(cell) for c, cell in row.inside.items() if c not in row.columns.names):
        return False
    begins = any(_begins_with_one(text, _footer_words().begins) for text in texts)
    has_figures = not usual.is_coded and any(map(_NO_NAME.search, texts))
    if not (begins or has_figures or _is_one_sign(texts)):
        return False
    # what a column of dates or choices understands is of somebody
    return not any(map(row.is_answer, row.inside))


def _is_one_sign(texts: Sequence[str]) -> bool:
    """« X | X »: a place that is kept, or crossed out."""
    return len(set(texts)) == 1 and len(texts) > 1 and len(texts[0].strip()) == 1


def _may_name_somebody(cell: Cell) -> bool:
    """False of « *** », « vu », « A », « xxx »; « Lê » and « Ba » are names, and an error may be.

    A mark that repeats the name above stands for one.
    """
    if isinstance(cell, BrokenCell):
        return True
    text = shown(cell).strip()
    if text.casefold() in REPEATED:
        return True
    has_letters = sum(map(str.isalpha, text)) >= _FEWEST_LETTERS
    return has_letters and not _begins_with_one(text, _footer_words().no_names)


def is_surely_footer(text: str) -> bool:
    """True of « Rédigé par », « Place libre », « à suivre »: no name begins so."""
    return _begins_with_one(text, _footer_words().surely)


def _begins_with_one(text: str, beginnings: Sequence[str]) -> bool:
    words = fold(text).split()
    return any(_begins_with(words, beginning.split()) for beginning in beginnings)


def _begins_with(words: Sequence[str], beginning: Sequence[str]) -> bool:
    is_long_enough = len(words) >= len(beginning)
    return is_long_enough and all(map(matches_word, words, beginning))


@functools.cache
def _footer_words() -> _FooterWords:
    return parse(read_yaml(_FILE), _FooterWords)
