"""What holds names or pseudonyms is readable by its owner only, whatever its source was."""

from __future__ import annotations

import os
from datetime import date

import pytest

from sheets_sync.commands.starting.unchanged import answer_again
from sheets_sync.history.running.here import FOLDER_VARIABLE
from sheets_sync.history.running.program import ANEW_VARIABLE
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.typing_commands import plain


def modes(case: Case) -> dict[str, str]:
    folder = case.folder / "historique"
    return {
        path.relative_to(folder).as_posix(): oct(path.stat().st_mode & 0o777)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_copies_states_and_journal_are_their_owner_s(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    (case.folder / "essai.xlsx").chmod(0o644)
    assert case.run("prepare").exit_code == 0
    assert case.run("export", str(case.folder / "a.csv"), "--with-names").exit_code == 0
    made = modes(case)
    assert any(name.startswith("copies/") for name in made)
    assert "journal.txt" in made
    assert {name: mode for name, mode in made.items() if mode != "0o600"} == {}
    assert (case.folder / "essai.xlsx").stat().st_mode & 0o777 == 0o644


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_what_was_opened_to_all_is_said_and_closed_by_the_next_run(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.delenv(ANEW_VARIABLE)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("own") / "own"))
    case.make({"Un": (HEADERS, ANNA)})
    today = f"{date.today()}"  # noqa: DTZ011 - as the program sees it
    case.run("prepare", as_of=today)
    words = ["prepare", "--config", str(case.folder / "config.yaml")]
    assert answer_again(words) == 0
    folder = case.folder / "historique"
    below = list(folder.rglob("*"))
    for path in (folder, *below):
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
    assert "peuvent lire le dossier" in plain(case.run("doctor").output)
    assert answer_again(words) is None
    case.run("prepare", as_of=today)
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.rglob("*"))} == {0}
    assert "peuvent lire le dossier" not in plain(case.run("doctor").output)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet"])
def test_a_line_per_person_is_the_owner_s_without_names_too(case: Case, name: str) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    file = case.folder / name
    file.touch(mode=0o644)
    assert case.run("export", str(file)).exit_code == 0
    assert oct(file.stat().st_mode & 0o777) == "0o600"


def test_copies_of_an_earlier_version_are_closed_at_the_next(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    assert case.run("prepare").exit_code == 0
    copies = list((case.folder / "historique" / "copies").glob("essai*.xlsx"))
    for copy in copies:
        copy.chmod(0o644)
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    assert case.run("prepare").exit_code == 0
    assert copies
    assert {oct(copy.stat().st_mode & 0o777) for copy in copies} == {"0o600"}
