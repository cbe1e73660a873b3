"""Attacks on tables by SIAE and by district together: the cells of one are sums of the other's."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sheets_sync.release.tables.contents import BY_SIAE
from sheets_sync.release.tables.issued import IssuedReport, Reader
from tests.release.tables.attacks import Attack, Variable
from tests.release.tables.integer_attacker import IntegerAttacker, Target


@dataclass(frozen=True)
class DistrictAttack(Attack):
    """An attack on what is told of those of each SIAE who live in a district, by any table."""

    table: str = "qpv"

    def group(self, siae: str) -> str:
        return siae

    def is_about(self, reader: Reader, each: Variable) -> bool:
        siae, in_qpv, _label, _interval = each
        return siae in reader.siae and (in_qpv or not reader.where)

    def read_table(self, attacker: IntegerAttacker[Variable], report: IssuedReport) -> None:
        """Learn the table by district, and the one by SIAE."""
        super().read_table(attacker, report)
        shown = report.tables.get(BY_SIAE)
        if shown is None or shown.partition is None:
            return
        people = self.those(report, self.intervals(shown.day))
        for part in shown.parts:
            attacker.learn([each for each in people if each[0] in part.labels], part.count)
        known = shown.partition.part_of
        attacker.learn([each for each in people if each[0] not in known], 0)

    def populations(self) -> dict[str, Callable[[Variable], bool]]:
        """Those of reports and between them, and the people of each SIAE."""

        def of(siae: str) -> Callable[[Variable], bool]:
            return lambda each: each[0] == siae

        return super().populations() | {siae: of(siae) for siae in self.consortium.siae}

    def pinned(self, attacker: IntegerAttacker[Variable]) -> list[Target[Variable]]:
        """The small counts and newcomers, and the SIAE of which all are alike."""
        return [*super().pinned(attacker), *self._all_alike(attacker)]

    def _all_alike(self, attacker: IntegerAttacker[Variable]) -> Iterator[Target[Variable]]:
        """Nobody of a known number of people of an SIAE lives in a district, or outside of any."""
        for siae, last in itertools.product(self.consortium.siae, range(len(self.moments))):
            people = [each for each in self.truth if each[0] == siae and each[3] <= last]
            for in_qpv in (True, False):
                some = frozenset(each for each in people if each[1] == in_qpv)
                nobody = Target(f"in_qpv is {not in_qpv} of all of {siae} until {last}", some)
                everybody = Target(siae, frozenset(people))
                is_worth_it = attacker.true_count(everybody) and not attacker.true_count(nobody)
                if is_worth_it and attacker.pinned([everybody, nobody]) == [everybody, nobody]:
                    yield nobody
