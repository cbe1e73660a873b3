"""The sections of `config.yaml` as values: what a stage is given, without the rest of config."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import AfterValidator, Field, model_validator

from forms.definition_file import Definition
from forms.form import Form
from forms.loading import FORM_IDS
from sheets_sync.catalogue import sentence
from sheets_sync.safe_names import file_name, sheet_name

_MOST_CHARACTERS = 300
"""Of a title, a name or a path: it stands in a cell, a subject, the window of a program."""


def _refuse_line_break(text: str) -> str:
    """Refuse a line break: subjects of mails, names of files and tabs cannot hold one."""
    text = text.rstrip("\r\n")  # YAML's « | » and « > » end a text with one
    if len(text.splitlines()) > 1:
        raise ValueError(sentence("errors.config.one_line"))
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(sentence("errors.config.too_long", most=_MOST_CHARACTERS))
    return text


def _refuse_no_file_name(key: str) -> str:
    """Refuse a key that documents cannot be named by: « ../x »."""
    if file_name(key) != key:
        raise ValueError(sentence("errors.config.file_name", better=file_name(key)))
    return key


def _refuse_no_sheet_name(name: str) -> str:
    """Refuse the name of a sheet that is to be made and that Excel does not take."""
    if sheet_name(name) != name:
        raise ValueError(sentence("errors.config.sheet_name", better=sheet_name(name)))
    return name


_ADDRESS = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\"]+")


def _refuse_no_address(text: str) -> str:
    """Refuse what no mail can be sent to; several addresses in one text are none."""
    if not _ADDRESS.fullmatch(text):
        raise ValueError(sentence("errors.config.no_mail_address"))
    return text


Line = Annotated[str, AfterValidator(_refuse_line_break)]
"""A text on one line."""
FileKey = Annotated[str, AfterValidator(_refuse_no_file_name)]
"""A key that stands in names of files."""
SheetName = Annotated[str, AfterValidator(_refuse_no_sheet_name)]
"""The name of a sheet that is made where it is not there."""
MailAddress = Annotated[str, AfterValidator(_refuse_no_address)]
"""The address of a mailbox."""
_CLOCK = r"^([01]?\d|2[0-3])(:[0-5]\d)?$"
Kind = Literal["AI", "ACI", "EI", "EITI", "ETTI"]


DateOrder = Literal["day_first", "month_first"]
"""Order in which real dates of a column were made: rightly, or with month and day swapped."""
Readers = Literal["directions", "counsellors"]
"""Readers of a meeting's agenda, as `audiences.yaml` knows them."""
Weekday = Literal["lundi", "mardi", "mercredi", "jeudi", "vendredi"]


WEEKDAYS: tuple[Weekday, ...] = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")


class Siae(Definition):
    """A member: its tab, its name, its kind.

    Attributes:
        tab: "" where its workbook has one tab with people, whatever that is called.
        workbook: its own; `recus/Alpha*.xlsx` is the newest of those files.
        columns: field id → column letter or title, or several: `D+E+F`, `sum(W:Z)`, `last(F+H)`;
            where `adopt` was unsure.
        dates: field id → whether a program set to English swapped day and month of its real dates.
        contact: the mailbox that its reminders go to; counsellors: that of each, by the initials
            that stand in the tab.
    """

    tab: Line = ""
    name: Line
    kind: Kind
    workbook: Line | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    dates: dict[str, DateOrder] = Field(default_factory=dict)
    contact: MailAddress | None = None
    counsellors: dict[str, MailAddress] = Field(default_factory=dict)

    def mailboxes(self, initials: Collection[str]) -> tuple[str, ...]:
        """The mailboxes that a reminder goes to which concerns these counsellors."""
        theirs = [box for name, box in self.counsellors.items() if name in initials]
        return tuple(dict.fromkeys([*filter(None, [self.contact]), *theirs]))


@dataclass(frozen=True)
class Member:
    """A SIAE of the programme and where its tab is.

    Attributes:
        place: its workbook, as an absolute path or an address.
        columns: field id → column letter or title, where config settles what `adopt` was unsure of.
        dates: field id → how its real dates were made, where config settles that.
    """

    name: str
    kind: Kind
    tab: str
    place: str
    columns: Mapping[str, str]
    dates: Mapping[str, DateOrder] = field(default_factory=dict)


@dataclass(frozen=True)
class EntryTab:
    """A tab that staff type the rows of a form into.

    Attributes:
        siae: whose tab it is; "" for a coordination tab, which all share.
        place, columns, dates: as those of a `Member`.
    """

    form: Form
    siae: str
    tab: str
    place: str
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, DateOrder] = field(default_factory=dict)


class GeneratedPlaces(NamedTuple):
    """The workbook (a path or an address) that each generated sheet is wanted in.

    `second` is the file for those that a workbook of the staff cannot take without risk.
    """

    pilotage: str
    anomalies: str
    consortium: str
    second: str


class Tabs(Definition):
    """Names of the coordination tabs and of the generated ones; `setup` makes the last three."""

    action: SheetName = "Actions"
    point: SheetName = "Ordre du jour"
    decision: SheetName = "Décisions"
    financement: SheetName = "Financements"
    fait_marquant: SheetName = "Faits marquants"
    objectif: SheetName = "Objectifs"
    reunion: SheetName = "Réunions"
    texte: SheetName = "Textes"
    consortium: SheetName = "Consortium"
    anomalies: SheetName = "Anomalies"
    pilotage: SheetName = "Pilotage"
    listes: SheetName = "Listes"
    lisez_moi: SheetName = "Lisez-moi"
    saisie: SheetName = "Saisie"

    @property
    def generated(self) -> tuple[str, ...]:
        """The tabs that hold what we write, the entry card among them."""
        return (
            self.consortium,
            self.anomalies,
            self.pilotage,
            self.listes,
            self.lisez_moi,
            self.saisie,
        )

    def of(self, form: Form) -> str:
        """The coordination tab of a form; of a consortium's own form, the form's label."""
        if form.form in FORM_IDS:
            return str(getattr(self, form.form))
        return form.label


