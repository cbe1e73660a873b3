"""Workbooks that nobody meant well: read, or refused in French, at a bounded cost.

Each is given to a whole command in a process of its own, of which the system tells time and memory.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.hostile_workbooks import FEW, MANY, PACKAGES, Damage, parts_of, write_parts

SECONDS = 120
"""Of processor time, beyond which the system ends the process: a hang."""
MOST_MEGABYTES = 1_000
_CODE = re.compile(r"\[[\w.]+\]")
"""Of a rule, as « [value.error] », which is no sentence."""
_ENGLISH = re.compile(r"\b(the|not|error|invalid|failed|cannot|panicked)\b", re.IGNORECASE)

# What the system counts for a child begins with the memory of the tests themselves: the process
# says by itself how much it took at most, in kilobytes.
_NOTING_ITS_PEAK = """
import atexit, re, sys
from pathlib import Path
peak = Path(sys.argv.pop(1))
status = Path("/proc/self/status")
atexit.register(lambda: peak.write_text(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]))
from sheets_sync.commands.app import app
app()
"""


@dataclass(frozen=True)
class Cost:
    """A command's outcome, and what it took."""

    exit_code: int
    said: str
    seconds: float
    megabytes: float


def run(case: Case, *words: str) -> Cost:
    peak = case.folder.parent / f"{case.folder.name}.peak"
    command = [sys.executable, "-c", _NOTING_ITS_PEAK, str(peak), *words]
    command += ["--config", str(case.folder / "config.yaml")]
    output = case.folder.parent / f"{case.folder.name}.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=subprocess.STDOUT, preexec_fn=_limited
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(
        process.returncode,
        output.read_text(encoding="utf-8"),
        usage.ru_utime + usage.ru_stime,
        int(peak.read_text("ascii")) / 1_024,
    )


def _limited() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def make(case: Case) -> Path:
    case.make({"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, OMAR)})
    return case.folder / "essai.xlsx"


def expect_an_answer(case: Case, name: str, command: str) -> None:
    before = (case.folder / "essai.xlsx").read_bytes()
    cost = run(case, command)
    # Shown by `pytest -s`: the figures of the closing note.
    sys.stdout.write(f"{command:8} {cost.seconds:6.1f} s {cost.megabytes:6.0f} MB  {name}\n")
    assert cost.exit_code in (0, 1, 2), cost.said
    assert "Panne" not in cost.said
    assert "Traceback" not in cost.said
    assert "root:" not in cost.said
    assert not _ENGLISH.search(_CODE.sub("", cost.said)), cost.said
    assert cost.megabytes < MOST_MEGABYTES
    if command == "check" or cost.exit_code == 2:
        assert (case.folder / "essai.xlsx").read_bytes() == before


@pytest.mark.parametrize("damage", FEW.values(), ids=FEW)
def test_a_hostile_workbook_is_answered(
    case: Case, damage: Damage, request: pytest.FixtureRequest
) -> None:
    file = make(case)
    parts = parts_of(file)
    damage(parts)
    write_parts(file, parts)
    expect_an_answer(case, request.node.name, "check")


@pytest.mark.long
@pytest.mark.parametrize("command", ["check", "prepare"])
@pytest.mark.parametrize("damage", MANY.values(), ids=MANY)
def test_every_hostile_workbook_is_answered(
    case: Case, damage: Damage, command: str, request: pytest.FixtureRequest
) -> None:
    file = make(case)
    parts = parts_of(file)
    damage(parts)
    write_parts(file, parts)
    expect_an_answer(case, request.node.name, command)


@pytest.mark.long
@pytest.mark.parametrize("command", ["check", "prepare"])
@pytest.mark.parametrize("damage", PACKAGES.values(), ids=PACKAGES)
def test_every_hostile_package_is_answered(
    case: Case, damage: Callable[[bytes], bytes], command: str, request: pytest.FixtureRequest
) -> None:
    file = make(case)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that is there twice
        file.write_bytes(damage(file.read_bytes()))
    expect_an_answer(case, request.node.name, command)
