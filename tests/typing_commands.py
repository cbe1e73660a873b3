"""A command, as a person types it, and what they read: a no-break space is a space to them."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import typer.testing
from typer.main import get_command
from typer.testing import CliRunner, Result

from sheets_sync.commands.app import app
from sheets_sync.french import NARROW, NBSP

# Typer makes the commands out of their signatures anew for each call: a tenth of the suite's time
typer.testing._get_command = functools.cache(get_command)  # type: ignore[attr-defined]


def type_as_is(words: Sequence[str]) -> Result:
    """One command; its output to the letter."""
    return CliRunner().invoke(app, list(words))


def typed(words: Sequence[str]) -> Result:
    """One command; its output with plain spaces."""
    result = type_as_is(words)
    result.stdout_bytes, result.stderr_bytes, result.output_bytes = (
        plain(data.decode()).encode()
        for data in (result.stdout_bytes, result.stderr_bytes or b"", result.output_bytes)
    )
    return result


def plain(text: object) -> str:
    """A text with plain spaces, for comparing."""
    return str(text).replace(NBSP, " ").replace(NARROW, " ")
