"""Who somebody is again when their name or birth date was corrected and they have no PASS.

By these alone they would be somebody new, and what the coordinator answered about them would lapse.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set

from sheets_sync.checking.table import CheckedTable
from sheets_sync.history.persons.name_marks import Marks
from sheets_sync.history.states.state import State, value_as_text
from sheets_sync.people.comparison import is_new_year
from sheets_sync.people.identify import People
from sheets_sync.release.people.departed_people import MarkKind

_PLACE, _ENTRY = ("siae", "tab"), "date_entree"
MarksByKind = Mapping[str, Mapping[MarkKind, Set[bytes]]]
"""Pseudonym → kind → marks."""
_Rows = Mapping[str, tuple[tuple[str, ...], ...]]
"""Pseudonym → its rows, in an order of their own."""


def corrected_people(
    checked: Sequence[CheckedTable],
    people: People,
    known: Collection[str],
    before: State,
    marks_before: Marks,
    marks_now: MarksByKind,
) -> dict[str, str]:
    """New pseudonym → the one that the same person had, for those of whom nobody else can be meant.

    One of their names or their birth date is another, and every field that the last state kept of
    their rows is as it was. Whoever is born on a 1 January, as many are, must have both names.

    Args:
        people: as the register alone knows them.
        known: the pseudonyms that were given before.
    """
    pseudonyms = people.pseudonyms
    gone = set(before.frame["person"]).difference(people.met)
    new = set(pseudonyms).difference(known)
    if not gone or not new:
        return {}
    fields = [name for name in before.frame.columns if all(name in each.values for each in checked)]
    if _ENTRY not in fields:
        return {}
    then = _by_person(_rows_then(before, fields))
    now = _by_person(_rows_now(checked, pseudonyms, fields))
    births = zip(people.rows, pseudonyms, strict=True)
    new_years = {who for row, who in births if row.full_birth and is_new_year(row.full_birth)}
    gone_by_rows: dict[tuple[tuple[str, ...], ...], list[str]] = defaultdict(list)
    for other in sorted(gone):
        gone_by_rows[then[other]].append(other)
    pairs = [
        (one, other)
        for one in sorted(new)
        for other in gone_by_rows[now[one]]
        if _are_alike(marks_now[one], marks_before.get(other, frozenset()), one in new_years)
    ]
    times = Counter(itertools.chain.from_iterable(pairs))
    return {one: other for one, other in pairs if times[one] == times[other] == 1}


def _are_alike(
    now: Mapping[MarkKind, Set[bytes]], before: Collection[bytes], is_of_new_year: bool
) -> bool:
    """Whether both names are the same, or the birth date and one of them."""
    shared = {kind for kind, marks in now.items() if not marks.isdisjoint(before)}
    if "pair" in shared:
        return True
    return "birth_date" in shared and not is_of_new_year and bool(shared & {"family", "given"})


def _rows_then(before: State, fields: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    frame = before.frame
    rows = frame[[*_PLACE, *fields]].itertuples(index=False, name=None)
    return zip(frame["person"].tolist(), rows, strict=True)


def _rows_now(
    checked: Sequence[CheckedTable], pseudonyms: Sequence[str], fields: Sequence[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    people = iter(pseudonyms)
    for table in checked:
        for position, keep in enumerate(table.kept):
            if keep:
                values = (value_as_text(table.values[name][position]) for name in fields)
                yield next(people), (table.siae, table.tab, *values)


def _by_person(rows: Iterable[tuple[str, tuple[str, ...]]]) -> _Rows:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for person, row in rows:
        found[person].append(row)
    return {person: tuple(sorted(theirs)) for person, theirs in found.items()}
