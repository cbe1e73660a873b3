"""A small month: two SIAE, one row that nobody could say whose it is, a convention, freins, levels."""

from __future__ import annotations

from datetime import date

import pytest

from sheets_sync.monthly import bring_together
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace, open_workspace
from tests.conftest import AS_OF, HEADERS, Case, Rows

MORE = (*HEADERS, "Frein logement", "Niveau de français à l'entrée", "Niveau de français actuel")
UN: Rows = [
    MORE,
    ("DIALLO", "Awa", "Femme", date(1995, 3, 12), date(2025, 2, 3), "CDDI", "", "", "", "Levé", "A1", "A2"),
    ("KONÉ", "Fanta", "Femme", date(1991, 5, 6), date(2026, 3, 2), "CDDI", "", "", "", "Identifié", "A1", "A1"),
    ("SY", "Ali", "Homme", date(1988, 7, 1), date(2024, 9, 2), "CDDI", date(2026, 2, 1), "CDI", "", "", "", ""),
    ("", "", "Homme", date(1990, 1, 1), date(2024, 9, 2), "CDDI", "", "", "", "", "", ""),
]  # fmt: skip
DEUX: Rows = [
    MORE,
    ("AHMADI", "Omar", "Homme", date(1990, 2, 1), date(2026, 4, 2), "CDDI", "", "", "", "Levé", "B1", "B1"),
]  # fmt: skip
MONEY: Rows = [
    ("Financeur", "Convention", "Début", "Fin", "Ligne", "Accordé", "Reçu", "Dépensé"),
    ("DREETS", "C-1", date(2026, 1, 1), date(2026, 12, 31), "personnel", 1000, 700, 400),
]


@pytest.fixture
def workspace(case: Case) -> Workspace:
    more = "targets: {taux_sorties_positives: 0.5}\n"
    case.make({"Un": UN, "Deux": DEUX}, more)
    from tests.conftest import write_book

    write_book(case.folder / "essai.xlsx", {"Un": UN, "Deux": DEUX, "Financements": MONEY})
    return open_workspace(case.folder / "config.yaml")


@pytest.fixture
def month(workspace: Workspace) -> Month:
    return bring_together(workspace, date.fromisoformat(AS_OF))
