"""Every file of the memory damaged in nine ways, each followed by a run that says what to do."""

from __future__ import annotations

import itertools
import os
import random
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from sheets_sync.history.running.journal import add_to_journal
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.history.memories import MEMORY, ONE_WAY_A_KIND, WAYS, file_of, files_in, remembered
from tests.typing_commands import plain

BUGS = ("Panne inattendue", "Traceback")
NEXT = "2026-11-23"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme that was prepared three times, with its key beside: all files are there."""
    case = Case(tmp_path_factory.mktemp("prepared"))
    key = case.folder / "historique" / "cle-des-pseudonymes"
    key.parent.mkdir()
    key.write_text("ab" * 32, encoding="ascii")
    case.make({"Un": (HEADERS, ANNA)})
    assert case.run("prepare", as_of="2026-10-01").exit_code == 0
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    assert case.run("prepare", as_of="2026-11-01").exit_code == 0
    return case.folder


@pytest.fixture
def damaged(prepared: Path, tmp_path: Path) -> Case:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return Case(tmp_path)


def state_of(case: Case, day: str) -> Path:
    (state,) = (case.folder / "historique" / "etats").glob(f"etat-{day}-*.parquet")
    return state


def copy_of(case: Case) -> Path:
    (copy,) = (case.folder / "historique" / "copies").rglob("memoire *.sqlite")
    return copy


def files_of_memory(folder: Path) -> list[str]:
    """All that lies in the folder of the memory, copies too."""
    kept = folder / "historique"
    return sorted(file.relative_to(kept).as_posix() for file in kept.rglob("*") if file.is_file())


def check_damaged(prepared: Path, folder: Path, name: str, way: str) -> None:
    """A damaged file, a run; what it was put back, another run: nobody's pseudonym is lost."""
    shutil.copytree(prepared, folder)
    case, file = Case(folder), folder / "historique" / name
    known, whole = set(remembered(case)["persons"]), file.read_bytes()
    WAYS[way](file)
    result = case.run("prepare", as_of=NEXT)
    assert not any(bug in result.output for bug in BUGS), f"{name}, {way}: {result.output}"
    assert result.exit_code in (0, 2), f"{name}, {way}: {result.output}"
    if result.exit_code == 2:
        # A key that is gone is asked for from the computer that has it.
        said = file.name in result.stderr or "clé des pseudonymes" in plain(result.stderr)
        assert said, f"{name}, {way}: {result.stderr}"
        if file.is_dir():
            file.rmdir()
        file.write_bytes(whole)
        again = case.run("prepare", as_of=NEXT)
        assert again.exit_code == 0, f"{name}, {way}: {again.output}"
    assert known <= set(remembered(case)["persons"]), f"{name}, {way}"


@pytest.mark.parametrize("nth", range(12))
def test_some_file_of_the_memory_damaged_somehow_loses_nobody(
    prepared: Path, tmp_path: Path, nth: int
) -> None:
    files = files_of_memory(prepared)
    chance = random.Random(nth)
    check_damaged(prepared, tmp_path / "programme", files[nth % len(files)], chance.choice([*WAYS]))


@pytest.mark.long
def test_every_file_of_the_memory_damaged_in_nine_ways_loses_nobody(
    prepared: Path, tmp_path: Path
) -> None:
    tried = [*itertools.product(files_of_memory(prepared), WAYS)]
    assert len(tried) >= 72
    for number, (name, way) in enumerate(tried):
        check_damaged(prepared, tmp_path / str(number), name, way)


@pytest.mark.parametrize("way", WAYS)
def test_a_damaged_memory_stops_the_run_and_its_last_good_copy_brings_all_back(
    damaged: Case, way: str
) -> None:
    pairs = remembered(damaged)["persons"]
    file = file_of(damaged)
    WAYS[way](file)
    before = files_in(damaged.folder)
    result = damaged.run("prepare", as_of=NEXT)
    assert result.exit_code == 2, result.output
    assert not any(bug in result.output for bug in BUGS), result.output
    assert MEMORY in result.stderr
    assert f'restore "{copy_of(damaged).name}"' in result.stderr
    assert files_in(damaged.folder) == before
    if way == "folder":
        file.rmdir()
    assert damaged.run("restore", copy_of(damaged).name, "--yes").exit_code == 0
    assert damaged.run("prepare", as_of=NEXT).exit_code == 0
    assert set(pairs) <= set(remembered(damaged)["persons"])


@pytest.mark.parametrize("way", ["cut", "one bit", "gone"])
def test_after_one_run_there_is_a_copy_that_brings_all_back(case: Case, way: str) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    assert case.run("prepare", as_of="2026-10-01").exit_code == 0
    known = remembered(case)
    WAYS[way](file_of(case))
    refused = case.run("prepare", as_of=NEXT)
    assert refused.exit_code == 2
    assert f'restore "{copy_of(case).name}"' in refused.stderr
    assert case.run("restore", copy_of(case).name, "--yes").exit_code == 0
    assert case.run("prepare", as_of=NEXT).exit_code == 0
    assert set(known["persons"]) <= set(remembered(case)["persons"])


