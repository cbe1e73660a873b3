"""Find the rows of one person in one table that are contracts of one stay: a row a contract.

A contract that is renewed is a new row in many workbooks, and the earlier row is left as it was:
the person has not left between the two, and leaves once.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from forms.values import Value
from forms.words import fold
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.table import TableToCheck, Values

_PROOFS = ("date_naissance", "pass_iae")
"""Under the same names one of these is the same, and none of these and the next is another."""
_FACTS = ("sexe", "nationalite")
_NAMES = ("nom", "prenom")
_EXIT = ("date_sortie", "motif_sortie", "sortie_duree_mois")
_SHARED = ("date_entree", "dernier_entretien", *_EXIT)
"""What is the person's, on whichever of their rows it is typed."""
_NEEDED = (
    *_NAMES,
    *_PROOFS,
    *_FACTS,
    "date_entree",
    "contrat_debut",
    "contrat_fin",
    *_EXIT,
)
_Row: TypeAlias = Mapping[str, Value | None]


@dataclass(frozen=True)
class Contracts:
    """The stays of a table that have several contracts, by the sheet's row numbers.

    Attributes:
        previous: a row → the one with the contract before its own, where a name is written on both.
        stay: each of their rows → the one that stands for the stay.
        followed: the rows that another contract follows, in the same stay.
    """

    previous: Mapping[int, int]
    stay: Mapping[int, int]
    followed: frozenset[int]

    def check(self, check: TableToCheck) -> list[Anomaly]:
        """Rows with another contract of the same stay: it is said that they are read so."""
        return [
            check.field_anomaly(
                "row.next_contract", row, check.form.field("nom"), other=str(before)
            )
            for row, before in self.previous.items()
        ]

    def shared(
        self, values: Values, rows: Sequence[int], fields: Sequence[str] = _SHARED
    ) -> Values:
        """The values, with what is the person's, not the contract's, on all rows of each stay.

        Staff write the exit beside one contract; the entry is the first, the interview the last.
        """
        places: dict[int, list[int]] = defaultdict(list)
        for index, row in enumerate(rows):
            if row in self.stay:
                places[self.stay[row]].append(index)
        if not places:
            return values
        changed = {name: list(values[name]) for name in fields if name in values}
        for together in places.values():
            for name, cells in changed.items():
                known = {cells[index] for index in together} - {None}
                if name in _OF_STAY:
                    known = _OF_STAY[name](known)
                if len(known) == 1:
                    for index in together:
                        cells[index] = next(iter(known))
        return {**values, **changed}


def find_contracts(check: TableToCheck, values: Values, rows_kept: Sequence[bool]) -> Contracts:
    """The stays with several contracts: under one merged name, or a row with names for each."""
    known = _repeated_rows(check, values, rows_kept)
    stay: dict[int, int] = {}
    followed: set[int] = set()
    previous: dict[int, int] = {}
    for row, continued in check.table.continued.items():
        stay[row] = stay[continued.top] = continued.top
    for chain in _chains(known):
        top = stay.get(chain[0], chain[0])
        stay |= dict.fromkeys(chain, top)
        followed.update(chain[:-1])
        pairs = itertools.pairwise(chain)
        previous |= {row: before for before, row in pairs if row not in check.table.continued}
    for row in check.table.superseded & known.keys():
        if not _has_two_exits(known, stay, row):
            followed.add(row)
    return Contracts(previous, stay, frozenset(followed))


def _has_two_exits(known: Mapping[int, _Row], stay: Mapping[int, int], row: int) -> bool:
    """True if the rows of one merged name have two exits: each then counts."""
    rows = [other for other, top in stay.items() if top == stay[row] and other in known]
    return len({known[other].get("date_sortie") for other in rows} - {None}) > 1


