"""The key of the pseudonyms: lost, or another one, nothing is written; how to go on is said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case

OTHER = "cd" * 32
MANY = [(f"N{n}", "Awa", "Femme", date(1990, 1, 1 + n), *ANNA[4:]) for n in range(12)]


@pytest.fixture
def prepared(case: Case) -> Case:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    assert case.run("prepare").exit_code == 0
    return case


def key_of(case: Case) -> Path:
    return case.folder / "historique" / "cle-des-pseudonymes"


def contents(case: Case) -> dict[str, bytes]:
    return {
        str(file.relative_to(case.folder)): file.read_bytes()
        for file in case.folder.rglob("*")
        if file.is_file()
    }


def refused(case: Case, words: Iterable[str]) -> str:
    """What is said, where a run ends with it and no file is touched."""
    before = contents(case)
    result = case.run("prepare", as_of="2026-11-24")
    assert result.exit_code == 2
    assert contents(case) == before
    assert all(word in result.stderr for word in words), result.stderr
    return result.stderr


def test_without_its_key_a_register_stops_the_run(prepared: Case) -> None:
    key_of(prepared).rename(prepared.folder / "ailleurs")
    refused(prepared, ["cle-des-pseudonymes n'est plus là", "le double gardé à part"])
    assert prepared.run("check").exit_code == 2
    # put back, all is as it was
    (prepared.folder / "ailleurs").rename(key_of(prepared))
    assert "Rien n'a changé" in prepared.run("prepare").stdout


def test_another_key_stops_the_run(prepared: Case) -> None:
    key_of(prepared).write_text(OTHER, encoding="ascii")
    refused(prepared, ["n'est pas celle du registre"])


def test_the_right_key_is_found_under_the_name_that_a_synchroniser_gave_it(prepared: Case) -> None:
    key = key_of(prepared)
    key.with_name("cle-des-pseudonymes (1)").write_text(key.read_text("ascii"), "ascii")
    key.write_text(OTHER, encoding="ascii")
    refused(prepared, ["cle-des-pseudonymes (1) contient la bonne clé"])


def test_a_lost_register_does_not_make_a_lost_key_a_new_one(prepared: Case) -> None:
    key_of(prepared).unlink()
    (prepared.folder / "historique" / "pseudonymes.json").unlink()
    refused(prepared, ["n'est plus là"])


def test_a_register_from_before_is_adopted_with_the_key_that_fits(case: Case) -> None:
    case.make({"Un": (HEADERS, *MANY)})
    case.run("prepare")
    register = case.folder / "historique" / "pseudonymes.json"
    names = json.loads(register.read_text("utf-8"))["personnes"]
    register.write_text(json.dumps(names), encoding="utf-8")
    right = key_of(case).read_text("ascii")
    key_of(case).write_text(OTHER, encoding="ascii")
    refused(case, ["n'est pas celle du registre"])
    key_of(case).write_text(right, encoding="ascii")
    assert case.run("prepare").exit_code == 0
    now = json.loads(register.read_text("utf-8"))
    assert now["personnes"] == names
    assert len(now["cle"]) == 64
    assert right.strip() not in register.read_text("utf-8")


def test_doctor_asks_for_a_spare(prepared: Case) -> None:
    result = prepared.run("doctor")
    assert "un double de la clé des pseudonymes" in result.stdout
    assert result.exit_code == 0
    key_of(prepared).unlink()
    assert prepared.run("doctor").exit_code == 2
