"""Links to send entries from a phone: one secret per counsellor, which can be taken back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from sheets_sync.history.store import History


@dataclass(frozen=True)
class Access:
    """A link that was given out, for one SIAE.

    Attributes:
        who: the counsellor. made: the ISO day of it. ended: the day it was taken back, or "".
        digest: the SHA-256 of its secret, which itself is kept nowhere.
    """

    who: str
    siae: str
    made: str
    ended: str
    digest: str


def give(history: History, siae: str, who: str, day: date) -> str:
    """A new link's secret (128 bits), which is kept nowhere."""
    secret = secrets.token_urlsafe(16)
    access = Access(who, siae, day.isoformat(), "", _digest(secret))
    _save(history, [*given(history), access])
    return secret


def end(history: History, number: int, day: date) -> None:
    """Take back the link of that number (from 1); IndexError if there is none."""
    links = given(history)
    access = links[number - 1]
    links[number - 1] = replace(access, ended=access.ended or day.isoformat())
    _save(history, links)


def given(history: History) -> list[Access]:
    """All links that were ever given, in their order."""
    return [Access(**link) for link in history.links()]


def of_secret(links: Sequence[Access], secret: str) -> Access | None:
    """Owner of the link with that secret; None where it is nobody's, or was taken back."""
    digest = _digest(secret)
    for access in links:
        # In constant time: how long the answer takes must not tell how much of a guess is right.
        if not access.ended and secrets.compare_digest(access.digest, digest):
            return access
    return None


def _save(history: History, links: Sequence[Access]) -> None:
    history.save_links([asdict(access) for access in links])


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
