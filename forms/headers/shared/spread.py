"""One field over several columns: tick-boxes titled by its values, or day, month and year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby
from typing import Literal, TypeAlias

from forms.choice import key_of_choices
from forms.form import Field
from forms.headers.tick_titles import tick_values
from forms.headers.titles import ALMOST_SURE, UNDER_GROUP, Header, Titles
from forms.values import Cell, shown, ticked
from forms.words import fold

_DATE_PART_WORDS: Mapping[str, str] = {
    "j": "jour/jours/jj/j",
    "m": "mois/mm/m",
    "a": "annee/an/aaaa/aa/a",
    "jm": "jour mois/jour et mois/jj mm",
    "ma": "mois annee/mois et annee",
}
_DATE_PARTS = {word: part for part, words in _DATE_PART_WORDS.items() for word in words.split("/")}
_PART_OF = re.compile(r"^(jour (?:et )?mois|mois (?:et )?annee|jour|mois|annee) (.+)$")
_DATES = ("ajm", "jm", "am")
"""Parts that, sorted, make a date: all three, a day and month, a month and year."""
_CHOICES = frozenset({"choice"})
_STEPS = ("open", "solved")
"""Roles of an obstacle: it is open until it is solved."""
Part: TypeAlias = str
"""The value that a tick means; or which parts of a date a column holds: some of `j`, `m`, `a`."""
How: TypeAlias = Literal["ticks", "date", "words"]


@dataclass(frozen=True)
class Spread:
    """A field, the columns (from 0) that hold it together, and what each of them says of it."""

    field: str
    columns: tuple[int, ...]
    parts: tuple[Part, ...]
    how: How
    named: bool = True
    """True if a title names the field; else its values alone do."""
    passed: frozenset[Part] = frozenset()
    final: frozenset[Part] = frozenset()
    """Values whose box stays ticked when that of a final one is: « Identifié », then « Levé »."""

    def join(self, cells: Sequence[Sequence[Cell]]) -> list[Cell]:
        """Cells of the columns, in step → one cell a row, to be read as any other of the field."""
        join = _JOINED[self.how]
        return [join(self, row) for row in zip(*cells, strict=True)]


@dataclass(frozen=True)
class _Claim:
    """A column that may be a part of a field; `named`: its title, or the group's, says so."""

    column: int
    field: str
    part: Part
    named: bool


def find_spreads(
    words: Titles, headers: Sequence[Header], content: Sequence[Sequence[Cell]], free: Sequence[int]
) -> list[Spread]:
    """The fields that are spread over some of the columns `free`; `content`: the cells below."""
    claims = list(
        chain.from_iterable(_part_claims(words, headers[column], column) for column in free)
    )
    scored = [words.score(headers[column]) for column in free]
    in_one_column = {field for field, score in scored if score >= UNDER_GROUP}
    spreads: dict[str, Spread] = {}
    for field in words.form.fields:
        mine = [claim for claim in claims if claim.field == field.id]
        for spread in sorted(_adjacent_parts(field, mine), key=lambda each: not each.named):
            proven = field.type == "date" or _are_ticks(spread, content)
            if proven and (spread.named or field.id not in in_one_column):
                spreads.setdefault(field.id, spread)
    taken = Counter(chain.from_iterable(spread.columns for spread in spreads.values()))
    claimed_twice = {column for column, count in taken.items() if count > 1}
    return [
        spread
        for spread in spreads.values()
        if spread.named or claimed_twice.isdisjoint(spread.columns)
    ]


def settled_spread(field: Field, headers: Sequence[Header], columns: Sequence[int]) -> Spread:
    """The columns that config joins for `field`.

    They are the tick-boxes of a list, a date's parts in order, or words one after the other.
    """
    labels = [headers[column].label for column in columns]
    if field.type in ("choice", "yes_no"):
        values = tick_values(field)
        key = key_of_choices(field.options)
        parts = tuple(values.get(key(label), label) for label in labels)
        return Spread(field.id, tuple(columns), parts, "ticks")
    if field.type == "date" and len(columns) in (2, 3):
        parts = tuple(_DATE_PARTS.get(fold(label), "") for label in labels)
        if not all(parts):
            parts = {2: ("jm", "a"), 3: ("j", "m", "a")}[len(columns)]
        return Spread(field.id, tuple(columns), parts, "date")
    return Spread(field.id, tuple(columns), ("",) * len(columns), "words")


def is_part(words: Titles, header: Header) -> bool:
    """True if a title just says a part of what its group's title names: « Jour », « Oui »."""
    if not header.label or not header.group:
        return False
    return any(claim.named for claim in _part_claims(words, header, 0))


def joined_name(headers: Sequence[Header], columns: Sequence[int]) -> str:
    """The titles of the columns, as a message names them."""
    return " + ".join(headers[column].text for column in columns)


# --- which columns belong together ---


