"""Hold an outside file against the tabs: who is there or here only, and what differs.

Nothing is decided and nothing is written: each difference is for somebody to look at.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from forms.values import Value, shown
from sheets_sync.outside.matching import is_by_name, matches_with_tabs
from sheets_sync.outside.outside_file import OutsideFile, PersonThere
from sheets_sync.outside.outside_formats import Comparison, OutsideFormat
from sheets_sync.outside.people_here import PersonHere
from sheets_sync.people.person_row import PersonRow, whole_day

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
        goes_with: the field that the file says another value of too, as the number whose end it
            is: neither is right without the other; "" for none.
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
    goes_with: str = ""

    @property
    def is_asked(self) -> bool:
        """True if it is written only where a person has looked at just this one."""
        return self.is_unread or self.is_by_name or bool(self.held)


def compare_with_tabs(
    file: OutsideFile, here: Sequence[PersonHere], siae_of: Callable[[str], str]
) -> list[Difference]:
    """The differences, by SIAE and in the order of the file, those here only last.

    Args:
        siae_of: as of `matches_with_tabs`.
    """
    outside, met, differences = file.outside, set[tuple[str, str]](), list[Difference]()
    seen_siae = {siae_of(there.siae) for there in file.persons}
    matches = list(matches_with_tabs(file, here, siae_of))
    sure = Counter(match.here[0].siae_and_person for _, match in matches if match.is_sure)
    # Whom a file has that was cut, nobody can tell by its absence.
    is_complete = outside.complete and not file.cut_row
    holders = {number: one for one in here for number in one.numbers}
    for there, match in matches:
        met.update(one.siae_and_person for one in match.here)
        if not there.is_understood:
            differences += [_about_person("not_understood", one, there) for one in match.here]
        # Two persons of the file are not both the one here: which of them is, nobody can tell.
        elif match.is_sure and sure[match.here[0].siae_and_person] == 1:
            differing = list(_differing(file, match.here[0], there))
            differences += _as_told(differing, outside, holders)
        elif match.here:
            differences += [_doubtful(one, there) for one in match.here]
        elif outside.complete:
            differences.append(_missing_here(siae_of(there.siae), there))
    if is_complete:
        differences += [
            _missing_there(one)
            for one in here
            if one.row.siae in seen_siae and one.is_present and one.siae_and_person not in met
        ]
    siae_in_order = list(dict.fromkeys(one.siae for one in differences))
    return sorted(differences, key=lambda one: siae_in_order.index(one.siae))


def _as_told(
    differing: Sequence[Difference], outside: OutsideFormat, holders: Mapping[str, PersonHere]
) -> Iterator[Difference]:
    """The differences of a person, each with what it is written beside.

    What the file says beside a PASS that is somebody else's is not of the one here.

    Args:
        holders: PASS → who has it.
    """
    differing = [replace(one, held=_held_elsewhere(one, holders)) for one in differing]
    by_field = {one.field: one for one in differing if one.kind == "differs"}
    beside = {comparison.field: comparison.beside for comparison in outside.compare}
    for one in differing:
        other = by_field.get(beside.get(one.field or "", ""))
        if other is None or (other.here is None and not other.held):
            yield one
        elif not other.held:
            yield replace(one, goes_with=other.field or "")


def _held_elsewhere(one: Difference, holders: Mapping[str, PersonHere]) -> str:
    """Where the PASS that the file gives stands already, on a row of another person; or ""."""
    holder = holders.get(str(one.there))
    if one.field != "pass_iae" or holder is None or holder.person == one.person:
        return ""
    return f"{holder.row.tab} ! {holder.numbers[str(one.there)]}"


def nowhere_here(
    file: OutsideFile, here: Sequence[PersonHere], siae_of: Callable[[str], str]
) -> list[PersonThere]:
    """The persons of the file who are in no tab, whether each of them should be in one or not."""
    return [
        there
        for there, match in matches_with_tabs(file, here, siae_of)
        if there.is_understood and not match.here
    ]


def siae_of_nobody_met(
    file: OutsideFile, here: Sequence[PersonHere], siae_of: Callable[[str], str]
) -> dict[str, int]:
    """SIAE whose people are all others than those of the file → how many the file has of theirs.

    Only where everybody should be in the file, and the tab has more than a month takes away.
    """
    if not file.outside.complete:
        return {}
    matches = list(matches_with_tabs(file, here, siae_of))
    met = {siae_of(there.siae) for there, match in matches if match.here}
    outside = Counter(siae_of(there.siae) for there, _ in matches)
    present = Counter(one.row.siae for one in here if one.is_present)
    return {
        siae: count for siae, count in outside.items() if siae not in met and present[siae] >= _MANY
    }


def without_column(
    file: OutsideFile, here: Sequence[PersonHere], siae_of: Callable[[str], str]
) -> dict[str, list[str]]:
    """SIAE whose people are in the file → the fields that it tells of and their tab has not."""
    fields = [comparison.field for comparison in file.outside.compare]
    if file.outside.number:
        fields.append(file.outside.number)
    met = (match.here for _, match in matches_with_tabs(file, here, siae_of))
    lacking: dict[str, list[str]] = {}
    for one in itertools.chain.from_iterable(met):
        lacking[one.row.siae] = [field for field in fields if not one.cells.get(field)]
    return {siae: fields for siae, fields in lacking.items() if fields}


def _differing(file: OutsideFile, here: PersonHere, there: PersonThere) -> Iterator[Difference]:
    """The fields that the file says something else of, then what somebody must look into."""
    outside = file.outside
    comparisons: Iterable[Comparison] = outside.compare
    by_name, values = is_by_name(here.row, there), dict(there.values)
    if outside.number:
        values[outside.number] = _rows_of_stay(here.row, there) or None
        comparisons = [*comparisons, Comparison(field=outside.number, column="", only="later")]
    for comparison in comparisons:
        field, value = comparison.field, values.get(comparison.field)
        # What the tab has no column for, nobody there can put right.
        has_column = bool(here.cells.get(field))
        if has_column and value is not None and _is_other(comparison, here, value):
            yield replace(_at(here, "differs", field, value, there), is_by_name=by_name)
    if there.doubt and outside.doubt:
        yield _at(here, "doubtful", outside.doubt.field, there.doubt, there)


def _rows_of_stay(row: PersonRow, there: PersonThere) -> int:
    """How many of a person's rows ended from the entry to the exit: others are of another stay."""
    entry, left = whole_day(row.entry) or date.min, whole_day(row.exit) or date.max
    return sum(day is None or entry <= day <= left for day in there.days)


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
