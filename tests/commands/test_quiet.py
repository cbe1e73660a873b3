"""`--quiet` says nothing but problems, and every problem."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Begin, Case, write_book
from tests.history.memories import file_of
from tests.typing_commands import plain

UNREAD = ("DIALLO", "Awa", "Femme", "31/02/1995", date(2025, 2, 3), "CDDI", "", "", "")


def prepare_twice(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    for day in ("2026-11-02", "2026-11-09"):
        assert case.run("prepare", as_of=day).exit_code == 0


@pytest.fixture
def prepared(begun: Begin) -> Case:
    return begun(prepare_twice)


def conflict_copy(case: Case) -> str:
    memory = file_of(case)
    shutil.copyfile(memory, memory.with_name("memoire-PC-Marie.sqlite"))
    memory.with_name("memoire-PC-Marie.sqlite").write_bytes(b"x" * 5000)
    return "memoire-PC-Marie.sqlite"


def unreadable_state(case: Case) -> str:
    newest = max((file_of(case).parent / "etats").iterdir())
    newest.write_bytes(b"x")
    return newest.name


def older_memory(case: Case) -> str:
    older = file_of(case).read_bytes()
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA, UNREAD)})
    assert case.run("prepare", as_of="2026-11-16").exit_code == 0
    file_of(case).write_bytes(older)
    return "que la mémoire ne connaît pas"


@pytest.mark.parametrize("happened", [conflict_copy, unreadable_state, older_memory])
@pytest.mark.parametrize("command", ["prepare", "consolidate"])
def test_what_is_wrong_with_the_memory_is_said(
    prepared: Case, command: str, happened: object
) -> None:
    assert callable(happened)
    words = happened(prepared)
    result = prepared.run(command, "--quiet", as_of="2026-11-16")
    assert result.exit_code == 0, result.output
    assert not result.stdout
    assert words in plain(result.stderr)


def test_a_problem_that_stays_is_said_at_each_run(prepared: Case) -> None:
    name = conflict_copy(prepared)
    for _ in range(3):
        assert name in prepared.run("prepare", "--quiet", as_of="2026-11-16").stderr


@pytest.mark.parametrize("command", ["prepare", "consolidate", "check", "doctor"])
def test_where_all_is_well_nothing_is_said(prepared: Case, command: str) -> None:
    for _ in range(2):
        prepared.run("prepare", as_of="2026-11-16")
    result = prepared.run(command, "--quiet", as_of="2026-11-16")
    assert result.output == ""


def test_what_a_check_finds_and_what_doctor_misses_is_said(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, UNREAD)})
    assert "Un : 1" in plain(case.run("check", "--quiet").stderr)
    (case.folder / "essai.xlsx").unlink()
    assert "✗ essai.xlsx" in plain(case.run("doctor", "--quiet").stderr)


def test_on_a_terminal_no_tab_is_told_twice(case: Case) -> None:
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), "Deux": (HEADERS, OMAR)})
    (case.folder / "config.yaml").write_text(
        "programme: Essai\nworkbook: essai.xlsx\nsiae:\n- {tab: Un, name: Un, kind: ACI}\n",
        encoding="utf-8",
    )
    for words in (["check"], ["check", "--all"], ["check", "--quiet"], ["check", "--json"]):
        result = case.run(*words)
        told = plain(result.stdout if "--json" not in words else "") + plain(result.stderr)
        assert told.count("L'onglet « Deux » ressemble") == 1, words
