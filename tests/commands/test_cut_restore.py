"""A copy that was being put back when the process was killed goes by the number it had then."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book
from tests.typing_commands import plain

KILLED = """
import os, signal, sys
def stop(event, arguments):
    if event == "os.remove" and str(arguments[0]).endswith("remise-en-cours.json"):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(stop)
from sheets_sync.commands.app import app
app(sys.argv[1:])
"""


@pytest.fixture
def changed(case: Case) -> Case:
    """A programme whose first copy is of the workbook before « consolidate »."""
    case.make({"Un": (HEADERS, ANNA)})
    assert case.run("consolidate").exit_code == 0
    return case


@pytest.mark.skipif(sys.platform == "win32", reason="no process is killed so there")
def test_asked_for_again_by_its_number_it_is_put_back_and_not_undone(changed: Case) -> None:
    file = changed.folder / "essai.xlsx"
    write_book(file, {"Un": (HEADERS, ANNA, OMAR)})
    assert changed.run("consolidate").exit_code == 0
    words = ["restore", "1", "--yes", "--config", str(changed.folder / "config.yaml")]
    published = file.read_bytes()
    killed = subprocess.run([sys.executable, "-c", KILLED, *words], check=False)
    assert killed.returncode < 0
    restored = file.read_bytes()
    assert restored != published
    assert "a été interrompue : « sheets-sync restore 1 » la reprend" in plain(
        changed.run("restore").stdout
    )
    again = changed.run("restore", "1", "--yes")
    assert again.exit_code == 0, again.output
    assert "Reprise de la remise" in plain(again.stderr)
    assert file.read_bytes() == restored
    # The one that came to its end is no longer there: 1 is what was kept before it.
    assert changed.run("restore", "1", "--yes").exit_code == 0
    assert file.read_bytes() != restored


@pytest.mark.skipif(sys.platform == "win32", reason="no process is killed so there")
def test_once_something_was_written_since_numbers_are_those_of_the_list(changed: Case) -> None:
    words = ["restore", "1", "--yes", "--config", str(changed.folder / "config.yaml")]
    subprocess.run([sys.executable, "-c", KILLED, *words], check=False)
    assert changed.run("consolidate").exit_code == 0
    assert "interrompue" not in changed.run("restore").stdout
