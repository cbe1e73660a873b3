"""`prepare`: what a second run finds, and what a dry run leaves alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.sample_people import run


def test_a_second_run_changes_nothing(demo: Path) -> None:
    before = {file: file.read_bytes() for file in demo.rglob("*") if file.is_file()}
    result = run(demo, "prepare")
    assert "Rien n'a changé dans les onglets depuis" in result.stdout
    assert {file: file.read_bytes() for file in demo.rglob("*") if file.is_file()} == before


def test_a_correction_is_seen_by_the_next_run(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    assert "Première préparation" in case.run("prepare").stdout
    case.make(
        {
            "Essai": (
                HEADERS,
                (*ANNA[:2], "Homme", *ANNA[3:]),
                ("KONÉ", "Ali", "Homme", date(1991, 2, 3), date(2026, 1, 5), "CDDI", "", "", ""),
            )
        }
    )
    text = case.run("prepare", as_of="2026-12-20").stdout
    assert "1 ligne nouvelle (Essai 1)" in text
    assert "1 ligne modifiée (Essai 1)" in text
    assert "1 ligne disparue (Essai 1)" in text
    assert list((case.folder / "historique" / "copies").glob("essai *.xlsx"))


def test_dry_run_writes_nothing(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    before = sorted(case.folder.rglob("*"))
    for words in (
        ["prepare"],
        ["consolidate"],
        ["agenda", "directions"],
        ["report", "dreets", "--draft"],
        ["export", str(case.folder / "x.csv")],
    ):
        assert case.run(*words, "--dry-run").exit_code == 0
    assert sorted(case.folder.rglob("*")) == before
