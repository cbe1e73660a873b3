"""The person who is asked for, in the tabs or the register, and how a row is known as theirs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from forms.form import Form
from forms.values import Cell, shown
from forms.words import fold
from sheets_sync.checking.table import CheckedTable
from sheets_sync.people.grouping import pseudonyms_in_pair
from sheets_sync.people.identify import People
from sheets_sync.people.person_row import PersonRow, person_rows
from sheets_sync.people.pseudonyms import fingerprints
from sheets_sync.release.people.codes import (
    PASS_LENGTH,
    find_dates,
    find_lettered_passes,
    find_numbers,
)
from sheets_sync.release.people.known_people import (
    NOBODY,
    KnownPeople,
    Match,
    names_in_one_cell,
    names_kept,
    without_matches,
)
from sheets_sync.release.people.name_index import KnownName, NameIndex
from sheets_sync.release.people.people_in_texts import counsellors

PSEUDONYM = re.compile(r"P-[A-Z2-9]{8}")


@dataclass(frozen=True)
class Question:
    """Question as typed: a name or a pseudonym, and what tells that person from another."""

    who: str
    siae: str = ""
    born: date | None = None
    pass_iae: str = ""

    @property
    def pseudonym(self) -> str:
        """The pseudonym that was typed; "" for a name."""
        typed = self.who.strip().upper()
        if PSEUDONYM.fullmatch(typed):
            return typed
        return ""

    @property
    def words(self) -> frozenset[str]:
        """The words of the name; none of a pseudonym."""
        if self.pseudonym:
            return frozenset()
        return frozenset(fold(self.who).split())

    def as_rows(self, stays: Sequence[tuple[str, str | None]] = ()) -> Iterator[PersonRow]:
        """The rows that they could have had, for their fingerprints.

        Args:
            stays: SIAE and entry, its day or month: what a person without birth date and PASS is
                known by.
        """
        names, pass_iae = fold(self.who), re.sub(r"[\s.\-]", "", self.pass_iae).upper() or None
        for siae, entry in (("", None), *stays):
            yield PersonRow(0, siae, "", 0, "", names, "", self.born, pass_iae, entry, None, ())


@dataclass(frozen=True)
class Sought:
    """A person, as far as they are known.

    Attributes:
        pseudonyms: theirs; several where an answer made one person of two.
        fingerprints: keyed hashes of what they are met again by.
        names: the words of each spelling of their name; none where only a pseudonym is known.
        births, passes: theirs, as far as known.
        rows: theirs in the SIAE's tabs.
        has_namesake: whether somebody else in the tabs has the same name.
        known: they, as every text that leaves is held against them; others: everybody else.
    """

    pseudonyms: frozenset[str] = frozenset()
    fingerprints: frozenset[str] = frozenset()
    names: frozenset[frozenset[str]] = frozenset()
    births: frozenset[date] = frozenset()
    passes: frozenset[str] = frozenset()
    rows: Sequence[PersonRow] = ()
    has_namesake: bool = False
    known: KnownPeople = NOBODY
    others: KnownPeople = NOBODY
    _matches_by_text: dict[str, Sequence[Match]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def matches_in(self, text: str) -> Sequence[Match]:
        """Where a text names them, by what the door knows people by; not where it may be others."""
        if text not in self._matches_by_text:
            matches = self.known.find(text)
            others = self.others.find(text) if matches else ()
            self._matches_by_text[text] = [
                match for match in matches if not any(map(match.overlaps, others))
            ]
        return self._matches_by_text[text]

    def mask(self, text: str) -> str:
        """A text without what names them."""
        return without_matches(text, self.matches_in(text))

    def is_in(self, cells: Sequence[Cell]) -> bool:
        """Whether cells that belong together, as those of a row do, are about this person.

        A name that somebody else has, or of one word only, needs their birth date beside it.
        """
        texts = [shown(cell) for cell in cells if cell != ""]
        if any(map(self._has_code, texts)):
            return True
        typed = itertools.chain.from_iterable(
            self.matches_in(cell) for cell in cells if isinstance(cell, str)
        )
        if any(match.is_sure for match in typed) or self._has_former_name(texts):
            return True
        words = set(fold(" ".join(texts)).split())
        matches = [name for name in self.names if name <= words]
        if not matches:
            return False
        is_alone = not self.has_namesake and any(len(name) > 1 for name in matches)
        return is_alone or any(map(self._has_birth, texts))

    def _has_former_name(self, texts: Sequence[str]) -> bool:
        """Whether a row has it in two cells, side by side: of it there are no words to look for."""
        if self.known.departed is None:
            return False
        matches = self.matches_in(" ".join(texts))
        return any(match.kind == "name" and match.is_sure for match in matches)

    def _has_birth(self, text: str) -> bool:
        return next(find_dates(text, self.births), None) is not None

    def _has_code(self, text: str) -> bool:
        if any(pseudonym in text for pseudonym in self.pseudonyms):
            return True
        if not self.passes or not any(map(str.isdigit, text)):
            return False
        spans = [
            *find_numbers(text, self.passes, PASS_LENGTH),
            *find_lettered_passes(text, self.passes),
        ]
        return bool(spans)

    def with_answers(self, answers: Mapping[str, bool], registry: Mapping[str, str]) -> Sought:
        """With the pseudonyms that answers say are theirs too, and all that these are met by."""
        theirs = set(self.pseudonyms)
        pairs = [set(pseudonyms_in_pair(pair)) for pair, is_one in answers.items() if is_one]
        while more := [pair for pair in pairs if pair & theirs and not pair <= theirs]:
            theirs.update(*more)
        pseudonyms = frozenset(theirs)
        prints = self.fingerprints | _registered_prints(pseudonyms, registry)
        return replace(self, pseudonyms=pseudonyms, fingerprints=prints)


class Eyes:
    """Names and marks by which the door knows the people of the tabs."""

    def __init__(self, checked: Sequence[CheckedTable], form: Form, nobody: Sequence[str]) -> None:
        """`nobody`: names of SIAE and tabs, in which nobody is looked for."""
        self._checked, self._form, self._nobody = checked, form, tuple(nobody)
        self.rows = person_rows(checked)
        # As they are typed: a row has them folded.
        self._names = list(itertools.chain.from_iterable(map(names_kept, checked)))

    def of_rows(self, rows: Sequence[PersonRow]) -> KnownPeople:
        """Those whose rows they are."""
        births = frozenset(row.full_birth for row in rows if row.full_birth)
        passes = frozenset(str(row.pass_iae) for row in rows if row.pass_iae)
        return self.known([self._names[row.index] for row in rows], births, passes)

    def known(
        self, names: Iterable[KnownName], births: frozenset[date], passes: frozenset[str]
    ) -> KnownPeople:
        """People, but for counsellors who are called so."""
        known = KnownPeople(NameIndex.of(names), births, passes, others=self._nobody)
        return known.but(counsellors(known, self._checked, self._form))


def in_tabs(question: Question, eyes: Eyes, people: People) -> list[Sought]:
    """The persons of the tabs whom a question may mean, each with their rows."""
    by_person: dict[str, list[PersonRow]] = {}
    for row in eyes.rows:
        by_person.setdefault(people.pseudonyms[row.index], []).append(row)
    candidates = {name: its for name, its in by_person.items() if _may_be(question, name, its)}
    same = {
        name: its for name, its in candidates.items() if question.words in map(_name_words, its)
    }
    return [
        _sought(name, its, people, by_person, eyes) for name, its in (same or candidates).items()
    ]


def gone_from_tabs(
    question: Question,
    key: bytes,
    registry: Mapping[str, str],
    stays: Sequence[tuple[str, str | None]],
    eyes: Eyes,
) -> Sought:
    """The person who has no row any more, as the register knows them, or as they were typed."""
    if question.pseudonym:
        pseudonyms = frozenset({question.pseudonym})
        return Sought(pseudonyms, _registered_prints(pseudonyms, registry))
    rows = list(question.as_rows(stays))
    prints = _all_prints(rows, key)
    pseudonyms = frozenset(registry[each] for each in prints if each in registry)
    births = frozenset(filter(None, [question.born]))
    passes = frozenset(filter(None, [str(rows[0].pass_iae or "")]))
    typed_prints: Sequence[str] = ()
    if question.born or question.pass_iae:
        typed_prints = fingerprints(rows[0], key)
    return Sought(
        pseudonyms,
        _registered_prints(pseudonyms, registry).union(typed_prints),
        frozenset({question.words}),
        births,
        passes,
        known=eyes.known(names_in_one_cell(question.who), births, passes),
        others=eyes.of_rows(eyes.rows),
    )


def _may_be(question: Question, pseudonym: str, rows: Sequence[PersonRow]) -> bool:
    if question.pseudonym:
        return pseudonym == question.pseudonym
    if question.siae and all(fold(row.siae) != fold(question.siae) for row in rows):
        return False
    if question.born and all(row.full_birth != question.born for row in rows):
        return False
    typed = next(question.as_rows()).pass_iae
    if typed and all(row.pass_iae != typed for row in rows):
        return False
    return bool(question.words) and any(question.words <= _name_words(row) for row in rows)


def _sought(
    pseudonym: str,
    rows: Sequence[PersonRow],
    people: People,
    by_person: Mapping[str, Sequence[PersonRow]],
    eyes: Eyes,
) -> Sought:
    names = frozenset(map(_name_words, rows))
    of_others = [its for name, its in by_person.items() if name != pseudonym]
    others = list(itertools.chain.from_iterable(of_others))
    pseudonyms = frozenset({pseudonym})
    return Sought(
        pseudonyms,
        _all_prints(rows, people.key) | _registered_prints(pseudonyms, people.registry),
        names,
        frozenset(row.full_birth for row in rows if row.full_birth),
        frozenset(str(row.pass_iae) for row in rows if row.pass_iae),
        tuple(rows),
        any(_name_words(row) in names for row in others),
        eyes.of_rows(rows),
        eyes.of_rows(others),
    )


def _all_prints(rows: Iterable[PersonRow], key: bytes) -> frozenset[str]:
    """The fingerprints that any of these rows is met by."""
    return frozenset(itertools.chain.from_iterable(fingerprints(row, key) for row in rows))


def _registered_prints(pseudonyms: frozenset[str], registry: Mapping[str, str]) -> frozenset[str]:
    return frozenset(each for each, name in registry.items() if name in pseudonyms)


def _name_words(row: PersonRow) -> frozenset[str]:
    return frozenset(row.names.split())
