"""A programme whose form for the phone is served, and a link to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import requests

from sheets_sync.history.store import History
from sheets_sync.web.phone.links import give
from sheets_sync.web.phone.rate import Rate
from tests.conftest import AS_OF, Case
from tests.serving import DEADLINE_SECONDS

DAY = date.fromisoformat(AS_OF)
FANTA = {
    "nom": "KONÉ",
    "prenom": "Fanta",
    "sexe": "Femme",
    "date_naissance": "04/07/1999",
    "date_entree": "02/11/2026",
}


class Counter:
    """A programme whose form is served, and a link to it for « Un »."""

    def __init__(self, case: Case, address: str, history: History, rate: Rate) -> None:
        self.case, self.address, self.history, self.rate = case, address, history, rate
        self.secret = give(history, "Un", "MD", DAY, 365)

    @property
    def link(self) -> str:
        return f"{self.address}/#{self.secret}"

    def post(self, path: str, data: object, secret: str = "") -> requests.Response:
        headers = {"Authorization": f"Bearer {secret or self.secret}"}
        return requests.post(
            f"{self.address}/{path}", json=data, headers=headers, timeout=DEADLINE_SECONDS
        )

    def ask(self, path: str, secret: str = "") -> Any:
        headers = {"Authorization": f"Bearer {secret or self.secret}"}
        return requests.get(
            f"{self.address}/{path}", headers=headers, timeout=DEADLINE_SECONDS
        ).json()

    def names(self) -> list[str]:
        return [row["nom"] for row in self.case.export()]
