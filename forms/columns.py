"""Which column of a tab is which field: by its title as staff write it, then by what stands in it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Literal, TypeAlias

from forms.definition import Combined, Field, Form
from forms.values import Cell, Setting, reader
from forms.words import fold_header

SURE = 0.8
"""Confidence from which a column is read; between `DOUBTFUL` and this, a person must settle it in the config."""
DOUBTFUL = 0.65
How: TypeAlias = Literal["config", "header", "content"]


@dataclass(frozen=True)
class Header:
    """A column's title: `label`, and the merged `group` title above it ("" if none)."""

    label: str
    group: str = ""

    @property
    def text(self) -> str:
        """Both, as a person would say them."""
        return f"{self.group} – {self.label}" if self.group and self.label else self.label or self.group


@dataclass(frozen=True)
class Match:
    """A column (from 0) taken for a field, how sure that is (0 to 1), and by what."""

    field: str
    column: int
    confidence: float
    how: How
    header: str


@dataclass(frozen=True)
class Matching:
    """All that was decided on the columns of one table."""

    matches: Mapping[str, Match]
    combined: Mapping[int, Combined] = attribute(default_factory=dict)
    uncertain: tuple[Match, ...] = ()
    extra: Mapping[int, str] = attribute(default_factory=dict)
    lost: Mapping[str, str] = attribute(default_factory=dict)
    """Field → the column that config names for it and the table has not."""

    @property
    def columns(self) -> frozenset[int]:
        """Every column that holds a field."""
        return frozenset({match.column for match in self.matches.values()} | set(self.combined))


class Titles:
    """The words of a form's column titles, ready to be looked up."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.exact: dict[str, str] = {
            fold_header(word): field.id for field in form.fields for word in (field.label, field.id, *field.headers)
        }
        self.own = {fold_header(word) for field in form.fields for word in (field.label, field.id)}
        self.combined: dict[str, Combined] = {
            fold_header(word): combined for combined in form.combined for word in combined.headers
        }

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - one Titles a form, kept as long as the program runs
    def score(self, header: Header) -> tuple[str, float]:
        """The field whose title is nearest to `header`, and how near. ("", 0) if none is.

        1: the form's own words; 0.99: an alias; 0.98: either, but under a group title that says more; less: similar.
        """
        whole, label = fold_header(f"{header.group} {header.label}"), fold_header(header.label)
        if whole in self.exact:
            return self.exact[whole], 1.0 if whole in self.own else 0.99
        if label in self.exact:
            return self.exact[label], 0.98
        return max((self._near(words) for words in {whole, label} if words), key=lambda pair: pair[1], default=("", 0.0))

    def knows(self, text: str) -> bool:
        """Whether `text` is, folded, one of the form's titles."""
        return fold_header(text) in self.exact

    def split(self, header: Header) -> Combined | None:
        """How a column titled `header` that holds several fields is cut; None if it holds one."""
        return self.combined.get(fold_header(header.label))

    def count(self, headers: Sequence[Header]) -> int:
        """How many different fields these titles name almost surely: what makes a line a header line."""
        found: set[str] = set()
        for header in headers:
            if header.label and len(header.label) <= 80:
                if combined := self.split(header):
                    found.update(combined.fields)
                elif (named := self.score(header))[1] >= 0.88:
                    found.add(named[0])
        return len(found)

    def _near(self, words: str) -> tuple[str, float]:
        from rapidfuzz import fuzz, process

        best, score = "", 0.0
        for title, ratio, _ in process.extract(words, list(self.exact), scorer=fuzz.token_sort_ratio, limit=3, score_cutoff=70):
            if ratio / 100 * 0.97 > score:
                best, score = self.exact[title], ratio / 100 * 0.97
        mine = set(words.split())
        for title, field in self.exact.items():
            theirs = set(title.split())
            if (len(theirs) > 1 or len(title) >= 8) and theirs < mine:
                inside = 0.92 - 0.04 * (len(mine) - len(theirs)) + 0.001 * len(title)
                if inside > score:
                    best, score = field, inside
        return best, max(score, 0.0)


@functools.lru_cache(maxsize=32)
def titles(form: Form) -> Titles:
    """`Titles` of `form`, made once."""
    return Titles(form)


