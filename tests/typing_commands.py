"""A command, as a person types it, and what they read: a no-break space is a space to them."""

from __future__ import annotations

import functools
import unittest.mock
from collections.abc import Sequence
from datetime import date

import typer.testing
from typer.main import get_command
from typer.testing import CliRunner, Result

from sheets_sync.commands.app import app
from sheets_sync.commands.steps import running
from sheets_sync.french import NARROW, NBSP

# Typer makes the commands out of their signatures anew for each call: a tenth of the suite's time
typer.testing._get_command = functools.cache(get_command)  # type: ignore[attr-defined]

_AS_TYPED = str.maketrans(f"{NBSP}{NARROW}’ᵉʳ", "  'er")


def type_as_is(words: Sequence[str], today: str = "") -> Result:
    """One command; its output to the letter.

    Args:
        today: the day on the calendar; that of `--as-of` where none is given.
    """
    words = list(words)
    if not today and "--as-of" in words:
        today = words[words.index("--as-of") + 1]
    day = _day(today) or date.today()  # noqa: DTZ011 - as the command itself
    with unittest.mock.patch.object(running, "today", return_value=day):
        return CliRunner().invoke(app, words)


def _day(text: str) -> date | None:
    """A test may type a day that is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def typed(words: Sequence[str], today: str = "") -> Result:
    """One command; its output with plain spaces."""
    result = type_as_is(words, today)
    result.stdout_bytes, result.stderr_bytes, result.output_bytes = (
        plain(data.decode()).encode()
        for data in (result.stdout_bytes, result.stderr_bytes or b"", result.output_bytes)
    )
    return result


def plain(text: object) -> str:
    """A text with plain spaces, straight apostrophes and no raised letters, for comparing."""
    return str(text).translate(_AS_TYPED)
