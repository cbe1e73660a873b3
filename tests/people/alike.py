"""Pairs of rows that may be one person, and pairs that only look so."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.conftest import Case

HEADERS = (
    "Nom",
    "Prénom",
    "Sexe",
    "Date de naissance",
    "Nationalité",
    "Commune",
    "Entrée dans le programme",
    "N° PASS IAE",
)


def typed(
    nom: str, prenom: str, birth: date | str = date(1991, 5, 17), **more: Any
) -> tuple[Any, ...]:
    facts = {
        "sexe": "Homme",
        "nationalite": "Soudan",
        "commune": "Pessac",
        "entree": date(2025, 3, 3),
        "number": "",
    } | more
    return (
        nom,
        prenom,
        facts["sexe"],
        birth,
        facts["nationalite"],
        facts["commune"],
        facts["entree"],
        facts["number"],
    )


def asked(case: Case) -> list[dict[str, Any]]:
    return [
        anomaly
        for anomaly in case.check()["anomalies"]
        if anomaly["rule"] == "person.duplicate_likely"
    ]


MAYBE_ONE = {
    "transliteration": (typed("Hassan", "Mohamed"), typed("HASAN", "Mohammad")),
    "compound": (typed("Abdul Rahman", "Omar"), typed("ABDOULRAHMANE", "Omar")),
    "swapped": (typed("Diallo", "Yusuf"), typed("Youssouf", "DIALO")),
    "cut short": (
        typed("Bah Camara", "Fatou", sexe="Femme"),
        typed("CAMARA", "Fatou", sexe="Femme"),
    ),
    "typo": (typed("Traoré", "Ibrahima"), typed("Taoré", "Ibrahima")),
    "day and month swapped": (
        typed("Traoré", "Ibrahima", date(1991, 5, 7)),
        typed("Traore", "Ibrahima", date(1991, 7, 5)),
    ),
    "a figure of the year": (
        typed("Traoré", "Ibrahima"),
        typed("Traore", "Ibrahima", date(1981, 5, 17)),
    ),
    "1 January, much in common": (
        typed("Hassan", "Mohamed", date(1990, 1, 1)),
        typed("Hasan", "Mohammed", date(1990, 1, 1)),
    ),
}


TWO_PEOPLE = {
    "another PASS": (
        typed("Hassan", "Mohamed", number="999992100001"),
        typed("Hasan", "Mohammad", number="999992288888"),
    ),
    "another sex": (typed("Bah", "Amina", sexe="Femme"), typed("Bah", "Amine")),
    "twins": (typed("Ahmadi", "Hassan"), typed("Ahmadi", "Zabihullah")),
    "1 January, another country": (
        typed("Hassan", "Mohamed", date(1990, 1, 1)),
        typed("Hasan", "Mohammed", date(1990, 1, 1), nationalite="Somalie", commune="Cenon"),
    ),
    "near names, another birth": (
        typed("Hassan", "Mohamed"),
        typed("Hassan", "Mahmoud", date(1985, 2, 3)),
    ),
    "mohamed and mahmoud": (typed("Ali", "Mohamed"), typed("Aly", "Mahmoud")),
}
