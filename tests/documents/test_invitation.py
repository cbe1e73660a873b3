"""What goes out around a meeting: the invitation, the e-mail draft, the minutes to fill in."""

from __future__ import annotations

import email
import email.policy
import shutil
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from icalendar import Calendar

from tests.conftest import ANNA, HEADERS, Case, write_config
from tests.typing_commands import plain

POINTS = ("Réunion", "Sujet", "Proposé par", "Nature", "Minutes", "Traité")


def made(case: Case, pattern: str) -> Path:
    (file,) = (case.folder / "documents").rglob(pattern)
    return file


def with_points(case: Case, *points: Sequence[object]) -> None:
    """A programme of one SIAE with these points proposed."""
    case.make({"Essai": (HEADERS, ANNA), "Ordre du jour": (POINTS, *points)})
    write_config(case.folder, ["Essai"])


def event(file: Path) -> Any:
    (only,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    return only


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_the_invitation_is_at_the_right_hour_and_an_update_updates_it(case: Case) -> None:
    case.make(
        {"Essai": (HEADERS, ANNA)},
        "meetings: {directions: {title: Comité, time: '09:30', minutes: 90, "
        "place: 'https://visio.example/abc'}}",
    )
    assert case.run("agenda", "directions").exit_code == 0
    first = event(made(case, "*.ics"))
    assert first["dtstart"].dt == datetime(2026, 12, 1, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert (first["dtend"].dt - first["dtstart"].dt).total_seconds() == 90 * 60
    assert first["url"] == "https://visio.example/abc"
    shutil.rmtree(case.folder / "documents")
    case.make(
        {"Essai": (HEADERS, ANNA)},
        "meetings: {directions: {title: Comité, week: 2, time: '14:00'}}",
    )
    case.run("agenda", "directions", as_of="2026-11-25")
    second = event(made(case, "*.ics"))
    assert second["uid"] == first["uid"]
    assert second["sequence"] > first["sequence"]
    assert second["dtstart"].dt == datetime(2026, 12, 8, 14, 0, tzinfo=ZoneInfo("Europe/Paris"))


def test_a_meeting_keeps_out_of_holidays(case: Case) -> None:
    case.make(
        {"Essai": (HEADERS, ANNA)},
        "meetings: {directions: {title: Comité, "
        "avoid: [[2026-11-28, 2026-12-04], [2026-12-19, 2027-01-03]]}}",
    )
    case.run("agenda", "directions")
    assert made(case, "ordre-du-jour-*.docx").stem.endswith("2026-12-08")


def test_the_draft_carries_agenda_and_invitation(case: Case) -> None:
    point = ("directions", "Prêt & bail <5 ans>", "Essai", "décision", 10, "non")
    with_points(case, point)
    case.run("agenda", "directions")
    mail = email.message_from_bytes(made(case, "*.eml").read_bytes(), policy=email.policy.default)
    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert kinds[:3] == ["text/plain", "text/html", "text/calendar"]
    assert [part.get_filename() for part in mail.iter_attachments()] == [
        "invitation.ics",
        made(case, "ordre-du-jour-*.docx").name,
    ]
    page = body(mail, "html")
    assert "Prêt &amp; bail &lt;5 ans&gt;" in page
    assert "Prêt & bail <5 ans>" in body(mail, "plain")


def test_the_minutes_can_be_pasted_back(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    case.run("agenda", "directions")
    *_, table = Document(str(made(case, "releve-de-decisions-*.docx"))).tables
    assert [cell.text for cell in table.rows[0].cells] == [
        "Date de réunion",
        "Réunion",
        "Décision ou tâche",
        "Responsable",
        "Échéance",
        "État",
    ]
    assert [cell.text for cell in table.rows[1].cells] == [
        "01/12/2026",
        "directions",
        "",
        "",
        "",
        "à faire",
    ]


@pytest.mark.parametrize(("treated", "is_there"), [("non", True), ("oui", False)])
def test_a_point_treated_is_gone_from_the_next_agenda(
    case: Case, treated: str, is_there: bool
) -> None:
    with_points(case, ("directions", "Achat d'un minibus", "", "décision", 10, treated))
    case.run("agenda", "directions")
    tables = Document(str(made(case, "ordre-du-jour-*.docx"))).tables
    cells = [plain(cell.text) for table in tables for row in table.rows for cell in row.cells]
    assert any(cell.endswith("Achat d'un minibus") for cell in cells) is is_there
