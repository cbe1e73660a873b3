"""The LibreOffice that is asked: started, its answers read, its refusals put in."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.needs import SYSTEM_PYTHON

CHANGING = frozenset(
    {
        "rename",
        "delete",
        "copy_sheet",
        "put",
        "put_formula",
        "paint",
        "say",
        "copy",
        "clear",
        "refer",
        "insert_row",
        "delete_row",
    }
)
"""What changes something in a workbook."""


BAD_INDEX = -2147352565
"""DISP_E_BADINDEX: there is no sheet of that name."""


class ComError(Exception):
    """What pywin32 raises where Excel refuses a call."""

    def __init__(self, hresult: int) -> None:
        super().__init__(hresult)
        self.hresult = hresult


class Asking:
    """The one instance: asks the office, and counts and refuses calls where a test wants it."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("relay.py")
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("PYTHONPATH", "VIRTUAL_ENV")
        }
        self.process = subprocess.Popen(
            [SYSTEM_PYTHON, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        self.asked: list[str] = []
        self.fails: dict[int, int] = {}
        """Number of a changing call, from 1 → the error it fails with."""
        self.changing = 0
        self.meanwhile: dict[int, Callable[[], None]] = {}
        """Number of a call that only asks, from 1 → what a person does just before it."""

    def _people_work(self, name: str) -> None:
        """Let people do what they do before this call.

        What changes something names its place, here and not in Excel, before they have done it: so
        they do it after that.
        """
        if not self.meanwhile or name in CHANGING:
            return
        now, self.meanwhile = self.meanwhile, {}
        if 1 in now:
            now.pop(1)()
        self.meanwhile = {number - 1: happens for number, happens in now.items()}

    def ask(self, name: str, *arguments: Any) -> Any:
        """What the office answers."""
        assert self.process.stdin
        assert self.process.stdout
        self._people_work(name)
        self.asked.append(name)
        if name in CHANGING:
            self.changing += 1
            if self.changing in self.fails:
                raise ComError(self.fails[self.changing])
        self.process.stdin.write(json.dumps([name, arguments]) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "NoSuchElement" in answer.get("failed", ""):
            raise ComError(BAD_INDEX)
        if "failed" in answer:
            raise RuntimeError(f"{name}: {answer['failed']}")
        return answer["is"]

    def forget(self) -> None:
        """Close all books and begin anew."""
        self.fails.clear()
        self.meanwhile = {}
        for book in self.ask("books"):
            self.ask("close", book)
        self.asked.clear()
        self.changing = 0

    def end(self) -> None:
        """Stop it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()
