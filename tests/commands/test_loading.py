"""Each command is one module, which is loaded when the command is asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sheets_sync.commands
from sheets_sync.commands.app import COMMANDS
from sheets_sync.commands.forms import COMMANDS as FORMS_COMMANDS
from tests.typing_commands import plain, typed


@pytest.mark.parametrize(
    "words", [(name,) for name in COMMANDS] + [("forms", name) for name in FORMS_COMMANDS]
)
def test_every_command_has_its_help(words: tuple[str, ...]) -> None:
    result = typed([*words, "--help"])
    assert result.exit_code == 0
    assert f"Usage : sheets-sync {' '.join(words)}" in plain(result.stdout)


def test_the_help_lists_every_command_with_what_it_does() -> None:
    listed = plain(typed(["--help"]).stdout).partition("Commandes :")[2]
    assert re.findall(r"^  (\w+) ", listed, re.MULTILINE) == list(COMMANDS)
    # To the end of its sentence: a line that is cut tells a beginner nothing.
    assert "..." not in listed
    summary = "Proposer la configuration d'un classeur existant : quel onglet est quelle SIAE"
    assert summary in " ".join(listed.split())


def test_a_command_that_is_not_known_gets_the_nearest() -> None:
    result = typed(["consolider"])
    assert (result.exit_code, "« consolidate »" in plain(result.stderr)) == (2, True)


def test_no_module_of_a_command_is_left_out() -> None:
    named = {*COMMANDS.values(), *FORMS_COMMANDS.values()} - {COMMANDS["forms"]}
    homes = {Path(*where.partition(":")[0].split(".")[2:]) for where in named}
    folder = Path(sheets_sync.commands.__file__).parent
    beside = {home.parent / name for home in homes for name in ("__init__", "options")}
    there = {
        file.relative_to(folder).with_suffix("")
        for group in {home.parent for home in homes}
        for file in (folder / group).glob("*.py")
    }
    assert there - beside == homes
