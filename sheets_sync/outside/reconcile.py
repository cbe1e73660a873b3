"""Hold an outside file against the tabs: who is there or here only, and what differs.

Nothing is decided and nothing is written: each difference is for somebody to look at.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from forms.values import Value, shown
from sheets_sync.catalogue import sentence
from sheets_sync.outside.difference import Difference, Kind
from sheets_sync.outside.matching import is_by_name, matches_with_tabs
from sheets_sync.outside.outside_file import OutsideFile, PersonThere
from sheets_sync.outside.outside_formats import Comparison, OutsideFormat
from sheets_sync.outside.people_here import PersonHere
from sheets_sync.people.person_row import PersonRow, whole_day

_MANY = 3
"""People of an SIAE who are not all others the month after."""


def compare_with_tabs(
    file: OutsideFile, here: Sequence[PersonHere], siae_of: Callable[[str], str], as_of: date
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
    holders = _Holders(file, here)
    for there, match in matches:
        met.update(one.siae_and_person for one in match.here)
        if not there.is_understood:
            differences += [_about_person("not_understood", one, there) for one in match.here]
        # Two persons of the file are not both the one here: which of them is, nobody can tell.
        elif match.is_sure and sure[match.here[0].siae_and_person] == 1:
            differing = [
                replace(one, held=holders.elsewhere(one, there))
                for one in _differing(file, match.here[0], there)
            ]
            differences += _with_partners(differing, outside, match.here[0], there)
        elif match.here:
            differences += [_doubtful(outside, one, there) for one in match.here]
        elif outside.complete:
            missing = _missing_here(siae_of(there.siae), there)
            differences.append(replace(missing, is_over=_is_over(outside, there, as_of)))
    if is_complete:
        differences += [
            _missing_there(one, file)
            for one in here
            if one.row.siae in seen_siae and one.is_present and one.siae_and_person not in met
        ]
    siae_in_order = list(dict.fromkeys(one.siae for one in differences))
    return sorted(differences, key=lambda one: siae_in_order.index(one.siae))


class _Holders:
    """Whose a PASS is, here and in the file."""

    def __init__(self, file: OutsideFile, here: Sequence[PersonHere]) -> None:
        self._here = {number: one for one in here for number in one.numbers}
        self._there: dict[str, list[PersonThere]] = defaultdict(list)
        for there in file.persons:
            if there.pass_iae:
                self._there[there.pass_iae].append(there)

    def elsewhere(self, one: Difference, there: PersonThere) -> str:
        """Where the PASS that the file gives somebody is another person's as well; or ""."""
        number = str(one.there)
        if one.field != "pass_iae":
            return ""
        holder = self._here.get(number)
        if holder is not None and holder.person != one.person:
            return f"{holder.row.tab} ! {holder.numbers[number]}"
        others = (other.rows[0] for other in self._there[number] if _are_two(there, other))
        row = next(others, None)
        return "" if row is None else sentence("outside.row_of_file", row=row)


def _are_two(one: PersonThere, other: PersonThere) -> bool:
    """True if two persons of a file are not one, who is in two SIAE."""
    if one.is_masked or other.is_masked:
        return False
    if _names_in_order(one) != _names_in_order(other):
        return True
    return None not in (one.birth, other.birth) and one.birth != other.birth


def _names_in_order(there: PersonThere) -> list[str]:
    return sorted(f"{there.family} {there.given}".split())


def _with_partners(
    differing: Sequence[Difference], outside: OutsideFormat, here: PersonHere, there: PersonThere
) -> list[Difference]:
    """The differences of a person, each with those that it is written with or not at all.

    What belongs to a value that the row neither has nor can get is not of the one here.
    """
    differences = list(differing)
    for leader in outside.compare:
        followers = [each for each in outside.compare if each.beside == leader.field]
        if followers and not _is_here(leader, here, there.values.get(leader.field)):
            differences = _with_leader(leader.field, followers, differences, here, there)
    return differences


