"""Settings that documents are made with, and whom each is made for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from forms.form import Form
from sheets_sync.consortium.exits import ExitRules
from sheets_sync.documents.meetings.timetable import UsualPoints, load_usual_points, readers_of
from sheets_sync.documents.reports.account import TEMPLATE as ACCOUNT
from sheets_sync.documents.reports.account import Accounts, load_accounts, year_due
from sheets_sync.documents.templates.fill import find_template
from sheets_sync.documents.templates.used_templates import agenda_template
from sheets_sync.errors import refusing_mistakes
from sheets_sync.release.audiences import Audiences, Output
from sheets_sync.safe_names import file_name
from sheets_sync.settings.funder import Funder
from sheets_sync.settings.meeting import Meeting, Readers, usual_meetings
from sheets_sync.settings.siae import Siae
from sheets_sync.settings.tabs import Tabs

Kind = Literal["agenda", "report"]
_FILE_NAMES: Mapping[Kind, str] = {"agenda": "ordre-du-jour", "report": "rapport"}
AGENDAS: Mapping[Readers, Output] = {
    "directions": "directions_agenda",
    "counsellors": "counsellors_agenda",
}


@dataclass(frozen=True)
class DocumentSettings:
    """Settings that documents are made with, whatever the month.

    Attributes:
        own_templates: the folder of config, where the consortium's own templates lie.
        folder: where documents go.
        logo: the programme's own, relative to config; "" for none.
        members: the sections of the SIAE, with the mailboxes that reminders go to.
        configured: the keys that config has: what nobody configured is only made when asked for.
        usual_points: of each meeting; accounts: of a grant's account.
        rounding: whether tables of people for funders are in fives.
        funders_apart: whether each funder is taken to know only its own reports.
        threshold: counts of persons under it are hidden from funders.
        feedback: whether what is wrong is marked in the SIAE's tabs.
        audiences: who may see what of them.
    """

    programme: str
    own_templates: Path
    folder: Path
    logo: str
    configured: frozenset[str]
    members: Sequence[Siae]
    meetings: Mapping[str, Meeting]
    usual_points: UsualPoints
    funders: Mapping[str, Funder]
    accounts: Accounts
    tabs: Tabs
    threshold: int
    funders_apart: bool
    rounding: bool
    exits: ExitRules
    feedback: bool
    audiences: Audiences

    def reports_due(self, day: date) -> list[str]:
        """The reports of config; a year's account only when it is due, else when asked for."""
        if "funders" not in self.configured:
            return []
        is_due = year_due(day) is not None
        return [
            name
            for name, funder in self.funders.items()
            if is_due or Path(funder.template).name != ACCOUNT
        ]

    def template(self, name: str) -> Path:
        """The template of that name; raises `Refusal` where there is none."""
        return find_template(self.own_templates, name)

    def template_of(self, kind: Kind, name: str) -> str:
        """The name of the template of a meeting's agenda, or of the report to a funder."""
        if kind == "report":
            return self.funders[name].template
        return agenda_template(name, self._meeting(name))

    def output_of(self, kind: Kind, name: str) -> Output:
        """The output that a meeting's agenda is, or a report to a funder: whom it is made for."""
        if kind == "report":
            return "report"
        return AGENDAS[readers_of(name, self._meeting(name))]

    def _meeting(self, name: str) -> Meeting:
        """A meeting of config, or a usual one, which « Réunions » alone may fix a day of."""
        return {**usual_meetings(), **self.meetings}[name]


def dated_name(kind: Kind, name: str, day: date) -> str:
    """« rapport-dreets-2026-11-23 », under which its figures are kept too."""
    return f"{_FILE_NAMES[kind]}-{file_name(name)}-{day.isoformat()}"


def load_points_and_accounts(
    forms: Mapping[str, Form], folder: Path, meetings: Collection[str]
) -> tuple[UsualPoints, Accounts]:
    """The usual points of meetings and how accounts are read, from YAML; raises `Refusal`."""
    with refusing_mistakes():
        usual_points = load_usual_points(forms["point"], folder, meetings)
        return usual_points, load_accounts(forms["financement"], folder)
