"""Tell the columns whose codes may mean something else: « 1 » beside « 2 », « X = levé » below.

In such a column no bare code is read. What stands there in words is read as ever.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from forms.field_types import FieldType
from forms.form import Field
from forms.values import Cell, Reader, Reading
from forms.words import fold_header
from sheets_sync.checking.table import TableToCheck
from sheets_sync.reading.code_meanings import Legend, code_of

_TYPES: frozenset[FieldType] = frozenset({"choice", "choices", "yes_no"})
_FEW = 10
"""One unreadable letter in more than so many is a slip; an unreadable figure is of a scale."""
_IN_BRACKETS = re.compile(r"\s*[(\[].*$")


@dataclass(frozen=True)
class DoubtfulCodes:
    """Codes of a column that are not read, and the cells (their keys) that hold one.

    Attributes:
        by_legend: whether a legend says otherwise; else another code of the column is not known.
    """

    codes: frozenset[str]
    keys: frozenset[Hashable]
    by_legend: bool


def doubtful_codes(
    check: TableToCheck,
    field: Field,
    keys: Sequence[Hashable],
    readings: Mapping[Hashable, Reading],
    legends: Sequence[Legend],
    read: Reader,
) -> DoubtfulCodes | None:
    """The codes of a column that nobody can be sure of; None where there are none.

    Args:
        keys: one for each cell. readings: key → what the cell is read as.
        legends: those of the tab, and of the tabs that explain it.
    """
    if field.type not in _TYPES:
        return None
    codes = {key: code for key in readings if (code := code_of(cell_of_key(key)))}
    guessed = {key: code for key, code in codes.items() if _is_guessed(readings[key], code)}
    if not guessed:
        return None
    unknown = {key for key in codes if _is_unreadable(readings[key])}
    guessed_readings = {code: readings[key] for key, code in guessed.items()}
    by_legend = any(
        _says_otherwise(legend, guessed_readings, set(codes.values()), read)
        for legend in _legends_about(check, field, legends)
    )
    if not by_legend:
        guessed = {
            key: code
            for key, code in guessed.items()
            if _beside_unknown(code, codes, unknown, guessed, keys)
        }
    if not guessed:
        return None
    in_doubt = frozenset([*guessed, *unknown])
    return DoubtfulCodes(frozenset(map(codes.__getitem__, in_doubt)), in_doubt, by_legend)


def cell_of_key(key: Hashable) -> Cell:
    """The cell of a key, which beside tick-boxes has the type of the cell before it."""
    if isinstance(key, tuple):
        _, key = key
    return cast("Cell", key)


def _is_guessed(reading: Reading, code: str) -> bool:
    """True of a code that is read as something else: « 1 » that is a choice itself is no guess."""
    return reading.value is not None and str(reading.value).casefold() != code


def _is_unreadable(reading: Reading) -> bool:
    return reading.value is None and reading.rule is not None


def _beside_unknown(
    code: str,
    codes: Mapping[Hashable, str],
    unknown: Iterable[Hashable],
    guessed: Iterable[Hashable],
    keys: Sequence[Hashable],
) -> bool:
    """True if the column has unreadable codes of the same kind: letters, figures or signs."""
    unreadable = {key for key in unknown if _kind_of_code(codes[key]) == _kind_of_code(code)}
    if not unreadable or _kind_of_code(code) != "letter":
        return bool(unreadable)
    alike = unreadable.union(key for key in guessed if _kind_of_code(codes[key]) == "letter")
    counted = [key in unreadable for key in keys if key in alike]
    return _FEW * sum(counted) >= len(counted)


def _kind_of_code(code: str) -> str:
    if code.isdigit():
        return "figure"
    return "letter" if code.isalpha() else "sign"


def _legends_about(
    check: TableToCheck, field: Field, legends: Sequence[Legend]
) -> Iterator[Legend]:
    """The legends that may be about the column: its own title's, and those of no other's."""
    own = check.table.columns[field.id]
    titles = check.table.matching.titles
    others = {fold_header(title) for column, title in enumerate(titles) if column != own}
    for legend in legends:
        if legend.column == own or (legend.column is None and legend.about not in others):
            yield legend


def _says_otherwise(
    legend: Legend, guessed_readings: Mapping[str, Reading], codes: set[str], read: Reader
) -> bool:
    """True if it is a legend of this column's codes, and one of them means something else there.

    « F = formation, E = emploi » is of another column than one of F and H.
    """
    named = set(legend.meanings)
    if not (codes <= named or named <= codes):
        return False
    return any(
        all(_value(meaning, read) != reading.value for meaning in legend.meanings.get(code, ()))
        for code, reading in guessed_readings.items()
        if code in legend.meanings
    )


def _value(meaning: str, read: Reader) -> object:
    """The value that a legend's words are, without what stands in brackets after them."""
    value = read(meaning).value
    if value is None:
        value = read(_IN_BRACKETS.sub("", meaning)).value
    return value
