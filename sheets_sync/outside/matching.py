"""Who of an outside file is who in the tabs: surely, maybe, or nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.words import fold
from sheets_sync.outside.outside_file import MASK, OutsideFile, PersonThere
from sheets_sync.outside.people_here import PersonHere
from sheets_sync.people.comparison import Person, compare, is_new_year
from sheets_sync.people.person_row import PersonRow


def matches_with_tabs(
    file: OutsideFile, here: Sequence[PersonHere], siae_of: Callable[[str], str]
) -> Iterator[tuple[PersonThere, Match]]:
    """Each person of the file, with those of their SIAE who may be them.

    Args:
        siae_of: the member that the file means by a name; "" where it names none, and the person
            is looked for everywhere.
    """
    by_siae: dict[str, _Register] = {}
    for there in file.persons:
        siae = siae_of(there.siae)
        if siae not in by_siae:
            theirs = [one for one in here if siae in ("", one.row.siae)]
            by_siae[siae] = _Register(theirs, bool(file.outside.birth or file.outside.pass_iae))
        yield there, by_siae[siae].find(there)


@dataclass(frozen=True)
class Match:
    """Those here who may be a person of the file, and whether the one of them surely is."""

    here: Sequence[PersonHere] = ()
    is_sure: bool = False


class _Register:
    """Persons here, found by what an identity is known by.

    Attributes:
        tells_more: whether the file has a column of more than names: then these prove nothing.
    """

    def __init__(self, here: Sequence[PersonHere], tells_more: bool) -> None:
        self.here, self.tells_more = here, tells_more
        self.by_key: dict[Hashable, list[PersonHere]] = defaultdict(list)
        for one in here:
            for key in _person_keys(one.row.names, one.row.full_birth, one.pass_iae):
                self.by_key[key].append(one)

    def find(self, there: PersonThere) -> Match:
        """The person meant; not sure where names, birth date and PASS do not all agree.

        Of namesakes without more, each may be the one.
        """
        names = " ".join(sorted(f"{there.family} {there.given}".split()))
        # The surest key first. The same PASS under unlike names is never a proof.
        keys = _person_keys(names, there.birth, there.pass_iae)
        candidates = [found for found in map(self.by_key.get, keys) if found]
        # One row has the birth date, another the PASS: which of them it is, nobody can tell.
        holders = [one for one in self.by_key["pass", there.pass_iae] if one.row.names == names]
        if holders and holders[0] not in candidates[0]:
            return Match([*candidates[0], *holders])
        for found in candidates:
            if len(found) == 1:
                return Match(found, _agree(found[0], there, names, self.tells_more))
        return Match(candidates[0] if candidates else self._likely(there))

    def _likely(self, there: PersonThere) -> Sequence[PersonHere]:
        if there.is_masked:
            return self._begins_so(there)
        if not there.given:
            return self._with_these_words(there)
        asked = _person_there(there.family, there.given, there.birth, there.pass_iae)
        for one in self.here:
            row = one.row
            known = _person_there(row.family, row.given, row.full_birth, one.pass_iae)
            comparison = compare(asked, known)
            if comparison is not None and comparison.is_worth_asking:
                return (one,)
        return [one for one in self.here if _may_have_married(one, there)]

    def _with_these_words(self, there: PersonThere) -> Sequence[PersonHere]:
        """Those whose names have all words of a name in one cell, or some of them, two at least."""
        words = set(there.family.split())
        known = ((one, set(one.row.names.split())) for one in self.here)
        return [
            one
            for one, its in known
            if min(len(words), len(its)) > 1 and (words <= its or its <= words)
        ]

    def _begins_so(self, there: PersonThere) -> Sequence[PersonHere]:
        """Those whose names begin so and who have a day of theirs, where no two PASS tell more.

        The other program masks the names of those whose file it does not show whole.
        """
        return [
            one
            for one in self.here
            if not (one.pass_iae and there.pass_iae)
            and _begin_alike(one.row, there)
            and _share_a_date(one, there)
        ]


def _may_have_married(here: PersonHere, there: PersonThere) -> bool:
    """True if all but the family name is alike, and no two PASS tell more.

    1 January is the birth date of many.
    """
    birth = there.birth
    is_born_then = birth is not None and here.row.full_birth == birth and not is_new_year(birth)
    has_two_numbers = bool(here.numbers and there.pass_iae)
    return is_born_then and here.row.given == there.given and not has_two_numbers


def _share_a_date(here: PersonHere, there: PersonThere) -> bool:
    """True if a day that the file gives, as of the hiring, stands in the row as well."""
    days = {value for value in there.values.values() if isinstance(value, date)}
    return not days.isdisjoint(value for value in here.values.values() if isinstance(value, date))


def _person_keys(names: str, birth: date | None, pass_iae: str | None) -> Iterator[Hashable]:
    if names and birth:
        yield "born", names, birth
    if pass_iae:
        yield "pass", pass_iae
    if names:
        yield "names", names


def _agree(here: PersonHere, there: PersonThere, names: str, tells_more: bool) -> bool:
    """True if both sides surely mean one person: by names with PASS or birth date.

    By names alone in a file that tells no more of anybody (`tells_more`).
    """
    row = here.row
    if there.is_masked:
        return _begin_alike(row, there)
    if names != row.names:
        return False
    if here.pass_iae and here.pass_iae == there.pass_iae:
        return True
    if not tells_more:
        return True
    if row.full_birth is None or row.full_birth != there.birth:
        return False
    # 1 January is written where the day is not known: with two PASS it is no one person, nor is
    # the newest row surely theirs where an older one, taken for theirs, has the PASS.
    return not (here.numbers and there.pass_iae and is_new_year(row.full_birth))


def is_by_name(row: PersonRow, there: PersonThere) -> bool:
    """True if neither a birth date nor a PASS is known on both sides."""
    has_births = row.full_birth is not None and there.birth is not None
    return not has_births and (not row.pass_iae or not there.pass_iae)


def _begin_alike(row: PersonRow, there: PersonThere) -> bool:
    """True if the names that the file shows the beginnings of begin as the row's do."""
    beginnings = [fold(word) for word in there.name.replace(MASK, " ").split()]
    words = f"{row.family} {row.given}".split()
    return all(_begins_one_of(words, start) for start in beginnings)


def _begins_one_of(words: Sequence[str], start: str) -> bool:
    return any(word.startswith(start) for word in words)


def _person_there(family: str, given: str, birth: date | None, pass_iae: str | None) -> Person:
    return Person(0, family, given, birth, pass_iae, facts=(None, None), entry=None)
