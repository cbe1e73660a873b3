"""A bug of ours: one sentence, and a trace only on demand."""

from __future__ import annotations

import pytest

from tests.conftest import ANNA, HEADERS, Case
from tests.typing_commands import typed


def test_a_bug_shows_its_trace_only_on_demand(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **named: object) -> None:
        raise ArithmeticError("Awa DIALLO")

    monkeypatch.setattr("sheets_sync.stages.who_is_who.identify", broken)
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run("check")
    assert result.exit_code == 2
    assert "ArithmeticError" in result.stderr
    assert "DIALLO" not in result.output
    assert isinstance(
        typed(["--debug", "check", "--config", str(case.folder / "config.yaml")]).exception,
        ArithmeticError,
    )
