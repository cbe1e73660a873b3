"""Match a tab's columns to fields: by title as staff write it, then by content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from forms.form import Combined, Field, Form
from forms.matching import How, Match, Matching, letters
from forms.named_columns import NamedColumns
from forms.repeated import (
    Occurrence,
    Repeated,
    find_repeated,
    linked,
    newest,
    occurrence,
)
from forms.spread import Spread, find_spreads, joined_name, settled_spread
from forms.title_words import changes_sense
from forms.titles import (
    ALIAS,
    AMBIGUOUS,
    CHANGED,
    UNDER_GROUP,
    Header,
    Titles,
    titles,
    weighed,
)
from forms.values import Cell, Reading, ReadingContext, reader
from forms.words import fold_header

__all__ = ["Match", "Matching", "match_columns"]

SURE = 0.8
"""Confidence from which a column is read; from `DOUBTFUL` on, a person settles it in config."""
DOUBTFUL = 0.65
_BY_CONTENT = 0.75
_MOST_RIVALS = 2
_BY_TICKS = 0.9
"""A field spread over columns that no title names; 1 where one does."""
_SAMPLE = 60
_FEWEST_TO_JUDGE = 3
_FEWEST_TO_PROVE, _MOST_TO_PROVE = 5, 200
_CLOSE = 0.1
"""Two fields that a title is nearly as near to: a person says which is meant."""
_BY_YEAR = 0.95
"""Of several years, or a total and its parts, the one that is read."""


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
        settled: field id → column letter or title, several joined by « + », or `sum(W:Z)`,
            `last(G+I)`, `first(G+I)`, as config says; it wins over everything.
    """
    matcher = _Matcher(titles(form), headers, content, context)
    matcher.take_settled(settled or {})
    matcher.take_spreads()
    matcher.take_repeated()
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
        matcher.repeated,
        matcher.competing(),
        matcher.parts(),
        tuple(header.text or letters(column) for column, header in enumerate(headers)),
    )


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
        self.repeated: dict[str, Repeated] = {}

    def free(self) -> list[int]:
        """The columns that nothing has taken yet."""
        taken = Matching(self.matches, self.combined, self.spread, repeated=self.repeated).columns
        return [column for column in range(len(self.headers)) if column not in taken]

    def held(self) -> set[str]:
        """The fields that a combined column holds."""
        fields: set[str] = set()
        for combined in self.combined.values():
            fields |= set(combined.fields)
        return fields

    def take_settled(self, settled: Mapping[str, str]) -> None:
        """The columns that config names."""
        names = NamedColumns(self.headers)
        for name, written in settled.items():
            field = self.form.field(name)
            repeated = names.repeated(field, written)
            if repeated is not None:
                header = joined_name(self.headers, repeated.columns)
                self.repeated[name] = repeated
                self.matches[name] = Match(name, repeated.columns[0], 1.0, "config", header)
                continue
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

        for each in linked(list(self.repeated.values())):
            self.repeated[each.field.id] = each

    def take_repeated(self) -> None:
        """Fields that several columns repeat; and of columns by year, or a total, the one to read.

        What stands alone under the field's own title is left to `take_titled`: it beats these.
        """
        free = self.free()
        for each in find_repeated(self.words, self.headers, self.content, free):
            name = each.field.id
            if name not in self.matches:
                header = joined_name(self.headers, each.columns)
                self.repeated[name] = each
                self.matches[name] = Match(name, each.columns[0], 1.0, "repeated", header)
        for name, found in self.occurrences().items():
            chosen = newest(found)
            has_plain = any(each.kind == "plain" for each in found)
            if chosen is not None and not has_plain and name not in self.matches:
                header = self.headers[chosen.column].text
                self.matches[name] = Match(name, chosen.column, _BY_YEAR, "near", header)

    def occurrences(self) -> dict[str, list[Occurrence]]:
        """Field → the free columns with something in them that have one of its titles."""
        found: dict[str, list[Occurrence]] = defaultdict(list)
        for column in self.free():
            each = occurrence(self.words, self.headers[column], column)
            if each is not None and any(cell != "" for cell in self.content[column]):
                found[each.field].append(each)
        return found

    def competing(self) -> dict[str, tuple[int, ...]]:
        """The columns that are left although they have a title of a field that another has."""
        held = self.held()
        competing = {}
        for name, found in self.occurrences().items():
            # « Remarques » beside « Commentaire »: neither is counted, nor leaves the tab
            if self.form.field(name).privacy == "tab":
                continue
            match = self.matches.get(name)
            if match is not None and match.how not in ("config", "repeated"):
                columns = [each.column for each in found if self.competes(each, match)]
            elif match is None and name in held:
                columns = [each.column for each in found if each.kind == "plain"]
            else:
                continue
            if columns:
                competing[name] = tuple(columns)
        return competing

    def competes(self, found: Occurrence, match: Match) -> bool:
        """Whether a column could as well be the one that was read.

        A month beside the total cannot, nor one whose group title says that it is another's; nor
        does it matter which of two with the same cells is read.
        """
        if found.kind == "month" or self.content[found.column] == self.content[match.column]:
            return False
        if found.kind != "plain" or match.how != "header":
            return True
        standing = self.words.score(self.headers[match.column])[1]
        return self.words.score(self.headers[found.column])[1] >= min(standing, ALIAS)

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
            confidence = round(weighed(self.score_beside(column, name, score), fit), 2)
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
            return AMBIGUOUS
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
        return self._named(
            column
            for column in self.free()
            if self.headers[column].label or any(cell != "" for cell in self.content[column])
        )

    def parts(self) -> dict[int, str]:
        """The columns of fields that repeat, each with a name that no other column has.

        They leave the tab in the export, so those of a personal field are not among them.
        """
        shared = (each for each in self.repeated.values() if each.field.privacy == "shared")
        columns = sorted(set(chain.from_iterable(each.columns for each in shared)))
        return self._named(columns, self.extra().values())

    def _named(self, columns: Iterable[int], others: Collection[str] = ()) -> dict[int, str]:
        names: dict[int, str] = {}
        for column in columns:
            taken = {*others, *names.values()}
            names[column] = _new_name(self.headers[column].text, column, taken)
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


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, float) or (isinstance(cell, str) and cell.strip().isdecimal())


def _is_understood(reading: Reading) -> bool:
    return reading.value is not None or reading.rule == "value.pending"


def _new_name(text: str, column: int, taken: Collection[str]) -> str:
    name = text or letters(column)
    if name in taken:
        return f"{name} ({letters(column)})"
    return name
