"""A programme of two SIAE that is set up, and what its workbook then holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from typer.testing import Result

from tests.conftest import AS_OF
from tests.typing_commands import typed

TABS = [
    "Lisez-moi",
    "Un",
    "Deux",
    "Actions",
    "Ordre du jour",
    "Décisions",
    "Financements",
    "Faits marquants",
    "Objectifs",
    "Réunions",
    "Textes",
    "Adresses des relances",
    "Saisie",
    "Listes",
]


class Programme:
    """A config.yaml for two SIAE, and the commands run on it."""

    def __init__(
        self, folder: Path, workbook: str = "essai.xlsx", siae: tuple[str, ...] = ("Un", "Deux")
    ) -> None:
        self.folder, self.file = folder, folder / "essai.xlsx"
        self.configure(workbook, siae)

    def configure(self, workbook: str, siae: tuple[str, ...], more: str = "") -> None:
        members = "\n".join(f"  - {{tab: {tab}, name: {tab}, kind: ACI}}" for tab in siae)
        (self.folder / "config.yaml").write_text(
            f"programme: Essai\nworkbook: {workbook}\nsiae:\n{members}\n{more}", encoding="utf-8"
        )

    def run(self, *words: str) -> Result:
        return typed([*words, "--config", str(self.folder / "config.yaml"), "--as-of", AS_OF])

    def setup(self, *words: str) -> str:
        result = self.run("setup", *words)
        assert result.exit_code == 0, result.output
        return result.stdout


def columns(sheet: Any) -> dict[str, int]:
    return {cell.value.removesuffix(" *"): cell.column for cell in sheet[2] if cell.value}


@contextmanager
def openpyxl_book(file: Path) -> Iterator[Any]:
    book = openpyxl.load_workbook(file)
    yield book
    book.save(file)
