"""What a marker does: a test whose program is missing is skipped, and in CI it fails.

It is said how to have the program.
"""

from __future__ import annotations

import functools
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.needs import COMMANDS, missing, missing_packages

# The same examples each time, so that a change fails by what it changes; `make test-long` looks for
# others.
# No deadlines: a worker shares its processor.
settings.register_profile("suite", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=1000, deadline=None)
settings.load_profile("suite")

CI = "CI" in os.environ
_running: list[frozenset[str]] = []
"""The markers of the test that runs; empty between tests."""


def pytest_configure(config: pytest.Config) -> None:
    start = subprocess.Popen.__init__

    @functools.wraps(start)
    def start_if_marked(process: Any, args: Any, *more: Any, **options: Any) -> None:
        refuse_unmarked(args)
        start(process, args, *more, **options)

    setattr(subprocess.Popen, "__init__", start_if_marked)  # noqa: B010 - mypy knows its overloads


def pytest_runtest_setup(item: pytest.Item) -> None:
    absent = missing(mark.name for mark in item.iter_markers())
    if not absent:
        return
    reason = f"{', '.join(program.label for program in absent)}: not installed"
    if CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    _running.append(frozenset(mark.name for mark in item.iter_markers()))
    try:
        return (yield)
    finally:
        _running.pop()


def refuse_unmarked(words: Any) -> None:
    """Keep a test from starting a program that it does not say it needs.

    Without this, `make test-fast` would come to need LibreOffice one day, on a machine that has it.
    """
    if not _running:
        return
    first = words if isinstance(words, str | os.PathLike) else words[0]
    name = Path(os.fsdecode(first)).name
    marker = COMMANDS.get(name)
    if marker and marker not in _running[-1]:
        raise AssertionError(f"a test that starts {name} is marked {marker}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line on how to run what was skipped."""
    skipped = len(terminalreporter.stats.get("skipped", ()))
    if not skipped:
        return
    steps = []
    if packages := missing_packages():
        steps.append(f"sudo apt-get install --no-install-recommends {' '.join(packages)}")
    steps.append("make test")
    terminalreporter.write_line(
        f"To run the {skipped} tests skipped as well: {' && '.join(steps)}", yellow=True
    )
