"""Links to send entries from a phone: one secret per counsellor, which can be taken back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from sheets_sync.history.store import History

GRACE_DAYS = 7
"""Days that a renewed link goes on: what was typed offline is sent with the former one."""


@dataclass(frozen=True)
class Access:
    """A link that was given out, for one SIAE.

    Attributes:
        who: the counsellor. made: the ISO day of it. ended: the day it was taken back, or "".
        digest: the SHA-256 of its secret, which itself is kept nowhere.
        until: the last ISO day it opens on; "" for one that was given before links had an end.
    """

    who: str
    siae: str
    made: str
    ended: str
    digest: str
    until: str = ""

    def opens_on(self, day: date) -> bool:
        """Whether it still opens on a day: neither taken back, nor past its end."""
        return not self.ended and (not self.until or day.isoformat() <= self.until)


def give(history: History, siae: str, who: str, day: date, days: int) -> str:
    """A new link's secret (128 bits), which is kept nowhere.

    Args:
        days: how long it opens.
    """
    secret = secrets.token_urlsafe(16)
    until = (day + timedelta(days=days)).isoformat()
    access = Access(who, siae, day.isoformat(), "", _secret_digest(secret), until)
    _save(history, [*given(history), access])
    return secret


def renew(history: History, number: int, day: date, days: int) -> str:
    """The secret of a link in the place of that of a number (from 1), which ends in a few days."""
    links = given(history)
    access = links[number - 1]
    last_day = (day + timedelta(days=GRACE_DAYS)).isoformat()
    links[number - 1] = replace(access, until=min(access.until or last_day, last_day))
    _save(history, links)
    return give(history, access.siae, access.who, day, days)


def end(history: History, number: int, day: date) -> None:
    """Take back the link of that number (from 1); IndexError if there is none."""
    links = given(history)
    access = links[number - 1]
    links[number - 1] = replace(access, ended=access.ended or day.isoformat())
    _save(history, links)


def given(history: History) -> list[Access]:
    """All links that were ever given, in their order."""
    return [Access(**link) for link in history.links()]


def of_secret(links: Sequence[Access], secret: str, day: date) -> Access | None:
    """Owner of the link with that secret; None where it is nobody's, or does not open any more."""
    digest = _secret_digest(secret)
    for access in links:
        # In constant time: how long the answer takes must not tell how much of a guess is right.
        if access.opens_on(day) and secrets.compare_digest(access.digest, digest):
            return access
    return None


def _save(history: History, links: Sequence[Access]) -> None:
    history.save_links([asdict(access) for access in links])


def _secret_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
