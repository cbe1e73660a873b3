"""Columns of no field: none leaves but those that config names, and of those none that tells."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.checking.texts.free_text import SensitiveText
from sheets_sync.release.masking import MaskText

# What no list of known people can tell: a spouse's name, a child's birth, an address. Such a column
# stays whatever config says of it (les-emplois drops the like from what it gives away).
_PERSONAL_TITLE = re.compile(
    r"""\b(?:
        (?:pre|sur)?noms?|naiss\w*|ddn|nee?s?|ages?|photos?|identite|identifiants?|passeports?
        |tels?|telephones?|portables?|mobiles?|gsm|whatsapp|contacts?|joindre|prevenir
        |e?mails?|courriels?|adresses?|rues?|voies?|hebergeurs?|logeurs?
        |nir|secu|securite|ss|agdref|etrangers?|iban|rib|caf|allocataires?
        |conjointe?s?|epou(?:x|se)|enfants?|familles?|familiale?s?|meres?|peres?|parents?|fratries?
        |freres?|soeurs?|grossesses?|sante|medica\w*|medecins?|handicaps?|rqth
        |observations?|remarques?|commentaires?|notes?
    )\b""",
    re.VERBOSE,
)
Cells = Sequence[Mapping[str, str]]
"""For each row, the filled cells of columns of no field: header → text."""


class Telling(NamedTuple):
    """What a column holds that must not leave, and in which rows; in none where its title tells."""

    what: str
    rows: Sequence[int] = ()


@dataclass(frozen=True)
class OwnColumns:
    """Columns of no field, sorted by whether they may leave.

    Attributes:
        headers: of those that may.
        not_named: headers of those that config does not name.
        telling: of those that it names, but that hold what must not leave, by header.
        absent: names in config that no tab has.
    """

    headers: Sequence[str]
    not_named: Sequence[str] = ()
    telling: Mapping[str, Telling] = field(default_factory=dict)
    absent: Sequence[str] = ()


def own_columns(
    cells: Cells, named: Collection[str], mask: MaskText, sensitive: SensitiveText
) -> OwnColumns:
    """Sort the columns of no field.

    A column leaves whole or not at all: where one cell holds a phone number, the next may.

    Args:
        named: the headers that `export.columns` lets out, however they are spelt.
        mask: what every text goes through on its way out; a text that it changes tells.
    """
    headers = dict.fromkeys(itertools.chain.from_iterable(cells))
    named_by_words = {fold(name): name for name in named}
    telling = {
        header: what
        for header in headers
        if fold(header) in named_by_words and (what := _tells(header, cells, mask, sensitive))
    }
    present = {fold(header) for header in headers}
    return OwnColumns(
        [header for header in headers if fold(header) in named_by_words and header not in telling],
        # The first row of a list that was taken for its titles is a person's name.
        [mask(header) for header in headers if fold(header) not in named_by_words],
        telling,
        [name for key, name in named_by_words.items() if key not in present],
    )


def _tells(header: str, cells: Cells, mask: MaskText, sensitive: SensitiveText) -> Telling | None:
    """What the column holds that must not leave; None for nothing."""
    if _PERSONAL_TITLE.search(fold(header)):
        return Telling(sentence("release.tells_by_title"))

    @functools.cache
    def matter_in(text: str) -> str:
        return _telling_content(text, mask, sensitive)

    if what := matter_in(header):
        return Telling(what)
    contents = [(position, matter_in(row.get(header, ""))) for position, row in enumerate(cells)]
    at_fault = {position: what for position, what in contents if what}
    if not at_fault:
        return None
    return Telling(next(iter(at_fault.values())), list(at_fault))


def _telling_content(text: str, mask: MaskText, sensitive: SensitiveText) -> str:
    """What a text tells that must not leave; "" for nothing."""
    # Where the rows were brought together a number was replaced already; its place tells of it.
    if sentence("checking.nir.removed") in text:
        return sentence("release.tells_a_nir")
    if matter := next(iter(sensitive.categories(text)), ""):
        return matter
    if mask(text) != text:
        return sentence("release.tells_of_a_person")
    return ""
