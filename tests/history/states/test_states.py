"""The states that runs leave: what changed since the last, and how long they are kept."""

from __future__ import annotations

import json
import os
from datetime import date

import pytest
from typer.testing import Result

from tests.conftest import ANNA, HEADERS, MEETINGS, OMAR, Begin, Case
from tests.history.memories import history_of, remembered
from tests.typing_commands import plain

ALI = ("KONÉ", "Ali", "Homme", date(1991, 2, 3), date(2026, 1, 5), "CDDI", "", "", "")


SETTING = "history: {months: 6}"


def prepare(case: Case, day: str, entered: int, today: str = "") -> Result:
    """A run in which one person's entry is of that day of January, so that a state is kept."""
    case.make({"Un": (HEADERS, ANNA, (*ALI[:4], date(2026, 1, entered), *ALI[5:]))}, SETTING)
    result = case.run("prepare", as_of=day, today=today)
    assert result.exit_code == 0, result.output
    return result


def kept(case: Case) -> list[str]:
    """The days of the states, of which the file is there."""
    days = [day.isoformat() for day in history_of(case).states.days()]
    files = (case.folder / "historique" / "etats").iterdir()
    assert days == sorted(file.stem[5:15] for file in files)
    return days


DAYS = ("2026-01-12", "2026-03-30", "2026-05-22", "2026-05-25", "2026-08-20")


def prepare_all_days(case: Case) -> None:
    for number, day in enumerate(DAYS, 1):
        prepare(case, day, number)


@pytest.fixture
def ran(begun: Begin) -> Case:
    """A programme with a run on each of `DAYS`."""
    return begun(prepare_all_days)


def test_states_older_than_the_keeping_time_are_deleted_and_that_is_told(ran: Case) -> None:
    result = prepare(ran, "2026-11-16", 6)
    assert kept(ran) == ["2026-05-22", "2026-05-25", "2026-08-20", "2026-11-16"]
    assert "1 état effacé de l'historique : plus anciens que 6 mois" in result.stdout
    prepare(ran, "2026-11-23", 9)
    assert kept(ran) == ["2026-05-25", "2026-08-20", "2026-11-16", "2026-11-23"]


def test_a_state_whose_time_is_over_can_be_brought_back_for_a_month(ran: Case) -> None:
    prepare(ran, "2026-11-16", 6)
    assert ran.run("history", "--bring-back", "2026-03-30").exit_code == 0
    assert "2026-03-30" in kept(ran)
    prepare(ran, "2026-11-23", 7)
    folder = ran.folder / "historique" / "copies" / "etats"
    assert [file.stem[5:15] for file in folder.iterdir()] == ["2026-05-22"]
    prepare(ran, "2026-12-28", 8)
    assert "2026-05-22" not in {file.stem[5:15] for file in folder.iterdir()}
    refused = ran.run("history", "--bring-back", "2026-05-22")
    assert (refused.exit_code, "Aucun état du 22/05/2026" in refused.stderr) == (2, True)


@pytest.mark.parametrize("day", ["2030-01-01", "2026-06-01"])
def test_a_run_for_another_day_changes_nothing_of_the_memory(ran: Case, day: str) -> None:
    days, before = kept(ran), remembered(ran)
    result = prepare(ran, day, 9, today="2026-08-21")
    assert kept(ran) == days
    for table in ("findings", "states"):
        assert remembered(ran)[table] == before[table]
    assert "rien n'en est retenu" in result.stdout
    # the next run is compared with the last that was for its own day
    assert "dernière préparation (20/08/2026)" in prepare(ran, "2026-08-22", 10).stdout


