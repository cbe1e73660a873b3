"""The sample with a key of its own, so that its pseudonyms are the same in every run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheets_sync.sample.write import write_sample
from tests.conftest import AS_OF
from tests.golden.as_text import output_as_text
from tests.typing_commands import type_as_is

KEY = "00112233445566778899aabbccddeeff"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample consortium, prepared."""
    folder = tmp_path_factory.mktemp("golden") / "programme"
    config = write_sample(folder, date.fromisoformat(AS_OF), 33)
    key = folder / "historique" / "cle-des-pseudonymes"
    key.parent.mkdir()
    key.write_text(KEY + "\n", encoding="ascii")
    result = type_as_is(["prepare", "--config", str(config), "--as-of", AS_OF])
    assert result.exit_code == 0, result.output
    (folder / "prepare.txt").write_text(output_as_text(result.output, folder), encoding="utf-8")
    return folder
