"""Which column of a tab is which field: by its title as staff write it, then by what stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Literal, TypeAlias

from forms.form import Combined, Field, Form
from forms.spread import Spread, find_spreads, joined_name, settled_spread
from forms.titles import Header, titles
from forms.values import Cell, ReadingContext, reader
from forms.words import fold_header

SURE = 0.8
"""Confidence from which a column is read; between `DOUBTFUL` and this, a person must settle it in the config."""
DOUBTFUL = 0.65
How: TypeAlias = Literal["config", "header", "content", "spread"]


@dataclass(frozen=True)
class Match:
    """A column (from 0; the first, where the field is spread) taken for a field, how sure that is (0 to 1), and by what."""

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
    spread: Mapping[str, Spread] = attribute(default_factory=dict)
    uncertain: tuple[Match, ...] = ()
    extra: Mapping[int, str] = attribute(default_factory=dict)
    lost: Mapping[str, str] = attribute(default_factory=dict)
    """Field → the column that config names for it and the table has not."""

    @property
    def columns(self) -> frozenset[int]:
        """Every column that holds a field."""
        parts = {column for spread in self.spread.values() for column in spread.columns}
        return frozenset(
            {match.column for match in self.matches.values()} | set(self.combined) | parts
        )


def match_columns(
    form: Form,
    headers: Sequence[Header],
    content: Sequence[Sequence[Cell]],
    context: ReadingContext,
    settled: Mapping[str, str] | None = None,
) -> Matching:
    """Match `headers` (one a column) to the fields of `form`.

    Args:
        content: the cells below each header, in the same order; a sample is enough.
        settled: field id → column letter or title, or several joined by « + », as config says; wins over everything.
    """
    words = titles(form)
    matches, spread = _settled(form, headers, settled or {})
    held_by_config = Matching(matches, spread=spread).columns
    for found in find_spreads(
        words, headers, content, [c for c in range(len(headers)) if c not in held_by_config]
    ):
        if found.field not in matches:
            spread[found.field] = found
            matches[found.field] = Match(
                found.field,
                found.columns[0],
                1.0 if found.named else 0.9,
                "spread",
                joined_name(headers, found.columns),
            )
    taken = Matching(matches, spread=spread).columns
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
            score = _weighed(score, _fit(form.field(field), content[column], context))
        proposals.append(Match(field, column, round(score, 2), "header", header.text))
    held = {field for split in combined.values() for field in split.fields}
    uncertain = []
    order = sorted(
        proposals,
        key=lambda m: (
            -m.confidence,
            -(_fit(form.field(m.field), content[m.column], context) or 0),
            m.column,
        ),
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
        context,
        matches,
        held | {m.field for m in uncertain},
        set(taken) | set(combined) | {m.column for m in uncertain},
    )
    used = Matching(matches, combined, spread).columns
    extra: dict[int, str] = {}
    for column, header in enumerate(headers):
        if column not in used and (header.label or any(cell != "" for cell in content[column])):
            name = header.text or letters(column)
            extra[column] = name if name not in extra.values() else f"{name} ({letters(column)})"
    lost = {field: where for field, where in (settled or {}).items() if field not in matches}
    return Matching(
        matches,
        combined,
        spread,
        tuple(m for m in uncertain if m.field not in matches),
        extra,
        lost,
    )


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


def _settled(
    form: Form, headers: Sequence[Header], settled: Mapping[str, str]
) -> tuple[dict[str, Match], dict[str, Spread]]:
    places = {letters(column): column for column in range(len(headers))}
    by_title = {
        fold_header(header.label): column
        for column, header in reversed(list(enumerate(headers)))
        if header.label
    }
    by_title |= {
        fold_header(f"{header.group} {header.label}"): column
        for column, header in enumerate(headers)
        if header.group
    }
    found: dict[str, Match] = {}
    spread: dict[str, Spread] = {}
    for name, where in settled.items():
        field = form.field(name)
        columns = [
            by_title.get(fold_header(part), places.get(part.strip().upper()))
            for part in (where, *where.split("+"))
        ]
        whole, parts = columns[0], [column for column in columns[1:] if column is not None]
        if whole is not None:
            found[field.id] = Match(name, whole, 1.0, "config", headers[whole].text)
        elif len(parts) == len(columns) - 1 > 1:
            spread[field.id] = settled_spread(field, headers, parts)
            found[field.id] = Match(name, parts[0], 1.0, "config", joined_name(headers, parts))
    return found, spread


def _fit(field: Field, cells: Sequence[Cell], context: ReadingContext) -> float | None:
    """Share of the filled cells that read as `field`; None where that says nothing (text, or too few cells)."""
    if field.type == "text":
        return None
    read = reader(field, context)
    sample = list(dict.fromkeys(cell for cell in cells if cell != ""))[:60]
    if len(sample) < 3 and field.type not in ("choice", "yes_no"):
        return None
    readings = [
        reading
        for reading in map(read, sample)
        if reading.value is not None or reading.rule is not None
    ]
    good = sum(reading.value is not None or reading.rule == "value.pending" for reading in readings)
    return good / len(readings) if readings else None


def _weighed(score: float, fit: float | None) -> float:
    """What the content does to a title's score: a known alias falls only where next to nothing below it can be read."""
    if fit is None:
        return score
    if score >= 0.98:
        return score if fit >= 0.15 else 0.7
    return (
        min(0.99, score + 0.08) if fit >= 0.8 else score if fit >= 0.5 else max(0.0, score - 0.25)
    )


def _by_content(
    form: Form,
    headers: Sequence[Header],
    content: Sequence[Sequence[Cell]],
    context: ReadingContext,
    matches: dict[str, Match],
    held: set[str],
    columns: set[int],
) -> None:
    """Give a field still without a column the only column whose content can be nothing else."""
    free = [
        column
        for column in range(len(headers))
        if column not in columns | {match.column for match in matches.values()}
    ]
    for field in form.fields:
        if not field.by_content or field.id in matches or field.id in held:
            continue
        fits = [column for column in free if _speaks_for(field, content[column], context)]
        if len(fits) == 1:
            matches[field.id] = Match(
                field.id, fits[0], 0.75, "content", headers[fits[0]].text or letters(fits[0])
            )
            free.remove(fits[0])


def _speaks_for(field: Field, cells: Sequence[Cell], context: ReadingContext) -> bool:
    filled = [cell for cell in cells if cell != ""]
    if len(filled) < 5:
        return False
    if field.type == "date" and any(isinstance(cell, float) for cell in filled):
        return False
    read = reader(field, context)
    readings = [read(cell) for cell in filled[:200]]
    good = [reading for reading in readings if reading.value is not None and reading.rule is None]
    varied = {reading.value for reading in good}
    return len(good) >= 0.9 * len(readings) and len(varied) >= (2 if field.type == "choice" else 4)
