"""A damaged file of the history is named in one sentence, and nothing is written."""

from __future__ import annotations

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case

DAMAGED = {
    "pseudonymes.json": "[1, 2]",
    "reponses.json": "{",
    "constats.json": '{"a": "hier"}',
    "etat-2026-11-02.json": '{"anomalies": [["Un", "x", "y"]]}',
    "etat-2026-11-02.parquet": "PAR1",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_it_is_named_and_what_is_there_stays(case: Case, name: str) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    assert case.run("prepare", as_of="2026-11-02").exit_code == 0
    (case.folder / "historique" / name).write_text(DAMAGED[name], encoding="utf-8")
    before = (case.folder / "essai.xlsx").read_bytes()
    result = case.run("prepare", as_of="2026-11-23")
    assert result.exit_code == 2
    assert name in result.stderr
    assert "n'est pas lisible" in result.stderr
    if not name.startswith("etat"):
        assert (case.folder / "essai.xlsx").read_bytes() == before


def test_a_state_of_other_columns_is_no_state(case: Case) -> None:
    import pandas as pd

    case.make({"Un": (HEADERS, ANNA, OMAR)})
    (case.folder / "historique").mkdir()
    state = case.folder / "historique" / "etat-2026-11-02.parquet"
    pd.DataFrame({"a": ["b"]}).to_parquet(state)
    result = case.run("check", as_of="2026-11-23")
    assert (result.exit_code, state.name in result.stderr) == (2, True)


def test_a_synchronisers_copy_of_a_state_is_left_aside(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-02")
    folder = case.folder / "historique"
    state = folder / "etat-2026-11-02.parquet"
    (folder / "etat-2026-11-02 (1).parquet").write_bytes(state.read_bytes())
    assert "Rien n'a changé" in case.run("prepare", as_of="2026-11-02").stdout
