"""How many calls a run makes, and what travels in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.conftest import ANNA, HEADERS, Rows
from tests.desks import Programme
from tests.sheets_emulator.server import Emulator


def many(siae: int, rows: int) -> dict[str, Rows]:
    """So many tabs of so many people."""
    return {
        f"Atelier {n}": (
            HEADERS,
            *(
                (f"NOM{n}x{m}", "Awa", "Femme", "31/02/1990", date(2025, 2, 3), "CDDI", "", "", "")
                for m in range(rows)
            ),
        )
        for n in range(siae)
    }


@pytest.mark.parametrize(("siae", "rows"), [(1, 1), (12, 60)])
def test_the_calls_are_as_many_whatever_the_number_of_siae_and_rows(
    google: Emulator, tmp_path: Path, siae: int, rows: int
) -> None:
    programme = Programme(google, tmp_path / "p", many(siae, rows))
    first = programme.calls_of("prepare")
    assert (first.count("read"), first.count("write"), first.count("copy")) == (
        3,
        2,
        1,
    )  # a read of them is Drive's: the rights
    assert (
        len([call for call in google.calls if call["verb"] == "GET" and "/v4/" in call["path"]])
        == 2
    )
    assert programme.calls_of("prepare") == ["read"]
    programme.desk.type("Atelier 0", "D2", "12/03/1990")
    assert programme.calls_of("prepare") == [
        "read",
        "read",
        "write",
        "write",  # what told which rows were written into goes again
    ]  # today's copy is there


def test_only_what_is_used_travels(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    programme.calls_of("check")
    asked = next(call for call in google.calls if call["verb"] == "GET")
    assert set(asked["query"]) == {"fields"}
    assert "charts(chartId)" in asked["query"]["fields"][0]
    assert "formattedValue" not in asked["query"]["fields"][0]
