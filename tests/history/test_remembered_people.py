"""All that is held on a person is found by their pseudonym, and goes at once, copies included."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheets_sync.history.memory.database import contents, opened
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.history.memories import history_of

LIKE_ANNA = ("DIALO", *ANNA[1:4], date(2025, 3, 3), *ANNA[5:])
DAY = date(2026, 11, 23)


@pytest.fixture
def prepared(case: Case) -> Case:
    """Two runs, with a person whom an answer is about."""
    case.make({"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, LIKE_ANNA)})
    case.run("prepare", as_of="2026-10-01")
    case.make({"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, LIKE_ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-02")
    pair = " = ".join(sorted(people(case).values())[:2])
    history_of(case).save_answers({pair: False})
    return case


def people(case: Case) -> dict[str, str]:
    return {row["nom"]: row["person"] for row in case.export()}


def memories(case: Case) -> list[Path]:
    folder = case.folder / "historique"
    return [*folder.glob("memoire.sqlite"), *folder.rglob("memoire *.sqlite")]


def test_all_that_is_held_on_a_person_is_listed(prepared: Case) -> None:
    held = history_of(prepared).held_on(people(prepared)["DIALLO"])
    assert len(held.fingerprints) == 1
    assert [str(day) for day in held.states] == ["2026-10-01", "2026-11-02"]
    assert held.findings
    assert history_of(prepared).held_on("P-AAAAAAAA").is_nothing


def test_what_is_forgotten_is_in_no_file_and_leaves_a_mark_of_the_key(prepared: Case) -> None:
    everybody = people(prepared)
    gone = sorted(everybody.values())[0]
    history = history_of(prepared)
    fingerprints = history.held_on(gone).fingerprints
    assert len(memories(prepared)) > 1
    held = history.forget(gone, DAY)
    assert (len(held.pairs), len(held.states)) == (1, 2)
    assert history_of(prepared).held_on(gone).is_nothing
    for file in memories(prepared):
        assert gone.encode() not in file.read_bytes()
        tables = contents(opened(file.read_bytes())[0])
        assert not {row[0] for row in tables["persons"]} & set(fingerprints)
        assert len(tables["forgotten"]) == 1
    assert history_of(prepared).is_forgotten(fingerprints[0])
    other = history_of(prepared).held_on(max(everybody.values()))
    assert not history_of(prepared).is_forgotten(other.fingerprints[0])
    assert len(other.states) == 2
    states = list((prepared.folder / "historique" / "etats").iterdir())
    assert len(states) == 2
