"""The states that runs leave: what changed since the last, and how long they are kept."""

from __future__ import annotations

from datetime import date

from tests.conftest import ANNA, HEADERS, Case

ALI = ("KONÉ", "Ali", "Homme", date(1991, 2, 3), date(2026, 1, 5), "CDDI", "", "", "")


def test_states_older_than_the_keeping_time_are_deleted(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)}, "history: {months: 6}")
    for number, day in enumerate(("2026-01-12", "2026-05-22", "2026-05-25", "2026-11-23")):
        case.make(
            {
                "Un": (
                    HEADERS,
                    ANNA,
                    *[(*ALI[:4], date(2026, 1, 1 + n), *ALI[5:]) for n in range(number)],
                )
            },
            "history: {months: 6}",
        )
        assert case.run("prepare", as_of=day).exit_code == 0
    kept = sorted(file.name for file in (case.folder / "historique").glob("etat-*"))
    assert kept == [
        "etat-2026-05-25.json",
        "etat-2026-05-25.parquet",
        "etat-2026-11-23.json",
        "etat-2026-11-23.parquet",
    ]


def test_exits_typed_since_the_last_time_are_counted(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, ALI)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, (*ANNA[:6], date(2026, 11, 10), "CDI", ""), ALI)})
    assert "1 sortie saisie (Un 1)" in case.run("prepare", as_of="2026-11-23").stdout
