"""One field over columns that repeat: months that are summed, contracts of which one counts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal, NamedTuple, TypeAlias

from forms.form import Field
from forms.headers.leads import Leads
from forms.headers.qualifiers import Kind
from forms.headers.titles import UNDER_GROUP, Header, Titles
from forms.values import Cell, shown
from forms.values.choices import choice_reader
from forms.values.numbers import number_reader
from forms.words import fold_header

_MONTHS = 12
_LAST = ("last", "latest")
_MONTHS_ON = re.compile(r"( a| apres)? mois$")
_MORE_THAN_AMENDMENTS = 1000
RepeatedHow: TypeAlias = Literal["sum", "last", "first"]


class Occurrence(NamedTuple):
    """One of the columns of a field, and what its title says beside the field's name.

    `rank` orders those of a kind: the month, the number of the contract, the year. `months` are
    those that it covers.
    """

    column: int
    field: str
    kind: Kind
    rank: float = 0
    months: frozenset[int] = frozenset()


class PickedCell(NamedTuple):
    """Common value of the columns, and the column that has it, None where it is none's."""

    cell: Cell
    column: int | None


@dataclass(frozen=True)
class Repeated:
    """A field and the columns (from 0) that repeat it, in order.

    Attributes:
        ranks: of each column, the contract that it tells of; a sum needs none.
        dates: (rank, column) of the dates that tell which contract a row has come to.
    """

    field: Field
    columns: tuple[int, ...]
    ranks: tuple[float, ...]
    how: RepeatedHow
    dates: tuple[tuple[float, int], ...] = ()

    def pick(self, by_column: Mapping[int, Sequence[Cell]]) -> list[PickedCell]:
        """For each row, the cell that is to be read as the field's.

        Args:
            by_column: the cells of `columns` and of those in `dates`.
        """
        rows = range(len(by_column[self.columns[0]]))
        if self.how == "sum":
            summed = zip(*(by_column[column] for column in self.columns), strict=True)
            return list(map(_Sum(self.field), summed))
        return [self._pick_one(by_column, row) for row in rows]

    def _pick_one(self, by_column: Mapping[int, Sequence[Cell]], row: int) -> PickedCell:
        own = [
            (rank, column)
            for rank, column in zip(self.ranks, self.columns, strict=True)
            if not _is_empty(by_column[column][row])
        ]
        if self.how == "first":
            return _picked(by_column, row, own[:1])
        reached = [rank for rank, column in self.dates if not _is_empty(by_column[column][row])]
        current = max(reached, default=max(self.ranks))
        # a renewal of which only the start is known has an end that nobody knows yet: the end of
        # the contract before it would stand before the start
        if self.field.type == "date" and current in self.ranks:
            return _picked(by_column, row, [pair for pair in own if pair[0] == current])
        return _picked(by_column, row, [pair for pair in own if pair[0] <= current][-1:])


def find_repeated(
    words: Titles,
    headers: Sequence[Header],
    content: Sequence[Sequence[Cell]],
    free: Iterable[int],
) -> list[Repeated]:
    """The fields that several of the columns `free` repeat; `content`: the cells below."""
    by_field: dict[str, list[Occurrence]] = defaultdict(list)
    for column in free:
        found = occurrence(words, headers[column], column)
        if found is None or (found.kind == "amendment" and not _fits(words, found, content)):
            continue
        # a month to come is a part of the sum already; an empty total says nothing
        is_one_of_many = found.kind in ("month", "number", "amendment")
        if is_one_of_many or not all(map(_is_empty, content[column])):
            by_field[found.field].append(found)
    contracts = [each for each in chain.from_iterable(by_field.values()) if each.kind == "number"]
    contracts = [each for each in contracts if words.form.field(each.field).repeated in _LAST]
    repeated, leads = [], Leads(words, headers)
    for field in words.form.fields:
        found_columns = _in_place(by_field.get(field.id, ()), contracts)
        columns = _columns_together(field, found_columns, headers, leads)
        if field.repeated is not None and len(columns) > 1:
            indexes = tuple(found.column for found in columns)
            ranks = tuple(found.rank for found in columns)
            how: RepeatedHow = "sum" if field.repeated == "sum" else "last"
            repeated.append(Repeated(field, indexes, ranks, how))
    return linked(repeated)


def _amended(words: Titles, rest: str, exact: str | None) -> str | None:
    """The field that an amendment of `rest` changes: « heures », « pass jusqu'au »."""
    for name in (words.lists.amended.get(rest), exact):
        if name is not None and words.form.has(name) and words.form.field(name).repeated in _LAST:
            return name
    return None


