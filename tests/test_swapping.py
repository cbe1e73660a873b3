"""Whoever saves between the last look at a file and its replacement loses nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sheets_sync import files, swapping
from sheets_sync.errors import Refusal
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.history.memories import file_of

ONE_STEP = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows cannot swap two names in one step"
)


def saves_at_the_last_moment(
    monkeypatch: pytest.MonkeyPatch, path: Path, save: Callable[[Path], object]
) -> None:
    """Somebody saves `path` right after our last look at it."""
    look = files._refuse_if_changed

    def look_then_saved(looked_at: Path, unchanged_since: str | None) -> None:
        look(looked_at, unchanged_since)
        if looked_at == path and unchanged_since is not None:
            save(path)

    monkeypatch.setattr(files, "_refuse_if_changed", look_then_saved)


def renamed_into(path: Path) -> None:
    """As Excel saves: a new file that takes the name."""
    new = path.with_name("new")
    new.write_bytes(b"theirs")
    new.replace(path)


def written_over(path: Path) -> None:
    path.write_bytes(b"theirs")


@ONE_STEP
@pytest.mark.parametrize("save", [renamed_into, written_over])
def test_a_save_between_the_last_look_and_the_replacement_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], object]
) -> None:
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(b"before")
    read = files.digest(path)
    saves_at_the_last_moment(monkeypatch, path, save)
    with pytest.raises(Refusal) as refused:
        files.put(path, lambda draft: draft.write_bytes(b"ours"), unchanged_since=read)
    assert refused.value.code == "workbook.changed"
    assert path.read_bytes() == b"theirs"
    assert [file.name for file in tmp_path.iterdir()] == ["classeur.xlsx"]


def test_where_nobody_saved_it_is_replaced_and_nothing_is_left_beside(tmp_path: Path) -> None:
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(b"before")
    read = files.digest(path)
    assert (
        files.put(path, lambda draft: draft.write_bytes(b"ours"), unchanged_since=read) == "changed"
    )
    assert path.read_bytes() == b"ours"
    assert [file.name for file in tmp_path.iterdir()] == ["classeur.xlsx"]


def test_a_disk_that_cannot_swap_names_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swapping, "swap", lambda one, other: False)
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(b"before")
    assert files.put(
        path, lambda draft: draft.write_bytes(b"ours"), unchanged_since=files.digest(path)
    )
    assert path.read_bytes() == b"ours"


@ONE_STEP
def test_a_memory_that_another_computer_wrote_at_the_last_moment_stands(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    assert case.run("prepare", as_of="2026-10-01").exit_code == 0
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    memory = Path(os.path.realpath(file_of(case)))
    saves_at_the_last_moment(monkeypatch, memory, renamed_into)
    refused = case.run("prepare", as_of="2026-11-01")
    assert refused.exit_code == 2, refused.output
    assert memory.read_bytes() == b"theirs"
