"""A run stopped dead at any time leaves the workbook as it was or becomes, and every copy whole."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from sheets_sync.files import Copies, kept_copies
from tests.conftest import ANNA, HEADERS, OMAR, write_book
from tests.killed import is_killed_at, publish, publishing

States = tuple[bytes, bytes]


@pytest.fixture
def states(tmp_path: Path) -> States:
    """A workbook, before and after."""
    (tmp_path / "calm").mkdir()
    file = write_book(tmp_path / "calm" / "essai.xlsx", {"Saisie": (HEADERS, ANNA, OMAR)})
    before = file.read_bytes()
    publish(file)
    return before, file.read_bytes()


def in_a_folder_of_its_own(tmp_path: Path, name: str, data: bytes) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    file = folder / "essai.xlsx"
    file.write_bytes(data)
    return file


def is_new(file: Path, states: States) -> bool:
    """Whether the file is the new one; it is whole, and so is each copy."""
    now = file.read_bytes()
    assert now in states
    copies = Copies(file.parent / "copies", 3, file.parent)
    assert all(copy.read_bytes() in states for copy in kept_copies(file, copies))
    return now == states[1]


def test_killed_at_any_turn_to_a_file_it_is_the_old_or_the_new(
    tmp_path: Path, states: States
) -> None:
    """Each time a process that publishes stops dead one turn later, until one comes to its end."""
    ends: list[bool] = []
    killed = True
    while killed:
        turn = len(ends)
        file = in_a_folder_of_its_own(tmp_path, f"turn {turn}", states[0])
        killed = is_killed_at(file, turn)
        ends.append(is_new(file, states))
    assert len(ends) > 12
    assert ends == sorted(ends), "old up to one turn, new from it on"
    assert (ends[0], ends[-2]) == (False, True)


def undisturbed_seconds(tmp_path: Path, name: str, states: States) -> float:
    """How long a process takes that publishes, and comes to its end."""
    began = time.monotonic()
    file = in_a_folder_of_its_own(tmp_path, name, states[0])
    publishing(file).join()
    assert is_new(file, states)
    return time.monotonic() - began


@pytest.mark.long
def test_killed_after_any_while_it_is_the_old_or_the_new(tmp_path: Path, states: States) -> None:
    """Two hundred times: a process that publishes is stopped dead after a random while.

    It is as long as the slowest of three that nobody stops: this computer may be busy.
    """
    chance = random.Random(7)
    longest = max(undisturbed_seconds(tmp_path, f"calm {nth}", states) for nth in range(3))
    seen = {False: 0, True: 0}
    for turn in range(200):
        file = in_a_folder_of_its_own(tmp_path, str(turn), states[0])
        process = publishing(file)
        time.sleep(chance.uniform(0, 1.2 * longest))
        process.kill()
        process.join()
        seen[is_new(file, states)] += 1
    assert min(seen.values()) > 5, seen
