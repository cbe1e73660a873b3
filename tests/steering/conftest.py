"""Two SIAE over two years: one whose exits are few, a convention that is late, a task overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sheets_sync.monthly import bring_together
from sheets_sync.steering.month import Month
from sheets_sync.workspace import open_workspace
from tests.conftest import AS_OF, HEADERS, Case, Rows, write_book

FIRST = date(2025, 1, 6)
MONEY: Rows = [
    ("Financeur", "Convention", "Début", "Fin", "Ligne", "Accordé", "Reçu", "Dépensé"),
    ("DREETS", "C-1", date(2026, 1, 1), date(2026, 12, 31), "personnel", 1000, 700, 400),
]
TASKS: Rows = [
    ("Date", "Réunion", "Décision ou tâche", "Responsable", "Échéance", "État"),
    (date(2026, 11, 3), "Directions", "Écrire la charte", "Un", date(2026, 11, 13), "À faire"),
    (date(2026, 11, 3), "Directions", "Relire le bilan", "Un", date(2026, 12, 13), "À faire"),
]
TARGETS = "targets: {taux_sorties_positives: 0.5, participants: 90, entrees: 40, sorties: 1}\n"
MEETINGS = "meetings: {directions: {title: Comité, week: 1, weekday: mardi}}\n"


def rows(family: str, positive: int, other: int) -> Rows:
    """A person enters every fortnight; the first ones left in 2026, some to a permanent job."""
    listed: list[tuple[object, ...]] = [HEADERS]
    for number in range(40):
        entry = FIRST + timedelta(days=14 * number)
        born = date(1990, 1, 1) + timedelta(days=97 * number)
        end: tuple[object, object] = ("", "")
        if number < positive + other:
            end = (date(2026, 3, 2), "CDI" if number < positive else "Sans solution")
        name = f"{family}{chr(97 + number % 26)}{chr(97 + number // 26)}"
        listed.append((name, "Awa", "Femme", born, entry, "CDDI", *end, ""))
    return listed


@pytest.fixture
def month(case: Case) -> Month:
    case.make({"Un": rows("Adama", 3, 9), "Deux": rows("Bintou", 4, 0)}, TARGETS + MEETINGS)
    tabs = {"Un": rows("Adama", 3, 9), "Deux": rows("Bintou", 4, 0)}
    write_book(case.folder / "essai.xlsx", {**tabs, "Financements": MONEY, "Décisions": TASKS})
    workspace = open_workspace(case.folder / "config.yaml")
    return bring_together(workspace, date.fromisoformat(AS_OF))
