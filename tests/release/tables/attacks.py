"""Attacks on all that the readers of an invented consortium's reports ever received.

The attacker knows every table with its day, the declared totals (persons accompanied and entries),
that people only come to a table of persons accompanied, and that nobody changes in it.
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sheets_sync.figures.figure import UNKNOWN
from sheets_sync.release.tables.contents import PEOPLE
from sheets_sync.release.tables.deduced import ENTRIES
from sheets_sync.release.tables.issued import Issued, IssuedReport, Reader
from tests.release.tables.integer_attacker import IntegerAttacker, Target
from tests.release.tables.invented_months import FIRST, THRESHOLD, Consortium, Person

Variable = tuple[str, bool, str, int]
"""SIAE that the same reports are about, whether their people live in a district, a label, the
interval in which they came."""


@dataclass(frozen=True)
class Attack:
    """An attack on the tables of one name.

    Attributes:
        days: of issue, in order; the people there before the period are interval 0.
        declared: the total that is always told, of those whom the table is about.
    """

    consortium: Consortium
    issued: Issued
    days: Sequence[date]
    table: str
    declared: str = PEOPLE

    def won(self) -> list[Target[Variable]]:
        """The small counts that are pinned, and the newcomers of whom a value is learnt."""
        attacker, knows_totals = IntegerAttacker(self.truth), IntegerAttacker(self.truth)
        for report in self.issued.reports:
            self.read_total(attacker, report)
            self.read_total(knows_totals, report)
            self.read_table(attacker, report)
        pinned = self.pinned(attacker)
        by_design = knows_totals.pinned(pinned)
        return [target for target in pinned if target not in by_design]

    def pinned(self, attacker: IntegerAttacker[Variable]) -> list[Target[Variable]]:
        """What an attacker knows that nobody should."""
        return attacker.pinned(list(self.targets(attacker)))

    @functools.cached_property
    def truth(self) -> Mapping[Variable, int]:
        counts = Counter(map(self.variable, filter(self.is_told_of, self.people)))
        labels = sorted({label for _siae, _qpv, label, _interval in counts})
        groups = sorted({self.group(siae) for siae in self.consortium.siae})
        every = itertools.product(groups, (True, False), labels, range(len(self.moments)))
        return {each: counts[each] for each in every if self.can_be(each)}

    @functools.cached_property
    def moments(self) -> Sequence[date]:
        """The day before the period, and the days of issue."""
        return [FIRST - timedelta(days=1), *self.days]

    @property
    def people(self) -> Sequence[Person]:
        return self.consortium.there(self.days[-1])

    def is_told_of(self, person: Person) -> bool:
        """Whether the table is about somebody: they were accompanied in the period."""
        return person.left is None or person.left >= FIRST

    def variable(self, person: Person) -> Variable:
        value = person.siae if self.table == "siae" else person.values[self.table]
        interval = sum(day < person.came for day in self.moments)
        group = self.group(person.siae)
        return (group, person.values["qpv"] == "oui", value or UNKNOWN, interval)

    def group(self, siae: str) -> str:
        """The SIAE itself in the table of SIAE; else the names of the reports that it is in."""
        if self.table == "siae":
            return siae
        return "+".join(name for name, reader in self.readers.items() if siae in reader.siae)

    @functools.cached_property
    def readers(self) -> Mapping[str, Reader]:
        return {report.reader.funder: report.reader for report in self.issued.reports}

    def is_about(self, reader: Reader, each: Variable) -> bool:
        """Whether a report is about these people."""
        group, in_qpv, _label, _interval = each
        if reader.where and not in_qpv:
            return False
        if self.table == "siae":
            return group in reader.siae
        return reader.funder in group.split("+")

    def can_be(self, variable: Variable) -> bool:
        """False for what contradicts itself: known to whoever reads what the table is about."""
        siae, in_qpv, label, _interval = variable
        if self.table == "qpv":
            return in_qpv == (label == "oui")
        return self.table != "siae" or siae == label

    def read_total(self, attacker: IntegerAttacker[Variable], report: IssuedReport) -> None:
        """Learn the declared total: what follows from totals alone is told by design."""
        if self.declared in report.totals:
            until = self.intervals(report.reader.period.end)
            attacker.learn(self.those(report, until), report.totals[self.declared])
        if self.declared == PEOPLE and ENTRIES in report.totals:
            since = self.intervals(report.reader.period.end)[1:]
            attacker.learn(self.those(report, since), report.totals[ENTRIES])

    def read_table(self, attacker: IntegerAttacker[Variable], report: IssuedReport) -> None:
        """Learn the table if the report has one."""
        shown = report.tables.get(self.table)
        if shown is None or shown.partition is None:
            return
        if self.table in report.reader.where:
            # Its one cell is a declared total.
            return
        known = {label for part in shown.parts for label in part.labels}
        people = self.those(report, self.intervals(shown.day))
        for part in shown.parts:
            within = [each for each in people if each[2] in part.labels]
            if shown.exact is None:
                attacker.learn(within, part.count)
            else:
                # In fives a count may have been up to four less or more.
                attacker.learn_between(within, max(0, part.count - 4), part.count + 4)
        attacker.learn([each for each in people if each[2] not in known], 0)

    def intervals(self, day: date) -> range:
        return range(self.moments.index(day) + 1)

    def those(self, report: IssuedReport, intervals: range) -> list[Variable]:
        """The people of a report who came in these intervals."""
        return [
            each
            for each in self.truth
            if each[3] in intervals and self.is_about(report.reader, each)
        ]

    def targets(self, attacker: IntegerAttacker[Variable]) -> Iterator[Target[Variable]]:
        """Each label, of each population and of what is between two, in each stretch of time."""
        populations = self.populations()
        stretches = [
            range(first, last + 1)
            for first, last in itertools.combinations_with_replacement(range(len(self.moments)), 2)
        ]
        for (name, is_in), stretch in itertools.product(populations.items(), stretches):
            people = [each for each in attacker.index if each[3] in stretch and is_in(each)]
            whole = Target(f"{name} {stretch}", frozenset(people))
            came = attacker.true_count(whole)
            for label in sorted({each[2] for each in people}):
                labelled = frozenset(each for each in people if each[2] == label)
                if labelled == whole.variables:
                    # A population of one label: what is declared of it, by design.
                    continue
                target = Target(f"{self.table} {label}, {name} {stretch}", labelled)
                count = attacker.true_count(target)
                is_small = 0 < count < THRESHOLD
                # All who came since a report in one cell: the value of each is learnt.
                is_learnt = stretch.start > 0 and 0 < count == came
                if is_small or is_learnt:
                    yield target

    def populations(self) -> dict[str, Callable[[Variable], bool]]:
        """The people of each report, and those of one that another is not about."""

        def of(first: Reader, second: Reader | None = None) -> Callable[[Variable], bool]:
            def is_in(each: Variable) -> bool:
                outside = second is None or not self.is_about(second, each)
                return self.is_about(first, each) and outside

            return is_in

        found = {name: of(reader) for name, reader in self.readers.items()}
        if self.table == "siae":
            # Between two populations of SIAE lie SIAE: cells of the table itself.
            return found
        for first, second in itertools.permutations(self.readers.values(), 2):
            found[f"{first.funder} − {second.funder}"] = of(first, second)
        for first in self.readers.values():
            found[f"{first.funder} alone"] = functools.partial(self.is_of_one_alone, first)
        return found

    def is_of_one_alone(self, only: Reader, each: Variable) -> bool:
        """Whether one report is about these people, and no other is."""
        about = [reader for reader in self.readers.values() if self.is_about(reader, each)]
        return about == [only]
