"""All that is held on a person is found by their pseudonym, and goes at once, copies included."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheets_sync.history.memory.database import contents, opened
from sheets_sync.history.persons.remembered_people import Identity, forgotten_mark
from tests.conftest import ANNA, HEADERS, OMAR, Begin, Case
from tests.history.memories import history_of

LIKE_ANNA = ("DIALO", *ANNA[1:4], date(2025, 3, 3), *ANNA[5:])
DAY = date(2026, 11, 23)


def prepare_twice(case: Case) -> None:
    """Two runs, with a person whom an answer is about."""
    case.make({"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, LIKE_ANNA)})
    case.run("prepare", as_of="2026-10-01")
    case.make({"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, LIKE_ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-02")
    pair = " = ".join(sorted(people(case).values())[:2])
    history_of(case).register.save_answers({pair: False})


@pytest.fixture
def prepared(begun: Begin) -> Case:
    return begun(prepare_twice)


def people(case: Case) -> dict[str, str]:
    return {row["nom"]: row["person"] for row in case.export()}


def memories(case: Case) -> list[Path]:
    folder = case.folder / "historique"
    return [*folder.glob("memoire.sqlite"), *folder.rglob("memoire *.sqlite")]


def test_all_that_is_held_on_a_person_is_listed(prepared: Case) -> None:
    held = history_of(prepared).people.held_on(identity(people(prepared)["DIALLO"]))
    assert len(held.fingerprints) == 1
    assert [str(day) for day in held.states] == ["2026-10-01", "2026-11-02"]
    assert held.findings
    assert history_of(prepared).people.held_on(identity("P-AAAAAAAA")).is_nothing


def test_what_is_forgotten_is_in_no_file_and_leaves_a_mark_of_the_key(prepared: Case) -> None:
    everybody = people(prepared)
    gone = sorted(everybody.values())[0]
    history = history_of(prepared)
    held = history.people.held_on(identity(gone))
    assert (len(held.pairs), len(held.states)) == (1, 2)
    assert len(memories(prepared)) > 1
    whole = identity(gone, *held.fingerprints)
    with history.people.forgetting(whole, history.register.key(), DAY):
        assert history.people.held_on(whole).is_nothing
    assert history_of(prepared).people.held_on(whole).is_nothing
    for file in memories(prepared):
        assert not whole.is_in_bytes(file.read_bytes())
        assert len(contents(opened(file.read_bytes())[0])["forgotten"]) == 2
    marks = history_of(prepared).people.forgotten()
    assert marks == {
        forgotten_mark(each, history.register.key()): DAY for each in (gone, *held.fingerprints)
    }
    other = history_of(prepared).people.held_on(identity(max(everybody.values())))
    assert len(other.states) == 2
    states = list((prepared.folder / "historique" / "etats").iterdir())
    assert len(states) == 2


def test_a_copy_of_the_memory_that_is_put_back_finds_its_states(prepared: Case) -> None:
    gone = sorted(people(prepared).values())[0]
    history = history_of(prepared)
    with history.people.forgetting(identity(gone), history.register.key(), DAY):
        assert list(history.states.days())
    for copy in memories(prepared)[1:]:
        (prepared.folder / "historique" / "memoire.sqlite").write_bytes(copy.read_bytes())
        states = history_of(prepared).states
        assert all(states.read(day) for day in states.days())


def identity(pseudonym: str, *fingerprints: str) -> Identity:
    return Identity(frozenset({pseudonym}), frozenset(fingerprints))
