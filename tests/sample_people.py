"""The sample consortium: a command run on it, and who was invented for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from typer.testing import Result

from tests.conftest import AS_OF
from tests.typing_commands import typed


def run(folder: Path, *words: str) -> Result:
    return typed([*words, "--config", str(folder / "config.yaml"), "--as-of", AS_OF])


def sample_people(folder: Path) -> list[tuple[str, str]]:
    from sheets_sync.config import load_config
    from sheets_sync.sample.invent import invent

    config = load_config(folder / "config.yaml")
    sample = invent(
        [(member.name, member.kind) for member in config.siae], date.fromisoformat(AS_OF)
    )
    return [
        (str(person["nom"]), str(person["prenom"]))
        for people in sample.participants.values()
        for person in people
    ]
