"""Titles as programs, questionnaires and two languages write them.

« SAL_NOM », « groupe/nom », « 3. Nom », « Nom / Name ». Of a row of a tab, looked at as a whole:
one such title may be anybody's word. What a collector exports is known header by header, by the ids
of its form (`name_parts` in `sheets_sync/outside/answer_columns.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from forms.headers.titles import Header, Titles
from forms.words import NO, YES, fold_header

_SEPARATORS = "/_:.-"
_PATH = "/"
"""Between the groups of an online form, whatever they hold; other signs may join plain words."""
_FEWEST_ALIKE = 2
_LONGEST_PATH = 250
"""Characters: a text pasted into a cell, of thousands of words joined by dots, is no title."""
_JOINED = re.compile(r"[^\W\d]\S*[/_:.-]\S+")
_ANSWERS = re.compile(rf"\s+[(\[]?(?:o\s*/\s*n|{YES}\s*/\s*{NO})[)\]]?\s*\??$", re.IGNORECASE)
_LEGEND = re.compile(r"\s*[(\[][^()\[\]]*=[^()\[\]]*[)\]]")
_NUMBER = re.compile(r"[(\[]?(\d{1,2}|[A-Z])\s?[.)\]°–:-]\s*(?=[^\W\d_])")
"""Begins the titles of a questionnaire: « 3. Nom », « C) Nom », but no « 3e contrat »."""
_FEWEST_NUMBERED = 3
_NAMES = frozenset({"nom", "prenom"})


class _Cut(NamedTuple):
    """A title cut in two: what stands before the last sign is a group's title."""

    separator: str
    prefix: str
    header: Header


def in_plain_words(words: Titles, headers: Sequence[Header]) -> list[Header]:
    """The headers of a row, each with the words of its title that say what it is.

    A program puts the same before all titles of a table (« SAL_NOM », « SAL_DDN »); before those of
    others it is the title of their group: « CONJOINT_NOM » is somebody else's.
    """
    translated = [_in_one_language(words, header) for header in _without_numbers(headers)]
    cuts = [list(_cuts(words, header)) for header in translated]
    all_cuts = list(chain.from_iterable(cuts))
    if not all_cuts:
        return translated
    used = _separators(words, all_cuts)
    # « REF_NOM » beside « NOM » is another's
    plain = {words.field_of(header.label) for header in translated}
    names = (cut.prefix for cut in all_cuts if words.field_of(cut.header.label) in _NAMES)
    own = next(names, "")
    plainer = []
    for header, ways in zip(translated, cuts, strict=True):
        for cut in ways:
            if cut.separator in used and words.field_of(cut.header.label) not in plain:
                header = _without_own_prefix(words, cut, own)
                break
        plainer.append(header)
    return plainer


def _without_numbers(headers: Sequence[Header]) -> Sequence[Header]:
    """The headers of a row without their numbers, where these rise from title to title."""
    numbers = [_NUMBER.match(header.label) for header in headers]
    found = [number[1].rjust(2) for number in numbers if number]
    if len(found) < _FEWEST_NUMBERED or found != sorted(set(found)):
        return headers
    return [
        replace(header, label=header.label[number.end() :], typed=header.label)
        if number
        else header
        for header, number in zip(headers, numbers, strict=True)
    ]


def _in_one_language(words: Titles, header: Header) -> Header:
    """« Entrée / Start » → « Entrée »; « Genre (1 = H, 2 = F) », « Genre O/N » → « Genre »."""
    label = header.label
    if not label[:1].isalpha() or words.knows(label):
        return header
    if "=" in label:
        label = _LEGEND.sub("", label)
    if "/" in label:
        label = words.lists.without_translation(_ANSWERS.sub("", label))
    if label == header.label:
        return header
    return replace(header, label=label, typed=header.written)


def _cuts(words: Titles, header: Header) -> Iterator[_Cut]:
    """The ways to cut a title that is no known one, so that a known one is left."""
    label = header.label
    if (
        len(label) > _LONGEST_PATH
        or not _JOINED.fullmatch(label)
        or words.knows(label)
        or words.split(header) is not None
    ):
        return
    for separator in _SEPARATORS:
        parts = label.split(separator)
        for start in range(1, len(parts)):
            rest = separator.join(parts[start:])
            if words.field_of(rest):
                group = " ".join((header.group, *parts[:start])).strip()
                cut = replace(header, label=rest, group=group, typed=header.written)
                yield _Cut(separator, parts[0], cut)


def _separators(words: Titles, cuts: Sequence[_Cut]) -> frozenset[str]:
    """The signs that titles of the row are joined by, each known by a prefix of several titles."""
    alike = Counter((cut.separator, cut.prefix) for cut in cuts)
    of_people = {
        (cut.separator, cut.prefix)
        for cut in cuts
        if cut.separator == _PATH or words.field_of(cut.header.label) in words.form.identity
    }
    return frozenset(key[0] for key in of_people if alike[key] >= _FEWEST_ALIKE)


def _without_own_prefix(words: Titles, cut: _Cut, own: str) -> Header:
    """The title without the prefix of the people's own names, unless that names somebody else."""
    field = words.form.field(words.field_of(cut.header.label))
    group = fold_header(cut.header.group).split()
    if cut.prefix != own or words.lists.changes_sense(group, field, in_group=True):
        return cut.header
    return replace(cut.header, group="")