def _after_months(words: Titles, rest: str) -> str | None:
    """The field that « Niveau à 6 mois », « Niveau 12 mois » tell at different days."""
    name = words.exact.get(_MONTHS_ON.sub("", rest))
    if name is None or words.form.field(name).repeated != "latest":
        return None
    return name


def _fits(words: Titles, occurrence: Occurrence, content: Sequence[Sequence[Cell]]) -> bool:
    """True unless a column that is said to amend a date or a choice has cells without: « oui »."""
    field = words.form.field(occurrence.field)
    filled = [cell for cell in content[occurrence.column] if not _is_empty(cell)]
    if field.type == "choice" and filled:
        return any(reading.value is not None for reading in map(choice_reader(field), filled))
    if field.type != "date":
        return True
    return all(not isinstance(cell, str) or any(map(str.isdigit, cell)) for cell in filled)


def linked(repeated: Sequence[Repeated]) -> list[Repeated]:
    """The same, each with the dates of all, which tell what contract a row has come to.

    What is prolonged whatever the contracts are (a PASS) has its own dates alone.
    """
    dates = [
        zip(each.ranks, each.columns, strict=True)
        for each in repeated
        if each.how == "last" and each.field.type == "date" and each.field.repeated != "latest"
    ]
    all_dates = tuple(chain.from_iterable(dates))
    return [replace(each, dates=_dates_of(each, all_dates)) for each in repeated]


def _dates_of(
    each: Repeated, of_contracts: tuple[tuple[float, int], ...]
) -> tuple[tuple[float, int], ...]:
    if each.how != "last":
        return ()
    if each.field.repeated == "latest":
        return tuple(zip(each.ranks, each.columns, strict=True))
    return of_contracts


def occurrence(words: Titles, header: Header, column: int) -> Occurrence | None:
    """Month, number, … beside a field that a title names word for word."""
    if not header.label:
        return None
    for text in (f"{header.group} {header.label}", header.label):
        kind, rank, rest, months = words.qualifier(fold_header(text))
        field = words.exact.get(rest)
        if kind == "amendment":
            field = _amended(words, rest, field)
        if kind == "number" and field is None:
            field = _after_months(words, rest)
        if kind != "plain" and field is not None:
            return Occurrence(column, field, kind, rank, months)
    field, score = words.score(header)
    if score < UNDER_GROUP:
        return None
    # « H/sem » under « Contrat 2 »
    group = words.qualifier(fold_header(header.group))
    if group.kind in ("number", "amendment") and words.form.field(field).repeated in _LAST:
        return Occurrence(column, field, group.kind, group.rank)
    return Occurrence(column, field, "plain")


def newest(occurrences: Sequence[Occurrence]) -> Occurrence | None:
    """Which of a field's columns counts where none has its title: the total, the newest year."""
    totals = [each for each in occurrences if each.kind == "total"]
    dated = [each for each in occurrences if _day_rank(each)]
    if totals:
        # « Total » beside « Total 2025 » has all years
        return min(totals, key=lambda each: (each.rank > 0, -each.rank))
    if len(dated) > 1:
        return max(dated, key=_day_rank)
    return None


def are_unclear(occurrences: Sequence[Occurrence]) -> bool:
    """True of columns of months of which no sum and no one of them is known to be the total.

    « Heures cumulées » under each month; « janv. » beside « janv.-févr. »; « 1 », « 2 », « 3 ».
    """
    kinds = {each.kind for each in occurrences}
    totals = [each for each in occurrences if each.kind == "total"]
    if "plain" in kinds or any(not each.months for each in totals):
        return False
    are_numbered = kinds == {"number"} and len(occurrences) > 1
    return len(totals) > 1 or are_numbered or (kinds == {"month"} and _share_months(occurrences))


def _share_months(occurrences: Iterable[Occurrence]) -> bool:
    """True if what was done in a month would be counted twice.

    A longer period beside all of its months (« T1 ») is none: it is left out.
    """
    taken: set[int] = set()
    for each in sorted(_of_months(occurrences), key=_length):
        is_single = _length(each) == 1
        if not is_single and taken & each.months and not each.months <= taken:
            return True
        taken |= each.months
    return False


