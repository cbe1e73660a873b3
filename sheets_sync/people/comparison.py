"""Two persons held against one another: what speaks for their being one, what against.

Nothing is decided here. The marks were set on invented pairs of each kind of mistake (other
transliteration, swapped names, a wrong figure) and of people who only look alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, Protocol

from rapidfuzz.distance import OSA

from forms.values import Value
from sheets_sync.catalogue import sentence
from sheets_sync.people.phonetics import SAME, name_similarity

NEAR_NAME = 0.74
_LEAST_ALIKE = 0.6
_ALIKE, _VERY_ALIKE = 0.84, 0.9
"""Mean similarity of both names that is asked for: with the same date of birth, with a near one."""
_MUCH_IN_COMMON = 3
_DAYS_OF_ONE_ENTRY = 31
Likeness = Literal["same", "near", "other", "unknown"]


class HasNames(Protocol):
    """Whoever has a family and a given name, folded."""

    @property
    def family(self) -> str:
        """The family name."""

    @property
    def given(self) -> str:
        """The given name."""


@dataclass(frozen=True)
class Person:
    """One person as typed so far; None is unknown, partial dates are not given.

    Attributes:
        index: where the person stands among all.
        facts: sex, nationality, then what else rarely changes, in one order for all.
        tab: the SIAE and tab of the first row.
    """

    index: int
    family: str
    given: str
    birth: date | None
    pass_iae: str | None
    facts: tuple[Value | None, ...]
    entry: date | None
    tab: str = ""


class NameLikeness(NamedTuple):
    """Likeness of family and given names, and whether that is so with one pair swapped."""

    family: float
    given: float
    are_swapped: bool

    @property
    def weakest(self) -> float:
        """The less near of the two."""
        return min(self.family, self.given)

    @property
    def mean(self) -> float:
        """Both together."""
        return (self.family + self.given) / 2


@dataclass(frozen=True)
class Comparison:
    """Comparison of two persons: what they have in common and what not.

    Attributes:
        shared: how many facts (without sex) are the same; differing: how many are not.
        is_new_year: whether the birth date is a 1 January, which is written where the day is not
            known: hundreds of refugees have it, and it proves little.
        are_in_two_tabs: whether two counsellors typed them, who do not see each other's names.
    """

    names: NameLikeness
    births: Likeness
    passes: Likeness
    sex_differs: bool
    nationality_differs: bool
    shared: int
    differing: int
    entries_are_near: bool
    is_new_year: bool
    are_in_two_tabs: bool

    @property
    def is_worth_asking(self) -> bool:
        """True if the evidence is enough to ask the coordinator."""
        if self.passes == "same":
            return self.names.weakest >= NEAR_NAME or self.births in ("same", "near")
        if self.births == "same":
            return self._is_likely_of_same_birth()
        if self.births == "near":
            return self._is_likely_of_near_birth()
        return self.births == "unknown" and self._is_likely_of_unknown_birth()

    @property
    def _in_common(self) -> int:
        return self.shared + self.entries_are_near

    def _is_likely_of_same_birth(self) -> bool:
        if self.names.weakest < NEAR_NAME or self.names.mean < _ALIKE:
            return False
        if not self.is_new_year:
            return True
        if self.nationality_differs:
            return False
        enough = _MUCH_IN_COMMON
        if self.names.weakest == SAME:
            enough -= 1
        has_enough = self._in_common >= enough and self._in_common > self.differing
        return self.passes == "near" or has_enough

    def _is_likely_of_near_birth(self) -> bool:
        if self.names.weakest < NEAR_NAME or self.names.mean < _VERY_ALIKE:
            return False
        if self.nationality_differs:
            return False
        return not self.is_new_year or self.shared >= _MUCH_IN_COMMON

    def _is_likely_of_unknown_birth(self) -> bool:
        if self.names.weakest < SAME or self.nationality_differs:
            return False
        if self.are_in_two_tabs:
            return True
        return self.passes == "near" or self._in_common >= _MUCH_IN_COMMON

    def evidence(self) -> list[str]:
        """Evidence that both are one person, in words that disclose nothing of them."""
        names = "for.same_names" if self.names.weakest == SAME else "for.near_names"
        codes = [names]
        if self.names.are_swapped:
            codes.append("for.swapped_names")
        codes += _FOR_PASSES.get(self.passes, ())
        if self.births == "same":
            codes.append("for.same_birth")
        evidence = _sentences(codes)
        if self.shared:
            evidence.append(sentence("people.for.facts", count=self.shared))
        return evidence

    def counter_evidence(self) -> list[str]:
        """Evidence against it."""
        codes = [*_AGAINST_BIRTHS.get(self.births, ())]
        if self.births == "same" and self.is_new_year:
            codes.append("against.new_year")
        if self.differing or self.sex_differs:
            codes.append("against.facts")
        return _sentences(codes)


_FOR_PASSES: dict[Likeness, Sequence[str]] = {
    "same": ("for.same_pass",),
    "near": ("for.near_pass",),
}
_AGAINST_BIRTHS: dict[Likeness, Sequence[str]] = {
    "near": ("against.near_birth",),
    "other": ("against.other_birth",),
    "unknown": ("against.unknown_birth",),
}


def compare(one: Person, other: Person) -> Comparison | None:
    """Everything that two persons have in common or not; None where they are surely two."""
    # A brother and a sister share all the rest: only one PASS for both outweighs that.
    sex_differs = _differ(one.facts[0], other.facts[0])
    if sex_differs and (not one.pass_iae or one.pass_iae != other.pass_iae):
        return None
    births = _compare_births(one.birth, other.birth)
    # Namesakes are many, and what is below would not make them one: only one PASS for both does.
    if births == "other" and (not one.pass_iae or one.pass_iae != other.pass_iae):
        return None
    # a PASS IAE is given to one person: two numbers are two people
    passes = _compare_passes(one.pass_iae, other.pass_iae)
    if passes == "other":
        return None
    names = compare_names(one, other)
    if names.mean < _LEAST_ALIKE or (names.weakest < NEAR_NAME and passes != "same"):
        return None
    facts = list(zip(one.facts[1:], other.facts[1:], strict=True))
    return Comparison(
        names=names,
        births=births,
        passes=passes,
        sex_differs=sex_differs,
        nationality_differs=_differ(one.facts[1], other.facts[1]),
        shared=sum(fact is not None and fact == its for fact, its in facts),
        differing=sum(_differ(fact, its) for fact, its in facts),
        entries_are_near=_are_near(one.entry, other.entry),
        is_new_year=one.birth is not None and is_new_year(one.birth),
        are_in_two_tabs=one.tab != other.tab,
    )


def is_new_year(day: date) -> bool:
    """True if it is a 1 January."""
    return (day.day, day.month) == (1, 1)


def compare_names(one: HasNames, other: HasNames) -> NameLikeness:
    """Straight or swapped, whichever is nearer."""
    straight = NameLikeness(
        name_similarity(one.family, other.family),
        name_similarity(one.given, other.given),
        are_swapped=False,
    )
    swapped = NameLikeness(
        name_similarity(one.family, other.given),
        name_similarity(one.given, other.family),
        are_swapped=True,
    )
    return max(straight, swapped, key=lambda names: names.mean)


def _compare_births(one: date | None, other: date | None) -> Likeness:
    """Near: day and month are swapped, or one figure is different."""
    if one is None or other is None:
        return "unknown"
    if one == other:
        return "same"
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return "near"
    equal = (one.day == other.day) + (one.month == other.month) + (one.year == other.year)
    if equal < 2:
        return "other"
    parts = ((one.day, other.day), (one.month, other.month), (one.year, other.year))
    part, its = next((part, its) for part, its in parts if part != its)
    if sum(map(str.__ne__, f"{part:04}", f"{its:04}")) == 1:
        return "near"
    return "other"


def _compare_passes(one: str | None, other: str | None) -> Likeness:
    """Near: one figure is different, missing, or two are swapped."""
    if not one or not other:
        return "unknown"
    if one == other:
        return "same"
    if OSA.distance(one, other, score_cutoff=1) == 1:
        return "near"
    return "other"


def _are_near(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs((one - other).days) <= _DAYS_OF_ONE_ENTRY


def _differ(one: Value | None, other: Value | None) -> bool:
    return one is not None and other is not None and one != other


def _sentences(codes: Sequence[str]) -> list[str]:
    return [sentence(f"people.{code}") for code in codes]