def _repeated_rows(
    check: TableToCheck, values: Values, rows_kept: Sequence[bool]
) -> Mapping[int, _Row]:
    """The rows that count of which names, and birth date or PASS, stand in another row too."""
    columns = {name: values[name] for name in _NEEDED if name in values}
    # Most rows are one person's only row: to look at the names of all takes as long as typing them.
    again: set[int] = set()
    for name in _PROOFS:
        again |= _places_of_repeated(columns.get(name, ()))
    merged = check.table.continued.keys() | {row.top for row in check.table.continued.values()}
    rows = check.table.rows
    indexes = {index for index, row in enumerate(rows) if rows_kept[index] and row in merged}
    by_proof: dict[tuple[str, Value | None], list[int]] = defaultdict(list)
    for index in again:
        if rows_kept[index]:
            names = _names_of_row(_row_at(columns, index, _NAMES))
            for value in _row_at(columns, index, _PROOFS).values():
                by_proof[names, value].append(index)
    for (_, value), together in by_proof.items():
        if value is not None and len(together) > 1:
            indexes.update(together)
    return {rows[index]: _row_at(columns, index, tuple(columns)) for index in sorted(indexes)}


def _row_at(columns: Values, index: int, names: Sequence[str]) -> _Row:
    return {name: columns[name][index] for name in names if name in columns}


def _places_of_repeated(cells: Sequence[Value | None]) -> set[int]:
    """The indexes of the values that stand in a column more than once."""
    counts = Counter(cells)
    often = {value for value, count in counts.items() if count > 1 and value is not None}
    return {index for index, value in enumerate(cells) if value in often}


def _chains(known: Mapping[int, _Row]) -> Iterator[list[int]]:
    """Rows of one stay, in the order of their contracts; two at least."""
    by_names: dict[str, list[int]] = defaultdict(list)
    for row, cells in known.items():
        if _start(cells) is not None:
            by_names[_names_of_row(cells)].append(row)
    for rows in by_names.values():
        chains: list[list[int]] = []
        for row in sorted(rows, key=lambda row: _start(known[row]) or date.max):
            before = (chain for chain in chains if _follows(known[chain[-1]], known[row]))
            chain = next(before, None)
            if chain is None:
                chains.append([row])
            else:
                chain.append(row)
        yield from (chain for chain in chains if len(chain) > 1)


def _follows(earlier: _Row, later: _Row) -> bool:
    """True if both are one person's, and the later is the next contract of the same stay."""
    start, before, end = _start(later), _start(earlier), _date_of(earlier, "contrat_fin")
    if start is None or before is None or end is None or start <= before:
        return False
    last = _date_of(later, "contrat_fin")
    if last is not None and last < end:
        return False
    return _is_one_person(earlier, later) and not _has_left_between(earlier, later, start)


def _is_one_person(one: _Row, other: _Row) -> bool:
    proven = False
    for name in (*_PROOFS, *_FACTS):
        value, of_other = one.get(name), other.get(name)
        if value is None or of_other is None:
            continue
        if value != of_other:
            return False
        proven = proven or _proves(one, name)
    return proven


def _proves(row: _Row, name: str) -> bool:
    """A birth date known by its year only (a text) is no proof."""
    return name == "pass_iae" or (name == "date_naissance" and isinstance(row[name], date))


def _has_left_between(earlier: _Row, later: _Row, start: date) -> bool:
    """True if there is an exit before the later contract, or one on each that is not the same."""
    left, left_later = _exit_of(earlier), _exit_of(later)
    if not any(left) or left == left_later:
        return False
    day = _date_of(earlier, "date_sortie")
    # the day of an exit may be the day of the next entry
    return any(left_later) or day is None or day <= start


def _exit_of(row: _Row) -> tuple[Any, Any]:
    return row.get("date_sortie"), row.get("motif_sortie")


def _names_of_row(row: _Row) -> str:
    return " ".join(sorted(fold(f"{row.get('nom') or ''} {row.get('prenom') or ''}").split()))


def _start(row: _Row) -> date | None:
    return _date_of(row, "contrat_debut") or _date_of(row, "date_entree")


def _date_of(row: _Row, name: str) -> date | None:
    value = row.get(name)
    return value if isinstance(value, date) else None


def _earliest(days: set[Any]) -> set[Any]:
    return {min((day for day in days if isinstance(day, date)), default=None)} - {None}


def _latest(days: set[Any]) -> set[Any]:
    return {max((day for day in days if isinstance(day, date)), default=None)} - {None}


_OF_STAY = {"date_entree": _earliest, "dernier_entretien": _latest}
"""Days of which each contract's row may have its own → the one that is the stay's."""
