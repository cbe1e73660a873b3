"""The figures of many programmes added up: by month, whole and by value of a breakdown.

Only what each programme tells is added; how many do is said beside every sum. A sum is held to the
highest threshold of any of them, so that no small count leaves by way of another's.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sheets_sync.documents.federation.figures_file import FiguresFile
from sheets_sync.documents.federation.shared_figures import Programme, SharedFigure
from sheets_sync.release.tables.partition import Part, Partition
from sheets_sync.release.tables.suppression import Counted, finest, is_small

PEOPLE_COUNTED = ("persons", "rows")


@dataclass(frozen=True)
class Sum:
    """A figure of the programmes together, in one month.

    Attributes:
        field, labels: of a breakdown; a single programme may count several values together.
        numerator: None where it may not be told, or no programme tells its own.
        sharing, programmes: how many share theirs, of all that have the month.
        apart: names of those that count otherwise, and are in no sum.
    """

    month: date
    indicator: str
    label: str
    unit: str
    measure: str
    field: str
    labels: tuple[str, ...]
    numerator: float | None
    denominator: float | None
    sharing: int
    programmes: int
    apart: tuple[str, ...] = ()

    @property
    def value(self) -> float | None:
        """The sum, or the share or mean that it is; None where it is not told or out of nothing."""
        return quotient(self.numerator, self.denominator)


@dataclass(frozen=True)
class OwnFigure:
    """A figure as one programme shares it."""

    programme: Programme
    figure: SharedFigure

    @property
    def numerator(self) -> float | None:
        """None where it is not told."""
        return self.figure.numerator

    @property
    def denominator(self) -> float | None:
        """None where it is not told, and for a plain count."""
        return self.figure.denominator

    @property
    def field(self) -> str:
        """By what it breaks down; "" for a whole figure."""
        return self.figure.field

    @property
    def unit(self) -> str:
        """The unit that it is read in."""
        return self.figure.unit

    @property
    def measure(self) -> str:
        """What its numerator is."""
        return self.figure.measure

    @property
    def value(self) -> float | None:
        """As that of a sum."""
        return quotient(self.numerator, self.denominator)


@dataclass(frozen=True)
class Federation:
    """What is made of the files of many programmes.

    Attributes:
        as_of: the day that it is made for.
        months: the first day of each, the newest last.
        own: each programme's, as it shares them.
        late: the programmes without the newest month.
    """

    as_of: date
    programmes: Sequence[Programme]
    threshold: int
    months: Sequence[date]
    own: Sequence[OwnFigure]
    sums: Sequence[Sum]
    late: Sequence[str]

    def sums_of(self, month: date, *, whole: bool) -> list[Sum]:
        """The sums of a month: of whole figures, or of the values of breakdowns."""
        return [each for each in self.sums if each.month == month and whole == (not each.field)]


def together(newest: Sequence[FiguresFile], as_of: date) -> Federation:
    """Add up the newest file of each programme."""
    threshold = max(file.programme.threshold for file in newest)
    own: list[OwnFigure] = []
    for file in newest:
        own += [OwnFigure(file.programme, figure) for figure in file.figures]
    months = sorted({each.figure.month for each in own})
    having = {(each.programme.id, each.figure.month) for each in own}
    programmes = [file.programme for file in newest]
    late = [each.name for each in programmes if (each.id, months[-1]) not in having]
    counts = Counter(month for _, month in having)
    sums = list(_sums_by_month(own, counts, threshold))
    return Federation(as_of, programmes, threshold, months, own, sums, late)


def quotient(numerator: float | None, denominator: float | None) -> float | None:
    """The numerator, or its share of the denominator; None where either is not to be had."""
    if numerator is None or denominator is None:
        return numerator
    if not denominator:
        return None
    return numerator / denominator


def _sums_by_month(
    own: Sequence[OwnFigure], programmes: dict[date, int], threshold: int
) -> Iterable[Sum]:
    by_table: dict[tuple[date, str, str], list[OwnFigure]] = defaultdict(list)
    for each in own:
        figure = each.figure
        by_table[figure.month, figure.indicator, figure.field].append(each)
    # Months in their order; in each, the order in which programmes have their figures.
    for (month, _, field), rows in sorted(by_table.items(), key=lambda item: item[0][0]):
        alike, apart = _counted_alike(rows)
        if field:
            yield from _breakdown_sums(alike, apart, month, programmes[month], threshold)
        else:
            yield _whole_sum(alike, apart, month, programmes[month], threshold)


def _counted_alike(rows: Sequence[OwnFigure]) -> tuple[list[OwnFigure], tuple[str, ...]]:
    """The figures of the definition that most programmes have, and who has another."""
    programmes_by: dict[str, dict[str, str]] = defaultdict(dict)
    for each in rows:
        programmes_by[each.figure.definition][each.programme.id] = each.programme.name
    usual = max(programmes_by, key=lambda definition: len(programmes_by[definition]))
    others = (names for definition, names in programmes_by.items() if definition != usual)
    apart = tuple(sorted(itertools.chain.from_iterable(names.values() for names in others)))
    return [each for each in rows if each.figure.definition == usual], apart


def _whole_sum(
    rows: Sequence[OwnFigure],
    apart: tuple[str, ...],
    month: date,
    programmes: int,
    threshold: int,
) -> Sum:
    collected = [each.figure for each in rows if each.figure.numerator is not None]
    numerator = sum_of_known(figure.numerator for figure in collected)
    denominator = sum_of_known(figure.denominator for figure in collected)
    first = rows[0].figure
    if first.measure in PEOPLE_COUNTED and numerator is not None:
        rest = 0.0 if denominator is None else denominator - numerator
        if is_small(numerator, threshold) or is_small(rest, threshold):
            numerator = denominator = None
    return _sum_like(first, (), month, numerator, denominator, len(collected), programmes, apart)


def _breakdown_sums(
    rows: Sequence[OwnFigure],
    apart: tuple[str, ...],
    month: date,
    programmes: int,
    threshold: int,
) -> Iterable[Sum]:
    """A row for each value that programmes count alone, and one for what they count together."""
    counts: dict[str, float] = defaultdict(float)
    telling: dict[str, set[str]] = defaultdict(set)
    totals: dict[str, float] = {}
    for each in rows:
        figure = each.figure
        if figure.numerator is None:
            continue
        totals[each.programme.id] = figure.denominator or 0.0
        label = ""
        if len(figure.labels) == 1:
            label = figure.labels[0]
        counts[label] += figure.numerator
        telling[label].add(each.programme.id)
    first, total = rows[0].figure, sum(totals.values())
    if not counts:
        yield _sum_like(first, (), month, None, None, 0, programmes, apart)
        return
    for part in _protected(counts, threshold):
        labels = tuple(label for label in part.labels if label)
        telling_it = set().union(*(telling[label] for label in part.labels))
        yield _sum_like(
            first, labels, month, float(part.count), total, len(telling_it), programmes, apart
        )


def _protected(counts: dict[str, float], threshold: int) -> Sequence[Part]:
    """The sums of a breakdown, those that are small together with others."""
    whole = Partition(tuple(Part((label,), int(counts[label])) for label in sorted(counts)))
    if len(whole.parts) == 1:
        return [part for part in whole.parts if not is_small(part.count, threshold)]
    by_label = {part.labels[0]: part.count for part in whole.parts}
    merged = finest(Counted(by_label), threshold, lambda partition: ())
    if merged is None:
        return ()
    return merged.parts


def sum_of_known(numbers: Iterable[float | None]) -> float | None:
    """The sum of those that are there; None where there is none."""
    known = [number for number in numbers if number is not None]
    if not known:
        return None
    return round(sum(known), 6)


def _sum_like(
    figure: SharedFigure,
    labels: tuple[str, ...],
    month: date,
    numerator: float | None,
    denominator: float | None,
    members: int,
    programmes: int,
    apart: tuple[str, ...],
) -> Sum:
    return Sum(
        month,
        figure.indicator,
        figure.label,
        figure.unit,
        figure.measure,
        figure.field,
        labels,
        numerator,
        denominator,
        members,
        programmes,
        apart,
    )
