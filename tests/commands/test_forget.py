"""`forget`: once a person's row is gone, nothing that is kept knows them but a keyed mark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from sheets_sync.commands.app import app
from sheets_sync.history.persons.remembered_people import Identity
from tests import every_part
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Begin, Case
from tests.every_part import texts_of_files
from tests.history.memories import file_of, files_in, history_of, remembered
from tests.typing_commands import plain

WHO = ("Awa Diallo", "--born", "12/03/1995")
OTHERS = [("NOM", f"Prénom{n}", *OMAR[2:]) for n in "ABC"]


def know_awa(case: Case) -> None:
    """Two runs that knew Awa, and an answer about her."""
    case.make({"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, OTHERS[0])})
    prepare(case, "2026-10-05")
    book = load_workbook(workbook(case))
    book["Deux"].append(OTHERS[1])
    book.save(workbook(case))
    prepare(case, "2026-11-02")
    people = [row["person"] for row in case.export()]
    history_of(case).register.save_answers({" = ".join(sorted(people[:2])): False})


def lose_awa(case: Case) -> None:
    """The same, her row taken out and the sheets made anew."""
    know_awa(case)
    take_row_out(case)
    prepare(case, "2026-11-09")


@pytest.fixture
def known(begun: Begin) -> Case:
    return begun(know_awa)


@pytest.fixture
def left(begun: Begin) -> Case:
    return begun(lose_awa)


def workbook(case: Case) -> Path:
    return case.folder / "essai.xlsx"


def prepare(case: Case, day: str) -> str:
    result = case.run("prepare", as_of=day)
    assert result.exit_code == 0, result.output
    return plain(result.output)


def texts_of(case: Case) -> Iterator[tuple[str, str]]:
    """Every text of the workbook."""
    yield from every_part.texts_of("essai.xlsx", workbook(case).read_bytes())


def take_row_out(case: Case) -> None:
    book = load_workbook(workbook(case))
    book["Un"].delete_rows(2)
    book.save(workbook(case))


def identity(case: Case) -> Identity:
    held = json.loads(case.run("person", *WHO, "--json").stdout)
    prints = [
        f
        for f, name in history_of(case).register.pseudonyms().items()
        if name in held["pseudonyms"]
    ]
    assert prints
    return Identity(frozenset(held["pseudonyms"]), frozenset(prints))


def forget(case: Case, *words: str) -> dict[str, Any]:
    result = case.run("forget", *WHO, "--yes", "--json", *words)
    assert result.exit_code == 0, result.output
    done: dict[str, Any] = json.loads(result.stdout)
    return done


def files_that_name(case: Case, theirs: Identity) -> Iterator[str]:
    """The files of the memory that know her, opened to the last part and byte by byte."""
    words = (*theirs.pseudonyms, *theirs.fingerprints, "DIALLO", "Awa")
    history = case.folder / "historique"
    for name, text in texts_of_files(history):
        if any(word in text for word in words):
            yield name
    yield from (name for name, data in files_in(history).items() if theirs.is_in_bytes(data))


def test_it_is_refused_while_a_row_is_there_with_its_address(known: Case) -> None:
    before = files_in(known.folder)
    refused = known.run("forget", "Awa Diallo", "--yes")
    assert refused.exit_code == 2
    assert "encore dans « Un » A2" in plain(refused.stderr)
    assert files_in(known.folder) == before


def test_it_is_refused_while_a_tab_is_called_after_them(left: Case) -> None:
    book = load_workbook(workbook(left))
    book.create_sheet("Diallo Awa")["A1"] = "x"
    book.save(workbook(left))
    refused = left.run("forget", *WHO, "--yes")
    assert refused.exit_code == 2
    assert "le nom de l'onglet « Diallo Awa » (le renommer)" in plain(refused.stderr)
    assert "onglet « Diallo Awa », par son nom" in plain(left.run("person", *WHO).stdout)


def test_sheets_that_have_them_are_made_anew_and_leave_no_copy(known: Case) -> None:
    take_row_out(known)
    theirs = identity(known)
    assert "Consortium" in plain(known.run("forget", *WHO, "--dry-run").stdout)
    forget(known)
    (pseudonym,) = theirs.pseudonyms
    assert not any(pseudonym in text for _, text in texts_of(known))
    assert list(files_that_name(known, theirs)) == []


def test_the_draft_of_a_run_that_was_killed_a_moment_ago_goes_too(known: Case) -> None:
    draft = known.folder / ".essai-a1b2c3d4.brouillon.xlsx"
    draft.write_bytes(workbook(known).read_bytes())
    take_row_out(known)
    forget(known, "--yes")
    assert not draft.exists()


def test_the_screen_and_the_journal_tell_of_the_same_copies(known: Case) -> None:
    take_row_out(known)
    count = len(forget(known)["copies"])
    *_, line = (known.folder / "historique" / "journal.txt").read_text("utf-8").splitlines()
    assert count
    assert f"une personne oubliée, {count} copie" in plain(line)


def test_where_the_sheets_cannot_be_made_nobody_is_forgotten(known: Case) -> None:
    take_row_out(known)
    theirs = identity(known)
    lock = known.folder / "~$essai.xlsx"
    lock.write_bytes(b"\x03Zoe")
    assert known.run("forget", *WHO, "--yes").exit_code == 2
    lock.unlink()
    assert identity(known) == theirs
    states = history_of(known).states
    assert len([day for day in states.days() if states.read(day)]) == 2


def test_no_file_of_the_memory_knows_them_any_more(left: Case) -> None:
    theirs = identity(left)
    assert {Path(name).suffix for name in files_that_name(left, theirs)} >= {".sqlite", ".parquet"}
    done = forget(left)
    assert (done["register"], done["answers"], len(done["states"])) == (1, 1, 2)
    assert done["copies"]
    assert list(files_that_name(left, theirs)) == []
    assert len(remembered(left)["forgotten"]) == 2


def test_copies_without_them_stay(left: Case) -> None:
    # For a month Anomalies tells under her pseudonym that her row is gone.
    prepare(left, "2027-01-10")
    book = load_workbook(workbook(left))
    book["Deux"].append(OTHERS[2])
    book.save(workbook(left))
    prepare(left, "2027-01-20")
    gone = set(forget(left)["copies"])
    copies = json.loads(left.run("restore", "--json").stdout)["copies"]
    copy_files = {copy["copy"] for copy in copies if copy["copy"].endswith(".xlsx")}
    assert copy_files
    assert gone
    assert gone.isdisjoint(copy_files)


def test_the_next_run_is_that_of_a_programme_without_them(left: Case, tmp_path: Path) -> None:
    forget(left)
    (tmp_path / "sans").mkdir()
    never = Case(tmp_path / "sans").make({"Un": (HEADERS, OMAR), "Deux": (HEADERS, OTHERS[0])})
    prepare(never, "2026-10-05")
    book = load_workbook(workbook(never))
    book["Deux"].append(OTHERS[1])
    book.save(workbook(never))
    prepare(never, "2026-11-02")
    prepare(never, "2026-11-09")
    assert never.check() == left.check()
    assert "disparu" not in prepare(left, AS_OF)


def test_done_twice_it_changes_nothing_and_says_when(left: Case) -> None:
    forget(left)
    before = files_in(left.folder)
    again = left.run("forget", *WHO, "--yes")
    assert again.exit_code == 0, again.output
    assert "plus rien, sur cette personne" in plain(again.stdout)
    assert "oubliée le 23/11/2026" in plain(again.stdout)
    assert files_in(left.folder) == before


def test_a_dry_run_lists_it_and_writes_nothing(left: Case) -> None:
    before = files_in(left.folder)
    shown = plain(left.run("forget", *WHO, "--dry-run").stdout)
    assert "2 états : 05/10/2026 et 02/11/2026" in shown
    assert "Rien n'est écrit" in shown or "rien n'est écrit" in shown
    assert files_in(left.folder) == before


def test_somebody_is_forgotten_where_another_entry_is_known_to_the_month_only(case: Case) -> None:
    by_month = (*OMAR[:4], "02/2025", "CDDI", "", "", "")
    case.make({"Un": (HEADERS, ANNA, by_month), "Deux": (HEADERS, OTHERS[0])})
    prepare(case, "2026-10-05")
    take_row_out(case)
    shown = case.run("person", *WHO)
    assert shown.exit_code == 0, shown.output
    assert forget(case)["register"] == 1


def test_it_is_refused_while_a_workbook_cannot_be_read(left: Case) -> None:
    workbook(left).write_bytes(b"PK damaged")
    before = files_in(left.folder)
    refused = left.run("forget", *WHO, "--yes")
    assert refused.exit_code == 2
    assert "n'est pas un classeur .xlsx lisible" in plain(refused.stderr)
    assert files_in(left.folder) == before


@pytest.mark.parametrize("lost", [("Titre", "Prénom"), ("Une note", "", "")])
def test_it_is_refused_while_a_tab_has_names_that_are_not_read(
    left: Case, lost: tuple[str, ...]
) -> None:
    book = load_workbook(workbook(left))
    for column, title in enumerate(lost, 1):
        book["Deux"].cell(1, column, title)
    book.save(workbook(left))
    before = files_in(left.folder)
    refused = left.run("forget", *WHO, "--yes")
    assert (refused.exit_code, "peut-être dans Deux" in plain(refused.stderr)) == (2, True)
    assert files_in(left.folder) == before


def test_an_empty_tab_has_nobody_and_a_missing_one_is_said_to_be_missing(left: Case) -> None:
    book = load_workbook(workbook(left))
    book["Deux"].title = "Deux bis"
    book.save(workbook(left))
    refused = left.run("forget", *WHO, "--yes")
    assert refused.exit_code == 2
    assert "l'onglet Deux, qui n'est pas dans le classeur" in plain(refused.stderr)
    book["Deux bis"].title = "Deux"
    book["Deux"].delete_rows(1, 9)
    book.save(workbook(left))
    assert left.run("forget", *WHO, "--yes").exit_code == 0


def test_nothing_goes_without_a_yes(left: Case) -> None:
    before = files_in(left.folder)
    refused = answered(left, "n\n")
    assert (refused.exit_code, "--yes" in refused.stderr) == (2, True)
    assert files_in(left.folder) == before
    assert answered(left, "oui\n").exit_code == 0


def test_a_name_alone_does_not_say_who_it_is_in_the_register(left: Case) -> None:
    refused = left.run("forget", "Awa Diallo", "--yes")
    assert (refused.exit_code, "--born" in plain(refused.stderr)) == (2, True)


def test_the_journal_has_a_line_without_a_name(left: Case) -> None:
    forget(left)
    *_, line = (left.folder / "historique" / "journal.txt").read_text("utf-8").splitlines()
    assert "une personne oubliée" in plain(line)
    assert "iallo" not in line


def test_who_comes_back_is_a_new_person_and_it_is_said_once(left: Case) -> None:
    theirs = identity(left)
    forget(left)
    book = load_workbook(workbook(left))
    book["Un"].append(ANNA)
    book.save(workbook(left))
    assert "1 personne qui avait été oubliée" in prepare(left, "2026-11-24")
    assert "oubliée" not in prepare(left, "2026-11-25")
    people = {row["person"] for row in left.export() if row["nom"] == "DIALLO"}
    assert people.isdisjoint(theirs.pseudonyms)


def test_a_copy_from_elsewhere_is_told_and_asked_about_before_it_brings_them_back(
    known: Case,
) -> None:
    old = workbook(known).read_bytes()
    take_row_out(known)
    prepare(known, "2026-11-09")
    forget(known)
    prepare(known, "2026-11-16")
    book = load_workbook(workbook(known))
    book["Deux"].append(OTHERS[2])
    book.save(workbook(known))
    prepare(known, "2026-11-20")
    copies = json.loads(known.run("restore", "--json").stdout)["copies"]
    copy = next(copy["copy"] for copy in copies if copy["copy"].endswith(".xlsx"))
    # as a backup of the whole folder has it
    Path(copy).write_bytes(old)
    now = workbook(known).read_bytes()
    refused = known.run("restore", copy, "--yes")
    assert refused.exit_code == 2
    assert "1 ligne de personnes oubliées" in plain(refused.stderr)
    assert workbook(known).read_bytes() == now
    assert known.run("restore", copy, "--yes", "--with-forgotten").exit_code == 0


def test_a_copy_of_the_memory_that_is_put_back_knows_that_they_are_forgotten(left: Case) -> None:
    forget(left)
    copies = sorted((left.folder / "historique" / "copies").rglob("memoire *.sqlite"))
    assert copies
    for copy in copies:
        file_of(left).write_bytes(copy.read_bytes())
        assert len(remembered(left)["forgotten"]) == 2
        assert json.loads(left.run("person", *WHO, "--json").stdout)["register"] == {
            "fingerprints": 0,
            "name_marks": False,
            "since": None,
        }


def answered(case: Case, answer: str) -> Result:
    config = str(case.folder / "config.yaml")
    words = ["forget", *WHO, "--config", config, "--as-of", AS_OF]
    return CliRunner().invoke(app, words, input=answer)
