"""The key of the pseudonyms: lost, or another one, nothing is written; how to go on is said.

It is kept in the user's own folder, apart from the register that it protects.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from sheets_sync.history.running.here import FOLDER_VARIABLE, this_computer
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.history.memories import file_of, files_in, history_of, remembered
from tests.typing_commands import plain

OTHER = "cd" * 32
MANY = [(f"N{n}", "Awa", "Femme", date(1990, 1, 1 + n), *ANNA[4:]) for n in range(12)]


@pytest.fixture(autouse=True)
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A user's folder that no other test has used."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("own")
        patch.setenv(FOLDER_VARIABLE, str(folder))
        yield folder


@pytest.fixture
def beside(case: Case) -> Case:
    """A programme whose key an earlier version kept beside the register."""
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    file_of(case).parent.mkdir()
    key_of(case).write_text("ab" * 32, encoding="ascii")
    assert case.run("prepare").exit_code == 0
    return case


@pytest.fixture
def apart(case: Case) -> Case:
    """A programme whose key is in the user's own folder."""
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    assert case.run("prepare").exit_code == 0
    return case


def key_of(case: Case) -> Path:
    return case.folder / "historique" / "cle-des-pseudonymes"


def refused(case: Case, words: Iterable[str]) -> str:
    """What is said, where a run ends with it and no file is touched."""
    before = files_in(case.folder)
    result = case.run("prepare", as_of="2026-11-24")
    assert result.exit_code == 2
    assert files_in(case.folder) == before
    assert all(word in result.stderr for word in words), result.stderr
    return result.stderr


def on_another_computer(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))


def test_a_new_key_lies_in_the_users_own_folder_for_them_alone(apart: Case, own: Path) -> None:
    (key,) = (own / "cles").iterdir()
    assert not key_of(apart).exists()
    assert key.read_text("ascii").strip().encode() not in file_of(apart).read_bytes()
    if os.name != "nt":
        assert key.stat().st_mode & 0o777 == 0o600
        assert key.parent.stat().st_mode & 0o777 == 0o700


def test_on_a_computer_without_the_key_it_is_said_how_to_bring_it(
    apart: Case,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    names = remembered(apart)["persons"]
    carried = tmp_path / "cle.txt"
    assert apart.run("history", "--export-key", str(carried)).exit_code == 0
    on_another_computer(monkeypatch, tmp_path_factory.mktemp("other"))
    refused(apart, ["n'est pas sur cet ordinateur", "--export-key", "--import-key"])
    # by whichever command, and each time, it is said which computer has it
    for _ in range(2):
        said = apart.run("history", "--export-key", str(tmp_path / "double.txt")).stderr
        assert f"dernier passage : {this_computer().computer}" in plain(said)
    taken = apart.run("history", "--import-key", str(carried))
    assert (taken.exit_code, "Supprimer maintenant" in taken.stdout) == (0, True)
    assert "Rien n'a changé" in apart.run("prepare").stdout
    assert remembered(apart)["persons"] == names


def test_a_key_that_is_carried_replaces_no_file_and_fits(apart: Case, tmp_path: Path) -> None:
    carried = tmp_path / "cle.txt"
    carried.write_text(OTHER, encoding="ascii")
    again = apart.run("history", "--export-key", str(carried))
    assert (again.exit_code, "existe déjà" in again.stderr) == (2, True)
    other = apart.run("history", "--import-key", str(carried))
    assert (other.exit_code, "n'est pas celle de ce registre" in other.stderr) == (2, True)
    none = apart.run("history", "--import-key", str(apart.folder / "config.yaml"))
    assert (none.exit_code, "ne contient pas de clé" in none.stderr) == (2, True)


def test_a_key_beside_the_register_is_moved_as_doctor_says(beside: Case) -> None:
    said = beside.run("doctor").stdout
    assert f'--import-key "{key_of(beside)}"' in said
    assert beside.run("history", "--import-key", str(key_of(beside))).exit_code == 0
    key_of(beside).unlink()
    assert "Rien n'a changé" in beside.run("prepare").stdout
    assert "--import-key" not in beside.run("doctor").stdout


@pytest.fixture
def configured(case: Case) -> Case:
    """A programme whose config, as the first samples did, has the key beside the register."""
    case.make({"Un": (HEADERS, ANNA, OMAR)}, "privacy: {key: historique/cle-des-pseudonymes}")
    assert case.run("prepare").exit_code == 0
    return case


def test_a_key_that_config_has_beside_the_register_is_moved_as_doctor_says(
    configured: Case, own: Path
) -> None:
    key = key_of(configured)
    secret = key.read_text("ascii")
    assert f'--import-key "{key}"' in configured.run("doctor").stdout
    said = configured.run("history", "--import-key", str(key)).stdout
    (moved,) = (own / "cles").iterdir()
    assert moved.read_text("ascii") == secret
    assert all(words in said for words in (str(moved), "Retirer la ligne « key »"))
    # deleted before the line is out of config, as people do it, and after
    key.unlink()
    assert "Rien n'a changé" in configured.run("prepare").stdout
    assert "--import-key" not in configured.run("doctor").stdout
    config = configured.folder / "config.yaml"
    config.write_text(config.read_text("utf-8").replace("historique/cle-des-pseudonymes", '""'))
    assert "Rien n'a changé" in configured.run("prepare").stdout


def test_a_key_that_is_in_its_place_is_not_said_to_be_deleted(case: Case, own: Path) -> None:
    case.make({"Un": (HEADERS, ANNA)}, "privacy: {key: coffre/cle}")
    case.run("prepare")
    said = case.run("history", "--import-key", str(case.folder / "coffre" / "cle")).stdout
    assert "rien à supprimer" in said
    assert "Supprimer maintenant" not in said


def test_a_key_from_before_its_check_value_stays_until_a_run_kept_that(beside: Case) -> None:
    history_of(beside)._memory.change(lambda db: db.execute("DELETE FROM about WHERE name = 'key'"))
    assert "--import-key" not in beside.run("doctor").stdout
    assert "rien à supprimer" in beside.run("history", "--import-key", str(key_of(beside))).stdout


def test_the_key_is_not_exported_to_the_folder_of_the_memory(apart: Case) -> None:
    spare = file_of(apart).parent / "double" / "cle.txt"
    result = apart.run("history", "--export-key", str(spare))
    assert (result.exit_code, "à côté du registre" in result.stderr) == (2, True)
    assert not spare.exists()


def test_without_its_key_a_register_stops_the_run(beside: Case) -> None:
    key_of(beside).rename(beside.folder / "ailleurs")
    refused(beside, ["n'est pas sur cet ordinateur", "double gardé à part"])
    checked = beside.run("check")
    assert (checked.exit_code, "Ce contrôle se fait sans elle" in checked.stderr) == (0, True)
    assert "n'est pas sur cet ordinateur" in checked.stderr
    # put back, all is as it was
    (beside.folder / "ailleurs").rename(key_of(beside))
    assert "Rien n'a changé" in beside.run("prepare").stdout


def test_a_key_that_config_names_is_looked_for_there_only(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)}, "privacy: {key: coffre/cle}")
    assert case.run("prepare").exit_code == 0
    (case.folder / "coffre" / "cle").unlink()
    refused(case, ["coffre/cle n'est plus là", "le double gardé à part"])


