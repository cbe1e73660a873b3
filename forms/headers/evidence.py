"""Evidence that a column is a field: its title, its cells, its unit, what stands beside it."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.form import Field
from forms.headers.header import words_in_brackets
from forms.headers.leads import Leads
from forms.headers.titles import (
    ALMOST_SURE,
    AMBIGUOUS,
    CHANGED,
    NEUTRAL,
    OWN_WORDS,
    SAYS_LESS,
    UNDER_GROUP,
    Header,
    Titles,
)
from forms.values import Cell, Reading, ReadingContext, reader, shown
from forms.words import fold_header

BY_CONTENT = 0.75
"""Weight of a content that can be nothing else, where no title says so."""
NEAREST = 0.97
"""The most that a title weighs that is not word for word one of the field's: an exact one wins."""
_UNREADABLE, _OWN_UNREADABLE = 0.7, 0.85
"""An exact title over cells that are not the field's; the form's own words need less proof, but
over answers that are all of something else."""
_ONE_BESIDE = 0.015
"""Weight of a column of the same group beside it: it settles between two titles as near."""
_WORD_UNEXPLAINED = 0.1
_UNKNOWN_WORD = 0.68
"""The most that a title has that has a word more that nobody knows; whatever its cells: asked."""
_SPELT_ALIKE = 80
_LONG_ENOUGH = 5
"""A shorter word is spelt like too many others; from three letters on it may be cut short."""
_BY_FIT = 0.002
_VAGUE = 0.86
_MOST_CANDIDATES = 4
_SAMPLE = 60
_FEWEST_TO_JUDGE = 3
_INITIALS = re.compile(r"(?:[^\W\d_][ .-]{0,2}){2,4}")
_AGAIN = 3
"""Times that each comes in a column of initials, on the average."""
_FEWEST_TO_PROVE, _MOST_TO_PROVE = 5, 200
_POSTAL_DIGITS = 5
_PENDING = "value.pending"
_OF_THE_FIELD = frozenset(
    {_PENDING}
    | {f"choice.{rule}" for rule in ("ambiguous", "imprecise", "suggested", "added", "not_counted")}
)
"""Rules of cells without a value that are the field's all the same: « BPI » as a protection."""


@dataclass(frozen=True)
class Evidence:
    """Evidence that a column (from 0) is a field.

    Attributes:
        title: how near the title is, from 0 to 1; 0 where it says nothing.
        content: share of the cells that can be read as the field; None where that says nothing.
        beside: how many of the two columns beside it are of the field's group.
        weight: all together, from 0 to 1.
    """

    column: int
    field: str
    title: float
    content: float | None
    beside: int
    weight: float

    @property
    def is_exact(self) -> bool:
        """True if the title is word for word one of the field's."""
        return self.title >= UNDER_GROUP

    @property
    def is_alike(self) -> bool:
        """True if the title is the field's but for a word that nobody knows, or but for nothing."""
        return self.weight >= ALMOST_SURE or self.title == _UNKNOWN_WORD <= self.weight


