"""Invent what a coordinator enters: actions, points, decisions, money, highlights."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from forms.values import Value
from forms.words import fold
from sheets_sync.sample.words import WORDS

Record = dict[str, Value | None]
_DONE_POINTS = (3, 4, 6)


class _Convention(NamedTuple):
    """The money of a funder: from when, for how many days, how much."""

    funder: str
    number: str
    start: date
    days: int
    total: int


def invent_coordination(
    dice: random.Random, siae: Sequence[str], as_of: date
) -> dict[str, list[Record]]:
    """The coordination tabs by form id."""
    return {
        "action": _actions(dice, siae, as_of),
        "point": _points(dice, siae),
        "decision": _decisions(dice, siae, as_of),
        "financement": _conventions(dice, as_of),
        "fait_marquant": _highlights(dice, siae, as_of),
        "texte": _texts_for_reports(as_of),
        "contact": _mailboxes(siae),
    }


def _actions(dice: random.Random, siae: Sequence[str], as_of: date) -> list[Record]:
    """Those of a year."""
    actions: list[Record] = [
        {
            "date": as_of - timedelta(days=dice.randint(0, 365)),
            "type": dice.choice(WORDS["actions"]),
            "siae": dice.choice(siae),
            "participants": dice.randint(4, 14),
            "heures": dice.choice((2.0, 2.5, 3.0, 3.5, 7.0)),
            "partenaire": dice.choice(WORDS["partners"]),
            "cout": dice.choice((None, 0.0, 120.0, 180.0, 240.5, 350.0)),
        }
        for _ in range(84)
    ]
    return sorted(actions, key=lambda action: str(action["date"]))


def _mailboxes(siae: Sequence[str]) -> list[Record]:
    """That of each SIAE but the last, which nobody has given yet."""
    return [
        {"siae": name, "referent": None, "adresse": f"accueil@{_domain(name)}.example"}
        for name in siae[:-1]
    ]


def _domain(name: str) -> str:
    return re.sub(r"\W+", "-", fold(name)).strip("-")


def _points(dice: random.Random, siae: Sequence[str]) -> list[Record]:
    """Points of the agendas, some of them dealt with."""
    return [
        {
            "reunion": point["meeting"],
            "sujet": point["subject"],
            "siae": dice.choice(siae),
            "nature": point["kind"],
            "minutes": point["minutes"],
            "traite": "oui" if index in _DONE_POINTS else "non",
        }
        for index, point in enumerate(WORDS["points"])
    ]


def _decisions(dice: random.Random, siae: Sequence[str], as_of: date) -> list[Record]:
    """Those of the last meetings; a negative number of days is overdue."""
    return [
        {
            "date_reunion": as_of - timedelta(days=dice.choice((21, 49, 77))),
            "reunion": task["meeting"],
            "decision": task["task"],
            "siae": dice.choice(siae),
            "echeance": as_of + timedelta(days=task["days"]),
            "etat": task["state"],
        }
        for task in WORDS["tasks"]
    ]


def _conventions(dice: random.Random, as_of: date) -> list[Record]:
    """Four conventions by budget line."""
    year = as_of.year
    conventions = (
        _Convention("DREETS", "IPR-2025-014", date(year - 1, 7, 1), 730, 240_000),
        _Convention("Département", "CD-26-0381", date(year, 1, 1), 364, 60_000),
        _Convention("Fondation des Deux Rives", "FDR-118", date(year, 3, 1), 550, 45_000),
        _Convention("FSE+", "FSE-33-2207", date(year - 1, 1, 1), 1094, 180_000),
    )
    money: list[Record] = []
    for convention in conventions:
        elapsed = (as_of - convention.start).days / convention.days
        elapsed = max(0.0, min(1.0, elapsed))
        for line, share in WORDS["budget_lines"].items():
            granted = round(convention.total * share, 2)
            received = 0.5 if elapsed < 0.6 else 0.8
            spent = min(1.0, elapsed * dice.uniform(0.75, 1.1))
            money.append(
                {
                    "financeur": convention.funder,
                    "convention": convention.number,
                    "debut": convention.start,
                    "fin": convention.start + timedelta(days=convention.days),
                    "ligne": line,
                    "accorde": granted,
                    "recu": round(granted * received, 2),
                    "depense": round(granted * spent, 2),
                }
            )
    return money


def _highlights(dice: random.Random, siae: Sequence[str], as_of: date) -> list[Record]:
    return [
        {
            "date": as_of - timedelta(days=20 + 47 * index),
            "siae": dice.choice(siae),
            "texte": story["text"],
            "publiable": story["shareable"],
        }
        for index, story in enumerate(WORDS["stories"])
    ]


def _texts_for_reports(as_of: date) -> list[Record]:
    """What the coordinator wrote for the reports of the year."""
    return [
        {
            "financeur": text["funder"],
            "periode": str(as_of.year),
            "section": text["section"],
            "texte": text["text"],
        }
        for text in WORDS["texts"]
    ]
