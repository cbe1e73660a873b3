"""A workbook of every kind, for what all kinds do alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import keyring
import pytest

from tests.calc.desk import ExcelDesk
from tests.conftest import Rows, write_book
from tests.desks import Desk, FileDesk, GoogleDesk
from tests.keyring_in_memory import MemoryKeyring

MakeDesk = Callable[[Mapping[str, Rows]], Desk]


@pytest.fixture(params=["xlsx", "google", pytest.param("excel", marks=pytest.mark.office)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> MakeDesk:
    """Makes a workbook of each kind with these tabs."""
    if request.param == "xlsx":
        return lambda tabs: FileDesk(write_book(tmp_path / "essai.xlsx", tabs))
    if request.param == "excel":
        calc = request.getfixturevalue("calc")
        return lambda tabs: ExcelDesk(calc, write_book(tmp_path / "essai.xlsx", tabs))
    emulator = request.getfixturevalue("google")
    return lambda tabs: GoogleDesk(emulator, tmp_path, tabs)


@pytest.fixture
def memory_keyring() -> Iterator[MemoryKeyring]:
    """The system's keyring, empty."""
    before, empty = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(empty)
    yield empty
    keyring.set_keyring(before)