def _with_leader(
    leader: str,
    followers: Sequence[Comparison],
    differing: Sequence[Difference],
    here: PersonHere,
    there: PersonThere,
) -> list[Difference]:
    """The differences, where a value that others belong to is not that of the row."""
    names = {each.field for each in followers}
    first = next((one for one in differing if one.differs_in([leader])), None)
    if first is None:
        return [one for one in differing if not one.differs_in(names)]
    if first.held:
        differing = [one for one in differing if not one.differs_in(names)]
    group = {one.field or "": one for one in differing if one.differs_in({leader, *names})}
    barred = [field for field, one in group.items() if not one.is_applicable]
    # Beside nothing an end was typed for this number; beside another it is that one's.
    if first.here is not None:
        left = [each for each in followers if each.field not in group]
        barred += [each.field for each in left if _stays_of_another(each, here, there)]
    return [_joined(one, group, barred) for one in differing]


def _joined(one: Difference, group: Collection[str], barred: Sequence[str]) -> Difference:
    """A difference with the other fields of its group, of which some cannot be written."""
    if not one.differs_in(group):
        return one
    others = tuple(field for field in group if field != one.field)
    barred_by = next((field for field in barred if field != one.field), "")
    return replace(one, goes_with=others, barred_by=barred_by)


def _stays_of_another(comparison: Comparison, here: PersonHere, there: PersonThere) -> bool:
    """True if a cell holds something that the file does not say."""
    field = comparison.field
    is_filled = here.values.get(field) is not None or field in here.unread
    return is_filled and not _is_here(comparison, here, there.values.get(field))


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
    outside = file.outside
    of_field = {each.field: each for each in outside.compare}
    # What a value belongs to may stand in the field instead.
    leaders = {each.field: of_field[each.beside] for each in outside.compare if each.beside}
    fields = [*of_field, *filter(None, [outside.number])]
    met = (match.here for _, match in matches_with_tabs(file, here, siae_of))
    lacking: dict[str, list[str]] = {}
    for one in itertools.chain.from_iterable(met):
        lacking[one.row.siae] = [
            field
            for field in fields
            if not one.cells.get(field)
            or (field in leaders and not _has_column(leaders[field], one))
        ]
    return {siae: fields for siae, fields in lacking.items() if fields}


def _has_column(comparison: Comparison, here: PersonHere) -> bool:
    return bool(here.cells.get(comparison.field) or here.cells.get(comparison.instead))


def _differing(file: OutsideFile, here: PersonHere, there: PersonThere) -> Iterator[Difference]:
    """The fields that the file says something else of, then what somebody must look into."""
    outside = file.outside
    comparisons: Iterable[Comparison] = outside.compare
    by_name, values = is_by_name(here.row, there), dict(there.values)
    counted = _rows_of_stay(here.row, there)
    if outside.number:
        values[outside.number] = len(counted) or None
        comparisons = [*comparisons, Comparison(field=outside.number, column="", only="later")]
    of_hiring = _fields_of_hiring(outside)
    days = [whole_day(values.get(each)) for each in of_hiring]
    if _is_of_another_stay(here.row, days) or _is_for_next_row(here, of_hiring, days):
        # Their contract would be that of a stay that ended, or began, apart from this one.
        yield _at(here, "doubtful", of_hiring[0], values.get(of_hiring[0]), there)
        comparisons = [each for each in comparisons if each.field not in of_hiring]
    for comparison in comparisons:
        field, value = comparison.field, values.get(comparison.field)
        # What the tab has no column for, nobody there can put right.
        has_column = bool(here.cells.get(field))
        if has_column and value is not None and _is_other(comparison, here, value):
            difference = replace(_at(here, "differs", field, value, there), is_by_name=by_name)
            yield (
                replace(difference, file_row=counted[0]) if field == outside.number else difference
            )
    if there.doubt and outside.doubt:
        yield _at(here, "doubtful", outside.doubt.field, there.doubt, there)


def _fields_of_hiring(outside: OutsideFormat) -> list[str]:
    """The fields that the newest hiring of a person gives: its start, then what goes with that."""
    starts = [each.field for each in outside.compare if each.column == outside.newest != ""]
    return [*starts, *(each.field for each in outside.compare if each.beside in starts)]


