"""A tab that cannot be read: the others are, unless `--strict`."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from tests.conftest import ANNA, CROWD, HEADERS, OMAR, Case, write_book, write_config
from tests.typing_commands import plain


def test_one_bad_tab_does_not_stop_the_others(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA), "Deux": ()})
    result = case.run("consolidate")
    assert result.exit_code == 0
    assert "L'onglet « Deux » est vide. Les autres onglets sont traités." in result.stderr
    assert case.tabs() == ["Un", "Deux", "Pilotage", "Anomalies", "Consortium"]


def test_strict_stops_at_a_bad_tab(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA), "Deux": ()})
    result = case.run("consolidate", "--strict")
    assert result.exit_code == 2
    assert case.tabs() == ["Un", "Deux"]


def test_a_tab_that_config_names_and_nobody_has_is_said_after_the_rest_is_done(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA), "Deux": (HEADERS, OMAR)})
    write_config(case.folder, ["Un", "Deu"])
    result = case.run("check", "--json")
    assert result.exit_code == 2
    assert "Vouliez-vous « Deux »" in result.stderr
    assert '"rows_kept": 1' in result.stdout


@pytest.mark.parametrize("words", [("check",), ("prepare",), ("report", "dreets", "--yes")])
def test_a_doubt_in_a_coordination_tab_stops_nothing(case: Case, words: tuple[str, ...]) -> None:
    case.make({"Un": (HEADERS, ANNA)}, "funders: {dreets: {name: DREETS}}\n")
    titles = ("Financeur", "Début", "Fin", "Ligne de budget", "Accordé", "Reçu", "Dépensé")
    money = ("DREETS", date(2026, 1, 1), date(2026, 12, 31), "personnel", 700, 1000, 400)
    tabs = {"Un": (HEADERS, ANNA, *CROWD), "Financements": (titles, money)}
    write_book(case.folder / "essai.xlsx", tabs)
    assert case.run(*words).exit_code == 0


@pytest.mark.parametrize("words", [("export", "lignes.csv"), ("report", "dreets", "--yes")])
def test_nothing_brings_a_lost_memory_back_with_other_pseudonyms(
    case: Case, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case.folder)
    case.make({"Un": (HEADERS, ANNA)}, "funders: {dreets: {name: DREETS}}\n")
    assert case.run("prepare").exit_code == 0
    shutil.rmtree(case.folder / "historique")
    refused = case.run(*words)
    assert (refused.exit_code, "la mémoire" in plain(refused.stderr)) == (2, True)
    assert case.run("prepare").exit_code == 2
