"""Reports that were issued: what their readers hold, which no later report may make tell more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sheets_sync.figures.periods import Period
from sheets_sync.release.tables.contents import (
    ALL_TOGETHER,
    BY_SIAE,
    DURATION,
    STATE,
    persons_by_label,
)
from sheets_sync.release.tables.minimal_groups import People
from sheets_sync.release.tables.partition import Part, Partition
from sheets_sync.release.tables.renewal import Held, Population
from sheets_sync.release.tables.shown import Shown, table_from_record
from sheets_sync.release.tables.topics import is_topic
from sheets_sync.settings.funder import BREAKDOWNS

if TYPE_CHECKING:
    import pandas as pd

    from sheets_sync.figures.measures import Measures

OF_THE_PERIOD = frozenset((*BREAKDOWNS, BY_SIAE, STATE, DURATION))
"""The tables that count a period, as those of topics do.

Any other counts all people up to its last day.
"""


Alike = Mapping[str, Mapping[str, People]]
"""Name of a breakdown → label → those who have it."""


@dataclass(frozen=True)
class Reader:
    """A funder's report, as its readers know it: to whom, about whom, over which period.

    Attributes:
        funder: its name in config.
        siae, where: as in config, `siae` the names of all members where it has none.
        everybody: whom it is about of all that the tabs hold today, in its period or not; never
            kept with what was issued, as people are.
        alike: of these, those whom a breakdown has under each label, by its name.
    """

    funder: str
    siae: frozenset[str]
    where: str
    period: Period
    everybody: People = field(default=frozenset(), repr=False, compare=False)
    alike: Alike = field(default_factory=dict, repr=False, compare=False)

    def about(self, rows: pd.DataFrame, measures: Measures) -> Reader:
        """The same, with the people of these rows, labelled as tables over `measures` do."""
        alike = {}
        for name in (*BREAKDOWNS, BY_SIAE):
            persons = persons_by_label(rows, name, measures)
            alike[name] = {label: frozenset(each) for label, each in persons.items()}
        return replace(self, everybody=frozenset(rows["person"]), alike=alike)

    def population(self, table: str) -> Population:
        """Whom a table of this report is about."""
        if table in OF_THE_PERIOD or is_topic(table):
            return replace(self.people, start=self.period.start)
        return self.people

    @property
    def people(self) -> Population:
        """Whom the report is about, over whatever period and however the condition is spelt."""
        return Population(self.everybody, where=self.where)


@dataclass(frozen=True)
class IssuedReport:
    """A report that was issued.

    Attributes:
        document: its name, « rapport-dreets-2026-06-30 ».
        made_on: the day of issue.
        totals: the declared totals that it showed, by name.
        correction: whether it puts an issued one right.
        coverage: how many SIAE collected what it tells, and of how many, where that is told beside.
    """

    document: str
    reader: Reader
    made_on: date
    totals: Mapping[str, int]
    tables: Mapping[str, Shown]
    correction: bool = False
    coverage: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As history keeps it."""
        reader = self.reader
        return {
            "document": self.document,
            "financeur": reader.funder,
            "siae": sorted(reader.siae),
            "condition": reader.where,
            "debut": reader.period.start.isoformat(),
            "fin": reader.period.end.isoformat(),
            "emis_le": self.made_on.isoformat(),
            "totaux": dict(self.totals),
            "tableaux": {name: shown.as_json() for name, shown in self.tables.items()},
            "rectificatif": self.correction,
            "saisi_par": {name: list(members) for name, members in self.coverage.items()},
        }


def _report_from_record(record: Mapping[str, Any]) -> IssuedReport:
    period = Period(date.fromisoformat(record["debut"]), date.fromisoformat(record["fin"]))
    siae = frozenset(map(str, record["siae"]))
    return IssuedReport(
        record["document"],
        Reader(record["financeur"], siae, record["condition"], period),
        date.fromisoformat(record["emis_le"]),
        record["totaux"],
        {name: table_from_record(shown) for name, shown in record["tableaux"].items()},
        record["rectificatif"],
        # What was issued before it was kept has none.
        record.get("saisi_par", {}),
    )