def _without_longer(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """The columns of months, without « T1 » where January, February and March stand beside it."""
    months = _of_months(occurrences)
    shorter: dict[int, set[int]] = {}
    for found in months:
        others = (each.months for each in months if _length(each) < _length(found))
        shorter[found.column] = set().union(*others)
    return [found for found in months if not found.months <= shorter[found.column]]


def _of_months(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    return [each for each in occurrences if each.kind == "month"]


def _length(occurrence: Occurrence) -> int:
    return len(occurrence.months)


def _day_rank(occurrence: Occurrence) -> float:
    """Order of a year (« 2025 ») among months of a year (« sept. 2026 »); 0 for all else."""
    if occurrence.kind == "year":
        return occurrence.rank * _MONTHS
    if occurrence.kind == "month" and occurrence.rank > _MONTHS:
        return occurrence.rank
    return 0


def _day_order(occurrence: Occurrence) -> float:
    """Order of years, of months of a year, and of « S1 », « S2 » of one; 0 for all else."""
    if occurrence.kind == "month":
        return occurrence.rank
    return _day_rank(occurrence)


def _columns_together(
    field: Field, occurrences: Sequence[Occurrence], headers: Sequence[Header], leads: Leads
) -> list[Occurrence]:
    """Those of the columns that are one value together, in order; none where one says it all."""
    kinds = {each.kind for each in occurrences}
    plain = [each for each in occurrences if each.kind == "plain"]
    if field.repeated == "sum":
        # a column with the field's own title, or « total », holds the sum already
        if plain or "total" in kinds:
            return []
        return [] if are_unclear(occurrences) else _without_longer(occurrences)
    if field.repeated in _LAST and kinds & {"number", "amendment"}:
        later = [each for each in occurrences if each.kind in ("number", "amendment")]
        is_first = 1 not in {each.rank for each in later}
        first = [each._replace(rank=1) for each in plain[:1] if is_first]
        return sorted([*first, *later], key=lambda each: each.rank)
    if field.repeated == "latest" and not plain and all(map(_day_order, occurrences)):
        return sorted(occurrences, key=_day_order)
    if field.repeated == "last" and field.type == "date":
        contracts = _contracts(field, plain, leads)
        same = {headers[each.column] for each in contracts}
        if len(same) == 1:
            return [each._replace(rank=rank) for rank, each in enumerate(contracts, 1)]
    return []


def _in_place(
    occurrences: Sequence[Occurrence], contracts: Sequence[Occurrence]
) -> list[Occurrence]:
    """The columns of a field, an amendment before the contract that stands at its right.

    « CONTRAT 1 | AVENANT | CONTRAT 2 »: where numbers and positions agree, of the contracts of all
    fields or of the field's own, the contract that follows ends later.
    """
    own = [each for each in contracts if each in occurrences]
    numbered = next(filter(_are_in_order, (contracts, own)), ())
    placed: list[Occurrence] = []
    for each in occurrences:
        later = [other.rank for other in numbered if other.column > each.column]
        if each.kind == "amendment" and later and min(later) > 1:
            each = each._replace(rank=min(later) - 1 + each.rank / _MORE_THAN_AMENDMENTS)
        placed.append(each)
    return placed


def _are_in_order(contracts: Sequence[Occurrence]) -> bool:
    ranks = [each.rank for each in sorted(contracts)]
    return ranks == sorted(ranks)


def _contracts(field: Field, plain: Sequence[Occurrence], leads: Leads) -> list[Occurrence]:
    """Those of the columns with one title that are contracts one after the other.

    « Contrat | Début | Fin | Formation | Début | Fin » is one contract, and a course.
    """
    own = [each for each in plain if not leads.is_of_something_else(each.column, field)]
    return [each for each in own if leads.goes_on(own[0].column, each.column, field)]


class _Sum:
    """Adds what months say; what cannot be read is left for the check to tell."""

    def __init__(self, field: Field) -> None:
        self._read = number_reader(field)

    def __call__(self, cells: Sequence[Cell]) -> PickedCell:
        filled = [cell for cell in cells if not _is_empty(cell)]
        if not filled:
            return PickedCell("", None)
        total = 0.0
        for cell in filled:
            reading = self._read(cell)
            if not isinstance(reading.value, int | float):
                return PickedCell(" + ".join(map(shown, filled)), None)
            total += reading.value
        return PickedCell(total, None)


def _picked(
    by_column: Mapping[int, Sequence[Cell]], row: int, pairs: Sequence[tuple[float, int]]
) -> PickedCell:
    """The cell of the last of the (rank, column); empty where there is none."""
    for _, column in reversed(pairs):
        return PickedCell(by_column[column][row], column)
    return PickedCell("", None)


def _is_empty(cell: Cell) -> bool:
    """Whether a cell says nothing: a dash in a month is no number."""
    if isinstance(cell, str):
        return not any(map(str.isalnum, cell))
    return cell is None
