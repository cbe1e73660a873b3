"""Invent two years of a programme: participants, contracts, exits. Nobody here exists."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sheets_sync.sample.coordination import Record, invent_coordination
from sheets_sync.sample.words import WORDS

SEED = 33

_REASONS = {True: "good_exits", False: "other_exits"}
"""A good exit or not → the words for its reason."""
_MONTHS_OF_CONTRACT = {True: (7, 8, 9, 10, 12, 12, 18), False: (1, 2, 3, 4, 6, 6)}


@dataclass(frozen=True)
class Sample:
    """Entries that staff would have made: participants by SIAE, and the coordination tabs.

    Values are typed and right.
    """

    as_of: date
    participants: dict[str, list[Record]]
    coordination: dict[str, list[Record]]


def invent(
    siae: Sequence[tuple[str, str]], as_of: date, seed: int = SEED, a_siae: int | None = None
) -> Sample:
    """A sample for `siae` (name, kind), the same for the same `as_of` and `seed`.

    Args:
        a_siae: participants an SIAE; None for the usual mix, about 260 over 12 SIAE.
    """
    # Every throw is in a fixed order: another throw in between makes another consortium.
    dice = random.Random(f"{seed} {as_of}")
    participants: dict[str, list[Record]] = {}
    for index, (name, kind) in enumerate(siae):
        size = a_siae or dice.choice((18, 20, 21, 23, 24, 26))
        initials = [_two_initials(dice) for _ in range(1 + size // 14)]
        people = [
            _participant(dice, kind, as_of, index * 100_000 + number, initials)
            for number in range(size)
        ]
        participants[name] = sorted(people, key=lambda person: str(person["date_entree"]))
    names = [name for name, _ in siae]
    return Sample(as_of, participants, invent_coordination(dice, names, as_of))


@dataclass(frozen=True)
class _Stay:
    """From when to when somebody is there, and their last contract; `leaving` is None for now."""

    entry: date
    leaving: date | None
    last_day: date
    months: float
    contract_start: date
    contract_end: date


def _two_initials(dice: random.Random) -> str:
    return f"{dice.choice('ABCDEFGLMNPRST')}{dice.choice('BCDFGLMPRSTV')}"


def _participant(
    dice: random.Random, kind: str, as_of: date, number: int, initials: Sequence[str]
) -> Record:
    origin = _pick(dice, WORDS["origins"])
    woman = dice.random() < (0.6 if origin == "Ukraine" else 0.27)
    entry = as_of - timedelta(days=dice.randint(3, 730))
    entry -= timedelta(days=max(0, entry.weekday() - 4))  # nobody enters on a week-end
    birth = _birth(dice, entry)
    stay = _stay(dice, entry, as_of)
    arrival = entry - timedelta(days=dice.randint(200, 2200))
    pass_start = stay.contract_start - timedelta(days=dice.randint(0, 5))
    level, level_now = _levels_of_french(dice, stay.months)
    postal_code, town = dice.choice(WORDS["towns"])
    protection = "Protection temporaire"
    if origin != "Ukraine":
        protection = _pick(dice, WORDS["protections"])
    person: Record = {
        "nom": dice.choice(WORDS["families"][origin]),
        "prenom": dice.choice(WORDS["women" if woman else "men"]),
        "sexe": "Femme" if woman else "Homme",
        "date_naissance": birth,
        "nationalite": origin,
        "code_postal": postal_code,
        "commune": town,
        "qpv": dice.choice(("oui", "non", "non", None)),
        "protection": protection,
        "titre_sejour_fin": _permit_end(dice, as_of),
        "arrivee_france": dice.choice((str(arrival.year), f"{arrival:%Y-%m}", arrival)),
        "cir": dice.choice(("oui", "oui", "oui", "non", None)),
        "prescripteur": _pick(dice, WORDS["referrers"]),
        "date_entree": entry,
        "contrat_type": _contract(dice, kind),
        "contrat_debut": stay.contract_start,
        "contrat_fin": stay.contract_end,
        "heures_hebdo": dice.choice((20.0, 24.0, 24.5, 26.0, 26.0, 26.0, 28.0, 30.0, 35.0)),
        "poste": dice.choice(WORDS["jobs"][kind]),
        "pass_iae": _pass_number(number, as_of),
        "pass_iae_fin": pass_start + timedelta(days=729),
        "niveau_francais_entree": level,
        "niveau_francais_actuel": level_now,
        "heures_francais": round(_course_months(stay) * dice.uniform(2, 11) * 2) / 2,
        "heures_numerique": float(round(_course_months(stay) * dice.uniform(0, 2.5))),
        "visites_metiers": dice.choice((0, 1, 1, 2, 2, 3, 4)),
        "stages": dice.choices((0, 1, 2, 3), (48, 34, 14, 4))[0],
        "referent": dice.choice(initials),
        "dernier_entretien": _last_interview(dice, stay),
        "date_sortie": stay.leaving,
        "motif_sortie": None,
        "sortie_duree_mois": None,
        "commentaire": dice.choice(WORDS["comments"]),
    }
    for brake, odds in WORDS["brakes"].items():
        person[f"frein_{brake}"] = _brake(dice, odds, stay.months)
    if stay.leaving is not None:
        person |= _draw_exit(dice)
    return person


def _birth(dice: random.Random, entry: date) -> date:
    """Many refugees have the first of January in their papers."""
    year = entry.year - int(dice.triangular(18, 57, 28)) - 1
    if dice.random() < 0.3:
        return date(year, 1, 1)
    return date(year, dice.randint(1, 12), dice.randint(1, 28))


def _stay(dice: random.Random, entry: date, as_of: date) -> _Stay:
    days = int(dice.triangular(120, 730, 400))
    leaving: date | None = None
    months = (as_of - entry).days / 30
    if entry + timedelta(days=days) < as_of:
        leaving, months = entry + timedelta(days=days), days / 30
    start = entry + timedelta(days=dice.choice((0, 0, 0, 3, 7, 14)))
    # A CDDI is of four months at least (art. L5132-15-1), and here a year at most.
    end = leaving
    if end is None:
        end = as_of + timedelta(days=dice.randint(-9, 200))
        end = max(end, start + timedelta(days=124))
    start = max(start, end - timedelta(days=365))
    return _Stay(entry, leaving, leaving or as_of, months, start, end)


def _levels_of_french(dice: random.Random, months: float) -> tuple[str, str]:
    """The level of French at the entry and now."""
    levels = WORDS["levels"]
    level = dice.choices(range(7), (4, 10, 18, 30, 24, 11, 3))[0]
    gain = sum(dice.random() < min(0.55, months / 22) for _ in range(2))
    now = min(level + gain, 7) if months > 2 else level
    return levels[level], levels[now]


def _permit_end(dice: random.Random, as_of: date) -> date | None:
    if dice.random() < 0.9:
        return as_of + timedelta(days=dice.randint(-40, 3000))
    return None


def _contract(dice: random.Random, kind: str) -> str:
    of_association = dice.choice(("CDD d'usage", "CDDI"))
    return {"ETTI": "Contrat de mission", "AI": of_association}.get(kind, "CDDI")


def _pass_number(number: int, as_of: date) -> str:
    """Twelve digits: 99999, the year, a number; of a very large sample without the year."""
    if number < 100_000:
        return f"99999{(as_of.year - 2000) % 100:02}{number % 100_000:05}"
    return f"99999{(number * 7919 + 13) % 10_000_000:07}"


def _course_months(stay: _Stay) -> float:
    """Months in which there are courses."""
    return min(stay.months, 16)


def _last_interview(dice: random.Random, stay: _Stay) -> date:
    if stay.months > 1:
        return stay.last_day - timedelta(days=int(dice.triangular(1, 95, 20)))
    return stay.entry


def _brake(dice: random.Random, odds: float, months: float) -> str:
    if dice.random() < odds:
        states = ("Identifié", "En cours", "Levé")
        return dice.choices(states, (30, 35, 12 + 2.5 * months))[0]
    return "Aucun"


def _draw_exit(dice: random.Random) -> Record:
    """Draw why somebody left, and for how long where it is a contract with an end."""
    good = dice.random() < 0.68
    reason = _pick(dice, WORDS[_REASONS[good]])
    if reason not in ("CDD", "Intérim"):
        return {"motif_sortie": reason}
    months = _MONTHS_OF_CONTRACT[good]
    return {"motif_sortie": reason, "sortie_duree_mois": float(dice.choice(months))}


def _pick(dice: random.Random, odds: Mapping[str, int]) -> str:
    return dice.choices(list(odds), list(odds.values()))[0]