@dataclass(frozen=True)
class Issued:
    """All that was issued to those who are taken to talk to each other, in the order of issue."""

    reports: Sequence[IssuedReport] = ()

    @property
    def siae(self) -> frozenset[str]:
        """Every SIAE that a report was about."""
        return frozenset[str]().union(*(report.reader.siae for report in self.reports))

    def of_document(self, document: str) -> IssuedReport | None:
        """The last report issued under this name; None where none was."""
        newest_first = reversed(self.reports)
        return next((report for report in newest_first if report.document == document), None)

    def but_to(self, funders: Collection[str]) -> Issued:
        """What was issued to any but these funders."""
        return Issued([each for each in self.reports if each.reader.funder not in funders])

    def held(self, table: str) -> list[Held]:
        """The tables of that name, each once; not those in fives, whose counts are not the true."""
        held = [
            Held(report.reader.population(table), shown.partition, number)
            for number, (report, shown) in enumerate(self._shown(table))
            if shown.partition is not None and shown.exact is None
        ]
        return list(dict.fromkeys(held))

    def tables_under_other_names(self, table: str, reader: Reader) -> list[Partition]:
        """The tables of other names that count, under some label, the same people as `table`.

        « Gamma » among those of the districts are « oui » among those of Gamma. Such a label has
        the name that it has in `table`; any other, one of its own.
        """
        label_of = {people: label for label, people in reader.alike.get(table, {}).items()}
        partitions = []
        for report in self.reports:
            for name, alike in report.reader.alike.items():
                shown = report.tables.get(name)
                if shown is None or shown.partition is None or shown.exact is not None:
                    continue
                if name != table and not label_of.keys().isdisjoint(alike.values()):
                    own = {label: label_of.get(alike[label], f"{name} {label}") for label in alike}
                    partitions.append(shown.partition.relabelled(own))
        return list(dict.fromkeys(partitions))

    def held_totals(self, table: str) -> list[Held]:
        """The true totals of the tables of that name, each as a table of one label."""
        held = []
        for number, (report, shown) in enumerate(self._shown(table)):
            total = shown.total if shown.exact is None else shown.exact
            if shown.partition is not None and total is not None:
                alone = Partition((Part((ALL_TOGETHER,), total),))
                held.append(Held(report.reader.population(table), alone, number))
        return list(dict.fromkeys(held))

    def standing(self, table: str, reader: Reader) -> Shown | None:
        """The last table of that name about the same people, of the same period or funder."""
        population = reader.population(table)
        for report, shown in reversed(self._shown(table)):
            if shown.partition is None:
                continue
            same = report.reader.population(table)
            is_earlier_period = report.reader.funder == reader.funder
            is_of_them = same.people == population.people
            if same == population or (is_earlier_period and is_of_them):
                return replace(shown, stands=True)
        return None

    def enough_came(self, table: str, reader: Reader, total: str, now: int, threshold: int) -> bool:
        """True if a declared total moved by the threshold since the last report where it had.

        A table that is renewed as soon as its counts allow says so of the one person who came last:
        whoever knows the rule knows which count they completed. So a report only decides on a table
        when enough people came since one last decided.
        """
        decided = self._decided_at(table, reader, total, threshold)
        return decided is None or now == decided or abs(now - decided) >= threshold

    def nobody_came(self, table: str, reader: Reader, total: str, now: int, threshold: int) -> bool:
        """True if a declared total is what it was when a report last decided on the table."""
        return now == self._decided_at(table, reader, total, threshold)

    def _decided_at(self, table: str, reader: Reader, total: str, threshold: int) -> int | None:
        decided: int | None = None
        for report in self.reports:
            if report.reader.population(table) == reader.population(table):
                count = report.totals.get(total, decided)
                if decided is None or (count is not None and abs(count - decided) >= threshold):
                    decided = count
        return decided

    def about(self, reader: Reader, table: str) -> list[IssuedReport]:
        """The reports about the same people that renewed a table of that name, parts and all."""
        population = reader.population(table)
        return [
            report
            for report, shown in self._shown(table)
            if shown.partition is not None
            and shown.day == report.reader.period.end
            and report.reader.population(table) == population
        ]

    def _shown(self, table: str) -> list[tuple[IssuedReport, Shown]]:
        return [(report, report.tables[table]) for report in self.reports if table in report.tables]


def issued_from_records(records: Iterable[Mapping[str, Any]]) -> Issued:
    """The reports of history's records; raises ValueError, TypeError or LookupError if damaged."""
    return Issued([_report_from_record(record) for record in records])
