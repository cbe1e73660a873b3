"""People whose contract has fewer hours than usual: a warning that the coordination may accept."""

from __future__ import annotations

from datetime import date

HEADERS = (
    "Nom",
    "Prénom",
    "Date de naissance",
    "Entrée dans le programme",
    "Contrat",
    "Heures / semaine",
)
AWA = ("DIALLO", "Awa", date(1995, 3, 12), date(2026, 2, 3), "CDDI", 18)
RULE = "hours.below_minimum"