def _is_of_another_stay(row: PersonRow, days: Sequence[date | None]) -> bool:
    """True if a hiring began after the exit of a row, or ended before its entry.

    Args:
        days: its start, then its end; of either None where it is not known.
    """
    start, end = (*days, None, None)[:2]
    entry, left = whole_day(row.entry), whole_day(row.exit)
    began_after = start is not None and left is not None and start > left
    ended_before = end is not None and entry is not None and end < entry
    return began_after or ended_before


def _is_for_next_row(here: PersonHere, hiring: Sequence[str], days: Sequence[date | None]) -> bool:
    """True if a hiring began after the contract of a row whose tab has a row for each contract.

    Args:
        hiring: the fields of its start and end. days: their days in the file.
    """
    ends = [day for day in map(here.values.get, hiring[1:]) if isinstance(day, date)]
    start = next(iter(days), None)
    return here.has_rows > 1 and start is not None and bool(ends) and start > max(ends)


def _rows_of_stay(row: PersonRow, there: PersonThere) -> list[int]:
    """A person's rows that ended from the entry to the exit: others are of another stay."""
    entry, left = whole_day(row.entry) or date.min, whole_day(row.exit) or date.max
    ended = zip(there.rows, there.days, strict=True)
    return [number for number, day in ended if day is None or entry <= day <= left]


def _is_other(comparison: Comparison, here: PersonHere, there: Value) -> bool:
    """True if what the file says is nowhere here, and more than here where only that counts."""
    known = here.values.get(comparison.field)
    if _is_here(comparison, here, there):
        return False
    if comparison.only is None or known is None:
        return True
    # Of one type: mypy does not narrow both sides by that.
    return type(known) is type(there) and known < there  # type: ignore[operator]


def _is_here(comparison: Comparison, here: PersonHere, there: Value | None) -> bool:
    """True if the file says something that the row says, in the field or the one instead of it."""
    known = (here.values.get(comparison.field), here.values.get(comparison.instead))
    return there is not None and any(_says_as_much(value, there) for value in known)


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
        _name_of(here),
        is_unread,
    )


def _doubtful(outside: OutsideFormat, here: PersonHere, there: PersonThere) -> Difference:
    values_there: dict[str, Value | None] = {}
    # What the file has no column for, it says of nobody.
    if outside.birth:
        values_there["date_naissance"] = there.birth
    if outside.pass_iae:
        values_there["pass_iae"] = there.pass_iae
    unread = {
        field: sentence("outside.unread", here=shown(cell)) for field, cell in here.unread.items()
    }
    known = {**here.values, **unread}
    unlike = tuple(
        (name, known.get(name), value)
        for name, value in values_there.items()
        if known.get(name) != value
    )
    return replace(_about_person("doubtful", here, there), unlike=unlike)


def _missing_there(here: PersonHere, file: OutsideFile) -> Difference:
    """Somebody whom the file does not have for their SIAE; it may have them for another."""
    counted = itertools.chain.from_iterable(file.outside.counted.values())
    missing = replace(_about_person("missing_there", here, None), among=", ".join(counted))
    birth = here.row.full_birth
    for there in file.persons:
        if birth and birth == there.birth and here.row.names == " ".join(_names_in_order(there)):
            return replace(missing, there=there.siae, file_row=there.rows[0])
    return missing


def _about_person(kind: Kind, here: PersonHere, there: PersonThere | None) -> Difference:
    row = here.row
    return Difference(
        kind,
        row.siae,
        row.tab,
        row.row,
        row.cell,
        None,
        _name_of(here),
        there.name if there else None,
        there.rows[0] if there else None,
        here.person,
    )


def _name_of(here: PersonHere) -> str:
    return " ".join(str(here.values.get(field) or "") for field in ("nom", "prenom")).strip()


def _is_over(outside: OutsideFormat, there: PersonThere, as_of: date) -> bool:
    """True if a person of the file is gone there by a day that it gives."""
    days = [whole_day(there.values.get(field)) for field in outside.over]
    return any(day < as_of for day in days if day is not None)


def _missing_here(siae: str, there: PersonThere) -> Difference:
    return Difference("missing_here", siae, "", None, "", None, None, there.name, there.rows[0])
