"""A programme that ran once, and is put back for each test where it ran.

What is kept of a run, its answer and the documents that it filled, is known by the path of the
programme: a copy elsewhere would have nothing kept.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sheets_sync.history.running.here import FOLDER_VARIABLE
from sheets_sync.history.running.program import ANEW_VARIABLE
from tests.conftest import Case


class RanOnce:
    """The programme, the user's own folder beside it, and how both were after the run."""

    def __init__(self, folder: Path, run: Callable[[Case], object]) -> None:
        self._here, self._as_it_was = folder / "here", folder / "as it was"
        self._case = Case(self._here / "programme")
        self._case.folder.mkdir(parents=True)
        with pytest.MonkeyPatch.context() as patch:
            self._keep_runs(patch)
            run(self._case)
        shutil.copytree(self._here, self._as_it_was)

    def put_back(self, patch: pytest.MonkeyPatch) -> Case:
        """The programme as it was, for a test in which what is kept of runs counts."""
        shutil.rmtree(self._here)
        shutil.copytree(self._as_it_was, self._here)
        self._keep_runs(patch)
        return self._case

    def _keep_runs(self, patch: pytest.MonkeyPatch) -> None:
        patch.delenv(ANEW_VARIABLE, raising=False)
        patch.setenv(FOLDER_VARIABLE, str(self._here / "own"))
