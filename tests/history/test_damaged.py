"""A damaged file of the history is named in one sentence, with what to do that loses nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


WAYS: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "cut": lambda file: os.truncate(file, file.stat().st_size // 2),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "noise": lambda file: file.write_bytes(bytes(range(256)) * 4),
    "list": lambda file: file.write_text("[1, 2]"),
    "null": lambda file: file.write_text("null"),
    "other shape": lambda file: file.write_text('{"anomalies": 3, "liens": 3, "a": null}'),
    "deep": lambda file: file.write_text("[" * 100_000),
    "folder": _folder,
}
PRECIOUS = ("pseudonymes.json", "reponses.json")
FILES = (*PRECIOUS, "constats.json", "documents.json", "cle-des-pseudonymes")
STATES = ("etat-2026-11-02.parquet", "etat-2026-11-02.json")
BUGS = ("Panne inattendue", "Traceback")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme that was prepared twice, so that its files have an earlier version."""
    case = Case(tmp_path_factory.mktemp("prepared"))
    case.make({"Un": (HEADERS, ANNA)})
    assert case.run("prepare", as_of="2026-11-01").exit_code == 0
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    assert case.run("prepare", as_of="2026-11-02").exit_code == 0
    return case.folder


@pytest.fixture
def damaged(prepared: Path, tmp_path: Path) -> Case:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return Case(tmp_path)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FILES)
def test_it_is_named_and_what_is_there_stays(damaged: Case, name: str, way: str) -> None:
    WAYS[way](damaged.folder / "historique" / name)
    before = (damaged.folder / "essai.xlsx").read_bytes()
    result = damaged.run("prepare", as_of="2026-11-23")
    assert result.exit_code == 2, result.output
    assert not any(bug in result.output for bug in BUGS), result.output
    assert name in result.stderr
    assert (damaged.folder / "essai.xlsx").read_bytes() == before
    if name in PRECIOUS:
        assert "déplacer" not in result.stderr


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", STATES)
def test_a_damaged_state_is_named(damaged: Case, name: str, way: str) -> None:
    WAYS[way](damaged.folder / "historique" / name)
    result = damaged.run("prepare", as_of="2026-11-23")
    assert not any(bug in result.output for bug in BUGS), result.output
    assert result.exit_code == 0 or name in result.stderr


@pytest.mark.parametrize("way", WAYS)
def test_the_day_of_the_last_run_is_made_anew(damaged: Case, way: str) -> None:
    WAYS[way](damaged.folder / "historique" / "dernier-passage.json")
    result = damaged.run("prepare", as_of="2026-11-23")
    assert not any(bug in result.output for bug in BUGS), result.output


def test_the_last_good_version_is_offered_and_brings_all_back(damaged: Case) -> None:
    register = damaged.folder / "historique" / "pseudonymes.json"
    register.write_text("{", encoding="utf-8")
    result = damaged.run("prepare", as_of="2026-11-23")
    assert "sa dernière version lisible" in result.stderr
    (version,) = (damaged.folder / "historique" / "copies").rglob("pseudonymes *.json")
    assert version.name in result.stderr
    shutil.copyfile(version, register)
    assert damaged.run("prepare", as_of="2026-11-23").exit_code == 0


def test_without_another_version_nothing_is_to_be_thrown_away(damaged: Case) -> None:
    shutil.rmtree(damaged.folder / "historique" / "copies")
    (damaged.folder / "historique" / "reponses.json").write_text("{", encoding="utf-8")
    said = damaged.run("prepare", as_of="2026-11-23").stderr
    assert "Ne pas l'effacer" in said
    assert "les réponses à « Même personne ? »" in said


def test_a_state_of_other_columns_is_no_state(case: Case) -> None:
    import pandas as pd

    case.make({"Un": (HEADERS, ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-01")
    state = case.folder / "historique" / "etat-2026-11-02.parquet"
    pd.DataFrame({"a": ["b"]}).to_parquet(state)
    result = case.run("check", as_of="2026-11-23")
    assert (result.exit_code, state.name in result.stderr) == (2, True)


def test_a_state_of_a_day_that_is_none_is_left_aside(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-02")
    (case.folder / "historique" / "etat-2026-13-45.parquet").write_bytes(b"PAR1")
    assert case.run("prepare", as_of="2026-11-23").exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_may_read_it(damaged: Case) -> None:
    folder = damaged.folder / "historique"
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir() if file.is_file()}
    assert set(modes.values()) == {0o600}, modes