@pytest.mark.parametrize("way", ONE_WAY_A_KIND)
def test_without_a_copy_nothing_is_to_be_thrown_away(damaged: Case, way: str) -> None:
    copy_of(damaged).unlink()
    WAYS[way](file_of(damaged))
    result = damaged.run("prepare", as_of=NEXT)
    assert not any(bug in result.output for bug in BUGS), result.output
    if way != "gone":
        assert result.exit_code == 2
        assert "Ne pas l'effacer" in result.stderr


@pytest.mark.parametrize("way", ONE_WAY_A_KIND)
def test_a_damaged_state_is_passed_over_with_a_word(damaged: Case, way: str) -> None:
    WAYS[way](state_of(damaged, "2026-11-01"))
    result = damaged.run("prepare", as_of=NEXT)
    assert result.exit_code == 0, result.output
    assert "L'état du 01/11/2026 n'est plus lisible" in result.stdout
    assert "Depuis la dernière préparation (01/10/2026)" in result.stdout


def test_where_no_state_can_be_read_it_is_not_said_to_be_the_first_time(damaged: Case) -> None:
    for state in (damaged.folder / "historique" / "etats").iterdir():
        WAYS["cut"](state)
    said = damaged.run("prepare", as_of=NEXT).stdout
    assert "Aucun état d'avant ne peut être lu" in said
    assert "Première préparation" not in said


@pytest.mark.parametrize("way", WAYS)
def test_a_damaged_key_stops_the_run(damaged: Case, way: str) -> None:
    WAYS[way](damaged.folder / "historique" / "cle-des-pseudonymes")
    before = files_in(damaged.folder)
    result = damaged.run("prepare", as_of=NEXT)
    assert result.exit_code == 2, result.output
    assert not any(bug in result.output for bug in BUGS), result.output
    assert "clé" in result.stderr
    assert files_in(damaged.folder) == before


@pytest.mark.parametrize("way", ONE_WAY_A_KIND)
@pytest.mark.parametrize("name", ["passage-en-cours.sqlite", "passage.json"])
def test_what_a_stopped_run_left_stops_no_other(damaged: Case, name: str, way: str) -> None:
    left = damaged.folder / "historique" / name
    shutil.copyfile(file_of(damaged), left)
    WAYS[way](left)
    result = damaged.run("prepare", as_of=NEXT)
    assert not any(bug in result.output for bug in BUGS), result.output
    assert result.exit_code == 0 or name in result.stderr
    if name.endswith(".sqlite") and way not in ("gone", "folder"):
        assert "laissé par un passage interrompu, n'est pas lisible" in result.stdout
        assert not left.exists()


@pytest.mark.parametrize("way", [way for way in WAYS if way != "folder"])
def test_a_damaged_journal_goes_on(tmp_path: Path, way: str) -> None:
    add_to_journal(tmp_path, datetime.fromisoformat("2026-11-02 08:00"), "fait en 3 s")
    journal = tmp_path / "journal.txt"
    WAYS[way](journal)
    add_to_journal(tmp_path, datetime.fromisoformat("2026-11-09 08:00"), "fait en 4 s")
    assert journal.read_text(encoding="utf-8").endswith("2026-11-09 08:00 fait en 4 s\n")


@pytest.mark.parametrize("way", ONE_WAY_A_KIND)
def test_a_damaged_copy_is_offered_to_nobody(damaged: Case, way: str) -> None:
    WAYS[way](copy_of(damaged))
    WAYS["cut"](file_of(damaged))
    result = damaged.run("prepare", as_of=NEXT)
    assert result.exit_code == 2
    assert "Ne pas l'effacer" in result.stderr


def test_a_memory_of_a_later_version_is_left_to_it(damaged: Case) -> None:
    file = file_of(damaged)
    data = bytearray(file.read_bytes())
    data[60:64] = (99).to_bytes(4, "big")
    file.write_bytes(data)
    result = damaged.run("prepare", as_of=NEXT)
    assert (result.exit_code, "version plus récente" in result.stderr) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_may_read_it(damaged: Case) -> None:
    damaged.run("prepare", as_of=NEXT)
    folder = damaged.folder / "historique"
    assert folder.stat().st_mode & 0o777 == 0o700
    copies = (folder / "copies").rglob("memoire *")
    private = [*folder.iterdir(), *(folder / "etats").iterdir(), *copies]
    modes = {file.name: file.stat().st_mode & 0o777 for file in private if file.is_file()}
    assert set(modes.values()) == {0o600}, modes
