"""What a command says that cannot do its job."""

from __future__ import annotations

from tests.desks import Programme


def refused(programme: Programme, words: str = "check") -> str:
    result = programme.run(words)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output.replace("\n", " ")
