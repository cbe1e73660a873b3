"""The copies that a synchroniser makes in the folder of the memory: told, compared, left alone."""

from __future__ import annotations

import itertools
import platform
import shutil

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Begin, Case
from tests.history.memories import MEMORY, file_of, files_in, history_of
from tests.typing_commands import plain, typed

ADDED = (
    "-PC-Marie",
    " (1)",
    " (Marie's conflicted copy 2026-11-26)",
    " (conflicted copy 2026-11-26 101010)",
    ".sync-conflict-20261126-101010-ABCDEFG",
    "_conflict-20261126-101010",
    " 2",
)


def prepare_once(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    assert case.run("prepare", as_of="2026-11-02").exit_code == 0


@pytest.fixture
def prepared(begun: Begin) -> Case:
    return begun(prepare_once)


def test_they_stop_no_run_and_each_is_told(prepared: Case) -> None:
    state = next((prepared.folder / "historique" / "etats").iterdir())
    files = (file_of(prepared), file_of(prepared).with_name("cle-des-pseudonymes"), state)
    copies = {
        file.with_name(f"{file.stem}{added}{file.suffix}"): file
        for file, added in itertools.product(files, ADDED)
    }
    for copy in copies:
        copy.write_bytes(b"{")
    result = prepared.run("prepare", as_of="2026-11-23")
    assert result.exit_code == 0, result.output
    for copy, file in copies.items():
        told = f"{copy.name} est une copie de conflit (synchronisation) de {file.name}"
        assert told in result.stdout
        assert copy.read_bytes() == b"{"
    said = plain(prepared.run("doctor").stdout)
    assert "copie de conflit" in said
    assert "Historique : Historique" not in said


def test_a_copy_of_the_memory_is_known_whatever_is_added_to_its_name(prepared: Case) -> None:
    names = (
        "Copie de memoire.sqlite",
        "memoire[Conflict].sqlite",
        "MEMOIRE-PC.sqlite",
        "memoire.sqlite.bak",
        "memoire.sqlite (1)",
    )
    for name in names:
        shutil.copyfile(file_of(prepared), file_of(prepared).with_name(name))
    said = prepared.run("prepare", as_of="2026-11-02").stdout
    for name in names:
        assert f"{name} est une copie de conflit (synchronisation) de {MEMORY}" in said


def test_what_only_the_copy_holds_is_counted(prepared: Case) -> None:
    file = file_of(prepared)
    shutil.copyfile(file, file.with_name("memoire (1).sqlite"))
    assert "lui est identique" in prepared.run("prepare", as_of="2026-11-02").stdout
    history_of(prepared).register.save_answers({"P-AAAAAAAA = P-BBBBBBBB": True})
    shutil.copyfile(file, file.with_name("memoire-PC-Marie.sqlite"))
    history_of(prepared).register.ask_again("P-AAAAAAAA = P-BBBBBBBB")
    said = prepared.run("prepare", as_of="2026-11-02").stdout
    assert "memoire-PC-Marie.sqlite" in said
    assert "1 entrée de la copie n'y est pas ou y est autrement" in said
    assert "plus ancienne, et ne contient rien de plus" in said


def test_a_damaged_copy_of_the_memory_is_said_to_be_one(prepared: Case) -> None:
    copy = prepared.folder / "historique" / "memoire-PC-Marie.sqlite"
    copy.write_bytes(b"x" * 5_000)
    assert "abîmée : elle ne se lit pas" in plain(prepared.run("history").stdout)


def test_copies_of_the_notes_on_copies_are_told(prepared: Case) -> None:
    notes = prepared.folder / "historique" / "copies" / "copies (1).jsonl"
    notes.write_text("{}", encoding="utf-8")
    assert "copies (1).jsonl est une copie de conflit" in prepared.run("history").stdout


def test_a_conflict_copy_of_the_workbook_is_told(prepared: Case) -> None:
    file = prepared.folder / "essai.xlsx"
    computers = ("-PC-Marie", "-DESKTOP-7AB", f"-{platform.node()}")
    names = [f"essai{one}.xlsx" for one in (" (1)", " (copie en conflit de Marie)", *computers)]
    for name in names:
        shutil.copyfile(file, file.with_name(name))
    prepared_said = plain(prepared.run("prepare", as_of="2026-11-23").stdout)
    doctor_said = plain(prepared.run("doctor").stdout)
    for name in names:
        words = f"{name}, à côté de essai.xlsx, semble en être une copie de conflit"
        assert words in prepared_said
        assert words in doctor_said


def test_a_workbook_of_nearly_that_name_is_no_copy(prepared: Case) -> None:
    file = prepared.folder / "essai.xlsx"
    for name in ("essai 2025", "essai - budget", "essai-2025", "essai consortium"):
        shutil.copyfile(file, file.with_name(f"{name}.xlsx"))
    assert "copie de conflit" not in prepared.run("prepare", as_of="2026-11-23").stdout


def test_our_own_files_are_no_copies_of_one_another(prepared: Case) -> None:
    assert "copie de conflit" not in prepared.run("prepare", as_of="2026-11-23").stdout


def test_two_configs_that_share_a_memory_are_told_where_the_other_is_still_there(
    prepared: Case,
) -> None:
    config, other = prepared.folder / "config.yaml", prepared.folder / "essai.yaml"
    assert "se partagent" not in plain(prepared.run("consolidate").output)
    config.rename(other)
    shutil.copyfile(other, config)
    said = typed(["consolidate", "--config", str(other), "--as-of", "2026-11-02"])
    assert "config.yaml et essai.yaml se partagent le dossier historique" in plain(said.output)
    other.unlink()
    assert "se partagent" not in plain(prepared.run("consolidate").output)


def test_two_configs_of_two_workbooks_that_share_a_memory_are_refused_before_anything_is_written(
    prepared: Case,
) -> None:
    other, text = prepared.folder / "essai.yaml", "workbook: autre.xlsx"
    config = (prepared.folder / "config.yaml").read_text(encoding="utf-8")
    other.write_text(config.replace("workbook: essai.xlsx", text), encoding="utf-8")
    shutil.copyfile(prepared.folder / "essai.xlsx", prepared.folder / "autre.xlsx")
    before = files_in(prepared.folder)
    for command in ("prepare", "consolidate"):
        refused = typed([command, "--config", str(other), "--as-of", "2026-11-02"])
        assert refused.exit_code == 2
        assert "essai.yaml et config.yaml sont dans le même dossier" in plain(refused.stderr)
    assert files_in(prepared.folder) == before
    (prepared.folder / "config.yaml").unlink()
    assert typed(["check", "--config", str(other), "--as-of", "2026-11-02"]).exit_code == 0
