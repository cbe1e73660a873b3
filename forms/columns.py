"""Match a tab's columns to fields: by title as staff write it, then by content."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from typing import Literal, TypeAlias

from forms.form import Combined, Field, Form
from forms.spread import Spread, find_spreads, joined_name, settled_spread
from forms.title_words import changes_sense
from forms.titles import CHANGED, OWN_WORDS, UNDER_GROUP, Header, Titles, titles
from forms.values import Cell, Reading, ReadingContext, reader
from forms.words import fold_header

SURE = 0.8
"""Confidence from which a column is read; from `DOUBTFUL` on, a person settles it in config."""
DOUBTFUL = 0.65
_BY_CONTENT = 0.75
_AMBIGUOUS = 0.7
_MOST_RIVALS = 2
_BY_TICKS = 0.9
"""A field spread over columns that no title names; 1 where one does."""
_SAMPLE = 60
_FEWEST_TO_JUDGE = 3
_FEWEST_TO_PROVE, _MOST_TO_PROVE = 5, 200
_CLOSE = 0.1
"""Two fields that a title is nearly as near to: a person says which is meant."""
How: TypeAlias = Literal["config", "header", "near", "content", "spread"]
"""`near`: by a title that is not word for word one of the field's."""


@dataclass(frozen=True)
class Match:
    """A column (from 0; the first, where the field is spread) taken for a field.

    `confidence` is from 0 to 1; `how` says by what it was found; `rivals`: the fields that the
    column may as well be.
    """

    field: str
    column: int
    confidence: float
    how: How
    header: str
    rivals: tuple[str, ...] = ()


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
        columns = {match.column for match in self.matches.values()} | set(self.combined)
        for spread in self.spread.values():
            columns |= set(spread.columns)
        return frozenset(columns)


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
        settled: field id → column letter or title, or several joined by « + », as config says; it
            wins over everything.
    """
    matcher = _Matcher(titles(form), headers, content, context)
    matcher.take_settled(settled or {})
    matcher.take_spreads()
    matcher.take_combined()
    matcher.take_titled()
    matcher.take_by_content()
    lost = {field: name for field, name in (settled or {}).items() if field not in matcher.matches}
    uncertain = [match for match in matcher.uncertain if match.field not in matcher.matches]
    return Matching(
        matcher.matches,
        matcher.combined,
        matcher.spread,
        tuple(uncertain),
        matcher.extra(),
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


def cell_position(cell: str) -> tuple[int, int]:
    """Row and column, from 1, of `F12`."""
    name = cell.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter.upper()) - 64
    return int(cell[len(name) :]), column


class _Matcher:
    """Gives columns to fields, in steps of which each leaves alone what those before it took."""

    def __init__(
        self,
        words: Titles,
        headers: Sequence[Header],
        content: Sequence[Sequence[Cell]],
        context: ReadingContext,
    ) -> None:
        self.words, self.form, self.context = words, words.form, context
        self.headers, self.content = headers, content
        self.matches: dict[str, Match] = {}
        self.spread: dict[str, Spread] = {}
        self.combined: dict[int, Combined] = {}
        self.uncertain: list[Match] = []

    def free(self) -> list[int]:
        """The columns that nothing has taken yet."""
        taken = Matching(self.matches, self.combined, self.spread).columns
        return [column for column in range(len(self.headers)) if column not in taken]

    def held(self) -> set[str]:
        """The fields that a combined column holds."""
        fields: set[str] = set()
        for combined in self.combined.values():
            fields |= set(combined.fields)
        return fields

    def take_settled(self, settled: Mapping[str, str]) -> None:
        """The columns that config names."""
        names = _Names(self.headers)
        for name, written in settled.items():
            field = self.form.field(name)
            whole = names.column(written)
            if whole is not None:
                header = self.headers[whole].text
                self.matches[name] = Match(name, whole, 1.0, "config", header)
                continue
            parts = [names.column(part) for part in written.split("+")]
            columns = [column for column in parts if column is not None]
            if len(columns) == len(parts) > 1:
                self.spread[name] = settled_spread(field, self.headers, columns)
                header = joined_name(self.headers, columns)
                self.matches[name] = Match(name, columns[0], 1.0, "config", header)

    def take_spreads(self) -> None:
        """Fields over several columns."""
        for spread in find_spreads(self.words, self.headers, self.content, self.free()):
            if spread.field in self.matches:
                continue
            header = joined_name(self.headers, spread.columns)
            confidence = 1.0 if spread.named else _BY_TICKS
            match = Match(spread.field, spread.columns[0], confidence, "spread", header)
            self.spread[spread.field], self.matches[spread.field] = spread, match

    def take_combined(self) -> None:
        """Columns that hold several fields at once: « Nom et prénom »."""
        for column in self.free():
            combined = self.words.split(self.headers[column])
            if combined is not None and not set(combined.fields) & set(self.matches):
                self.combined[column] = combined

    def take_titled(self) -> None:
        """Columns by their title, the surest first."""
        held = self.held()
        proposals = self.proposals()
        for match in proposals:
            if match.field in self.matches or match.field in held:
                continue
            rivals = self.rivals(match)
            if match.confidence >= SURE and not rivals:
                self.matches[match.field] = match
            elif match.confidence >= DOUBTFUL:
                self.uncertain.append(replace(match, rivals=rivals))

    def proposals(self) -> list[Match]:
        """For each free column, the field that its title is nearest to; the surest first.

        Of two as sure, the one whose content reads better; then the one to the left.
        """
        ranked: list[tuple[float, float, int, Match]] = []
        for column in self.free():
            header = self.headers[column]
            name, score = self.words.score(header)
            if not header.label or not name:
                continue
            fit = self.fit(self.form.field(name), column)
            confidence = round(_weighed(self.score_beside(column, name, score), fit), 2)
            how: How = "header" if score >= UNDER_GROUP else "near"
            match = Match(name, column, confidence, how, header.text)
            ranked.append((-confidence, -(fit or 0), column, match))
        ranked.sort(key=lambda entry: entry[:3])
        return [match for *_, match in ranked]

    def score_beside(self, column: int, name: str, score: float) -> float:
        """`score`, but doubtful where the column at the left gives the title another meaning.

        « Durée du contrat » after « Fin de contrat » is that of the contract, not of the exit.
        """
        if column == 0 or not self.words.is_ambiguous(self.headers[column], name):
            return score
        neighbour, neighbour_score = self.words.score(self.headers[column - 1])
        if neighbour_score >= UNDER_GROUP and neighbour in self.form.field(name).not_beside:
            return _AMBIGUOUS
        return score

    def rivals(self, match: Match) -> tuple[str, ...]:
        """The other fields that a title is nearly as near to as to the one of `match`.

        One that has a column of its own is none, unless the title says less than both: « Nb
        heures » can be a total even beside « Heures / semaine ».
        """
        if match.how != "near":
            return ()
        header = self.headers[match.column]
        (_, best), *others = self.words.ranked(header)
        says_less = self.words.says_less(header, match.field)
        rivals = []
        for name, score in others:
            is_free = says_less or name not in self.matches
            is_near = score >= max(best - _CLOSE, CHANGED)
            explains_more = self.words.explained(header, match.field) > self.words.explained(
                header, name
            )
            if is_near and is_free and not explains_more and self.is_readable(name, match):
                rivals.append(name)
        return tuple(rivals[:_MOST_RIVALS])

    def is_readable(self, name: str, match: Match) -> bool:
        """True if the column of `match` can be the field `name` by its content."""
        fit = self.fit(self.form.field(name), match.column)
        return fit is None or fit >= 0.5

    def take_by_content(self) -> None:
        """Give a field still without a column the only one whose content can be nothing else."""
        doubted = {match.column for match in self.uncertain}
        free = [column for column in self.free() if column not in doubted]
        settled = {*self.matches, *self.held(), *(match.field for match in self.uncertain)}
        for field in self.form.fields:
            if not field.by_content or field.id in settled:
                continue
            proven = [
                column
                for column in free
                if self.is_proven(field, column) and not self.says_otherwise(field, column)
            ]
            if len(proven) == 1:
                column = proven[0]
                header = self.headers[column].text or letters(column)
                match = Match(field.id, column, _BY_CONTENT, "content", header)
                self.matches[field.id] = match
                free.remove(column)

    def says_otherwise(self, field: Field, column: int) -> bool:
        """True if a title has words that make it none of `field`: « Prochain entretien »."""
        return changes_sense(fold_header(self.headers[column].label).split(), field)

    def extra(self) -> dict[int, str]:
        """The columns of no field that have a title or content, each with a name of its own."""
        names: dict[int, str] = {}
        for column in self.free():
            header = self.headers[column]
            if header.label or any(cell != "" for cell in self.content[column]):
                names[column] = _new_name(header.text, column, names.values())
        return names

    def fit(self, field: Field, column: int) -> float | None:
        """Share of the filled cells that read as `field`; None where that says nothing.

        A text fits anything, and of dates or numbers it takes a few to tell.
        """
        if field.type == "text":
            return None
        filled = dict.fromkeys(cell for cell in self.content[column] if cell != "")
        sample = list(filled)[:_SAMPLE]
        if len(sample) < _FEWEST_TO_JUDGE and field.type not in ("choice", "yes_no"):
            return None
        readings = [
            reading
            for reading in map(reader(field, self.context), sample)
            if reading.value is not None or reading.rule is not None
        ]
        good = sum(_is_understood(reading) for reading in readings)
        if readings:
            return good / len(readings)
        return None

    def is_proven(self, field: Field, column: int) -> bool:
        """True if what stands in the column can be nothing but `field`."""
        filled = [cell for cell in self.content[column] if cell != ""]
        if len(filled) < _FEWEST_TO_PROVE:
            return False
        # any number is a date to a spreadsheet: hours read as days of 1900, postal codes of 1990
        if field.type == "date" and any(map(_is_number, filled)):
            return False
        readings = list(map(reader(field, self.context), filled[:_MOST_TO_PROVE]))
        good = [
            reading.value
            for reading in readings
            if reading.value is not None and reading.rule is None
        ]
        # one value all the way down, or two dates, would be chance
        fewest_values = 2 if field.type == "choice" else 4
        return len(good) >= 0.9 * len(readings) and len(set(good)) >= fewest_values


class _Names:
    """Columns by their titles and, where no title says so, by their letters."""

    def __init__(self, headers: Sequence[Header]) -> None:
        self.letters = {letters(column): column for column in range(len(headers))}
        self.titles: dict[str, int] = {}
        for column, header in enumerate(headers):
            if header.label:
                self.titles.setdefault(fold_header(header.label), column)
        # a title under its group's says more than the same title elsewhere
        self.titles |= {
            fold_header(f"{header.group} {header.label}"): column
            for column, header in enumerate(headers)
            if header.group
        }

    def column(self, written: str) -> int | None:
        """The column that config names « Né le » or « F »; None if there is none."""
        return self.titles.get(fold_header(written), self.letters.get(written.strip().upper()))


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, float) or (isinstance(cell, str) and cell.strip().isdecimal())


def _is_understood(reading: Reading) -> bool:
    return reading.value is not None or reading.rule == "value.pending"


def _weighed(score: float, fit: float | None) -> float:
    """A title's score, once its content has been looked at.

    The form's own words need no proof; a known alias falls only where next to nothing below it can
    be read.
    """
    if fit is None or score in (OWN_WORDS, _AMBIGUOUS):
        return score
    if score >= UNDER_GROUP:
        if fit >= 0.15:
            return score
        return 0.7
    if fit >= 0.8:
        return min(0.99, score + 0.08)
    if fit >= 0.5:
        return score
    return max(0.0, score - 0.25)


def _new_name(text: str, column: int, taken: Collection[str]) -> str:
    name = text or letters(column)
    if name in taken:
        return f"{name} ({letters(column)})"
    return name