def test_a_clock_that_is_ahead_deletes_nothing_run_after_run(ran: Case) -> None:
    days = kept(ran)
    result = prepare(ran, "2030-01-01", 6)
    assert "la date de cet ordinateur est fausse" in result.stdout
    prepare(ran, "2030-01-02", 7)
    assert set(days) <= set(kept(ran))
    # the clock is right again: what was kept ahead of it is told, and compared with nothing
    result = prepare(ran, "2026-08-24", 8)
    assert set(days) <= set(kept(ran))
    assert "2030-01-01 et 2030-01-02" in result.stdout
    assert ran.run("history", "--drop", "2030-01-01").exit_code == 0
    assert "2030-01-01" not in kept(ran)
    assert "dernière préparation (20/08/2026)" in result.stdout


def test_a_memory_from_before_runs_were_noted_is_kept_in_time_as_well(case: Case) -> None:
    for number, day in enumerate(DAYS, 1):
        prepare(case, day, number)
        history_of(case)._memory.change(
            lambda db: db.execute("DELETE FROM about WHERE name = 'last_day'")
        )
    prepare(case, "2026-10-01", 9)
    assert kept(case) == [*DAYS[2:], "2026-10-01"]


def test_exits_typed_since_the_last_time_are_counted(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, ALI)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, (*ANNA[:6], date(2026, 11, 10), "CDI", ""), ALI)})
    assert "1 sortie saisie (Un 1)" in case.run("prepare", as_of="2026-11-23").stdout


def test_what_is_only_to_be_looked_at_in_its_tab_is_no_new_entry_to_correct(case: Case) -> None:
    """The length of a CDD is an error, and a warning in a tab that has no column for it."""
    titles = HEADERS[:8]
    case.make({"Un": (titles, (*ANNA[:6], date(2026, 9, 1), "CDI"), ALI[:8])})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (titles, (*ANNA[:6], date(2026, 9, 1), "CDD"), ALI[:8])})
    told = {one["rule"]: one["severity"] for one in case.check()["anomalies"]}
    assert told["exit.duration_missing"] == "warning"
    assert "nouvelle entrée à corriger" not in case.run("prepare", as_of="2026-11-23").stdout


def test_two_that_are_said_to_be_one_are_neither_a_new_row_nor_a_lost_one(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, ALI), "Deux": (HEADERS, ("DIALO", *ANNA[1:]))})
    case.run("prepare", as_of="2026-11-20")
    [asked] = json.loads(case.run("decide", "--json").stdout)["questions"]
    assert case.run("decide", asked["code"], "oui").exit_code == 0
    said = case.run("prepare", as_of="2026-11-23").stdout
    assert len({row["person"] for row in case.export()}) == 2
    assert "ligne nouvelle" not in said
    assert "ligne disparue" not in said


def prepare_two_states(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)}, MEETINGS)
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, ANNA, OMAR)}, MEETINGS)
    case.run("prepare", as_of="2026-11-23")


@pytest.fixture
def two_states(begun: Begin) -> Case:
    return begun(prepare_two_states)


def test_what_changed_since_a_day_is_given_to_programs_too(two_states: Case) -> None:
    said = json.loads(two_states.run("history", "--since", "2026-11-02", "--json").stdout)
    assert said["since"] == "2026-11-02"
    assert said["changes"]["appeared"] == {"Un": 1}
    assert json.loads(two_states.run("history", "--json").stdout)["changes"] is None


def test_days_the_wrong_way_round_are_said_to_be_so(two_states: Case) -> None:
    turned = two_states.run("history", "--since", "2026-11-23", "--until", "2026-11-02")
    assert (turned.exit_code, "les échanger" in turned.stderr) == (2, True)


def test_an_unknown_document_lists_those_that_are_kept(two_states: Case) -> None:
    kept = json.loads(two_states.run("history", "--json").stdout)["figures"]
    refused = two_states.run("history", "--let-go", "autre")
    assert kept
    assert refused.exit_code == 2
    assert all(document in plain(refused.stderr) for document in kept)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_states_that_are_exported_are_their_owners_alone(two_states: Case) -> None:
    folder = two_states.folder / "dehors"
    two_states.run("history", "--export-states", str(folder))
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
