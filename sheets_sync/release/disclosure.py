"""The tables of people that a report publishes: counted, then protected together.

They are protected beside what the last report showed, since two reports side by side tell more
than one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sheets_sync.catalogue import sentence
from sheets_sync.consortium.derived import STATES
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import Period
from sheets_sync.release.suppression import Shown, protect_table
from sheets_sync.settings import BREAKDOWNS

# Labels of cells are kept with what was published, for the next report to be compared with: they
# stay as they are, and are no sentences of the catalogue.
POSITIVE, LATER, OTHER = "positives", "plus tard", "autres"
PEOPLE = "personnes_accompagnees"
LANGUAGE = "progression_francais"


@dataclass(frozen=True)
class PublishedRate:
    """Source of a rate: the cells of a table that its numerator is the sum of.

    Attributes:
        unknown: what those of the table's total who are in no cell are to the rate: exits whose
            length is not known are `counted` as dynamic, and `left_out` of its parts.
    """

    table: str
    cells: tuple[str, ...] = (POSITIVE,)
    unknown: Literal["among", "counted", "left_out"] = "among"


_OF_THE_STATE = {
    "taux_emploi_durable": STATES["durable"],
    "taux_emploi_transition": STATES["transition"],
    "taux_sortie_formation": STATES["positive"],
}
"""Each rate of the State's own definition → its class of exits."""
_RATES: Mapping[str, PublishedRate] = {
    "taux_sorties_positives": PublishedRate("programme"),
    "taux_positif_18_mois": PublishedRate("cohorte"),
    "taux_positif_en_18_mois": PublishedRate("cohorte_stricte"),
    "taux_sorties_dynamiques": PublishedRate("etat", tuple(_OF_THE_STATE.values()), "counted"),
    "taux_emploi_durable": PublishedRate("etat", (STATES["durable"],), "left_out"),
    "taux_emploi_transition": PublishedRate("etat", (STATES["transition"],), "left_out"),
    "taux_sortie_formation": PublishedRate("etat", (STATES["positive"],)),
}
"""The rates that share a table; any other is read from the table of its own name."""


def breakdown_label(name: str) -> str:
    """Label of a table of `BREAKDOWNS`, or of « siae »."""
    return sentence(f"release.{name}")


def disclose(
    measures: Measures,
    period: Period,
    threshold: int,
    with_siae: bool,
    before: Mapping[str, Any] | None,
) -> dict[str, Shown]:
    """Every table by name.

    They are the breakdowns of the persons accompanied, `siae`, each indicator about freins,
    `progression_francais`, and the exits as `programme`, `etat`, `cohorte` and `cohorte_stricte`.

    Args:
        threshold: counts under it are hidden.
        before: what the last report published, as `published` gave it; None for the first.
    """
    disclosure = _Disclosure(measures, period, threshold, _last_report(before, period))
    tables = disclosure.breakdowns()
    if with_siae:
        tables["siae"] = disclosure.by_siae()
    return tables | disclosure.shares() | disclosure.exits() | disclosure.cohorts()


def published(period: Period, tables: Mapping[str, Shown]) -> dict[str, Any]:
    """Record of this report that the next one needs."""
    return {
        "debut": period.start.isoformat(),
        "fin": period.end.isoformat(),
        "tables": {name: shown.as_json() for name, shown in tables.items()},
    }


def rate(tables: Mapping[str, Shown], name: str) -> tuple[int, int] | None:
    """Numerator and denominator of a rate, where both may be published."""
    read_from = _RATES.get(name, PublishedRate(name))
    table = tables[read_from.table]
    if table.cells is None or not table.total:
        return None
    counts = [table.cells[label] for label in read_from.cells]
    known = [count for count in counts if count is not None]
    if len(known) != len(counts):
        return None
    counted, among = sum(known), table.total
    if read_from.unknown == "counted":
        counted += table.known
    if read_from.unknown == "left_out":
        among -= table.known
    return (counted, among) if among else None


@dataclass(frozen=True)
class _LastReport:
    """The tables that it published; `within`: its period lies inside the one reported on now."""

    tables: Mapping[str, Any]
    within: bool

    @property
    def comparable(self) -> Mapping[str, Any]:
        """Those whose counts can only have grown since."""
        if not self.within:
            return {}
        return self.tables


def _last_report(before: Mapping[str, Any] | None, period: Period) -> _LastReport:
    if before is None:
        return _LastReport({}, within=False)
    start, end = date.fromisoformat(before["debut"]), date.fromisoformat(before["fin"])
    return _LastReport(before["tables"], within=period.start <= start and end <= period.end)