def match_columns(
    form: Form,
    headers: Sequence[Header],
    content: Sequence[Sequence[Cell]],
    setting: Setting,
    settled: Mapping[str, str] | None = None,
) -> Matching:
    """Match `headers` (one a column) to the fields of `form`.

    Args:
        content: the cells below each header, in the same order; a sample is enough.
        settled: field id → column letter or title, as config says; wins over everything.
    """
    words = titles(form)
    matches = _settled(form, headers, settled or {})
    taken = {match.column for match in matches.values()}
    combined: dict[int, Combined] = {}
    proposals: list[Match] = []
    for column, header in enumerate(headers):
        if column in taken or not header.label:
            continue
        if (split := words.split(header)) and not set(split.fields) & set(matches):
            combined[column] = split
            continue
        field, score = words.score(header)
        if not field:
            continue
        if score < 1:  # the form's own words need no proof
            score = _weighed(score, _fit(form.field(field), content[column], setting))
        proposals.append(Match(field, column, round(score, 2), "header", header.text))
    held = {field for split in combined.values() for field in split.fields}
    uncertain = []
    order = sorted(
        proposals, key=lambda m: (-m.confidence, -(_fit(form.field(m.field), content[m.column], setting) or 0), m.column)
    )
    for match in order:
        if match.field in matches or match.field in held:
            continue
        if match.confidence >= SURE:
            matches[match.field] = match
        elif match.confidence >= DOUBTFUL:
            uncertain.append(match)
    _by_content(
        form,
        headers,
        content,
        setting,
        matches,
        held | {m.field for m in uncertain},
        set(combined) | {m.column for m in uncertain},
    )
    used = {match.column for match in matches.values()} | set(combined)
    extra: dict[int, str] = {}
    for column, header in enumerate(headers):
        if column not in used and (header.label or any(cell != "" for cell in content[column])):
            name = header.text or letters(column)
            extra[column] = name if name not in extra.values() else f"{name} ({letters(column)})"
    lost = {field: where for field, where in (settled or {}).items() if field not in matches}
    return Matching(matches, combined, tuple(m for m in uncertain if m.field not in matches), extra, lost)


def letters(column: int) -> str:
    """Column 0 → `A`, 26 → `AA`."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def place(cell: str) -> tuple[int, int]:
    """Row and column, from 1, of `F12`."""
    name = cell.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter.upper()) - 64
    return int(cell[len(name) :]), column


def _settled(form: Form, headers: Sequence[Header], settled: Mapping[str, str]) -> dict[str, Match]:
    places = {letters(column): column for column in range(len(headers))}
    by_title = {fold_header(header.label): column for column, header in reversed(list(enumerate(headers))) if header.label}
    by_title |= {fold_header(f"{header.group} {header.label}"): column for column, header in enumerate(headers) if header.group}
    found: dict[str, Match] = {}
    for field, where in settled.items():
        column = by_title.get(fold_header(where), places.get(where.upper()))
        if column is not None:
            found[form.field(field).id] = Match(field, column, 1.0, "config", headers[column].text)
    return found


def _fit(field: Field, cells: Sequence[Cell], setting: Setting) -> float | None:
    """Share of the filled cells that read as `field`; None where that says nothing (text, or too few cells)."""
    if field.type == "text":
        return None
    read = reader(field, setting)
    sample = list(dict.fromkeys(cell for cell in cells if cell != ""))[:60]
    if len(sample) < 3 and field.type not in ("choice", "yes_no"):
        return None
    readings = [reading for reading in map(read, sample) if reading.value is not None or reading.rule is not None]
    good = sum(reading.value is not None or reading.rule == "value.pending" for reading in readings)
    return good / len(readings) if readings else None


def _weighed(score: float, fit: float | None) -> float:
    """What the content does to a title's score: a known alias falls only where next to nothing below it can be read."""
    if fit is None:
        return score
    if score >= 0.98:
        return score if fit >= 0.15 else 0.7
    return min(0.99, score + 0.08) if fit >= 0.8 else score if fit >= 0.5 else max(0.0, score - 0.25)


def _by_content(
    form: Form,
    headers: Sequence[Header],
    content: Sequence[Sequence[Cell]],
    setting: Setting,
    matches: dict[str, Match],
    held: set[str],
    columns: set[int],
) -> None:
    """Give a field still without a column the only column whose content can be nothing else."""
    free = [column for column in range(len(headers)) if column not in columns | {match.column for match in matches.values()}]
    for field in form.fields:
        if not field.by_content or field.id in matches or field.id in held:
            continue
        fits = [column for column in free if _speaks_for(field, content[column], setting)]
        if len(fits) == 1:
            matches[field.id] = Match(field.id, fits[0], 0.75, "content", headers[fits[0]].text or letters(fits[0]))
            free.remove(fits[0])


def _speaks_for(field: Field, cells: Sequence[Cell], setting: Setting) -> bool:
    filled = [cell for cell in cells if cell != ""]
    if len(filled) < 5:
        return False
    if field.type == "date" and any(isinstance(cell, float) for cell in filled):
        return False
    read = reader(field, setting)
    readings = [read(cell) for cell in filled[:200]]
    good = [reading for reading in readings if reading.value is not None and reading.rule is None]
    varied = {reading.value for reading in good}
    return len(good) >= 0.9 * len(readings) and len(varied) >= (2 if field.type == "choice" else 4)
