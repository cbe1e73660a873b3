"""Attack on the table of a module's topic: the entries of a period by what each said then."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from forms.loading import load_form
from sheets_sync.consortium.derived import DERIVED
from sheets_sync.figures.indicators import load_indicators
from sheets_sync.figures.measures import Measures
from sheets_sync.release.tables.deduced import ENTRIES
from tests.release.tables.attacks import Attack, Variable
from tests.release.tables.invented_months import FIRST, FORMS, TODAY, Consortium, Person, invent

SITUATION = "fse.situation"
_FORMS = {**FORMS, "participant": load_form("participant", modules=["fse"])}
_INDICATORS = load_indicators(_FORMS, modules=["fse"])
_SAID: Mapping[str, tuple[str, str | None]] = {
    "eeco02": ("Demandeur d'emploi", "Moins de 6 mois"),
    "eeco02 + eeco03": ("Demandeur d'emploi", "Plus de 24 mois"),
    "eeco04": ("Inactif", None),
    "eeco05": ("En emploi", None),
}
"""The cell of the table → what is in it."""


class AskedByTheUnion(Consortium):
    """A consortium with the module « fse », whose funders all ask for its indicators."""

    def measures(self, as_of: date) -> Measures:
        """The figures on a day."""
        fields = [field.id for field in _FORMS["participant"].fields]
        rows = [person.row(as_of) for person in self.there(as_of)]
        columns = ["person", "siae", "tab", "row", *fields, *DERIVED]
        frame = pd.DataFrame(rows, columns=columns, dtype=object)
        actions = pd.DataFrame(columns=[field.id for field in FORMS["action"].fields])
        frames = {"participant": frame.where(frame.notna(), None), "action": actions}
        return Measures(_INDICATORS, _FORMS, frames, self.siae, lambda *_: None, TODAY)


def asked_by_the_union(seed: int, *, siae: int, moves: int, months: int) -> AskedByTheUnion:
    """An invented consortium whose people said what they did before they came."""
    made, dice = invent(seed, siae=siae, people=10, moves=moves, months=months), random.Random(seed)
    people = [_with_situation(person, dice.choice(list(_SAID))) for person in made.people]
    asking = {"indicators": ("fse",)}
    funders = {name: each.model_copy(update=asking) for name, each in made.funders.items()}
    return AskedByTheUnion(made.siae, people, funders)


def _with_situation(person: Person, cell: str) -> Person:
    situation, since = _SAID[cell]
    said = {"fse_situation_entree": situation, "fse_duree_sans_emploi": since, SITUATION: cell}
    return replace(person, values={**person.values, **said})


@dataclass(frozen=True)
class TopicAttack(Attack):
    """The attacker knows how many came, which is declared, and the table of the topic."""

    table: str = SITUATION
    declared: str = ENTRIES

    def is_told_of(self, person: Person) -> bool:
        """Whether they came in the period."""
        return person.came >= FIRST

    def can_be(self, variable: Variable) -> bool:
        """False for those there before the period."""
        return variable[3] > 0 and super().can_be(variable)
