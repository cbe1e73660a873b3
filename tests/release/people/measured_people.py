"""Participants and texts, invented, that the recognition of people is measured on."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel.dates import format_date

from forms.definition_file import read_yaml
from forms.words import fold
from sheets_sync.release.people.known_people import KnownPeople, names_in_one_cell
from sheets_sync.release.people.name_index import KnownName, NameIndex

_TEXTS: Mapping[str, Any] = read_yaml(Path(__file__).with_name("measured_texts.yaml")).data
_EACH = 3
"""Participants that each text is written about."""


@dataclass(frozen=True)
class Participant:
    family: str
    given: str
    birth: date
    pass_iae: str
    phone: str
    mail: str

    @property
    def words(self) -> dict[str, str]:
        """What stands in a text for this participant."""
        day, number, phone = self.birth, self.pass_iae, self.phone
        pairs = " ".join(phone[at : at + 2] for at in range(0, 10, 2))
        plain_family, plain_given = fold(self.family), fold(self.given)
        return {
            "F": self.family,
            "f": self.family.title(),
            "G": self.given,
            "g": self.given.lower(),
            "lower": self.family.lower(),
            "i": self.given[0],
            "j": self.family[0],
            "F_plain": plain_family.upper(),
            "G_plain": plain_given.title(),
            "F_joined": plain_family.replace(" ", "").upper(),
            "G_joined": plain_given.replace(" ", "").title(),
            "birth": f"{day:%d/%m/%Y}",
            "birth_dashes": f"{day:%d-%m-%y}",
            "birth_iso": day.isoformat(),
            "birth_dots": f"{day:%d.%m.%Y}",
            "birth_short": f"{day.day}/{day.month}/{day:%y}",
            "birth_words": format_date(day, "d MMMM y", "fr"),
            "pass": number,
            "pass_spaced": f"{number[:5]} {number[5:7]} {number[7:]}",
            "pass_dashes": f"{number[:5]}-{number[5:]}",
            "phone": phone,
            "phone_spaced": pairs,
            "phone_dots": pairs.replace(" ", "."),
            "phone_abroad": f"+33{phone[1:]}",
            "phone_abroad_spaced": f"+33 {pairs[1:]}",
            "mail": self.mail,
            "mail_upper": self.mail.upper(),
            "mail_spaced": self.mail.replace("@", " @ "),
            "mail_encoded": self.mail.replace("@", "%40"),
            "encoded": quote(f"CV {self.given} {self.family}"),
            "glued": f"{plain_given.title()} {plain_family.title()}".replace(" ", ""),
            "glued_upper": f"{plain_family.upper()}{plain_given.title()}".replace(" ", ""),
            "named_mail": f"{plain_given}.{plain_family}".replace(" ", "-") + "@courriel.example",
        }


def participants(seed: int = 1, count: int = 320) -> list[Participant]:
    """Every family name and given name of the lists at least once, and those spelled anew."""
    rng = random.Random(seed)
    spelled = [(family, given) for family, given, _ in _TEXTS["spelled"]]
    spelled += map(tuple, _TEXTS["everyday"])
    families, given = _TEXTS["families"], _TEXTS["given"]
    drawn = [(families[at % len(families)], given[at % len(given)]) for at in range(len(families))]
    while len(drawn) + len(spelled) < count:
        drawn.append((rng.choice(families), rng.choice(given)))
    return [_participant(rng, index, *names) for index, names in enumerate([*spelled, *drawn])]


def known(people: list[Participant]) -> KnownPeople:
    names = [KnownName(each.family, each.given) for each in people]
    for *cells, _ in _TEXTS["in_few_words"]:
        if all(cells):
            names.append(KnownName(*cells))
        else:
            names += names_in_one_cell("".join(cells))
    return KnownPeople(
        NameIndex.of(names),
        frozenset(each.birth for each in people),
        frozenset(each.pass_iae for each in people),
        frozenset(each.phone[1:] for each in people),
        frozenset(each.mail for each in people),
    )


def harmless_texts(people: list[Participant], seed: int = 2) -> list[str]:
    return list(_written(_TEXTS["harmless"], people, seed))


def texts_with_persons(people: list[Participant], seed: int = 3) -> list[str]:
    named = [*_TEXTS["spelled"], *_TEXTS["in_few_words"]]
    return [*_written(_TEXTS["persons"], people, seed), *(text for *_, text in named)]


def _written(texts: list[str], people: list[Participant], seed: int) -> Iterator[str]:
    """Each text about a few participants; a text about nobody once."""
    rng = random.Random(seed)
    for text, person in itertools.product(texts, range(_EACH)):
        if person == 0 or "{" in text:
            yield text.format(**rng.choice(people).words)


def _participant(rng: random.Random, index: int, family: str, given: str) -> Participant:
    birth = date(1962, 1, 1) + timedelta(days=rng.randrange(16_000))
    phone = f"0{rng.choice('67')}{rng.randrange(10**8):08}"
    return Participant(
        family,
        given,
        birth,
        f"99999{20_000_00 + index:07}",
        phone,
        f"perso{index}@courriel.example",
    )
