"""`config.yaml`: which workbook, which tabs, which targets, meetings and funders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, field_validator, model_validator

from forms.definition import FORM_IDS, Form
from forms.definition_file import Definition, DefinitionError, load
from sheets_sync.errors import Refusal

Kind = Literal["AI", "ACI", "EI", "EITI", "ETTI"]
Weekday = Literal["lundi", "mardi", "mercredi", "jeudi", "vendredi"]
WEEKDAYS: tuple[Weekday, ...] = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")


class Siae(Definition):
    """A member: its tab, its name, its kind; `columns` (field id → column letter or title) where `adopt` was unsure."""

    tab: str
    name: str
    kind: Kind
    workbook: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)


class Tabs(Definition):
    """Names of the coordination tabs and of the generated ones; `setup` makes the last three."""

    action: str = "Actions"
    point: str = "Ordre du jour"
    decision: str = "Décisions"
    financement: str = "Financements"
    fait_marquant: str = "Faits marquants"
    consortium: str = "Consortium"
    anomalies: str = "Anomalies"
    pilotage: str = "Pilotage"
    listes: str = "Listes"
    lisez_moi: str = "Lisez-moi"
    saisie: str = "Saisie"


class Elsewhere(Definition):
    """Generated tabs in a file of their own, so that its readers get no access to the staff's workbook."""

    workbook: str | None = None


class Meeting(Definition):
    """A monthly meeting: on the `week`-th `weekday` of the month, moved a week where that is a public holiday or in `avoid`.

    `avoid`: first and last days of stretches without meetings, as school holidays.
    """

    title: str
    week: int = Field(default=1, ge=1, le=4)
    weekday: Weekday = "mardi"
    time: str = "09:30"
    minutes: int = Field(default=120, ge=15, le=480)
    place: str = ""
    roles: tuple[str, ...] = ()
    avoid: tuple[tuple[date, date], ...] = ()
    template: str = ""


Section = Literal[
    "resume", "publics", "parcours", "freins", "resultats", "faits", "difficultes", "perspectives", "budget", "methode"
]
Breakdown = Literal["sexe", "tranche_age", "protection", "qpv"]
Rate = Literal[
    "taux_sorties_positives", "taux_positif_18_mois", "taux_positif_en_18_mois", "taux_sorties_dynamiques", "taux_emploi_durable",
    "taux_emploi_transition", "taux_sortie_formation",
]  # fmt: skip
SECTIONS: tuple[Section, ...] = get_args(Section)
BREAKDOWNS: tuple[Breakdown, ...] = get_args(Breakdown)
RATES: tuple[Rate, ...] = get_args(Rate)


class Funder(Definition):
    """A funder's report: whose money, over which period, about whom, what it shows, from which template.

    `period` is a name that `sheets_sync.periods` reads (2026-S1, 12m, debut…), else `start` and `end` of the convention. `siae` and
    `where` (a condition as in the rules) narrow it, `who` says that condition in words for the reader; `sections`, `breakdowns` and `rates` say what is in it, all by default; `threshold` is this funder's own for
    small counts.
    """

    name: str
    title: str = "Rapport d'activité"
    convention: str = ""
    period: str = ""
    start: date | None = None
    end: date | None = None
    siae: tuple[str, ...] = ()
    where: str = ""
    who: str = ""
    sections: tuple[Section, ...] = SECTIONS
    breakdowns: tuple[Breakdown, ...] = BREAKDOWNS
    rates: tuple[Rate, ...] = RATES
    threshold: int | None = Field(default=None, ge=3, le=50)
    template: str = "rapport-financeur.docx"
    names_of_siae: bool = False


class Privacy(Definition):
    """Counts under `public_threshold` are hidden from funders (Insee: 3 is a floor, 5 common); directors see all counts."""

    public_threshold: int = Field(default=5, ge=3, le=50)
    key: str = "historique/cle-des-pseudonymes"


class Google(Definition):
    """Where the credentials are, if not in gspread's own place."""

    credentials: str | None = None


class Web(Definition):
    """The form for the phone: the port it listens on, the certificate and key that make it HTTPS, the address phones reach it at.

    Without a certificate only this computer can open it.
    """

    port: int = Field(default=8765, ge=1, le=65535)
    certificate: str | None = None
    key: str | None = None
    address: str = ""


