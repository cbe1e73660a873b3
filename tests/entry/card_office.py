"""A programme of two SIAE whose workbook has entry cards, and the gestures of a counsellor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from typer.testing import Result

from forms.headers.matching import letters
from tests.conftest import AS_OF
from tests.desks import Desk
from tests.typing_commands import plain, typed

DAY = date.fromisoformat(AS_OF)
AWA = {
    "Nom": "KONÉ",
    "Prénom": "Fanta",
    "Sexe": "Femme",
    "Date de naissance": "4/7/1999",
    "Entrée dans le programme": "02/11/2026",
}


class Office:
    """A programme of two SIAE whose workbook has cards, and what a counsellor does on them."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.folder, self.desk = folder, desk
        self.configure(desk.where)
        assert self.run("setup").exit_code == 0
        self.know_rows(desk.where)

    def configure(self, where: str) -> None:
        members = "\n".join(f"  - {{tab: {tab}, name: {tab}, kind: ACI}}" for tab in ("Un", "Deux"))
        (self.folder / "config.yaml").write_text(
            f"programme: Essai\nworkbook: {where}\nsiae:\n{members}\n", encoding="utf-8"
        )

    def know_rows(self, where: str) -> None:
        """Where each field of a card stands; from now on config names the workbook so."""
        self.configure(where)
        labels = [str(row[0]) for row in self.desk.open().read("Saisie").rows]
        self.rows = {label.removesuffix(" *"): row for row, label in enumerate(labels, 1)}

    def run(self, *words: str, as_of: str = AS_OF, today: str = "") -> Result:
        config = str(self.folder / "config.yaml")
        return typed([*words, "--config", config, "--as-of", as_of], today)

    def cell(self, label: str, card: int = 1, column: int = 0) -> str:
        return f"{letters(3 * card - 2 + column)}{self.rows[label]}"

    def fill(self, texts: Mapping[str, str], card: int = 1) -> None:
        self.desk.type_all(
            "Saisie", {self.cell(label, card): text for label, text in texts.items()}
        )

    def typed(self, label: str, card: int = 1) -> Any:
        return self.desk.value("Saisie", self.cell(label, card)) or ""

    def shown(self, label: str, card: int = 1) -> Any:
        there = self.desk.value("Saisie", self.cell(label, card, 1)) or ""
        return there.removesuffix("\u2060") if isinstance(there, str) else there

    def answer(self, label: str = "SIAE", card: int = 1) -> str:
        answer = plain(self.desk.value("Saisie", self.cell(label, card, 2)) or "")
        return answer.removesuffix("\u2060")

    def prepare(self) -> str:
        result = self.run("consolidate")
        assert result.exit_code == 0, result.output
        return result.stdout.replace("\u00a0", " ")

    def people(self, tab: str = "Un") -> list[str]:
        return [str(row[0]) for row in self.desk.open().read(tab).rows[1:] if row[0]]
