"""Hold an outside file against the tabs: who is there or here only, and what differs.

Nothing is decided and nothing is written: each difference is for somebody to look at.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from forms.values import Value, shown
from forms.words import fold
from sheets_sync.outside.outside_file import MASK, OutsideFile, PersonThere
from sheets_sync.outside.outside_formats import Comparison
from sheets_sync.outside.people_here import PersonHere
from sheets_sync.people.comparison import Person, compare, is_new_year
from sheets_sync.people.person_row import PersonRow

_MANY = 3
"""People of an SIAE who are not all others the month after."""
Kind = Literal["differs", "missing_here", "missing_there", "doubtful", "not_understood"]


@dataclass(frozen=True)
class Difference:
    """A difference between a tab and the file.

    Attributes:
        tab, row, cell: where it is here; "" and None where the person is not.
        field: None where it is about the whole person.
        here, there: what stands on either side, for the coordinator's own screen.
        file_row: from 1; None where the person is not in the file.
        person: their pseudonym here, "" for one who is not.
        is_unread: whether `here` is what is typed there, which is not understood.
        is_by_name: whether the name alone tells that it is this person's: it may be a namesake's.
        held: where the number of the file stands already, as somebody else's; "" for nowhere.
    """

    kind: Kind
    siae: str
    tab: str
    row: int | None
    cell: str
    field: str | None
    here: Value | None
    there: Value | None
    file_row: int | None
    person: str = ""
    is_unread: bool = False
    is_by_name: bool = False
    held: str = ""

    @property
    def is_asked(self) -> bool:
        """True if it is written only where a person has looked at just this one."""
        return self.is_unread or self.is_by_name or bool(self.held)


def compare_with_tabs(
    file: OutsideFile, here: Sequence[PersonHere], siae_of: Callable[[str], str]
) -> list[Difference]:
    """The differences, by SIAE and in the order of the file, those here only last.

    Args:
        siae_of: the member that the file means by a name; "" where it names none, and the person
            is looked for everywhere.
    """
    outside, met, differences = file.outside, set[tuple[str, str]](), list[Difference]()
    seen_siae = {siae_of(there.siae) for there in file.persons}
    matches = list(_matches(file, here, siae_of))
    sure = Counter(_siae_and_person(match.here[0]) for _, match in matches if match.is_sure)
    # Whom a file has that was cut, nobody can tell by its absence.
    is_complete = outside.complete and not file.cut_row
    holders = {_text_or_none(one.row.pass_iae): one for one in here}
    for there, match in matches:
        met.update(map(_siae_and_person, match.here))
        if not there.is_understood:
            differences += [_about_person("not_understood", one, there) for one in match.here]
        # Two persons of the file are not both the one here: which of them is, nobody can tell.
        elif match.is_sure and sure[_siae_and_person(match.here[0])] == 1:
            one = match.here[0]
            is_by_name = _is_by_name(one.row, there)
            differences += [
                replace(each, is_by_name=is_by_name, held=_held_by_another(each, holders))
                for each in _differing(file, one, there)
            ]
        elif match.here:
            differences += [_doubtful(one, there) for one in match.here]
        elif outside.complete:
            differences.append(_missing_here(siae_of(there.siae), there))
    if is_complete:
        differences += [
            _missing_there(one)
            for one in here
            if one.row.siae in seen_siae and one.is_present and _siae_and_person(one) not in met
        ]
    siae_in_order = list(dict.fromkeys(one.siae for one in differences))
    return sorted(differences, key=lambda one: siae_in_order.index(one.siae))


def _held_by_another(one: Difference, holders: Mapping[str | None, PersonHere]) -> str:
    """Where the PASS that the file gives stands already, on the row of another person; or ""."""
    holder = holders.get(_text_or_none(one.there))
    if one.field != "pass_iae" or holder is None or holder.person == one.person:
        return ""
    return f"{holder.row.tab} ! {holder.cells[one.field]}"


def nowhere_here(
    file: OutsideFile, here: Sequence[PersonHere], siae_of: Callable[[str], str]
) -> list[PersonThere]:
    """The persons of the file who are in no tab, whether each of them should be in one or not."""
    return [
        there
        for there, match in _matches(file, here, siae_of)
        if there.is_understood and not match.here
    ]


def siae_of_nobody_met(
    file: OutsideFile, here: Sequence[PersonHere], siae_of: Callable[[str], str]
) -> dict[str, int]:
    """SIAE whose people are all others than those of the file → how many the file has of theirs.

    Only where everybody should be in the file, and both have more than a change of team explains.
    """
    if not file.outside.complete:
        return {}
    matches = list(_matches(file, here, siae_of))
    met = {siae_of(there.siae) for there, match in matches if match.here}
    outside = Counter(siae_of(there.siae) for there, _ in matches)
    present = Counter(one.row.siae for one in here if one.is_present)
    return {
        siae: count
        for siae, count in outside.items()
        if siae not in met and min(count, present[siae]) >= _MANY
    }


def without_column(
    file: OutsideFile, here: Sequence[PersonHere], siae_of: Callable[[str], str]
) -> dict[str, list[str]]:
    """SIAE whose people are in the file → the fields that it tells of and their tab has not."""
    fields = [comparison.field for comparison in file.outside.compare]
    if file.outside.number:
        fields.append(file.outside.number)
    met = (match.here for _, match in _matches(file, here, siae_of))
    lacking: dict[str, list[str]] = {}
    for one in itertools.chain.from_iterable(met):
        lacking[one.row.siae] = [field for field in fields if not one.cells.get(field)]
    return {siae: fields for siae, fields in lacking.items() if fields}


def _matches(
    file: OutsideFile, here: Sequence[PersonHere], siae_of: Callable[[str], str]
) -> Iterator[tuple[PersonThere, _Match]]:
    by_siae: dict[str, _Register] = {}
    for there in file.persons:
        siae = siae_of(there.siae)
        if siae not in by_siae:
            theirs = [one for one in here if siae in ("", one.row.siae)]
            by_siae[siae] = _Register(theirs, bool(file.outside.birth or file.outside.pass_iae))
        yield there, by_siae[siae].find(there)


@dataclass(frozen=True)
class _Match:
    """Those here who may be a person of the file, and whether the one of them surely is."""

    here: Sequence[PersonHere] = ()
    is_sure: bool = False


def _siae_and_person(one: PersonHere) -> tuple[str, str]:
    return one.row.siae, one.person


class _Register:
    """Persons here, found by what an identity is known by.

    Attributes:
        tells_more: whether the file has a column of more than names: then these prove nothing.
    """

    def __init__(self, here: Sequence[PersonHere], tells_more: bool) -> None:
        self.here, self.tells_more = here, tells_more
        self.by_key: dict[Hashable, list[PersonHere]] = defaultdict(list)
        for one in here:
            for key in _person_keys(one.row.names, one.row.full_birth, one.row.pass_iae):
                self.by_key[key].append(one)

    def find(self, there: PersonThere) -> _Match:
        """The person meant; not sure where names, birth date and PASS do not all agree.

        Of namesakes without more, each may be the one.
        """
        names = " ".join(sorted(f"{there.family} {there.given}".split()))
        # The surest key first. The same PASS under unlike names is never a proof.
        keys = _person_keys(names, there.birth, there.pass_iae)
        candidates = [found for found in map(self.by_key.get, keys) if found]
        for found in candidates:
            if len(found) == 1:
                return _Match(found, _agree(found[0], there, names, self.tells_more))
        return _Match(candidates[0] if candidates else self._likely(there))

    def _likely(self, there: PersonThere) -> Sequence[PersonHere]:
        if there.is_masked:
            return self._begins_so(there)
        if not there.given:
            return ()
        asked = _person_there(there.family, there.given, there.birth, there.pass_iae)
        for one in self.here:
            row = one.row
            known = _person_there(
                row.family, row.given, row.full_birth, _text_or_none(row.pass_iae)
            )
            comparison = compare(asked, known)
            if comparison is not None and comparison.is_worth_asking:
                return (one,)
        return ()

    def _begins_so(self, there: PersonThere) -> Sequence[PersonHere]:
        """Those whose PASS is not known, whose names begin so and who have a day of theirs.

        The other program masks the names of those whose file it does not show whole.
        """
        return [
            one
            for one in self.here
            if not one.row.pass_iae and _begin_alike(one.row, there) and _share_a_date(one, there)
        ]


def _share_a_date(here: PersonHere, there: PersonThere) -> bool:
    """True if a day that the file gives, as of the hiring, stands in the row as well."""
    days = {value for value in there.values.values() if isinstance(value, date)}
    return not days.isdisjoint(value for value in here.values.values() if isinstance(value, date))


def _person_keys(names: str, birth: date | None, pass_iae: Value | None) -> Iterator[Hashable]:
    if names and birth:
        yield "born", names, birth
    if pass_iae:
        yield "pass", _text_or_none(pass_iae)
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
    if row.pass_iae and _text_or_none(row.pass_iae) == there.pass_iae:
        return True
    if not tells_more:
        return True
    if row.full_birth is None or row.full_birth != there.birth:
        return False
    passes = {_text_or_none(row.pass_iae), there.pass_iae} - {None}
    # 1 January is written where the day is not known: with two PASS it is no one person.
    return not (len(passes) > 1 and is_new_year(row.full_birth))


def _is_by_name(row: PersonRow, there: PersonThere) -> bool:
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


def _text_or_none(value: Value | None) -> str | None:
    if value is None:
        return None
    return str(value)


def _differing(file: OutsideFile, here: PersonHere, there: PersonThere) -> Iterator[Difference]:
    """The fields that the file says something else of, then what somebody must look into."""
    outside = file.outside
    comparisons: Iterable[Comparison] = outside.compare
    if outside.number:
        comparisons = [*comparisons, Comparison(field=outside.number, column="", only="later")]
    for comparison in comparisons:
        field, value = comparison.field, there.values.get(comparison.field)
        # What the tab has no column for, nobody there can put right.
        has_column = bool(here.cells.get(field))
        if has_column and value is not None and _is_other(comparison, here, value):
            yield _at(here, "differs", field, value, there)
    if there.doubt and outside.doubt:
        yield _at(here, "doubtful", outside.doubt.field, there.doubt, there)


def _is_other(comparison: Comparison, here: PersonHere, there: Value) -> bool:
    """True if what the file says is nowhere here, and more than here where only that counts."""
    known = here.values.get(comparison.field)
    if _says_as_much(known, there) or _says_as_much(here.values.get(comparison.instead), there):
        return False
    if comparison.only is None or known is None:
        return True
    # Of one type: mypy does not narrow both sides by that.
    return type(known) is type(there) and known < there  # type: ignore[operator]


def _says_as_much(known: Value | None, there: Value) -> bool:
    """True if a tab says what the file says; the day too, where that has the year or month only."""
    if isinstance(known, date) and isinstance(there, str):
        return known.isoformat().startswith(there)
    return known == there


def _at(
    here: PersonHere, kind: Kind, field: str, value: Value | None, there: PersonThere | None
) -> Difference:
    row, is_unread = here.row, field in here.unread
    known = shown(here.unread[field]) if is_unread else here.values.get(field)
    file_row = there.rows[0] if there else None
    cell = here.cells.get(field, "")
    return Difference(
        kind,
        row.siae,
        row.tab,
        row.row,
        cell,
        field,
        known,
        value,
        file_row,
        here.person,
        is_unread,
    )


def _doubtful(here: PersonHere, there: PersonThere) -> Difference:
    return _about_person("doubtful", here, there)


def _missing_there(here: PersonHere) -> Difference:
    return _about_person("missing_there", here, None)


def _about_person(kind: Kind, here: PersonHere, there: PersonThere | None) -> Difference:
    row = here.row
    name = " ".join(str(here.values.get(field) or "") for field in ("nom", "prenom")).strip()
    return Difference(
        kind,
        row.siae,
        row.tab,
        row.row,
        row.cell,
        None,
        name,
        there.name if there else None,
        there.rows[0] if there else None,
        here.person,
    )


def _missing_here(siae: str, there: PersonThere) -> Difference:
    return Difference("missing_here", siae, "", None, "", None, None, there.name, there.rows[0])
