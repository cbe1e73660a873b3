"""A row of people is never taken for the header, whatever words of titles stand in its cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from forms.loading import load_form
from forms.values import ReadingContext
from sheets_sync.reading.tab import read_tab
from sheets_sync.reading.table import TabReading
from sheets_sync.workbooks.shared.protocol import Grid
from tests.conftest import HEADERS, Case
from tests.reading.what_is_read import OneTab, reasons

TITLES = ("Nom", "Prénom", "DDN", "Entrée le", "Situation", "Frein 1", "Frein 2", "Frein 3")
PEOPLE = (
    ("Konaté", "Awa", "12/03/1990", "04/09/2023", "Salarié", "Logement", "Mobilité", "Langue"),
    ("Safi", "Omid", "11/01/1995", "05/10/2023", "Salarié", "Logement", "Santé", "Numérique"),
    ("Sylla", "Lina", "01/02/1996", "05/10/2023", "CIP", "Budget", "Garde d'enfants", "Stage"),
)


def read(*rows: Sequence[Any]) -> TabReading:
    width = max(map(len, rows))
    grid = Grid("Essai", [[*row, *[""] * (width - len(row))] for row in rows])
    return read_tab(grid, load_form("participant"), "Essai", ReadingContext(date(2026, 11, 23)))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (0, 0, 0), (2, 2, 1)])
def test_words_of_cells_make_no_header(order: Sequence[int]) -> None:
    reading = read(TITLES, *(PEOPLE[index] for index in order))
    assert (reading.header_row, reading.rows_read) == (1, 3)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_nor_where_the_titles_are_few_and_there_are_no_dates(count: int) -> None:
    titles = ("Nom", "Prénom", "Situation", "Frein 1", "Frein 2", "Frein 3", "Entrée le")
    people = [(*row[:2], *row[4:], "") for row in PEOPLE[:count]]
    reading = read(titles, *people)
    assert reading.header_row == 1


@pytest.mark.parametrize("count", [1, 3])
def test_people_under_no_titles_at_all_are_no_header(count: int) -> None:
    reading = read(("Liste des salariés",), *PEOPLE[:count])
    assert (reading.tables, reading.problem) == ((), "tab.no_header")


def test_real_dates_and_notes_above_change_nothing() -> None:
    people = [(*row[:2], date(1990, 3, 12), date(2024, 1, 1), *row[4:]) for row in PEOPLE]
    reading = read(("Suivi", "", "CIP : MD"), (), TITLES, *people)
    assert (reading.header_row, reading.rows_read) == (3, 3)


def test_a_row_that_repeats_titles_of_its_table_is_an_entry_where_it_names_somebody() -> None:
    titles = ("Nom", "Prénom", "DDN", "Entrée le", "Langue", "Logement", "Mobilité", "Santé")
    ticked = ("Konaté", "Awa", "12/03/1990", "04/09/2023", "Langue", "Logement", "Mobilité", "")
    undated = ("Safi", "Omid", "", "", "Langue", "Logement", "Mobilité", "Santé")
    reading = read(titles, ticked, undated, titles, ticked)
    assert [table.rows for table in reading.tables] == [(2, 3), (5,)]


def test_titles_that_two_tables_share_are_titles_of_both() -> None:
    first = (("Nom", "Prénom", "Entrée le"), ("Konaté", "Awa", "01/02/2025"))
    second = (("Nom", "Prénom", "DDN", "Entrée le"), ("Safi", "Omid", "01/02/1990", "01/02/2025"))
    reading = read(*first, (), *second)
    assert [table.rows for table in reading.tables] == [(2,), (5,)]


def test_names_are_no_titles_in_an_export(one_tab: OneTab) -> None:
    case = one_tab(TITLES, *PEOPLE)
    (rows, names) = (case.export(), [row[0] for row in PEOPLE])
    assert len(rows) == 3
    assert not set(names) & set(rows[0])
    assert reasons(case) == {1: "ligne de titres"}


def test_names_are_no_titles_in_an_adopted_config(case: Case) -> None:
    case.make({"Essai": (TITLES, *PEOPLE)})
    adopted = case.run("adopt", str(case.folder / "essai.xlsx")).output
    assert "Konaté" not in adopted
    assert "Safi" not in adopted


DATED = date(2024, 3, 12)


@pytest.mark.parametrize(
    ("row", "is_said"),
    [
        (("TOTAL", "Awa", "Femme", "", "", "CDDI", DATED, DATED, ""), True),
        (("Janvier 2025", "", "", "", DATED, "CDDI", "", "", ""), True),
        (("TOTAL", 3, "", "", "", "", "", "", 12), False),
        (("Janvier 2025", "", "", "", "", "", "", "", ""), False),
    ],
)
def test_a_dropped_row_that_looks_like_an_entry_is_a_warning(
    one_tab: OneTab, row: Sequence[Any], is_said: bool
) -> None:
    somebody = ("KONÉ", "Awa", "Femme", DATED, DATED, "CDDI", "", "", "")
    case = one_tab(HEADERS, somebody, row)
    said = [a["cell"] for a in case.check()["anomalies"] if a["rule"] == "row.ignored"]
    read_as_entry = 3 not in reasons(case)
    assert (said == ["A3"] or read_as_entry) == is_said


def test_an_entry_above_the_titles_is_a_warning(one_tab: OneTab) -> None:
    somebody = ("KONÉ", "Awa", "Femme", DATED, DATED, "CDDI", "", "", "")
    case = one_tab(somebody, HEADERS, somebody)
    found = [(a["cell"], a["severity"]) for a in case.check()["anomalies"] if a["row"] == 1]
    assert found == [("A1", "warning")]
