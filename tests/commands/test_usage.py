"""What is typed wrongly is told in French, with what to do; help is in French."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta

import pytest

from sheets_sync.commands.app import COMMANDS
from sheets_sync.commands.forms import COMMANDS as FORM_COMMANDS
from tests.conftest import ANNA, HEADERS, Case
from tests.typing_commands import plain, typed

ENGLISH = re.compile(
    r"\b(?:Error|Usage:|Options:|Commands:|default:|required|missing|option:|argument|invalid|"
    r"such|this|Show|help for|should)\b"
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["export"], "Il manque FICHIER."),
        (["chek"], "La commande « chek » n'existe pas. Vouliez-vous « check » ?"),
        (["forms", "chek"], "La commande « chek » n'existe pas. Vouliez-vous « check » ?"),
        (["check", "--jso"], "L'option --jso n'existe pas."),
        (["check", "--config"], "L'option --config attend une valeur."),
        (["check", "--json=oui"], "L'option --json ne prend pas de valeur."),
        (["restore", "a", "b"], "En trop : b."),
        (["forms", "links", "--revoke", "x"], "--revoke : il faut un nombre entier."),
        (["forms", "links", "--days", "2000"], "--days : il faut 1095 au plus."),
        (["forms", "links", "--days", "-3"], "--days : il faut 0 au moins."),
    ],
)
def test_what_is_typed_wrongly_is_told(words: list[str], told: str) -> None:
    result = typed(words)
    assert result.exit_code == 2
    assert told in plain(result.stderr)
    assert not ENGLISH.search(result.stderr)


@pytest.mark.parametrize(
    "words",
    [
        [],
        *([name] for name in COMMANDS),
        *(["forms", name] for name in FORM_COMMANDS),
    ],
    ids=" ".join,
)
def test_help_is_in_french(words: list[str]) -> None:
    result = typed([*words, "--help"])
    assert result.exit_code == 0
    assert "Options :" in plain(result.stdout)
    assert not ENGLISH.search(result.stdout)


def test_the_program_itself_ends_with_the_code_of_its_command() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "sheets_sync", "check", "--config", "nulle-part.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "sheets-sync adopt" in ended.stderr


def test_a_day_is_typed_as_people_write_it(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    french, iso = (
        case.run("check", "--json", as_of=day).stdout for day in ("26/11/2026", "2026-11-26")
    )
    assert french == iso
    assert '"as_of": "2026-11-26"' in iso
    assert case.run("check", as_of="2026-26-11").exit_code == 2


def test_check_fits_a_screen_unless_all_is_asked_for(case: Case) -> None:
    births = [date(2030, 1, 1) + timedelta(days=number) for number in range(40)]
    wrong = [("DIALLO", "Awa", "Femme", birth, *ANNA[4:]) for birth in births]
    case.make({"Essai": (HEADERS, *wrong)})
    short, whole = case.run("check").stdout, case.run("check", "--all").stdout
    assert len(short.splitlines()) < 25
    assert "à corriger" in plain(short)
    assert "check --all" in plain(short)
    assert len(whole.splitlines()) > 80