class History(Definition):
    """Where runs leave what the next one compares with; how many copies of a replaced file are kept, how long the states.

    Two years is the CNIL's mark for an active base (délibération 2021-028).
    """

    folder: str = "historique"
    copies: int = Field(default=20, ge=1, le=1000)
    months: int = Field(default=24, ge=2, le=120)


class Exits(Definition):
    """The trap at six months (the programme: more than; DARES: at least), and the shortest stay that counts."""

    six_months: Literal["more than", "at least"] = "more than"
    minimum_months: float = Field(default=3, ge=0, le=24)


class Config(Definition):
    """The whole of `config.yaml`; `folder` is where it lies, and what relative paths are relative to."""

    programme: str
    workbook: str
    siae: tuple[Siae, ...] = Field(min_length=1)
    tabs: Tabs = Tabs()
    consortium: Elsewhere = Elsewhere()
    steering: Elsewhere = Elsewhere()
    targets: dict[str, float | dict[str, float]] = Field(default_factory=dict)
    meetings: dict[str, Meeting] = Field(
        default_factory=lambda: {
            "directions": Meeting(title="Comité de pilotage des directions"),
            "accompagnateurs": Meeting(title="Échange de pratiques des accompagnateurs", week=3, weekday="jeudi"),
        }
    )
    funders: dict[str, Funder] = Field(default_factory=lambda: {"dreets": Funder(name="DREETS")})
    privacy: Privacy = Privacy()
    google: Google = Google()
    web: Web = Web()
    history: History = History()
    exits: Exits = Exits()
    documents: str = "documents"
    feedback: bool = True
    folder: Path = Field(default=Path(), exclude=True, init=False)

    @field_validator("siae")
    @classmethod
    def _once_each(cls, members: tuple[Siae, ...]) -> tuple[Siae, ...]:
        for what, names in (("le nom", [m.name for m in members]), ("l'onglet", [f"{m.workbook or ''}{m.tab}" for m in members])):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise ValueError(f"{what} « {twice} » est donné à deux SIAE.")
        return members

    @model_validator(mode="after")
    def _targets_name_members(self) -> Config:
        known = {member.name for member in self.siae}
        for indicator, target in self.targets.items():
            for name in target if isinstance(target, Mapping) else ():
                if name not in known and name != "ensemble":
                    raise ValueError(f"objectif « {indicator} » : la SIAE « {name} » n'existe pas.")
        return self

    def target(self, indicator: str, siae: str | None) -> float | None:
        """The target of an indicator for a SIAE, or for the whole (None): what config says, or None."""
        target = self.targets.get(indicator)
        if isinstance(target, Mapping):
            return target.get(siae or "ensemble")
        return target if siae is None else None

    def tab_of(self, form: Form) -> str:
        """The tab that the rows of a form stand in, of those that there is one tab for; of a consortium's own form its label."""
        return str(getattr(self.tabs, form.form)) if form.form in FORM_IDS else form.label

    @property
    def sources(self) -> set[Path]:
        """The staff's workbooks, which nothing of ours may take the place of."""
        books = (self.workbook, *(member.workbook for member in self.siae))
        return {
            (self.folder / book.removeprefix("excel:")).resolve() for book in books if book and not book.startswith("https://")
        }

    @property
    def generated_file(self) -> str:
        """The file that generated sheets go to where the staff's workbook cannot take them: beside it, or beside config.yaml."""
        plain = re.sub(r"[^\w ]", "", self.programme)
        source = Path(self.workbook.removeprefix("excel:") if ".xls" in self.workbook else f"{plain}.xlsx")
        return str(source.with_name(f"{source.stem}-consortium.xlsx"))


def load_config(file: Path) -> Config:
    """The checked configuration.

    Raises:
        Refusal: the file is missing or has a mistake; the sentence names the line and key.
    """
    try:
        config = load(file, Config)
    except FileNotFoundError as error:
        raise Refusal("config.missing", file=file) from error
    except (IsADirectoryError, PermissionError) as error:
        raise Refusal("config.missing", file=file) from error
    except DefinitionError as error:
        raise Refusal("config.wrong", problem=error) from error
    return config.model_copy(update={"folder": file.absolute().parent})
