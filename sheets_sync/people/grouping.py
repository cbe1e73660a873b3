"""Bring together the rows that are surely one person's, then those that somebody said are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeAlias

from sheets_sync.people.comparison import NEAR_NAME, compare_names, is_new_year
from sheets_sync.people.person_row import PersonRow

Group: TypeAlias = list[PersonRow]
"""The rows of one person, in the order of the tabs."""
_PAIR = " = "


class _Joined:
    """Union-find over items: each points to an earlier one of its set, the first to itself."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def first(self, item: int) -> int:
        """The first of those that `item` belongs with."""
        parent = self._parent
        while parent[item] != item:
            # halve the way for the next time
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, one: int, other: int) -> None:
        """Bring both, and all that belongs with either, together."""
        low, high = sorted((self.first(one), self.first(other)))
        self._parent[high] = low


def group_rows(rows: Sequence[PersonRow]) -> list[Group]:
    """Rows by person, each group and the groups in the order of the tabs.

    Two rows are one person's when names (in any order) and full birth date are the same and
    nothing contradicts it, or when the PASS and names are, or PASS, birth date and names but for
    their spelling. One PASS under unlike names is a number copied into the wrong row, not a proof.
    """
    joined = _Joined(len(rows))
    _join_alike(rows, joined, lambda row: row.names_and_birth, unless=_contradict)
    _join_alike(rows, joined, lambda row: row.pass_and_names)
    _join_alike(rows, joined, lambda row: row.pass_and_birth, unless=_have_unlike_names)
    groups: dict[int, Group] = {}
    for row in rows:
        groups.setdefault(joined.first(row.index), []).append(row)
    return list(groups.values())


def join_as_answered(
    groups: Sequence[Group], names: Sequence[str], answers: Mapping[str, bool]
) -> tuple[list[Group], list[str]]:
    """The groups and their pseudonyms once those that are one person by an answer are together.

    Args:
        answers: pair, as `pair_name` writes it → whether it is one person.
    """
    index_of = {name: index for index, name in enumerate(names)}
    joined = _Joined(len(groups))
    for pair, is_one_person in answers.items():
        one, other = map(index_of.get, pseudonyms_in_pair(pair))
        if is_one_person and one is not None and other is not None:
            joined.join(one, other)
    together: dict[int, Group] = {}
    for index, group in enumerate(groups):
        together.setdefault(joined.first(index), []).extend(group)
    return list(together.values()), [names[index] for index in together]


def pair_name(one: str, other: str) -> str:
    """`P-A = P-B`: how a pair of pseudonyms is written, whichever stands first."""
    return _PAIR.join(sorted((one, other)))


def pseudonyms_in_pair(pair: str) -> tuple[str, str]:
    """The two pseudonyms of a pair, as `pair_name` writes it; "" for one that is missing."""
    one, _, other = pair.partition(_PAIR)
    return one, other


def _join_alike(
    rows: Sequence[PersonRow],
    joined: _Joined,
    key_of: Callable[[PersonRow], Hashable | None],
    unless: Callable[[PersonRow, PersonRow], bool] = lambda one, other: False,
) -> None:
    """Join rows with the same key to the first of them that nothing speaks against."""
    first_rows: dict[Hashable, list[PersonRow]] = defaultdict(list)
    for row in rows:
        key = key_of(row)
        if key is None:
            continue
        same = next((first for first in first_rows[key] if not unless(row, first)), None)
        if same is None:
            first_rows[key].append(row)
        else:
            joined.join(row.index, same.index)


def _have_unlike_names(one: PersonRow, other: PersonRow) -> bool:
    return compare_names(one, other).weakest < NEAR_NAME


def _contradict(one: PersonRow, other: PersonRow) -> bool:
    """True if two rows with the same names and birth date cannot, or need not, be one person's."""
    if one.pass_iae and other.pass_iae:
        return one.pass_iae != other.pass_iae
    # a 1 January is written where the day is not known, and proves little: sex and nationality tell
    if one.full_birth is None or not is_new_year(one.full_birth):
        return False
    facts = zip(one.facts[:2], other.facts[:2], strict=True)
    return any(fact is not None and its is not None and fact != its for fact, its in facts)
