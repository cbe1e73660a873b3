"""Who may send entries from a phone: a link with a secret a counsellor, for one SIAE, that can be taken back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from sheets_sync.history.store import History


@dataclass(frozen=True)
class Access:
    """A link that was given out: for whom, of which SIAE, when, until when it held (""); of its secret only the SHA-256."""

    who: str
    siae: str
    made: str
    ended: str
    digest: str


def give(history: History, siae: str, who: str, day: date) -> str:
    """A new link's secret (128 bits), which is kept nowhere."""
    secret = secrets.token_urlsafe(16)
    history.save_links(
        [
            asdict(access)
            for access in [*given(history), Access(who, siae, day.isoformat(), "", _digest(secret))]
        ]
    )
    return secret


def end(history: History, number: int, day: date) -> None:
    """Take back the link of that number (from 1); IndexError if there is none."""
    links = given(history)
    links[number - 1] = replace(links[number - 1], ended=links[number - 1].ended or day.isoformat())
    history.save_links([asdict(access) for access in links])


def given(history: History) -> list[Access]:
    """All links that were ever given, in their order."""
    return [Access(**link) for link in history.links()]


def of_secret(links: Sequence[Access], secret: str) -> Access | None:
    """Whose link it is; None where it is nobody's, or was taken back."""
    wanted = _digest(secret)
    return next(
        (
            access
            for access in links
            if not access.ended and secrets.compare_digest(access.digest, wanted)
        ),
        None,
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
