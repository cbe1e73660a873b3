"""What the tables of a report are counted from: the people or exits in each of their cells."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheets_sync.consortium.derived import DERIVED, STATES
from sheets_sync.figures.figure import NOT_COLLECTED, UNKNOWN, Figure
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import Period
from sheets_sync.release.tables.shown import people_in_fives
from sheets_sync.release.tables.suppression import Counted, is_small
from sheets_sync.release.tables.topics import TopicTable, is_topic, worth_telling
from sheets_sync.settings.funder import BREAKDOWNS

if TYPE_CHECKING:
    import pandas as pd

# Labels of cells are kept with what was issued, for later reports to be held against: they stay as
# they are, and are no sentences of the catalogue.
POSITIVE, STRICT, LATER, OTHER = "positives", "dans les 18 mois", "plus tard", "autres"
PEOPLE = "personnes_accompagnees"
LANGUAGE = "progression_francais"
PROGRAMME, STATE, COHORT, BY_SIAE = "programme", "etat", "cohorte", "siae"
DURATION = "duree_moyenne"
MEANS = ("heures_francais_moyenne", "heures_numerique_moyenne", DURATION)
SUMS = ("visites_metiers_total", "stages_total")
ALL_TOGETHER = "ensemble"
"""The one label of what has a value for all people together."""
OF_THE_STATE = {
    "taux_emploi_durable": STATES["durable"],
    "taux_emploi_transition": STATES["transition"],
    "taux_sortie_formation": STATES["positive"],
}
"""Each rate of the State's own definition → its class of exits."""
_MANY = 15
"""People, to the nearest five: of ten or more, a tenth each makes a whole hour."""
DYNAMIC = tuple(OF_THE_STATE.values())
PROGRAMME_RATE = "taux_sorties_positives"


def digits_of_mean(people: int) -> int:
    """Digits after the point of a mean over so many people.

    Whole hours over seven people have other tenths than over six. From `_MANY` people on every
    number of them has a sum of whole hours that gives any mean to a tenth.
    """
    if people_in_fives(people) < _MANY:
        return 0
    return 1


def persons_by_label(rows: pd.DataFrame, field: str, measures: Measures) -> dict[str, list[str]]:
    """The persons of some rows by the value of a field in their last one: each once.

    Those of a tab without such a column are apart: of them it is not collected.
    """
    last = rows.drop_duplicates("person", keep="last")
    persons: dict[str, list[str]] = {}
    collecting = measures.members_with(field)
    cells = (last[name].tolist() for name in (field, "siae", "person"))
    for value, siae, person in zip(*cells, strict=True):
        label = str(value)
        if value is None and siae in collecting:
            label = UNKNOWN
        elif value is None:
            label = NOT_COLLECTED
        persons.setdefault(label, []).append(person)
    return persons


