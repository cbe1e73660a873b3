"""Fields that a column of a table may be: alone, together with others, or several at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from forms.form import Field
from forms.headers.assignment import Claim
from forms.headers.evidence import Evidence, Witness
from forms.headers.matching import How
from forms.headers.shared.definitions import Combined
from forms.headers.shared.repeated import (
    Occurrence,
    Repeated,
    are_unclear,
    find_repeated,
    newest,
    occurrence,
)
from forms.headers.shared.spread import Spread, find_spreads
from forms.headers.titles import UNDER_GROUP, Header, Titles
from forms.values import Cell

DOUBTFUL = 0.65
"""Weight from which a column is asked about, and no longer given to another field by content."""
_TOGETHER, _BY_TICKS = 1.01, 0.9
"""Weight of each of several columns that are a field together; less where no title names it."""
_BY_YEAR = 0.95
"""Of several years, or a total and its parts, the one that is read."""
_EACH_OF_TWO = 0.95
"""Of a column for two fields, each weighs less than a column of its own."""


@dataclass(frozen=True, eq=False)
class ColumnClaim(Claim):
    """A claim and how it came about; it has one of `evidence`, `spread`, `repeated`, `combined`.

    Equal are those on the same columns and fields, as far as they weigh the same.
    """

    how: How = "near"
    evidence: Evidence | None = None
    spread: Spread | None = None
    repeated: Repeated | None = None
    combined: Combined | None = None

    @property
    def is_alike(self) -> bool:
        """True of a title that is nearly the field's, or is but for a word that nobody knows."""
        return self.how == "near" and self.evidence is not None and self.evidence.is_alike

    def is_refuted(self, field: str) -> bool:
        """True if it is on that field, of which none of the cells is."""
        return self.fields == {field} and self.evidence is not None and self.evidence.content == 0

    @property
    def in_order(self) -> tuple[int, ...]:
        """Its columns, as the field has them."""
        if self.spread is not None:
            return self.spread.columns
        if self.repeated is not None:
            return self.repeated.columns
        return tuple(sorted(self.columns))


def weight_of(claim: Claim) -> float:
    """Evidence for a claim."""
    return claim.weight


def heaviest(claims: Sequence[ColumnClaim]) -> ColumnClaim | None:
    """The claim that most speaks for; None of none."""
    return max(claims, key=weight_of, default=None)


