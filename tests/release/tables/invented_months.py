"""Months of an invented consortium: people come and leave, funders get their reports."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from forms.loading import FORM_IDS, load_form
from sheets_sync.consortium.derived import DERIVED, STATES
from sheets_sync.documents.reports.report import publication
from sheets_sync.documents.reports.scope import report_scope
from sheets_sync.figures.indicators import load_indicators
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import month_ends
from sheets_sync.release.tables.issued import Issued, IssuedReport
from sheets_sync.release.tables.since_issued import with_people
from sheets_sync.settings.funder import Funder

THRESHOLD = 5
FORMS = {form_id: load_form(form_id) for form_id in FORM_IDS}
INDICATORS = load_indicators(FORMS)
FIRST = date(2026, 1, 1)
TODAY = date(2026, 11, 23)
IN_QPV = 'qpv == "oui"'
VALUES: Mapping[str, Sequence[str | None]] = {
    "sexe": ("Homme", "Homme", "Femme"),
    "tranche_age": ("26 à 49 ans", "26 à 49 ans", "moins de 26 ans", "50 ans et plus"),
    "protection": ("Réfugié", "Réfugié", "Protection subsidiaire", "Apatride", None),
    "qpv": ("non", "oui", None),
}
FREINS = ("frein_sante", "frein_langue")
EXITS: Sequence[tuple[str, str, str]] = (
    ("CDI", "positive", STATES["durable"]),
    ("CDI", "positive", STATES["durable"]),
    ("Formation qualifiante", "positive", STATES["positive"]),
    ("Création d'entreprise", "à part", STATES["durable"]),
    ("Contrat aidé", "autre", STATES["transition"]),
    ("Formation pré-qualifiante", "autre", STATES["positive"]),
    ("Sans nouvelles", "autre", STATES["other"]),
    ("Autre SIAE", "transfert", STATES["positive"]),
    ("Décès", "neutralisée", STATES["neutral"]),
)
"""Reasons, each with its class for the programme and for the State."""


@dataclass(frozen=True)
class Person:
    """Somebody invented: what a form knows of them, when they came and left, and why."""

    number: int
    siae: str
    values: Mapping[str, str | None]
    came: date
    left: date | None = None
    exit: tuple[str, str, str] = EXITS[0]

    def row(self, as_of: date) -> dict[str, Any]:
        """Their row of the consortium on a day."""
        row: dict[str, Any] = {"person": f"P{self.number}", "siae": self.siae, **self.values}
        row["date_entree"] = self.came
        # Whole hours, of some of them: no dice, so that the seeds stay what they were.
        if self.number % 4:
            hours = (1 + self.number % 7) * max(0, (as_of - self.came).days // 30)
            row["heures_francais"] = float(hours)
            row["heures_numerique"] = float(hours // 3)
        if self.left is not None and self.left <= as_of:
            reason, programme, state = self.exit
            row |= {"date_sortie": self.left, "motif_sortie": reason}
            row["duree_mois"] = round((self.left - self.came).days / 30.44, 1)
            row |= {"sortie_programme": programme, "sortie_etat": state}
        return row


@dataclass(frozen=True)
class Consortium:
    """An invented consortium, its people over the months, and its funders."""

    siae: Sequence[str]
    people: Sequence[Person]
    funders: Mapping[str, Funder]

    def there(self, as_of: date) -> list[Person]:
        """All who came by that day."""
        return [person for person in self.people if person.came <= as_of]

    def measures(self, as_of: date) -> Measures:
        """The figures on a day."""
        names = [
            "person",
            "siae",
            "tab",
            "row",
            *(field.id for field in FORMS["participant"].fields),
        ]
        names += DERIVED
        rows = [person.row(as_of) for person in self.there(as_of)]
        frame = pd.DataFrame(rows, columns=names, dtype=object)
        actions = pd.DataFrame(columns=[field.id for field in FORMS["action"].fields])
        participants = frame.astype(object).where(frame.notna(), None)
        frames = {"participant": participants, "action": actions}
        return Measures(INDICATORS, FORMS, frames, self.siae, lambda *_: None, TODAY)


def invent(seed: int, *, siae: int, people: int, moves: int = 2, months: int = 6) -> Consortium:
    """A consortium of so many SIAE and people, with up to `moves` entries and exits a month."""
    dice = random.Random(seed)
    names = [f"SIAE {number}" for number in range(siae)]
    before = [FIRST - timedelta(days=dice.randint(1, 500)) for _ in range(people)]
    ends = month_ends(date(2026, months, 28), months)
    since = [
        end.replace(day=dice.randint(1, 27)) for end in ends for _ in range(dice.randint(0, moves))
    ]
    everybody = [_person(dice, number, names, came) for number, came in enumerate(before + since)]
    for end in ends:
        for _ in range(dice.randint(0, moves)):
            leaving = dice.randrange(len(everybody))
            day = end.replace(day=dice.randint(1, 27))
            if everybody[leaving].left is None and everybody[leaving].came < day:
                reason = dice.choice(EXITS)
                everybody[leaving] = replace(everybody[leaving], left=day, exit=reason)
    return Consortium(names, everybody, _funders(dice, names))


def _person(dice: random.Random, number: int, siae: Sequence[str], came: date) -> Person:
    values = {name: dice.choice(choices) for name, choices in VALUES.items()}
    values |= {frein: dice.choice(("Identifié", "Levé", "Aucun")) for frein in FREINS}
    return Person(number, dice.choice(siae), values, came)


def _funders(dice: random.Random, siae: Sequence[str]) -> dict[str, Funder]:
    """One of all, and perhaps others: of all SIAE but one, of some of them, of one district."""
    funders = {"tous": Funder(name="Tous", names_of_siae=True)}
    some = tuple(siae[: len(siae) // 2])
    others = {
        "sauf_une": Funder(name="Sauf une", siae=tuple(siae[:-1])),
        "certaines": Funder(name="Certaines", siae=some),
        "autres": Funder(name="Autres", siae=tuple(siae[len(some) : -1])),
        "quartier": Funder(name="Quartier", where=IN_QPV),
    }
    chosen = dice.sample(sorted(others), dice.randint(0, 3))
    return funders | {
        name: others[name] for name in chosen if others[name].siae or name == "quartier"
    }


def issue_months(
    consortium: Consortium, months: int = 6, every: int = 1, *, rounding: bool = False
) -> tuple[Issued, Sequence[date]]:
    """The reports of each month to each funder, and the days of issue."""
    issued = Issued()
    days = [
        day
        for number, day in enumerate(month_ends(date(2026, months, 28), months))
        if not (number + 1) % every
    ]
    for day in days:
        issued = issue(consortium, issued, day, rounding=rounding)
    return issued, days


def issue(consortium: Consortium, issued: Issued, day: date, *, rounding: bool = False) -> Issued:
    """What is issued with a report to each funder on a day."""
    measures = consortium.measures(day)
    reports: list[IssuedReport] = list(with_people(issued, measures, day).reports)
    scopes = {
        name: report_scope(funder, measures, [], THRESHOLD, day)
        for name, funder in consortium.funders.items()
    }
    for name, scope in scopes.items():
        plan = publication(name, scope, Issued(reports), scopes, rounding=rounding)
        reports.append(plan.as_issued(f"rapport-{name}-{day}", day, correction=False))
    return Issued(reports)
