"""The states that runs leave: what changed since the last, and how long they are kept."""

from __future__ import annotations

from datetime import date

import pytest
from typer.testing import Result

from tests.conftest import ANNA, HEADERS, Case

ALI = ("KONÉ", "Ali", "Homme", date(1991, 2, 3), date(2026, 1, 5), "CDDI", "", "", "")


SETTING = "history: {months: 6}"


def prepare(case: Case, day: str, entered: int, today: str = "") -> Result:
    """A run in which one person's entry is of that day of January, so that a state is kept."""
    case.make({"Un": (HEADERS, ANNA, (*ALI[:4], date(2026, 1, entered), *ALI[5:]))}, SETTING)
    result = case.run("prepare", as_of=day, today=today)
    assert result.exit_code == 0, result.output
    return result


def kept(case: Case) -> list[str]:
    """The days of the states, of which both files are there."""
    folder = case.folder / "historique"
    days = sorted(file.stem.removeprefix("etat-") for file in folder.glob("etat-*.parquet"))
    assert days == sorted(file.stem.removeprefix("etat-") for file in folder.glob("etat-*.json"))
    return days


def contents(case: Case) -> dict[str, bytes]:
    return {
        file.name: file.read_bytes()
        for file in (case.folder / "historique").iterdir()
        if file.is_file()
    }


DAYS = ("2026-01-12", "2026-03-30", "2026-05-22", "2026-05-25", "2026-08-20")


def test_states_older_than_the_keeping_time_are_deleted_and_that_is_told(case: Case) -> None:
    for number, day in enumerate((*DAYS, "2026-11-16"), 1):
        result = prepare(case, day, number)
    assert kept(case) == ["2026-05-22", "2026-05-25", "2026-08-20", "2026-11-16"]
    assert "1 état effacé de l'historique : plus anciens que 6 mois" in result.stdout
    prepare(case, "2026-11-23", 9)
    assert kept(case) == ["2026-05-25", "2026-08-20", "2026-11-16", "2026-11-23"]


@pytest.mark.parametrize("day", ["2030-01-01", "2026-06-01"])
def test_a_run_for_another_day_changes_nothing_of_the_memory(case: Case, day: str) -> None:
    for number, done in enumerate(DAYS, 1):
        prepare(case, done, number)
    days, before = kept(case), contents(case)
    result = prepare(case, day, 9, today="2026-08-21")
    assert kept(case) == days
    for name in ("constats.json", "dernier-passage.json", "etat-2026-08-20.parquet"):
        assert contents(case)[name] == before[name]
    assert "rien n'en est retenu" in result.stdout
    # the next run is compared with the last that was for its own day
    assert "dernière préparation (20/08/2026)" in prepare(case, "2026-08-22", 10).stdout


def test_a_clock_that_is_ahead_deletes_nothing_run_after_run(case: Case) -> None:
    for number, day in enumerate(DAYS, 1):
        prepare(case, day, number)
    days = kept(case)
    result = prepare(case, "2030-01-01", 6)
    assert "la date de cet ordinateur est fausse" in result.stdout
    prepare(case, "2030-01-02", 7)
    assert set(days) <= set(kept(case))
    # the clock is right again: what was kept ahead of it is told, and compared with nothing
    result = prepare(case, "2026-08-24", 8)
    assert set(days) <= set(kept(case))
    assert "etat-2030-01-01.parquet et etat-2030-01-02.parquet" in result.stdout
    assert "dernière préparation (20/08/2026)" in result.stdout


def test_a_memory_from_before_runs_were_noted_is_kept_in_time_as_well(case: Case) -> None:
    for number, day in enumerate(DAYS, 1):
        prepare(case, day, number)
        (case.folder / "historique" / "dernier-passage.json").unlink()
    prepare(case, "2026-10-01", 9)
    assert kept(case) == [*DAYS[2:], "2026-10-01"]


def test_exits_typed_since_the_last_time_are_counted(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, ALI)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, (*ANNA[:6], date(2026, 11, 10), "CDI", ""), ALI)})
    assert "1 sortie saisie (Un 1)" in case.run("prepare", as_of="2026-11-23").stdout
