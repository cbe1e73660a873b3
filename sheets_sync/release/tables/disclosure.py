"""The tables of people that a report publishes: counted, then held against all that was issued.

The declared totals (participants, entries, exits that count and the positive ones) are always of
the day. Any other table is renewed where that tells of nobody; else it stands as issued.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sheets_sync.catalogue import sentence
from sheets_sync.consortium.derived import STATES
from sheets_sync.figures.figure import UNKNOWN
from sheets_sync.figures.measures import Measures
from sheets_sync.release.tables.beside_totals import BesideTotals
from sheets_sync.release.tables.cells_of_totals import CellsOfTotals
from sheets_sync.release.tables.contents import (
    ALL_TOGETHER,
    BY_SIAE,
    COHORT,
    DURATION,
    DYNAMIC,
    LANGUAGE,
    LATER,
    MEANS,
    PEOPLE,
    POSITIVE,
    PROGRAMME,
    PROGRAMME_RATE,
    STATE,
    STRICT,
    SUMS,
    TableContents,
)
from sheets_sync.release.tables.deduced import EXITS
from sheets_sync.release.tables.issued import Issued, IssuedReport, Reader
from sheets_sync.release.tables.partition import Part, Partition
from sheets_sync.release.tables.renewal import Renewal
from sheets_sync.release.tables.rounding import is_narrow, key_of_cell, to_multiple_of_five
from sheets_sync.release.tables.shown import Shown
from sheets_sync.release.tables.suppression import (
    Counted,
    Faults,
    all_alike,
    finest,
    is_small,
    small_parts,
)
from sheets_sync.release.tables.topics import is_topic, of_one_population
from sheets_sync.settings.funder import BREAKDOWNS

_NEWCOMERS = frozenset((*BREAKDOWNS, BY_SIAE, STATE, COHORT))
"""The tables that people come into and do not change in."""
_OF_EXITS = (STATE, DURATION)
_OF_TWO_CHOICES = ("sexe", "qpv")
_PATH = tuple(name for name in (LANGUAGE, *MEANS, *SUMS) if name not in _OF_EXITS)
"""What the persons accompanied did: rows of one table."""


@dataclass(frozen=True)
class PublishedRate:
    """Source of a rate: the cells of a table that its numerator is the sum of.

    Attributes:
        left_out: the cells that it is not counted among.
    """

    table: str
    cells: tuple[str, ...] = (POSITIVE,)
    left_out: tuple[str, ...] = ()


_RATES: Mapping[str, PublishedRate] = {
    PROGRAMME_RATE: PublishedRate(PROGRAMME),
    "taux_positif_18_mois": PublishedRate(COHORT, (STRICT, LATER)),
    "taux_positif_en_18_mois": PublishedRate(COHORT, (STRICT,)),
    # Exits whose length is not known are dynamic, and in no rate that hangs on it.
    "taux_sorties_dynamiques": PublishedRate(STATE, (*DYNAMIC, UNKNOWN)),
    "taux_emploi_durable": PublishedRate(STATE, (STATES["durable"],), (UNKNOWN,)),
    "taux_emploi_transition": PublishedRate(STATE, (STATES["transition"],), (UNKNOWN,)),
    "taux_sortie_formation": PublishedRate(STATE, (STATES["positive"],)),
}
"""The rates that share a table; any other is read from the table of its own name."""


def breakdown_label(name: str) -> str:
    """Label of a table that is no indicator: of `BREAKDOWNS`, « siae », « etat », « cohorte »."""
    return sentence(f"release.{name}")


def table_of_rate(name: str) -> str:
    """The table that a rate is read from."""
    return _RATES.get(name, PublishedRate(name)).table


def rate(tables: Mapping[str, Shown], name: str) -> tuple[int, int] | None:
    """Numerator and denominator of a rate, where both may be published."""
    read_from = _RATES.get(name, PublishedRate(name))
    table = tables.get(read_from.table)
    if table is None or not table.total:
        return None
    count, left_out = table.count(read_from.cells), table.count(read_from.left_out)
    if count is None or left_out is None or left_out == table.total:
        return None
    return (count, table.total - left_out)


def disclose(
    measures: Measures,
    reader: Reader,
    asked: Collection[str],
    threshold: int,
    issued: Issued,
    *,
    expected: Sequence[IssuedReport] = (),
    rounding: bool = False,
) -> dict[str, Shown]:
    """The tables that a report may show, by name.

    Args:
        asked: names of tables: of `BREAKDOWNS`, « siae », indicators about freins and of the path,
            « etat », « cohorte », topics of modules. « programme » is always there.
        threshold: counts under it, and movements, are not told.
        issued: what the readers hold.
        expected: the reports of the day to all funders, of which only totals are known.
        rounding: whether counts are rounded instead of held against each other.
    """
    contents = TableContents(measures, reader.period, threshold)
    disclosure = _Disclosure(contents, reader, threshold, issued, expected)
    table = disclosure.table
    if rounding:
        table = disclosure.rounded_table
    tables = {name: table(name) for name in asked if name != PROGRAMME}
    for rows in (measures.about("frein"), _PATH, *of_one_population(measures, asked)):
        tables |= disclosure.of_one_date({name: tables[name] for name in rows if name in tables})
    return {PROGRAMME: disclosure.programme()} | tables


@dataclass(frozen=True)
class _Disclosure:
    contents: TableContents
    reader: Reader
    threshold: int
    issued: Issued
    expected: Sequence[IssuedReport]

    @functools.cached_property
    def _cells_of_totals(self) -> CellsOfTotals:
        reports = [*self.issued.reports, *self.expected]
        return CellsOfTotals(self.reader, self.threshold, reports)

    def programme(self) -> Shown:
        """The exits by the programme's definition: always of the day."""
        whole = self.contents.counted(PROGRAMME_RATE).whole
        end = self.reader.period.end
        if is_small(whole.total, self.threshold):
            return Shown(None, None, end)
        if small_parts(whole, self.threshold):
            return Shown(whole.total, None, end)
        return Shown(whole.total, whole, end)

    def table(self, name: str) -> Shown:
        """A table of the day, or as it was issued before."""
        counted, held = self.counted(name), self.issued.held(name)
        population = self.reader.population(name)
        about = name if name in BREAKDOWNS else ""
        newcomers = name in _NEWCOMERS or is_topic(name)
        elsewhere = self.issued.tables_under_other_names(name, self.reader)
        renewal = Renewal(population, held, self.threshold, newcomers, about, elsewhere)
        partition = None
        if self.may_decide(name):
            partition = finest(counted, self.threshold, self.faults(name, renewal))
        if name == BY_SIAE and partition is not None:
            partition = _with_people(partition)
        standing = self.standing(name)
        if partition is not None and not _tells_too_little(name, partition, standing):
            value = self.contents.value(name)
            return Shown(counted.whole.total, partition, self.reader.period.end, value=value)
        return standing or self.total_only(name, counted.whole.total)

    def counted(self, name: str) -> Counted:
        """The counts of a table; of a part of the people of each SIAE, of those without any too.

        That nobody of an SIAE is among them tells of all that it has, so it may be merged.
        """
        counted = self.contents.counted(name)
        if name == BY_SIAE and self.reader.where:
            noughts = dict.fromkeys(sorted(self.reader.siae), 0)
            return replace(counted, counts=noughts | dict(counted.counts))
        return counted

    def standing(self, name: str) -> Shown | None:
        """The table as it was issued; None where it tells what no longer may be, of fewer people.

        Whoever has it has it; a higher threshold prints none of it again.
        """
        shown = self.issued.standing(name, self.reader)
        if shown is None:
            return None
        counts = [part.count for part in shown.parts]
        if shown.exact is not None:
            # Those in fives are no counts of people.
            counts = [shown.exact]
        if any(is_small(count, self.threshold) for count in counts):
            return None
        return shown

    def rounded_table(self, name: str) -> Shown:
        """A table in fives, of the day or as it was issued before.

        A rounded count that changes tells that somebody came to it: so a table is renewed when
        enough people came to it together, and to what lies between it and another population's.
        """
        whole = self.contents.counted(name).whole
        total, standing = whole.total, self.standing(name)
        renewal = Renewal(
            self.reader.population(name), self.issued.held_totals(name), self.threshold
        )
        alone = Partition((Part((ALL_TOGETHER,), total),))
        is_publishable = self.may_decide(name) and not (
            is_small(total, self.threshold) or any(renewal.faults(alone))
        )
        records = self.contents.records(name)
        parts = [
            Part(part.labels, to_multiple_of_five(part.count, key_of_cell(records[part.labels[0]])))
            for part in whole.parts
        ]
        partition = Partition(tuple(parts))
        shown_total = total
        if name not in (*BREAKDOWNS, BY_SIAE):
            everybody = itertools.chain.from_iterable(records.values())
            shown_total = to_multiple_of_five(total, key_of_cell(everybody))
        elif is_narrow(partition, total, self.threshold):
            is_publishable = False
        if is_publishable:
            value = self.contents.value(name)
            return Shown(shown_total, partition, self.reader.period.end, value=value, exact=total)
        return standing or self.total_only(name, total)

    def total_only(self, name: str, total: int) -> Shown:
        """A table of which no part may be told.

        Of a table of all persons accompanied the total is declared; of another it is a cell.
        """
        day = self.reader.period.end
        if is_small(total, self.threshold) or name not in (*BREAKDOWNS, BY_SIAE):
            return Shown(None, None, day)
        return Shown(total, None, day)

    def of_one_date(self, rows: Mapping[str, Shown]) -> Mapping[str, Shown]:
        """Rows of one table: all of the day, or all as they were issued before.

        The one row that stands among others of the day would say what a newcomer's obstacle is.
        """
        if not any(shown.stands for shown in rows.values()):
            return rows
        return {
            name: self.standing(name) or Shown(None, None, shown.day)
            for name, shown in rows.items()
        }

    def may_decide(self, name: str) -> bool:
        """Whether enough people came since it was last decided to renew a table."""
        total, now = PEOPLE, int(self.contents.figure(PEOPLE).numerator)
        if name in _OF_EXITS:
            total, now = EXITS, self.contents.counted(PROGRAMME_RATE).whole.total
        since = (name, self.reader, total, now, self.threshold)
        if not self.issued.enough_came(*since):
            return False
        # One person's visits or hours move a sum by any number.
        standing, value = self.issued.standing(name, self.reader), self.contents.value(name)
        is_moved = standing is not None and value is not None and standing.value != value
        return not (is_moved and self.issued.nobody_came(*since))

    def faults(self, name: str, renewal: Renewal) -> Faults:
        """What must not be told of a table beside what is held, and beside its own report."""
        is_of_exits = is_topic(name) and self.contents.topic(name).is_of_exits
        if name in (STATE, COHORT) or is_of_exits or self.contents.is_among_people(name):
            totals = BesideTotals(self.contents, self.reader, self.threshold, self.issued)
            return lambda partition: itertools.chain(
                totals.faults(name, partition), renewal.faults(partition)
            )
        beside: Faults = _no_faults
        if name in (*BREAKDOWNS, BY_SIAE):
            beside = functools.partial(self._cells_of_totals.faults, name)
        tells_of_each = name in BREAKDOWNS and name not in self.reader.where
        if tells_of_each or (is_topic(name) and self.contents.topic(name).tells_of_each):
            return lambda partition: itertools.chain(
                all_alike(partition), renewal.faults(partition), beside(partition)
            )
        return lambda partition: itertools.chain(renewal.faults(partition), beside(partition))


def _with_people(partition: Partition) -> Partition | None:
    """The parts that count somebody; None where they tell nothing of each other."""
    parts = tuple(part for part in partition.parts if part.count)
    if len(parts) < 2 and any(len(part.labels) > 1 for part in parts):
        return None
    return Partition(parts)


def _no_faults(_partition: Partition) -> Sequence[frozenset[str]]:
    return ()


def _tells_too_little(name: str, partition: Partition, standing: Shown | None) -> bool:
    """True if the table as it was issued tells more to its readers than one merged to renew it.

    Ages, statuses and SIAE may lose a third of their parts; « oui » with « non renseigné », no.
    """
    if standing is None or name in (STATE, COHORT):
        return False
    fewest = len(standing.parts)
    if name not in _OF_TWO_CHOICES:
        fewest = math.ceil(2 * fewest / 3)
    return len(partition.parts) < fewest
