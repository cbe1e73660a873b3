"""Cut a column that holds several fields: « Nom et prénom », « Né(e) le … à … »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from forms.headers.shared.definitions import Combined
from forms.values import Cell, shown
from forms.words import clean, fold
from sheets_sync.reading.names import bare_name, names_two

_PARTICLES = frozenset(
    {"de", "du", "des", "le", "la", "da", "dos", "van", "von", "el", "al", "ben", "bin"}
    | {"abou", "abu", "ould", "ait", "abdel", "abdul"}
)
"""Words that begin a family name and are not all of it."""
_BY_MARRIAGE = frozenset({"epouse", "ep", "nee", "ne", "veuve", "vve", "divorcee", "dit", "dite"})
"""Words between a name by birth and one by marriage or use."""
_CIVILITY = re.compile(
    r"^(?:m\.|mr\.?|mme\.?|mlle\.?|monsieur|madame)\s+|\s*\((?:m\.?|mr|mme|mlle)\)\s*$",
    re.IGNORECASE,
)
_SEPARATORS = (",", "/", ";", " - ")
_PLACE_OF_BIRTH = re.compile(
    r"\s+(?:à|a|au|aux|en)\s+|\s*[(,]\s*|\s+/\s+|\s+-\s+|(?<=\d{4})\s+(?=[^\W\d_])"
)
"""Comes between a date of birth and the place."""

_BIRTH_DATE_LAST = re.compile(
    r"^(.*?)[\s,;:/(–-]*(?:\bn[ée]+\W{0,2}e?\W?\s+le\s+)?(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})\)?$",
    re.IGNORECASE | re.DOTALL,
)
"""« AHMADI Reza (12/03/1990) », « AHMADI Reza né le 12/03/1990 »: a name, then the birth date."""
_MARRIAGE = r"(?:née?|[ée]p\.?|[ée]pouse|veuve|vve)"
_BIRTH_NAME_LAST = re.compile(rf"^(\S+\s.*\S)\s+({_MARRIAGE}\s+(?:\S+|[^a-zà-ÿ]+))$", re.IGNORECASE)
"""« SOW Awa née DIALLO »: the other family name, behind the given one."""
_IN_BRACKETS = re.compile(rf"\s*[(\[]\s*({_MARRIAGE}\s[^()\[\]]*?)\s*[)\]]", re.IGNORECASE)
"""« SOW Awa (née DIALLO) » is the same without brackets."""


class CutColumn(NamedTuple):
    """Field → its cells; at which of them (from 0) the cut is not sure, or more is said."""

    cells: dict[str, list[Cell]]
    doubtful: list[int]
    says_more: list[int]


class PersonName(NamedTuple):
    """A name cut in two, and whether the cut is sure."""

    family: str
    given: str
    is_sure: bool = True


def cut_column(cells: Sequence[Cell], combined: Combined) -> CutColumn:
    """A combined column as one column for each of its fields."""
    if combined.split == "date_place":
        return CutColumn({combined.fields[0]: [_without_place(cell) for cell in cells]}, [], [])
    if combined.split == "name_birth":
        dated = [_BIRTH_DATE_LAST.match(clean(shown(cell))) for cell in cells]
        births: list[Cell] = [match[2] if match else "" for match in dated]
        texts = [match[1] if match else cell for match, cell in zip(dated, cells, strict=True)]
        names = _cut_names(texts, combined)
        return names._replace(cells={**names.cells, combined.fields[2]: births})
    return _cut_names(cells, combined)


def _cut_names(cells: Sequence[Cell], combined: Combined) -> CutColumn:
    family_first = combined.fields[0] == "nom"
    bare = [bare_name(shown(cell)) for cell in cells]
    names = [split_name(each.name, family_first) for each in bare]
    families: list[Cell] = [name.family for name in names]
    given_names: list[Cell] = [name.given for name in names]
    doubtful = [index for index, name in enumerate(names) if not name.is_sure]
    says_more = [index for index, each in enumerate(bare) if each.says_more]
    return CutColumn({"nom": families, "prenom": given_names}, doubtful, says_more)


def split_name(text: str, family_first: bool) -> PersonName:
    """« AHMADI Reza », « Ahmadi, Reza », « Reza / Ahmadi », cut in two.

    Args:
        family_first: whether the column's title has the family name first.
    """
    if names_two(text):
        return PersonName(clean(text), "")
    text = clean(_IN_BRACKETS.sub(r" \1 ", _CIVILITY.sub("", clean(text))))
    birth = _BIRTH_NAME_LAST.match(text)
    if birth and not text.isupper():
        name = split_name(birth[1], family_first)
        return PersonName(f"{name.family} {birth[2]}", name.given, name.is_sure)
    words = text.split()
    return (
        _split_at_separator(text, family_first)
        or _split_at_capitals(words)
        or _split_by_order(words, family_first)
    )


def _split_at_separator(text: str, family_first: bool) -> PersonName | None:
    for separator in _SEPARATORS:
        if text.count(separator) == 1:
            left, right = map(clean, text.split(separator))
            # « DIALLO Awa / SOW Lia » are two people, who are told as such
            if len(left.split()) > 1 and len(right.split()) > 1:
                return PersonName(text, "")
            # a comma says by itself that the family name comes first
            if family_first or separator == ",":
                return PersonName(left, right)
            return PersonName(right, left)
    return None


def _split_at_capitals(words: Sequence[str]) -> PersonName | None:
    """« AHMADI Reza »: the family name in capitals, as civil registers write it."""
    is_family = [_is_in_capitals(word) for word in words]
    for index in reversed(range(len(words) - 1)):
        word, is_before_family = fold(words[index]), is_family[index + 1]
        # « EL HASSAN épouse IBRAHIM Fatima »: the word between two family names belongs to them
        is_between = word in _BY_MARRIAGE and index > 0 and is_family[index - 1]
        if is_before_family and (word in _PARTICLES or is_between):
            is_family[index] = True
    family = [word for word, own in zip(words, is_family, strict=True) if own]
    given = [word for word, own in zip(words, is_family, strict=True) if not own]
    if not family or not given:
        return None
    return PersonName(" ".join(family), " ".join(given))


def _is_in_capitals(word: str) -> bool:
    # A letter alone is an initial, in capitals whichever name it is of.
    return len(word) > 1 and word == word.upper() and any(map(str.isalpha, word))


def _split_by_order(words: Sequence[str], family_first: bool) -> PersonName:
    """By the order that the title says; sure only where nothing else could be meant."""
    if len(words) < 2:
        return PersonName(" ".join(words), "")
    # « El Amin »: with a particle alone on one side it may be a family name and nothing else
    may_be_family_alone = len(words) == 2 and fold(words[0]) in _PARTICLES
    if family_first:
        cut = _end_of_family(words)
        is_sure = len(words) == cut + 1 and not may_be_family_alone
        return PersonName(" ".join(words[:cut]), " ".join(words[cut:]), is_sure)
    start = _start_of_family(words)
    is_sure = start == 1 and not may_be_family_alone
    return PersonName(" ".join(words[start:]), " ".join(words[:start]), is_sure)


def _end_of_family(words: Sequence[str]) -> int:
    """The number of words that the family name has at the beginning: « El Hassan épouse Sow »."""
    end = 1
    while end < len(words) - 1:
        if fold(words[end - 1]) in _PARTICLES or fold(words[end - 1]) in _BY_MARRIAGE:
            end += 1
        elif fold(words[end]) in _BY_MARRIAGE and end + 1 < len(words) - 1:
            end += 2
        else:
            break
    return end


def _start_of_family(words: Sequence[str]) -> int:
    """The index of the first word of a family name that ends the text.

    Several given names (« Ana Maria Lopez ») are commoner than two family names.
    """
    start = len(words) - 1
    while start > 1:
        if fold(words[start - 1]) in _PARTICLES:
            start -= 1
        elif fold(words[start - 1]) in _BY_MARRIAGE and start > 2:
            start -= 2
        else:
            break
    return start


def _without_place(cell: Cell) -> Cell:
    """« 12/03/1990 à Kaboul » → « 12/03/1990 »."""
    if isinstance(cell, str):
        return _PLACE_OF_BIRTH.split(clean(cell), maxsplit=1)[0]
    return cell
