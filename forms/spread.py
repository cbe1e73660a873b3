"""One field over several columns: tick-boxes titled by its values, or a date's day, month and year; and their cells as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal, TypeAlias

from forms.form import Field
from forms.titles import Header, Titles
from forms.values import Cell, shown, ticked
from forms.words import fold, squeeze

NAMED = 0.88
"""How near a title must be to a field's for the columns under it to be that field's."""
_DATE_PARTS: Mapping[str, str] = {
    "jour": "j", "jours": "j", "jj": "j", "j": "j", "mois": "m", "mm": "m", "m": "m", "annee": "a", "an": "a", "aaaa": "a", "aa": "a",
    "a": "a", "jour mois": "jm", "jour et mois": "jm", "jj mm": "jm", "mois annee": "ma", "mois et annee": "ma",
}  # fmt: skip
_PART_OF = re.compile(r"^(jour (?:et )?mois|mois (?:et )?annee|jour|mois|annee) (.+)$")
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
    """Whether a title names the field; else its values alone do."""

    def join(self, cells: Sequence[Sequence[Cell]]) -> list[Cell]:
        """Cells of the columns, in step → one cell a row, to be read as any other of the field."""
        join = _JOINED[self.how]
        return [join(self.parts, row) for row in zip(*cells, strict=True)]


def find_spreads(
    words: Titles, headers: Sequence[Header], content: Sequence[Sequence[Cell]], free: Sequence[int]
) -> list[Spread]:
    """The fields that are spread over some of the columns `free`; `content` has the cells below each header."""
    claims = [(column, *claim) for column in free for claim in _claims(words, headers[column])]
    whole = {
        field for field, score in (words.score(headers[column]) for column in free) if score >= 0.98
    }
    found: dict[str, Spread] = {}
    for field in words.form.fields:
        for spread in _runs(
            field,
            [(column, part, named) for column, name, part, named in claims if name == field.id],
        ):
            proven = field.type == "date" or _are_ticks(spread, content)
            if proven and (spread.named or field.id not in whole):
                found.setdefault(field.id, spread)
    taken = Counter(column for spread in found.values() for column in spread.columns)
    return [
        spread
        for spread in found.values()
        if spread.named or all(taken[column] == 1 for column in spread.columns)
    ]


def settled_spread(field: Field, headers: Sequence[Header], columns: Sequence[int]) -> Spread:
    """The columns that config joins for `field`: tick-boxes of a list, a date's parts in order, words one after the other."""
    titles = [headers[column].label for column in columns]
    how: How = "words"
    parts: Sequence[Part] = [""] * len(columns)
    if field.type in ("choice", "yes_no"):
        how, values = "ticks", _values(field)
        parts = [values.get(squeeze(title), title) for title in titles]
    elif field.type == "date" and len(columns) in (2, 3):
        how, parts = "date", [_DATE_PARTS.get(fold(title), "") for title in titles]
        if not all(parts):
            parts = ["jm", "a"] if len(columns) == 2 else ["j", "m", "a"]
    return Spread(field.id, tuple(columns), tuple(parts), how)


def _values(field: Field) -> dict[str, str]:
    """What a tick-box of `field` may be titled → the value it means."""
    if field.type == "yes_no":
        return {"oui": "oui", "non": "non"}
    return {
        squeeze(word): choice.value
        for choice in field.options
        for word in (*choice.aliases, choice.value)
    }


def is_part(words: Titles, header: Header) -> bool:
    """Whether a title is just a part of what its group's title names: « Jour » of a date, « Oui » of a yes or no."""
    return bool(header.label and header.group) and any(
        named for _, _, named in _claims(words, header)
    )


