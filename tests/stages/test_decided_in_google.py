"""« Listes », « Objectifs » and « Réunions » are read in Google as they are in a file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.headers.matching import letters
from forms.words import fold_header
from tests.conftest import ANNA, HEADERS, MEETINGS, OMAR
from tests.desks import Programme
from tests.entry.list_office import LIST, NEW
from tests.typing_commands import plain


class Office:
    """A programme in Google that `setup` completed, whose coordinator types in its tabs."""

    def __init__(self, programme: Programme) -> None:
        self.programme, self.desk = programme, programme.desk
        self.run("setup")

    def run(self, *words: str) -> str:
        result = self.programme.run(*words)
        assert result.exit_code in (0, 1), result.output
        return plain(result.output)

    def rules(self) -> set[str]:
        found = json.loads(self.programme.run("check", "--json").stdout)["anomalies"]
        return {one["rule"] for one in found}

    def type_below(self, tab: str, values: dict[str, str | float]) -> None:
        """Fill the first free cell under each of these titles."""
        rows = self.rows(tab)
        for title, value in values.items():
            top, column = where_is(title, rows)
            below = [row[column] if column < len(row) else "" for row in [*rows[top + 1 :], []]]
            self.desk.type(tab, f"{letters(column)}{top + below.index('') + 2}", value)

    def answer(self, rule: str, title: str, text: str) -> None:
        """Type under a title of « Anomalies », in the row of a rule."""
        rows = self.rows("Anomalies")
        [row] = [n for n, row in enumerate(rows, 1) if any(cell.startswith(rule) for cell in row)]
        self.desk.type("Anomalies", f"{letters(where_is(title, rows)[1])}{row}", text)

    def rows(self, tab: str) -> list[list[str]]:
        return [[str(cell) for cell in row] for row in self.desk.open().read(tab).rows]


def where_is(title: str, rows: list[list[str]]) -> tuple[int, int]:
    """Row and column, from 0, of a title."""
    for index, row in enumerate(rows):
        titles = [fold_header(cell.removesuffix("*")) for cell in row]
        if fold_header(title) in titles:
            return index, titles.index(fold_header(title))
    raise AssertionError(title)


@pytest.fixture
def office(google: Any, tmp_path: Path) -> Office:
    left = (*OMAR[:7], NEW, "")
    return Office(Programme(google, tmp_path / "p", {"Un": (HEADERS, ANNA, left)}, MEETINGS))


def test_a_value_added_to_a_list_is_a_choice_and_counts_as_is_said(office: Office) -> None:
    assert "choice.suggested" in office.rules()
    office.type_below("Listes", {LIST: NEW})
    assert office.rules() & {"choice.added", "choice.suggested"} == {"choice.added"}
    office.run("consolidate")
    office.answer("list.added", "Compter comme", "CDI")
    assert "compte désormais comme « CDI »" in office.run("consolidate")
    assert office.rules().isdisjoint({"choice.added", "choice.suggested"})


def test_targets_and_meetings_of_the_tabs_count(office: Office) -> None:
    office.type_below("Objectifs", {"Indicateur": "Entrées", "Valeur visée": 170})
    day = (date(2026, 12, 3) - date(1899, 12, 30)).days
    office.type_below("Réunions", {"Réunion": "directions", "Date": day, "Heure": "14h"})
    found = json.loads(office.programme.run("indicators", "--json").stdout)
    [target] = [one["target"] for one in found if one["id"] == "entrees" and not one["siae"]]
    assert target == 170
    office.run("prepare")
    assert (office.programme.folder / "documents" / "2026-12-03-directions").is_dir()
