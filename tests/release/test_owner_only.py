"""What holds names or pseudonyms is readable by its owner only, whatever its source was."""

from __future__ import annotations

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case


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