def _claims(words: Titles, header: Header) -> list[tuple[str, Part, bool]]:
    """Fields that a column may be a part of: which part, and whether its title or the group's says so."""
    if not header.label:
        return []
    group = words.score(Header(header.group)) if header.group else ("", 0.0)
    part, rest = _date_part(header.label)
    if part:
        field, score = words.score(Header(rest, header.group)) if rest else group
        return (
            [(field, part, True)]
            if score >= NAMED and words.form.field(field).type == "date"
            else []
        )
    claims = []
    for choice in words.form.fields:
        value = _values(choice).get(squeeze(header.label))
        under = group[0] == choice.id and group[1] >= NAMED
        if value is not None and (
            under or (choice.type == "choice" and not words.knows(header.label))
        ):
            claims.append((choice.id, value, under))
    return claims


def _date_part(label: str) -> tuple[Part, str]:
    """« Année de naissance » → `a` and « de naissance »; ("", label) if it begins with no part of a date."""
    text = fold(label)
    if text in _DATE_PARTS:
        return _DATE_PARTS[text], ""
    match = _PART_OF.match(text)
    return (_DATE_PARTS[match[1]], match[2]) if match else ("", label)


def _runs(field: Field, claims: Sequence[tuple[int, Part, bool]]) -> list[Spread]:
    """Adjacent columns that together make the field; a part that comes twice begins another run."""
    spreads = []
    for _, run in groupby(enumerate(claims), key=lambda place: place[1][0] - place[0]):
        columns, parts, named = zip(*(claim for _, claim in run), strict=True)
        if len(set(parts)) == len(parts) >= 2 and (
            field.type != "date" or "".join(sorted("".join(parts))) in ("ajm", "jm", "am")
        ):
            spreads.append(
                Spread(
                    field.id,
                    columns,
                    parts,
                    "date" if field.type == "date" else "ticks",
                    all(named),
                )
            )
    return spreads


def _are_ticks(spread: Spread, content: Sequence[Sequence[Cell]]) -> bool:
    """Whether the columns hold ticks, some at least; under a title that names the field, a few remarks among them too."""
    cells = [cell for column in spread.columns for cell in content[column] if cell != ""]
    odd = sum(ticked(cell) is None for cell in cells)
    return bool(cells) and odd <= (len(cells) / 3 if spread.named else 0)


def _ticks(parts: Sequence[Part], cells: Sequence[Cell]) -> Cell:
    """The value ticked; several as « CDI / CDD »; a remark instead of a tick after its value. Whoever reads it judges."""
    said = [
        part if ticked(cell) else f"{part} {shown(cell)}"
        for part, cell in zip(parts, cells, strict=True)
        if ticked(cell) is not False
    ]
    return " / ".join(said)


def _date(parts: Sequence[Part], cells: Sequence[Cell]) -> Cell:
    """« 12/03/1990 », « 12 mars 1990 », « 03/1990 », « 12/03 »: as typed, part by part."""
    found = {part: _date_words(part, cell) for part, cell in zip(parts, cells, strict=True)}
    words = [found[part] for part in ("j", "jm", "m", "ma", "a") if found.get(part)]
    return ("/" if all(word.replace("/", "").isdigit() for word in words) else " ").join(words)


def _date_words(part: Part, cell: Cell) -> str:
    if (
        isinstance(cell, date) and part == "jm"
    ):  # the spreadsheet made a date of « 12/03 », with a year nobody typed
        return f"{cell:%d/%m}"
    if isinstance(cell, date) and part == "ma":
        return f"{cell:%m/%Y}"
    return shown(cell)


def _words(_parts: Sequence[Part], cells: Sequence[Cell]) -> Cell:
    """« EL TAYEB » of « EL » and « TAYEB »."""
    return " ".join(filter(None, map(shown, cells)))


_JOINED: Mapping[How, Callable[[Sequence[Part], Sequence[Cell]], Cell]] = {
    "ticks": _ticks,
    "date": _date,
    "words": _words,
}


def joined_name(headers: Sequence[Header], columns: Sequence[int]) -> str:
    """The titles of the columns, as a message names them."""
    return " + ".join(headers[column].text for column in columns)
