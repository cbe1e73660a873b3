"""The section of a funder: whose report, over which period, about whom, what it shows."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from forms.definition_file import Definition
from forms.words import fold
from sheets_sync.settings.texts import Line

Section = Literal[
    "resume",
    "publics",
    "parcours",
    "freins",
    "resultats",
    "indicateurs",
    "faits",
    "difficultes",
    "perspectives",
    "budget",
    "methode",
]
Breakdown = Literal["sexe", "tranche_age", "protection", "qpv"]
Rate = Literal[
    "taux_sorties_positives",
    "taux_positif_18_mois",
    "taux_positif_en_18_mois",
    "taux_sorties_dynamiques",
    "taux_emploi_durable",
    "taux_emploi_transition",
    "taux_sortie_formation",
]
SECTIONS: tuple[Section, ...] = get_args(Section)
BREAKDOWNS: tuple[Breakdown, ...] = get_args(Breakdown)
RATES: tuple[Rate, ...] = get_args(Rate)


HIGHEST_THRESHOLD = 50
"""The greatest number of persons under which counts may be hidden."""
Article = Literal["le", "la", "l'", "les", ""]


def _year_as_text(written: object) -> object:
    """« 2026 », which is a number in YAML, is the name of a period."""
    return str(written) if isinstance(written, int) else written


class Funder(Definition):
    """A funder's report: whose money, over which period, about whom, what it shows.

    Attributes:
        article: that of its name in a sentence, « à la DREETS »; None: guessed from the name.
        period: a name that `figures.periods` reads (2026-S1, 12m, debut…); else it is `start` and
            `end`, those of the convention.
        siae, where: narrow it; `where` is a condition as in rules, `who` its words for the reader.
        sections, breakdowns, rates: what is in it, all by default.
        indicators: the modules whose indicators it shows; None: that of the funder's name.
        threshold: this funder's own for small counts.
        names_of_siae: whether it shows each SIAE's count.
        logo: a picture beside config.yaml, or « union-europeenne ».
    """

    name: Line
    article: Article | None = None
    title: Line = "Rapport d'activité"
    convention: str = ""
    period: Annotated[str, BeforeValidator(_year_as_text)] = ""
    start: date | None = None
    end: date | None = None
    siae: tuple[str, ...] = ()
    where: str = ""
    who: str = ""
    sections: tuple[Section, ...] = SECTIONS
    breakdowns: tuple[Breakdown, ...] = BREAKDOWNS
    rates: tuple[Rate, ...] = RATES
    indicators: tuple[str, ...] | None = None
    threshold: int | None = Field(default=None, ge=3, le=HIGHEST_THRESHOLD)
    template: str = "rapport-financeur.docx"
    names_of_siae: bool = False
    logo: Line = ""

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules whose indicators it shows: « FSE+ » those of « fse »."""
        if self.indicators is None:
            return (fold(self.name).strip(" +"),)
        return self.indicators


def texts_of_funder(key: str, funder: Funder) -> dict[str, str]:
    """Where the name and the key of a funder stand in config → what they say.

    Files are called by the key, and the command to write them.
    """
    return {f"funders.{key}": key, f"funders.{key}.name": funder.name}