def test_another_key_stops_the_run(beside: Case) -> None:
    key_of(beside).write_text(OTHER, encoding="ascii")
    refused(beside, ["n'est pas celle du registre"])


def test_the_right_key_is_found_under_the_name_that_a_synchroniser_gave_it(beside: Case) -> None:
    key = key_of(beside)
    key.with_name("cle-des-pseudonymes (1)").write_text(key.read_text("ascii"), "ascii")
    key.write_text(OTHER, encoding="ascii")
    refused(beside, ["cle-des-pseudonymes (1) contient la bonne clé"])


def test_a_register_from_before_is_adopted_with_the_key_that_fits(case: Case) -> None:
    case.make({"Un": (HEADERS, *MANY)})
    file_of(case).parent.mkdir()
    key_of(case).write_text("ab" * 32, encoding="ascii")
    case.run("prepare")
    history_of(case)._memory.change(lambda db: db.execute("DELETE FROM about WHERE name = 'key'"))
    names = remembered(case)["persons"]
    key_of(case).write_text(OTHER, encoding="ascii")
    refused(case, ["n'est pas celle du registre"])
    key_of(case).write_text("ab" * 32, encoding="ascii")
    assert case.run("prepare").exit_code == 0
    assert remembered(case)["persons"] == names
    assert len(dict(remembered(case)["about"])["key"]) == 64


def test_doctor_asks_for_a_spare(apart: Case) -> None:
    result = apart.run("doctor")
    assert "un double de la clé des pseudonymes" in result.stdout
    assert result.exit_code == 0
    history_of(apart).register.key_file.unlink()
    assert apart.run("doctor").exit_code == 2


def test_a_key_that_is_there_is_never_replaced_without_asking_and_is_kept(
    case: Case, tmp_path: Path
) -> None:
    # No memory yet, so no check value: nothing says which of two keys is the right one.
    case.make({"Un": (HEADERS, ANNA)}, "privacy: {key: coffre/cle.txt}")
    place = case.folder / "coffre" / "cle.txt"
    place.parent.mkdir()
    place.write_text("ab" * 32, encoding="ascii")
    brought = tmp_path / "autre.txt"
    brought.write_text(OTHER, encoding="ascii")
    asked = case.run("history", "--import-key", str(brought))
    assert (asked.exit_code, "Une autre clé est déjà dans" in asked.stderr) == (2, True)
    assert place.read_text("ascii") == "ab" * 32
    said = case.run("history", "--import-key", str(brought), "--yes")
    assert said.exit_code == 0, said.stderr
    assert place.read_text("ascii").strip() == OTHER
    kept = place.with_name("cle (ancienne 1).txt")
    assert kept.read_text("ascii") == "ab" * 32
    assert str(kept) in said.stdout