class Elsewhere(Definition):
    """Generated tabs in a file of their own: its readers get no access to the staff's workbook."""

    workbook: Line | None = None


class PlannedDay(NamedTuple):
    """A meeting whose day is fixed in « Réunions »; "" is what config says of every such meeting.

    Attributes:
        time: « 14:00 ». chair: who presides, as the coordination wrote it.
    """

    day: date
    time: str = ""
    place: str = ""
    chair: str = ""


class Meeting(Definition):
    """A monthly meeting: on the `week`-th `weekday` of the month, else a week later.

    Attributes:
        avoid: first and last days of stretches without meetings, as school holidays.
        audience: whose meeting it is, where its name in config does not say.
        planned: the days that « Réunions » fixes, each instead of the rule's of its month.
    """

    title: Line
    # Not every month has a fifth of a weekday.
    week: int = Field(default=1, ge=1, le=4)
    weekday: Weekday = "mardi"
    time: str = Field(default="09:30", pattern=_CLOCK)
    minutes: int = Field(default=120, ge=15, le=480)
    place: Line = ""
    roles: tuple[str, ...] = ()
    avoid: tuple[tuple[date, date], ...] = ()
    template: str = ""
    audience: Readers | None = None
    planned: tuple[PlannedDay, ...] = Field(default=(), exclude=True, init=False)


Section = Literal[
    "resume",
    "publics",
    "parcours",
    "freins",
    "resultats",
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


Article = Literal["le", "la", "l'", "les", ""]


class Funder(Definition):
    """A funder's report: whose money, over which period, about whom, what it shows.

    Attributes:
        article: that of its name in a sentence, « à la DREETS »; None: guessed from the name.
        period: a name that `figures.periods` reads (2026-S1, 12m, debut…); else it is `start` and
            `end`, those of the convention.
        siae, where: narrow it; `where` is a condition as in rules, `who` its words for the reader.
        sections, breakdowns, rates: what is in it, all by default.
        threshold: this funder's own for small counts.
        names_of_siae: whether it shows each SIAE's count.
        logo: a picture beside config.yaml, or « union-europeenne ».
    """

    name: Line
    article: Article | None = None
    title: Line = "Rapport d'activité"
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
    logo: Line = ""


class Privacy(Definition):
    """Settings of what is hidden from whom.

    Attributes:
        public_threshold: counts of people under it are hidden from funders; directors see all
            (Insee, manuel de protection des tableaux: 3 is a floor, 5 common).
        key: the file of the secret of the pseudonyms; "" is the user's own folder.
        funders: whether a report is protected beside what all funders hold, as they talk to each
            other, or only beside what its own funder holds.
        rounding: whether counts for funders are rounded to five instead of standing until they may
            be told.
    """

    public_threshold: int = Field(default=5, ge=3, le=50)
    funders: Literal["together", "apart"] = "together"
    rounding: bool = False
    key: Line = ""


class Export(Definition):
    """Settings of `export`.

    Attributes:
        columns: headers of columns of no field that may leave the tabs; by default none does.
    """

    columns: tuple[Line, ...] = ()


class Google(Definition):
    """Path of the credentials, if not gspread's own."""

    credentials: Line | None = None


class Web(Definition):
    """The form for the phone.

    Attributes:
        certificate, key: what makes it HTTPS; without them only this computer can open it.
        address: where phones reach it.
        link_days: how long a link that is given out opens.
    """

    port: int = Field(default=8765, ge=1, le=65535)
    certificate: Line | None = None
    key: Line | None = None
    address: Line = ""
    link_days: int = Field(default=365, ge=1, le=1095)


MailSecurity = Literal["starttls", "tls", "none"]


class Mail(Definition):
    """The account that `remind --send` sends from; its password never stands here.

    Attributes:
        server: its SMTP server; without one, drafts are opened instead.
        security: « starttls » on port 587, « tls » on port 465; « none » takes no password.
        user: what the account is signed in with; "" signs in nowhere.
        sender: what stands in « De : ».
    """

    server: Line = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: MailSecurity = "starttls"
    user: Line = ""
    sender: MailAddress | None = None

    @model_validator(mode="after")
    def _names_its_sender(self) -> Mail:
        if self.server and not self.sender:
            raise ValueError(sentence("errors.config.mail_sender"))
        if self.user and self.security == "none":
            raise ValueError(sentence("errors.config.mail_in_clear"))
        return self


class History(Definition):
    """Folder where runs leave what the next one compares with.

    Attributes:
        copies: how many are kept of a file that is replaced.
        months: how long states are kept; two years is the CNIL's mark for an active base
            (délibération 2021-028).
    """

    folder: Line = "historique"
    copies: int = Field(default=20, ge=1, le=1000)
    months: int = Field(default=24, ge=2, le=120)


class Exits(Definition):
    """Settings of what makes an exit count.

    Attributes:
        six_months: the known trap: the programme says more than six, the DARES survey at least.
        minimum_months: the months that an exit must follow to count for the State, in place of
            those of its kind of SIAE (`exit_minimums.yaml`).
    """

    six_months: Literal["more than", "at least"] = "more than"
    minimum_months: float | None = Field(default=None, ge=0, le=24)