class Witness:
    """Looks at the columns of one table; `content` are the cells below each header."""

    def __init__(
        self,
        words: Titles,
        headers: Sequence[Header],
        content: Sequence[Sequence[Cell]],
        context: ReadingContext,
    ) -> None:
        self._words, self._form, self._context = words, words.form, context
        self._headers, self._content = headers, content
        self._leads = Leads(words, headers)
        self._fits: dict[tuple[str, int], float | None] = {}
        self._readers = functools.cache(lambda name: reader(self._form.field(name), context))

    def of_title(self, column: int) -> list[Evidence]:
        """The fields that the title of a column may name, with all that speaks for each.

        Of two near titles, the field whose titles have more of the words is nearer.
        """
        header = self._headers[column]
        if not header.label:
            return []
        of_neighbour = self._of_neighbour(column)
        ranked = of_neighbour or self._ranked(header)
        explained = {name: self._words.explained(header, name) for name, _ in ranked}
        most = max(explained.values(), default=0)
        found = []
        for name, score in ranked:
            beside = self._beside(column, name)
            fit = self._fit(name, column)
            if score < UNDER_GROUP and not of_neighbour and self._says_more(header, name):
                score = min(score, _UNKNOWN_WORD)
            weight = _weighed(self._score_beside(column, name, score), fit)
            if fit == 0 and self._has_other_answers(column, name):
                weight = min(weight, _UNREADABLE)
            if score < UNDER_GROUP:
                weight -= _WORD_UNEXPLAINED * (most - explained[name])
                weight = min(NEAREST, weight + _ONE_BESIDE * beside)
            # of two columns with one title, the one whose cells read better
            weight += _BY_FIT * (fit or 0.0)
            found.append(Evidence(column, name, score, fit, beside, round(weight, 4)))
        return found or [*self._of_part(column), *self._of_initials(column)]

    def _of_neighbour(self, column: int) -> list[tuple[str, float]]:
        """The fields that a title like « Échéance » may name: that of the title at its left.

        All of them are as likely where that says none, so that a person is asked.
        """
        label = fold_header(self._headers[column].label)
        bare = next((each for each in self._words.lists.bare if label in each.folded), None)
        if bare is None:
            return []
        known = [name for name in bare.of if self._form.has(name)]
        for title in self._beside_and_above(column):
            # « Échéance » after « Fin de contrat » is the end of something else
            if self._words.exact.get(title) in known:
                break
            named = [name for name in bare.fields_named(title) if name in known]
            if len(named) == 1:
                return [(named[0], NEUTRAL)]
            if named or not bare.is_passed_over(title):
                break
        # That one of them has a column makes the other no likelier: it may be said twice.
        left = [name for name in known if name not in self._named_exactly()]
        return [(name, AMBIGUOUS) for name in left]

    def _named_exactly(self) -> set[str]:
        """The fields that a title of the table names word for word, but for bare titles."""
        titles = (fold_header(header.label) for header in self._headers)
        bare = frozenset().union(*(each.folded for each in self._words.lists.bare))
        return {
            self._words.exact[title] for title in titles if title in self._words.exact.keys() - bare
        }

    def _beside_and_above(self, column: int) -> Iterator[str]:
        """The folded group title of a column, then the titles at its left, the nearest first."""
        yield fold_header(self._headers[column].group)
        for header in reversed(self._headers[:column]):
            yield fold_header(header.text)

    def _ranked(self, header: Header) -> Sequence[tuple[str, float]]:
        """The nearest fields; where a title says less than theirs, all that it is a part of.

        « Heures » is as near to every field of hours, however their titles are spelt.
        """
        ranked = self._words.ranked(header)[:_MOST_CANDIDATES]
        if not ranked or ranked[0][1] >= UNDER_GROUP:
            return ranked
        if not self._words.says_less(header, ranked[0][0]):
            return ranked
        names = dict.fromkeys((ranked[0][0], *self._words.containing(header)))
        return [(name, min(ranked[0][1], _VAGUE)) for name in names]

    def _of_part(self, column: int) -> Iterator[Evidence]:
        """Fields that have all words of a title that says less: « Heures » over what is hours."""
        names = self._words.containing(self._headers[column])
        fitting = [name for name in names if (self._fit(name, column) or 0) >= 0.8]
        if len(fitting) > _MOST_CANDIDATES - 1:
            return
        for name in fitting:
            fit, beside = self._fit(name, column), self._beside(column, name)
            weight = _weighed(SAYS_LESS, fit) + _ONE_BESIDE * beside
            yield Evidence(column, name, SAYS_LESS, fit, beside, round(weight, 3))

    def _of_initials(self, column: int) -> Iterator[Evidence]:
        """The field of « Réf. » over the initials of those who follow people, not over numbers."""
        header, cells = self._headers[column], [each for each in self._content[column] if each]
        are_initials = all(isinstance(cell, str) and _INITIALS.fullmatch(cell) for cell in cells)
        if not are_initials or len(cells) < _AGAIN * len(set(cells)) or header.group:
            return
        for field in self._form.fields:
            if fold_header(header.label) in map(fold_header, field.initials_headers):
                yield Evidence(column, field.id, NEUTRAL, None, 0, NEUTRAL)

    def of_content(self, column: int, field: Field) -> Evidence | None:
        """The evidence of cells that can be nothing but `field`; None where they can be.

        A title makes of dates whatever it says (« Date PASS »), and of « CDI » a job before or
        elsewhere (« Emploi trouvé »): a column without one is read, another one is asked about.
        """
        if not self._is_proven(field, column) or self._says_otherwise(field, column):
            return None
        weight = BY_CONTENT
        is_asked = field.type == "date" or field.by_content == "asked"
        if is_asked and self._headers[column].label:
            weight = _UNREADABLE
        return Evidence(column, field.id, 0.0, 1.0, self._beside(column, field.id), weight)

    def _says_otherwise(self, field: Field, column: int) -> bool:
        """True if a title has words that make it none of `field`: « Prochain entretien »."""
        words = fold_header(self._headers[column].label).split()
        return self._words.lists.changes_sense(words, field)

    def _says_more(self, header: Header, name: str) -> bool:
        """True if a title has a word that is neither a field's nor known to change nothing.

        « Date fin RSA », « Santé (RQTH) » may be about anything: no list has all that they are of.
        """
        field = self._form.field(name)
        values = (choice.value for choice in field.options)
        known = self._words.vocabulary(name).union(
            *(fold_header(text).split() for text in (field.group, *values))
        )
        # « Contrat (CDDI, CDDU…) » says in brackets what to answer
        answers = (fold_header(each) for choice in field.options for each in choice.spellings)
        bracketed = " ".join(words_in_brackets(header.label))
        known = known.union(*(each.split() for each in answers if f" {each} " in f" {bracketed} "))
        # « Niveau (oct. 2026) » is the latest one, « Heures (oct. 2026) » a part of all hours
        if field.repeated == "latest":
            known |= self._words.lists.month_numbers.keys()
        return any(
            not self._words.lists.is_understood(word) and not _is_spelling_of(word, known)
            for word in fold_header(header.label).split()
        )

    def _score_beside(self, column: int, name: str, score: float) -> float:
        """`score`, but doubtful where the columns at the left give the title another meaning.

        « Durée du contrat » is that of the exit only after its date or reason.
        """
        field, header = self._form.field(name), self._headers[column]
        if self._leads.is_of_other_person(column, field):
            return min(score, CHANGED)
        if self._leads.is_of_something_else(column, field):
            return min(score, CHANGED)
        if self._leads.may_be_of_other_person(column, field):
            return min(score, AMBIGUOUS)
        is_ambiguous = self._words.is_ambiguous(header, name)
        if is_ambiguous and self._leads.group_at_left(column) != field.group:
            return min(score, AMBIGUOUS)
        return score

    def _beside(self, column: int, name: str) -> int:
        """Number of columns beside it that have an exact title of the same group of the form."""
        group = self._form.field(name).group
        count = 0
        for other in (column - 1, column + 1):
            if not group or not 0 <= other < len(self._headers):
                continue
            neighbour, score = self._words.score(self._headers[other])
            count += score >= UNDER_GROUP and self._form.field(neighbour).group == group
        return count

    def _fit(self, name: str, column: int) -> float | None:
        if (name, column) not in self._fits:
            self._fits[name, column] = self._measure(self._form.field(name), column)
        return self._fits[name, column]

    def _has_other_answers(self, column: int, name: str) -> bool:
        """True if a choice has answers that are none of its own: « Statut » over « Sorti »."""
        filled = sum(cell != "" for cell in self._content[column])
        return filled >= _FEWEST_TO_JUDGE and self._form.field(name).type in ("choice", "yes_no")

    def _measure(self, field: Field, column: int) -> float | None:
        """Share of the filled cells that read as `field`; None where that says nothing.

        A text fits anything, and of dates or numbers it takes a few to tell.
        """
        if field.type == "text":
            return None
        filled = [cell for cell in self._content[column] if cell != ""]
        if len(filled) < _FEWEST_TO_JUDGE and field.type not in ("choice", "yes_no"):
            return None
        sample = list(dict.fromkeys(filled))[:_SAMPLE]
        read = self._readers(field.id)
        # « en cours » is in columns of everything, and tells none
        readings = [
            reading
            for reading in map(read, sample)
            if reading.value is not None or reading.rule not in (None, _PENDING)
        ]
        good = sum(map(_is_understood, readings))
        if readings:
            return good / len(readings)
        return None

    def _is_proven(self, field: Field, column: int) -> bool:
        """True if what stands in the column can be nothing but `field`."""
        filled = [cell for cell in self._content[column] if cell != ""]
        if len(filled) < _FEWEST_TO_PROVE:
            return False
        # any number is a date to a spreadsheet: hours read as days of 1900, postal codes of 1990
        if field.type == "date" and any(map(_is_number, filled)):
            return False
        # 1240 is Bourg-en-Bresse without its zero, but far more often a count
        short = sum(len(shown(cell)) < _POSTAL_DIGITS for cell in filled)
        if field.type == "postal_code" and short > 0.1 * len(filled):
            return False
        readings = list(map(self._readers(field.id), filled[:_MOST_TO_PROVE]))
        good = [
            reading.value
            for reading in readings
            if reading.value is not None and reading.rule is None
        ]
        # one value all the way down, or two dates, would be chance
        fewest_values = 2 if field.type == "choice" else 4
        is_clean = len(good) >= 0.9 * len(readings) and len(set(good)) >= fewest_values
        return is_clean and not (field.type == "date" and self._too_recent(field, good))

    def _too_recent(self, field: Field, values: Sequence[object]) -> bool:
        """True if dates of the field are of other years than most of these: births are long ago."""
        latest = self._context.as_of.year + field.two_digit_years_until
        recent = sum(isinstance(value, date) and value.year > latest for value in values)
        return recent > 0.1 * len(values)


def _weighed(score: float, fit: float | None) -> float:
    """A title's score, once its content has been looked at.

    A known title falls only where next to nothing below it can be read.
    """
    if fit is None or score == AMBIGUOUS:
        return score
    if score >= UNDER_GROUP:
        if fit >= 0.15:
            return score
        return _OWN_UNREADABLE if score == OWN_WORDS else _UNREADABLE
    if fit >= 0.8:
        return score + 0.08
    if fit >= 0.5:
        return score
    return max(0.0, score - 0.25)


def _is_spelling_of(word: str, known: Collection[str]) -> bool:
    """True if a word is one of the known ones: misspelt, cut short, or several of it."""
    from rapidfuzz import fuzz, process

    if word in known or word.removesuffix("s") in known:
        return True
    # « prison » is no « raison » misspelt
    alike = [each for each in known if each.startswith(word[0])]
    if len(word) < _LONG_ENOUGH:
        return len(word) > 2 and any(each.startswith(word) for each in alike)
    return process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=_SPELT_ALIKE) is not None


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, float) or (isinstance(cell, str) and cell.strip().isdecimal())


def _is_understood(reading: Reading) -> bool:
    return reading.value is not None or reading.rule in _OF_THE_FIELD