def _part_claims(words: Titles, header: Header, column: int) -> list[_Claim]:
    """The fields that a column may be a part of."""
    if not header.label:
        return []
    part, rest = _date_part(header.label)
    if part:
        title = Header(rest, header.group) if rest else Header(header.group)
        date_field = _field_almost_sure(words, title)
        is_date = date_field != "" and words.form.field(date_field).type == "date"
        if is_date:
            return [_Claim(column, date_field, part, named=True)]
        return []
    if words.knows(header.label):
        choices: frozenset[str] = frozenset()
    else:
        choices = _CHOICES
    group_field = _field_almost_sure(words, Header(header.group))
    claims = [
        _Claim(column, field.id, value, field.id == group_field)
        for field, value in words.ticks.called(header.label)
        if field.id == group_field or field.type in choices
    ]
    return claims or list(_claims_in_one_title(words, header.label, column))


def _claims_in_one_title(words: Titles, label: str, column: int) -> Iterator[_Claim]:
    """The field that « Langue levé » names whole, before one of its values."""
    parts = fold(label).split()
    for start in range(1, len(parts)):
        named = words.field_of(" ".join(parts[:start]))
        for field, value in words.ticks.of_words("".join(parts[start:])):
            if field.id == named and not words.knows(label):
                yield _Claim(column, field.id, value, named=True)


def _field_almost_sure(words: Titles, title: Header) -> str:
    """The field that a title names almost surely; "" if none."""
    if not title.label:
        return ""
    field, score = words.score(title)
    if score >= ALMOST_SURE:
        return field
    return ""


def _date_part(label: str) -> tuple[Part, str]:
    """« Année de naissance » → `a` and « de naissance »; ("", label) if it is no part of a date."""
    text = fold(label)
    if text in _DATE_PARTS:
        return _DATE_PARTS[text], ""
    match = _PART_OF.match(text)
    if match:
        return (_DATE_PARTS[match[1]], match[2])
    return ("", label)


def _adjacent_parts(field: Field, claims: Sequence[_Claim]) -> list[Spread]:
    """Adjacent columns that together make the field: its own, or all that name no field."""
    spreads = []
    # columns that follow each other are all as far from their position in the list
    runs = groupby(enumerate(claims), key=lambda pair: (pair[1].column - pair[0], pair[1].named))
    for _, run in runs:
        adjacent = [claim for _, claim in run]
        parts = tuple(claim.part for claim in adjacent)
        if _make_whole(field, parts):
            columns = tuple(claim.column for claim in adjacent)
            how: How = "date" if field.type == "date" else "ticks"
            named = all(claim.named for claim in adjacent)
            passed, final = (frozenset(field.all_roles.get(role, ())) for role in _STEPS)
            spreads.append(Spread(field.id, columns, parts, how, named, passed, final))
    return spreads


def _make_whole(field: Field, parts: Sequence[Part]) -> bool:
    """True if the parts, each once, are enough for a value of `field`."""
    if len(parts) < 2 or len(set(parts)) < len(parts):
        return False
    return field.type != "date" or "".join(sorted("".join(parts))) in _DATES


def _are_ticks(spread: Spread, content: Sequence[Sequence[Cell]]) -> bool:
    """True if the columns hold ticks; a third may be remarks where a title names the field."""
    whole = chain.from_iterable(content[column] for column in spread.columns)
    cells = [cell for cell in whole if cell != ""]
    remarks = sum(ticked(cell) is None for cell in cells)
    allowed = len(cells) / 3 if spread.named else 0
    return bool(cells) and remarks <= allowed


# --- their cells as one ---


def _ticks(spread: Spread, cells: Sequence[Cell]) -> Cell:
    """The value ticked; several as « CDI / CDD », which whoever reads it judges.

    A remark instead of a tick stands after its value.
    """
    answers = []
    for part, cell in zip(spread.parts, cells, strict=True):
        tick = ticked(cell)
        if tick:
            answers.append(part)
        elif tick is None:
            answers.append(f"{part} {shown(cell)}")
    if not spread.final.isdisjoint(answers):
        answers = [answer for answer in answers if answer not in spread.passed]
    return " / ".join(answers)


def _date(spread: Spread, cells: Sequence[Cell]) -> Cell:
    """« 12/03/1990 », « 12 mars 1990 », « 03/1990 », « 12/03 »: as typed, part by part."""
    parts = zip(spread.parts, cells, strict=True)
    words = {part: _date_words(part, cell) for part, cell in parts}
    ordered = [words[part] for part in ("j", "jm", "m", "ma", "a") if words.get(part)]
    return _date_sign(ordered).join(ordered)


def _date_sign(words: Iterable[str]) -> str:
    """« / » between figures, a space where a month is a word."""
    if all(word.replace("/", "").isdigit() for word in words):
        return "/"
    return " "


def _date_words(part: Part, cell: Cell) -> str:
    # a spreadsheet makes a date of « 12/03 », with a year that nobody typed
    if isinstance(cell, date) and part == "jm":
        return f"{cell:%d/%m}"
    if isinstance(cell, date) and part == "ma":
        return f"{cell:%m/%Y}"
    return shown(cell)


def _joined_words(_spread: Spread, cells: Sequence[Cell]) -> Cell:
    """« EL TAYEB » of « EL » and « TAYEB »."""
    return " ".join(filter(None, map(shown, cells)))


_JOINED: Mapping[How, Callable[[Spread, Sequence[Cell]], Cell]] = {
    "ticks": _ticks,
    "date": _date,
    "words": _joined_words,
}
