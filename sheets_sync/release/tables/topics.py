"""Tables of a topic: people, or exits, by which of its indicators count them.

The indicators of a topic part the same people (the situation before entry, ages): told one by one,
the last of them would be what the others leave. So they are the sums of cells of one table.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sheets_sync.figures.figure import NOT_COLLECTED
from sheets_sync.figures.indicators import Indicator
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import Period
from sheets_sync.release.tables.shown import Shown

_BETWEEN = " + "
_AMONG = "/"
"""Ends the key of those that a rate counts among; that of those counted is the indicator's id."""
_NONE_OF_THEM = "aucun"


def is_topic(table: str) -> bool:
    """True if a table has the name of a topic: « fse.ages », its part of a module before a point.

    The tables of a report's own are named without one.
    """
    return "." in table


def topics_of(measures: Measures, parts: Collection[str]) -> Sequence[str]:
    """The topics of these modules, in the order of their first indicator."""
    topics = dict.fromkeys(known.topic for known in measures.indicators.values())
    return [topic for topic in topics if is_topic(topic) and topic.split(".")[0] in parts]


def of_one_population(measures: Measures, tables: Collection[str]) -> Sequence[Sequence[str]]:
    """The topics among these tables, those of a module that are about the same people together."""
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for topic in filter(is_topic, tables):
        population = measures.indicators[measures.about(topic)[0]].population
        together[topic.split(".")[0], population].append(topic)
    return list(together.values())


class ShownIndicator(NamedTuple):
    """What of an indicator may be told: None where it may not, or for no rate `among`."""

    counted: int | None
    among: int | None


def shown_indicator(shown: Shown, indicator: Indicator) -> ShownIndicator:
    """An indicator's count, and that of those a rate counts among, from the table of its topic."""
    among = None
    if indicator.of is not None:
        among = _count_under(shown, indicator.id + _AMONG)
    return ShownIndicator(_count_under(shown, indicator.id), among)


def _count_under(shown: Shown, key: str) -> int | None:
    if shown.partition is None:
        return None
    return shown.count([label for label in shown.partition.part_of if key in _keys_of_label(label)])


def worth_telling(labels: Collection[str]) -> tuple[frozenset[str], ...]:
    """The cells that each indicator is the sum of: rather these than as many parts as may be."""
    keys = dict.fromkeys(itertools.chain.from_iterable(map(_keys_of_label, labels)))
    indicator_keys = (key for key in keys if key not in (_NONE_OF_THEM, NOT_COLLECTED))
    return tuple(_labels_with(key, labels) for key in indicator_keys)


def _labels_with(key: str, labels: Iterable[str]) -> frozenset[str]:
    return frozenset(label for label in labels if key in _keys_of_label(label))


def _keys_of_label(label: str) -> Sequence[str]:
    return label.split(_BETWEEN)


@dataclass(frozen=True)
class TopicTable:
    """The table of a topic over a period."""

    measures: Measures
    period: Period
    topic: str

    @property
    def indicators(self) -> Sequence[Indicator]:
        """Those of the topic; they are about one population."""
        return [self.measures.indicators[name] for name in self.measures.about(self.topic)]

    @property
    def is_of_exits(self) -> bool:
        """True if it counts rows of the tabs, and not persons."""
        return self.indicators[0].count == "rows"

    @property
    def tells_of_each(self) -> bool:
        """True if it says something of those it counts: not only how many came."""
        population = self.measures.definitions.populations[self.indicators[0].population]
        return any(indicator.where != population.where for indicator in self.indicators)

    def rows(self) -> dict[str, set[int]]:
        """The rows in each cell: all of the population, or the exits that an indicator counts.

        How many exits there are in all is told of no report: those that count are.
        """
        keys_by_row = self._keys_by_row()
        if not self.is_of_exits:
            keys_by_row = self._by_person(keys_by_row)
        rows: dict[str, set[int]] = defaultdict(set)
        for row, keys in keys_by_row.items():
            rows[_BETWEEN.join(sorted(keys)) or self._unmarked(row)].add(row)
        return dict(rows)

    def _keys_by_row(self) -> Mapping[int, list[str]]:
        keys_by_row: dict[int, list[str]] = {}
        if not self.is_of_exits:
            keys_by_row = {row: [] for row in self._population()}
        for indicator in self.indicators:
            figure = self.measures.figure(indicator.id, self.period.start, self.period.end)
            for row in figure.rows.tolist():
                keys_by_row.setdefault(row, []).append(indicator.id)
            for row in figure.rows_among.tolist():
                keys_by_row.setdefault(row, []).append(indicator.id + _AMONG)
        return keys_by_row

    def _population(self) -> Iterator[int]:
        name = self.indicators[0].population
        yield from self.measures.rows_of_population(name, self.period.start, self.period.end)

    def _by_person(self, keys_by_row: Mapping[int, list[str]]) -> dict[int, list[str]]:
        """The first row of each person, with the keys of all of theirs."""
        persons = self.measures.frames["participant"]["person"]
        first: dict[str, int] = {}
        by_person: dict[int, list[str]] = {}
        for row, keys in keys_by_row.items():
            own_keys = by_person.setdefault(first.setdefault(persons.iloc[row], row), [])
            own_keys += [key for key in keys if key not in own_keys]
        return by_person

    def _unmarked(self, row: int) -> str:
        """The cell of somebody whom no indicator counts."""
        siae = self.measures.frames["participant"]["siae"].iloc[row]
        if siae in self.measures.members_with(self.indicators[0].cell):
            return _NONE_OF_THEM
        return NOT_COLLECTED
