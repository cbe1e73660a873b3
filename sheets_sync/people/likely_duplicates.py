"""Find persons typed twice under names that are not quite the same: what speaks for it and against it, never decided here."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from rapidfuzz.distance import OSA

from forms.values import Value

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ou|oo|w", "u"), ("ee|ij|y", "i"), ("sch|sh|ch", "s"), ("dj|dz|j", "j"), ("ph", "f"), ("kh|q|ck|c(?=[aou]|$|[^eiy])", "k"),
        ("th", "t"), ("dh", "d"), ("gh", "g"), ("(?<=[aeiou])h(?=[^aeiou]|$)", ""), ("(?<=[^aeiou])h", ""),
        ("(?<=..)e$", ""), ("e", "a"), ("o", "u"), (r"([a-z])\1+", r"\1"),
    )
)  # fmt: skip
"""How one name is written by a French, an English and a Turkish clerk: sounds that meet are brought together, in this order."""
_PARTICLES = frozenset({"al", "el", "ben", "bin", "ibn", "de", "da", "ul", "ould"})
SAME, NEAR, CUT = 1.0, 0.74, 0.9
MOST_TOGETHER, NEXT_TOGETHER = 60, 6


@dataclass(frozen=True)
class Person:
    """One person as typed so far, at the row of `place`; None is unknown, partial dates are not given."""

    place: int
    family: str
    given: str
    birth: date | None
    pass_iae: str | None
    facts: tuple[Value | None, ...]
    """Sex, then what rarely changes (nationality, commune, protection, arrival), in one order for all."""
    entry: date | None


@dataclass(frozen=True)
class Pair:
    """Two places that may be one person, with the reasons, in words that tell nothing of the person."""

    first: int
    second: int
    evidence: tuple[str, ...]
    counter_evidence: tuple[str, ...]


def propose(persons: Sequence[Person]) -> list[Pair]:
    """The pairs worth asking about, in the order of the rows. Only those that share a birth date, a PASS or their names meet."""
    found: dict[tuple[int, int], Pair] = {}
    for one, other in _candidates(persons):
        key = (min(one.place, other.place), max(one.place, other.place))
        if key not in found and (pair := compare(one, other)) is not None:
            found[key] = pair
    return [found[key] for key in sorted(found)]


def compare(one: Person, other: Person) -> Pair | None:
    """What two persons have in common, or None where it is not enough to ask."""
    numbers = _numbers(one.pass_iae, other.pass_iae)
    sex_differs = _differ(one.facts[0], other.facts[0])
    if numbers == "other" or (sex_differs and numbers != "same"):
        return None
    family, given, swapped = _names(one, other)
    alike, least = (family + given) / 2, min(family, given)
    if alike < 0.6:
        return None
    evidence, against = [], []
    born = _born(one.birth, other.birth)
    shared = sum(
        a is not None and a == b for a, b in zip(one.facts[1:], other.facts[1:], strict=True)
    )
    differing = sum(_differ(a, b) for a, b in zip(one.facts[1:], other.facts[1:], strict=True))
    near_entry = (
        one.entry is not None
        and other.entry is not None
        and abs((one.entry - other.entry).days) <= 31
    )
    new_year = one.birth is not None and (one.birth.day, one.birth.month) == (1, 1)

    if numbers == "same":
        enough = least >= NEAR or born in ("same", "near")
    elif born == "same" and not new_year:
        enough = least >= NEAR and alike >= 0.84
    elif born == "same":
        enough = least >= NEAR and alike >= 0.84 and not _differ(one.facts[1], other.facts[1]) and (
            numbers == "near" or (shared + near_entry >= (2 if least == SAME else 3) and shared + near_entry > differing)
        )  # fmt: skip
    elif born == "near":
        enough = (
            least >= NEAR
            and alike >= 0.9
            and not _differ(one.facts[1], other.facts[1])
            and (not new_year or shared >= 3)
        )
    elif born == "unknown":
        enough = (
            least == SAME
            and not _differ(one.facts[1], other.facts[1])
            and (numbers == "near" or shared + near_entry >= 3)
        )
    else:
        enough = False
    if not enough:
        return None

    evidence.append("mêmes nom et prénom" if least == SAME else "nom et prénom proches")
    if swapped:
        evidence.append("nom et prénom intervertis")
    if numbers in ("same", "near"):
        evidence.append(
            "même numéro de PASS IAE" if numbers == "same" else "numéros de PASS IAE presque égaux"
        )
    if born == "same":
        evidence.append("même date de naissance")
    if shared:
        evidence.append(
            f"{shared} autre{'s' if shared > 1 else ''} information{'s' if shared > 1 else ''} en commun"
        )
    if born == "same" and new_year:
        against.append("naissance un 1er janvier, qui prouve peu")
    if born in ("near", "other"):
        against.append(
            "dates de naissance proches mais différentes"
            if born == "near"
            else "dates de naissance différentes"
        )
    if born == "unknown":
        against.append("une date de naissance manque")
    if differing or sex_differs:
        against.append("d'autres informations diffèrent")
    return Pair(
        min(one.place, other.place), max(one.place, other.place), tuple(evidence), tuple(against)
    )


@functools.lru_cache(maxsize=262_144)
def phonetic_key(name: str) -> str:
    """A folded name as it sounds, in one word: « mohamed » and « mohammad », « abdul rahman » and « abdoulrahmane » meet."""
    text = "".join(name.split())
    for pattern, sound in _SOUNDS:
        text = pattern.sub(sound, text)
    return text


def _candidates(persons: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    """Pairs that share something rare enough; a group too large to prove anything is passed over."""
    together: dict[tuple[object, ...], list[Person]] = defaultdict(list)
    for person in persons:
        if person.birth is not None:
            initials = sorted(
                {phonetic_key(word)[:1] for word in f"{person.family} {person.given}".split()}
            )
            together["born", person.birth].append(person)
            together[
                "swapped",
                person.birth.year,
                *sorted((person.birth.day, person.birth.month)),
                *initials,
            ].append(person)
        if person.pass_iae:
            together["pass", person.pass_iae].append(person)
        names = sorted((phonetic_key(person.family), phonetic_key(person.given)))
        together["names", *names].append(person)
        if person.birth is not None:
            for name in names:
                together["name", name, person.birth.year].append(person)
                together["day", name, person.birth.day, person.birth.month].append(person)
    for group in together.values():
        if len(group) <= MOST_TOGETHER:
            yield from combinations(group, 2)
        else:  # a birth date that hundreds have: only those whose names begin alike
            ranked = sorted(group, key=lambda person: phonetic_key(person.family))
            for start, person in enumerate(ranked):
                yield from ((person, other) for other in ranked[start + 1 : start + NEXT_TOGETHER])


def _names(one: Person, other: Person) -> tuple[float, float, bool]:
    """How near family and given names are, straight or swapped, whichever is nearer."""
    straight = _alike(one.family, other.family), _alike(one.given, other.given)
    crossed = _alike(one.family, other.given), _alike(one.given, other.family)
    return (*crossed, True) if sum(crossed) > sum(straight) else (*straight, False)


def _alike(one: str, other: str) -> float:
    """1 where they sound the same; `CUT` where one is the other cut short; else how many letters are not different."""
    if not one or not other:
        return 0.0
    heard, also = phonetic_key(one), phonetic_key(other)
    if heard == also:
        return SAME
    words, others = (
        {phonetic_key(word) for word in name.split()} - _PARTICLES for name in (one, other)
    )
    if (
        words
        and others
        and (words <= others or others <= words)
        and max(map(len, words & others)) >= 3
    ):
        return CUT
    return OSA.normalized_similarity(heard, also)


def _born(one: date | None, other: date | None) -> str:
    """Same, near (day and month swapped, or one figure different), other, or unknown."""
    if one is None or other is None:
        return "unknown"
    if one == other:
        return "same"
    swapped = one.year == other.year and (one.day, one.month) == (other.month, other.day)
    figures = sum(a != b for a, b in zip(f"{one:%d%m%Y}", f"{other:%d%m%Y}", strict=True))
    return "near" if swapped or figures == 1 else "other"


def _numbers(one: str | None, other: str | None) -> str:
    if not one or not other:
        return "unknown"
    return (
        "same"
        if one == other
        else "near"
        if OSA.distance(one, other, score_cutoff=1) == 1
        else "other"
    )


def _differ(one: Value | None, other: Value | None) -> bool:
    return one is not None and other is not None and one != other