@dataclass(frozen=True)
class _Disclosure:
    measures: Measures
    period: Period
    threshold: int
    last: _LastReport

    def breakdowns(self) -> dict[str, Shown]:
        """The persons accompanied, each as their last row has them."""
        followed = self.measures.figure(PEOPLE, self.period.start, self.period.end)
        rows = self.measures.frames["participant"].iloc[followed.rows]
        people = rows.drop_duplicates("person", keep="last")
        return {name: self.breakdown(name, people[name].tolist()) for name in BREAKDOWNS}

    def breakdown(self, name: str, values: list[Any]) -> Shown:
        counts = Counter(str(value) for value in values if value is not None)
        largest_first = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        unknown = len(values) - counts.total()
        return self.growing(name, dict(largest_first), unknown)

    def by_siae(self) -> Shown:
        members = self.measures.by(PEOPLE, self.period.start, self.period.end, "siae")
        counts = {siae: int(figure.numerator) for siae, figure in members.items()}
        return self.growing("siae", counts)

    def shares(self) -> dict[str, Shown]:
        """Freins lifted and levels of French gained: a person may go back, so counts may fall."""
        names = [*self.measures.about("frein"), LANGUAGE]
        return {name: self.changing(name, self.two_parts(name)) for name in names}

    def exits(self) -> dict[str, Shown]:
        """The exits of the period by the programme's definition and by the State's."""
        before = self.last.comparable
        programme = self.growing("programme", self.two_parts("taux_sorties_positives"))
        if not programme.whole:
            # The same exits, sorted two ways: one table would tell of the other.
            programme = programme.without_cells(before.get("programme"))
        states = {state: self.numerator(name) for name, state in _OF_THE_STATE.items()}
        dynamic = self.two_parts("taux_sorties_dynamiques")
        # A CDD whose length is not known is dynamic, and in no part: « non renseigné ».
        of_no_part = dynamic[POSITIVE] - sum(states.values())
        state = self.growing("etat", {**states, OTHER: dynamic[OTHER]}, of_no_part)
        both_whole = programme.whole and state.whole
        if not both_whole or _too_soon(before, programme, self.threshold):
            # Beside the programme's two parts, every cell of it stays wide open.
            state = state.without_cells(before.get("etat"))
        return {"programme": programme, "etat": state}

    def cohorts(self) -> dict[str, Shown]:
        """The cohort that had 18 months: positive exits in all, and those within 18 months."""
        parts = self.two_parts("taux_positif_18_mois")
        strict = self.numerator("taux_positif_en_18_mois")
        finer_parts = {
            POSITIVE: strict,
            LATER: parts[POSITIVE] - strict,
            OTHER: parts[OTHER],
        }
        finer = self.changing("cohorte_stricte", finer_parts)
        if not finer.whole:
            # Else the difference of the two rates would tell.
            finer = Shown(finer.total, None)
        return {"cohorte": self.changing("cohorte", parts), "cohorte_stricte": finer}

    def growing(self, name: str, counts: Mapping[str, int], unknown: int = 0) -> Shown:
        """A table whose counts cannot fall while the period only becomes longer."""
        before = self.last.comparable.get(name)
        return protect_table(counts, self.threshold, before, growing=True, known=unknown)

    def changing(self, name: str, counts: Mapping[str, int]) -> Shown:
        """A table whose counts may also fall."""
        return protect_table(counts, self.threshold, self.last.tables.get(name))

    def numerator(self, name: str) -> int:
        return int(self.measures.figure(name, self.period.start, self.period.end).numerator)

    def two_parts(self, name: str) -> dict[str, int]:
        """The persons or exits that a rate counts, and those it only counts them among."""
        figure = self.measures.figure(name, self.period.start, self.period.end)
        others = (figure.denominator or 0) - figure.numerator
        return {POSITIVE: int(figure.numerator), OTHER: int(others)}


def _too_soon(before: Mapping[str, Any], programme: Shown, threshold: int) -> bool:
    """True if showing the State's table now would nearly disclose what the last report hid of it.

    That is so where few exits came to a part of the programme's table since.
    """
    if not before or programme.cells is None:
        return False
    earlier = before["programme"]["cells"]
    if before["etat"]["cells"] is not None or earlier is None:
        return False
    since = ((count or 0) - earlier[label] for label, count in programme.cells.items())
    return any(count < threshold for count in since)