class Claimant:
    """Finds the claims of the `free` columns of one table."""

    def __init__(
        self,
        words: Titles,
        headers: Sequence[Header],
        content: Sequence[Sequence[Cell]],
        witness: Witness,
        free: Sequence[int],
    ) -> None:
        self._words, self._headers, self._content = words, headers, content
        self._witness, self._free = witness, free

    def claims(self, settled: Iterable[str]) -> list[ColumnClaim]:
        """All claims, but none on the fields that are `settled`."""
        known = set(settled)
        by_title = [
            claim
            for claim in chain(self._together(), self._combined(), self._alone())
            if claim.fields.isdisjoint(known)
        ]
        return [*by_title, *self._by_content(by_title, known)]

    def _together(self) -> Iterator[ColumnClaim]:
        """Columns that are a field together."""
        for spread in find_spreads(self._words, self._headers, self._content, self._free):
            each = _TOGETHER if spread.named else _BY_TICKS
            weight = each * len(spread.columns)
            columns, fields = frozenset(spread.columns), frozenset({spread.field})
            yield ColumnClaim(columns, fields, weight, "spread", spread=spread)
        for repeated in find_repeated(self._words, self._headers, self._content, self._free):
            columns, fields = frozenset(repeated.columns), frozenset({repeated.field.id})
            weight = _TOGETHER * len(repeated.columns)
            yield ColumnClaim(columns, fields, weight, "repeated", repeated=repeated)

    def _combined(self) -> Iterator[ColumnClaim]:
        """Columns that hold several fields at once: « Nom et prénom »."""
        for column in self._free:
            combined = self._words.split(self._headers[column])
            if combined is not None and self._is_over_two(column, combined):
                for place, name in enumerate(combined.fields, column):
                    weight = _BY_YEAR
                    yield _claim(Evidence(place, name, UNDER_GROUP, None, 0, weight), "header")
            elif combined is not None and self._has_words(column):
                fields = frozenset(combined.fields)
                weight = _EACH_OF_TWO * len(fields)
                columns = frozenset({column})
                yield ColumnClaim(columns, fields, weight, "header", combined=combined)

    def _is_over_two(self, column: int, combined: Combined) -> bool:
        """True if the title of several fields stands over as many columns, each with its own.

        « NOM Prénom » over one word each: what a merged title leaves in the first of them.
        """
        columns = range(column, column + len(combined.fields))
        if len(combined.fields) < 2 or columns[-1] >= len(self._headers):
            return False
        others = [self._headers[other].label for other in columns[1:]]
        same = ("", self._headers[column].label)
        if any(label not in same for label in others) or any(c not in self._free for c in columns):
            return False
        return all(self._are_single_words(each) for each in columns)

    def _are_single_words(self, column: int) -> bool:
        cells = [cell for cell in self._content[column] if cell != ""]
        words = sum(isinstance(cell, str) and cell.replace("-", "").isalpha() for cell in cells)
        return bool(cells) and words > len(cells) / 2

    def _has_words(self, column: int) -> bool:
        """True unless numbers stand there: « Salarié » over numbers holds no names."""
        cells = [cell for cell in self._content[column] if cell != ""]
        return not cells or not all(isinstance(cell, float) for cell in cells)

    def _alone(self) -> Iterator[ColumnClaim]:
        older: set[tuple[int, str]] = set()
        for name, found in find_occurrences(
            self._words, self._headers, self._content, self._free
        ).items():
            chosen = newest(found)
            if self._words.form.field(name).repeated == "sum" and are_unclear(found):
                older |= {(each.column, name) for each in found}
                continue
            if chosen is not None and not any(each.kind == "plain" for each in found):
                yield _claim(Evidence(chosen.column, name, _BY_YEAR, None, 0, _BY_YEAR), "near")
                older |= {(each.column, name) for each in found if each is not chosen}
        for column in self._free:
            if self._words.split(self._headers[column]) is not None:
                continue
            for evidence in self._witness.of_title(column):
                if (column, evidence.field) not in older:
                    yield _claim(evidence, "header" if evidence.is_exact else "near")

    def _by_content(
        self, by_title: Sequence[ColumnClaim], known: set[str]
    ) -> Iterator[ColumnClaim]:
        """Columns that can be nothing but a field that no title speaks for."""
        strong = [claim for claim in by_title if claim.weight >= DOUBTFUL]
        columns = set(chain.from_iterable(claim.columns for claim in strong))
        fields = known.union(*(claim.fields for claim in strong))
        for field in self._words.form.fields:
            if field.by_content and field.id not in fields:
                yield from self._proven(field, columns)

    def _proven(self, field: Field, spoken_for: set[int]) -> Iterator[ColumnClaim]:
        for column in self._free:
            if column not in spoken_for:
                evidence = self._witness.of_content(column, field)
                if evidence is not None:
                    yield _claim(evidence, "content")


def find_occurrences(
    words: Titles,
    headers: Sequence[Header],
    content: Sequence[Sequence[Cell]],
    free: Iterable[int],
) -> dict[str, list[Occurrence]]:
    """Field → those of the columns `free` with something in them that have one of its titles."""
    found: dict[str, list[Occurrence]] = defaultdict(list)
    for column in free:
        each = occurrence(words, headers[column], column)
        if each is not None and any(cell != "" for cell in content[column]):
            found[each.field].append(each)
    return found


def _claim(evidence: Evidence, how: How) -> ColumnClaim:
    columns, fields = frozenset({evidence.column}), frozenset({evidence.field})
    return ColumnClaim(columns, fields, evidence.weight, how, evidence)
