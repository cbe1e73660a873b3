"""A draft that a killed run left is gone after the next run; one in the works is left alone."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheets_sync.drafts import new_draft, sweep_dead_drafts
from tests.conftest import ANNA, HEADERS, Begin, Case

WRITING = """
import sys
from pathlib import Path
from sheets_sync.drafts import new_draft
draft = new_draft(Path(sys.argv[1]))
draft.write_bytes(b"half a workbook, with names")
print(draft, flush=True)
sys.stdin.read()
"""


def prepare_twice(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    for _ in range(2):
        assert case.run("prepare").exit_code == 0


@pytest.fixture
def prepared(begun: Begin) -> Case:
    return begun(prepare_twice)


@contextlib.contextmanager
def half_written(file: Path) -> Iterator[Path]:
    """The draft of a process that is at work within, and killed after."""
    words = [sys.executable, "-c", WRITING, str(file)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield Path(process.stdout.readline().strip())
        process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="there an hour is waited for")
def test_a_run_that_writes_nothing_removes_it_once_its_process_is_gone(prepared: Case) -> None:
    workbook = prepared.folder / "essai.xlsx"
    whole = workbook.read_bytes()
    with half_written(workbook) as draft:
        assert prepared.run("prepare").exit_code == 0
        assert draft.exists()
    assert prepared.run("prepare", "--dry-run").exit_code == 0
    assert draft.exists()
    assert prepared.run("prepare").exit_code == 0
    assert not draft.exists()
    assert workbook.read_bytes() == whole


def test_that_of_another_computer_is_left_for_an_hour(tmp_path: Path) -> None:
    file = tmp_path / "Suivi [2026].xlsx"
    theirs = tmp_path / ".Suivi [2026]-0a1b2c3d-1-abcdefgh.brouillon.xlsx"
    theirs.write_bytes(b"theirs")
    ours, another = new_draft(file), new_draft(tmp_path / "Suivi 2.xlsx")
    sweep_dead_drafts(file)
    assert all(draft.exists() for draft in (theirs, ours, another))
    before = time.time() - 3700
    os.utime(theirs, (before, before))
    sweep_dead_drafts(file)
    assert not theirs.exists()
    assert another.exists()
