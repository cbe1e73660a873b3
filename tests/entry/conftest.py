"""A programme whose tabs are entered into: with cards, and before it is set up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, write_book
from tests.desks import FileDesk, GoogleDesk
from tests.entry.card_office import Office
from tests.entry.programme import Programme


@pytest.fixture(params=["xlsx", "google"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    tabs = {"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, OMAR)}
    if request.param == "xlsx":
        return Office(tmp_path, FileDesk(write_book(tmp_path / "essai.xlsx", tabs)))
    return Office(tmp_path, GoogleDesk(request.getfixturevalue("google"), tmp_path, tabs))


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    return Programme(tmp_path)