@dataclass(frozen=True)
class TableContents:
    """The tables of a report over `period`, each by the name that it has there."""

    measures: Measures
    period: Period
    threshold: int

    def counted(self, name: str) -> Counted:
        """The counts of a table, by label."""
        counts = {label: len(records) for label, records in self.records(name).items()}
        if name in SUMS:
            counts = {ALL_TOGETHER: int(self.figure(name).numerator)}
        if name == "tranche_age":
            bands = DERIVED[name].type.values or ()
            in_order = [label for label in (*bands, UNKNOWN, NOT_COLLECTED) if label in counts]
            return Counted({label: counts[label] for label in in_order}, neighbours=True)
        if name == STATE:
            return Counted(counts, preferred=(frozenset((*DYNAMIC, UNKNOWN)),))
        if name == COHORT:
            return Counted(counts, neighbours=True, preferred=(frozenset((STRICT, LATER)),))
        if is_topic(name):
            return Counted(counts, preferred=worth_telling(counts))
        return Counted(counts)

    def value(self, name: str) -> float | None:
        """The mean or sum that a table has instead of cells; None for any other table.

        A mean has as many digits as tell nothing of how many people it is over.
        """
        if name not in (*MEANS, *SUMS):
            return None
        figure = self.figure(name)
        if figure.value is None:
            return None
        if name in SUMS:
            return round(figure.value, 1)
        return float(round(figure.value, digits_of_mean(int(figure.denominator or 0))))

    def records(self, name: str) -> dict[str, list[str]]:
        """The pseudonyms of those in each cell of a table; of exits, one for each exit."""
        if name in (*BREAKDOWNS, BY_SIAE):
            return self.by_last_row(name)
        if name == STATE:
            return {label: self.pseudonyms(rows) for label, rows in self.rows_of_states.items()}
        if name == COHORT:
            return self.cohort()
        if name in (*MEANS, *SUMS):
            return {ALL_TOGETHER: self.pseudonyms(self.figure(name).rows.tolist())}
        if is_topic(name):
            cells = self.topic(name).rows()
            return {label: self.pseudonyms(sorted(rows)) for label, rows in cells.items()}
        return self.two_parts(name)

    def topic(self, name: str) -> TopicTable:
        """The table of a topic."""
        return TopicTable(self.measures, self.period, name)

    def by_last_row(self, field: str) -> dict[str, list[str]]:
        """The persons accompanied by the value of a field in their last row: each once."""
        rows = self.measures.frames["participant"].iloc[self.figure(PEOPLE).rows]
        return persons_by_label(rows, field, self.measures)

    def cohort(self) -> dict[str, list[str]]:
        """The cohort that had 18 months: positive exits within them, later ones, the others."""
        parts = self.two_parts("taux_positif_18_mois")
        strict = set(self.pseudonyms(self.figure("taux_positif_en_18_mois").rows.tolist()))
        positive = parts[POSITIVE]
        return {
            STRICT: [person for person in positive if person in strict],
            LATER: [person for person in positive if person not in strict],
            OTHER: parts[OTHER],
        }

    @functools.cached_property
    def rows_of_cohort(self) -> dict[str, set[int]]:
        """The rows of those in each part of the cohort."""
        figure = self.figure("taux_positif_18_mois")
        positive, among = set(figure.rows.tolist()), set(figure.rows_among.tolist())
        strict = positive & set(self.figure("taux_positif_en_18_mois").rows.tolist())
        return {STRICT: strict, LATER: positive - strict, OTHER: among - positive}

    @property
    def left_out_of_cohort(self) -> int:
        """How many entered as long ago as the cohort and are not in it."""
        figure = self.figure("taux_positif_18_mois")
        entered = figure.population.size if figure.population else 0
        return int(entered - (figure.denominator or 0))

    def is_among_people(self, name: str) -> bool:
        """True for the table of a rate that is counted among some of the persons accompanied."""
        known = self.measures.indicators
        if name not in known or known[name].of is None:
            return False
        return known[name].population == known[PEOPLE].population

    def two_parts(self, name: str) -> dict[str, list[str]]:
        """The persons or exits that a rate counts, and those it only counts them among."""
        figure = self.figure(name)
        counted, among = figure.rows.tolist(), figure.rows_among.tolist()
        if self.measures.indicators[name].count == "rows":
            positive_rows = set(counted)
            others = [row for row in among if row not in positive_rows]
            return {POSITIVE: self.pseudonyms(counted), OTHER: self.pseudonyms(others)}
        positive = dict.fromkeys(self.pseudonyms(counted))
        others = [each for each in dict.fromkeys(self.pseudonyms(among)) if each not in positive]
        return {POSITIVE: list(positive), OTHER: others}

    def pseudonyms(self, rows: Iterable[int]) -> list[str]:
        """Whose rows these are."""
        persons = self.measures.frames["participant"]["person"]
        return persons.iloc[list(rows)].tolist()

    @functools.cached_property
    def rows_of_programme(self) -> dict[str, set[int]]:
        """The rows of the exits that count, of the positive ones among them, and of the others."""
        positive = self.figure(PROGRAMME_RATE)
        rows, among = set(positive.rows.tolist()), set(positive.rows_among.tolist())
        return {POSITIVE: rows, OTHER: among - rows, ALL_TOGETHER: among}

    @functools.cached_property
    def rows_of_states(self) -> dict[str, set[int]]:
        """The rows of the exits in each cell of the State's table."""
        rows = {state: set(self.figure(name).rows.tolist()) for name, state in OF_THE_STATE.items()}
        figure = self.figure("taux_sorties_dynamiques")
        dynamic, among = set(figure.rows.tolist()), set(figure.rows_among.tolist())
        rows[OTHER] = among - dynamic
        # A CDD whose length is not known is dynamic, and in no part: « non renseigné ».
        rows[UNKNOWN] = dynamic.difference(*rows.values())
        counted = self.rows_of_programme[ALL_TOGETHER]
        # Outside, the exits that count are the only total: the few that the State alone counts are
        # left out, and the few that it does not know are none of its kinds.
        if is_small(len(among - counted), self.threshold):
            rows = {label: exits & counted for label, exits in rows.items()}
        if is_small(len(counted - among), self.threshold):
            rows[OTHER] = rows[OTHER] | (counted - among)
        return {label: exits for label, exits in rows.items() if exits or label != UNKNOWN}

    def figure(self, name: str) -> Figure:
        return self.measures.figure(name, self.period.start, self.period.end)
