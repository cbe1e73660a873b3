"""A command as a process of its own: its processor seconds and peak memory, by the system."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_UNCOMPILED = "PYTHONDONTWRITEBYTECODE"


class Measured(NamedTuple):
    """User and system seconds of one process, and its peak resident set in megabytes."""

    seconds: float
    megabytes: float


@dataclass
class Rounds:
    """The same command measured several times; a machine that others load is told by the spread."""

    all: list[Measured] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The least: what others take of the machine is only ever added."""
        return min(each.seconds for each in self.all)

    @property
    def shown(self) -> str:
        """« 0.31 / 0.33 / 0.40 »: least, median, most."""
        seconds = [each.seconds for each in self.all]
        figures = (min(seconds), statistics.median(seconds), max(seconds))
        return " / ".join(f"{figure:.2f}" for figure in figures)

    @property
    def megabytes(self) -> float:
        """The most."""
        return max(each.megabytes for each in self.all)


def measure(command: Sequence[str], **environment: str) -> Measured | None:
    """One process; None where it fails, as a program that is not installed does.

    Python keeps its modules compiled, as it does for whoever has installed it.
    """
    kept = {name: value for name, value in os.environ.items() if name != _UNCOMPILED}
    process = subprocess.Popen(
        command,
        env={**kept, **environment},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        return None
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Measured(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)
