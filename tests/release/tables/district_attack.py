"""Attacks on tables by SIAE and by district together: the cells of one are sums of the other's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sheets_sync.release.tables.contents import BY_SIAE
from sheets_sync.release.tables.issued import IssuedReport, Reader
from tests.release.tables.attacks import Attack, Variable
from tests.release.tables.integer_attacker import IntegerAttacker


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
