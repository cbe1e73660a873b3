"""Rows that count the same persons are renewed together, or none is: a date tells too."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date

import docx
import pytest
from lxml import etree

from tests.conftest import Case
from tests.release.tables.test_issued import (
    APRIL,
    COLUMNS,
    FIRST,
    MARCH,
    MAY,
    document,
    issue,
    person,
)
from tests.typing_commands import plain

OBSTACLES = ("Frein santé", "Frein logement", "Frein mobilité")
MADE = ("Visites métiers", "Stages")


def with_obstacles(case: Case, people: Sequence[tuple[object, ...]], visits: int = 4) -> None:
    """A programme whose newcomers, beyond the first sixty, have no obstacle but health.

    Of the sixty, ten have none.

    Args:
        visits: what the first of all made; any other made four.
    """
    rows = []
    for number, row in enumerate(people):
        kind = ("Identifié", "Levé")[number % 2]
        health, others = kind, "Non"
        if number < len(FIRST):
            health = others = "Non" if number % 6 == 0 else kind
        rows.append((*row, health, others, others, 4 if number else visits, 1))
    columns = (*COLUMNS, *OBSTACLES, *MADE)
    case.make({"Un": (columns, *rows)}, "funders: {dreets: {name: DREETS}}\n")


def rows_about(case: Case, day: str, *words: str) -> list[list[str]]:
    """The rows of the report's tables, and the bars of its charts, that begin with these words."""
    file = document(case, day)
    rows = []
    for table in docx.Document(str(file)).tables:
        rows += [[plain(cell.text) for cell in row.cells] for row in table.rows]
    with zipfile.ZipFile(file) as package:
        for part in package.namelist():
            if part.startswith("word/charts/chart"):
                categories = etree.fromstring(package.read(part)).iterfind(".//{*}cat//{*}v")
                labels = dict.fromkeys(category.text for category in categories)
                rows += [[plain(label)] for label in labels]
    return [row for row in rows if row[0].startswith(words)]


def dated(rows: Sequence[Sequence[str]]) -> set[bool]:
    return {"(au 31/03/2026)" in " ".join(row) for row in rows}


def below_chart(case: Case, day: str) -> list[str]:
    """What is said below a chart of the day that its bars are of: once for all of them."""
    texts = (plain(each.text) for each in docx.Document(str(document(case, day))).paragraphs)
    return [text for text in texts if text.startswith("Ventilation arrêtée")]


def test_the_date_of_a_row_does_not_tell_a_newcomer_s_only_obstacle(case: Case) -> None:
    with_obstacles(case, FIRST)
    issue(case, MARCH)
    with_obstacles(case, [*FIRST, person(60, date(2026, 4, 13))])
    issue(case, APRIL)
    assert len(rows_about(case, APRIL, "santé", "logement", "mobilité")) == 3
    assert below_chart(case, APRIL) == ["Ventilation arrêtée au 31 mars 2026"]


def test_nor_does_it_where_enough_people_came_and_one_has_the_obstacle(case: Case) -> None:
    with_obstacles(case, FIRST)
    issue(case, MARCH)
    newcomers = [person(60 + number, date(2026, 5, 4)) for number in range(6)]
    with_obstacles(case, [*FIRST, *newcomers])
    issue(case, MAY)
    assert len(rows_about(case, MAY, "santé", "logement", "mobilité")) == 3
    assert below_chart(case, MAY) == ["Ventilation arrêtée au 31 mars 2026"]


def test_the_visits_of_one_person_renew_no_sum(case: Case) -> None:
    with_obstacles(case, FIRST)
    issue(case, MARCH)
    with_obstacles(case, FIRST, visits=11)
    issue(case, APRIL)
    rows = rows_about(case, APRIL, "Visites", "Stages")
    assert len(rows) == 2
    assert dated(rows) == {True}
    assert "240" in rows[0][1]


def test_nor_do_those_of_one_who_came(case: Case) -> None:
    with_obstacles(case, FIRST)
    issue(case, MARCH)
    with_obstacles(case, [*FIRST, person(60, date(2026, 4, 13))], visits=7)
    issue(case, APRIL)
    assert "240" in rows_about(case, APRIL, "Visites")[0][1]


def test_a_sum_is_renewed_when_enough_people_came(case: Case) -> None:
    with_obstacles(case, FIRST)
    issue(case, MARCH)
    newcomers = [person(60 + number, date(2026, 5, 4)) for number in range(12)]
    with_obstacles(case, [*FIRST, *newcomers])
    issue(case, MAY)
    assert "288" in rows_about(case, MAY, "Visites")[0][1]


# None without it: each of them has the obstacle
@pytest.mark.parametrize(("without_it", "told"), [(0, []), (2, []), (6, ["54"]), (60, [])])
def test_a_rate_does_not_tell_of_the_few_whom_it_is_not_counted_among(
    case: Case, without_it: int, told: list[str]
) -> None:
    """« 29 of 58 » beside 60 people: two of them have no such obstacle."""
    states = ["Aucun"] * without_it + ["Identifié", "Levé"] * 30
    rows = [(*row, state) for row, state in zip(FIRST, states, strict=False)]
    case.make({"Un": ((*COLUMNS, "Frein santé"), *rows)}, "funders: {dreets: {name: DREETS}}\n")
    issue(case, MARCH)
    assert [row[1] for row in rows_about(case, MARCH, "santé")] == told


@pytest.mark.parametrize(("levels", "is_told"), [(("A2",), False), (("A2", "A1"), True)])
def test_that_everybody_has_progressed_is_not_told(
    case: Case, levels: tuple[str, ...], is_told: bool
) -> None:
    rows = [(*row, "A1", levels[number % len(levels)]) for number, row in enumerate(FIRST)]
    columns = (*COLUMNS, "Niveau de français à l'entrée", "Niveau de français actuel")
    case.make({"Un": (columns, *rows)}, "funders: {dreets: {name: DREETS}}\n")
    issue(case, MARCH)
    assert bool(rows_about(case, MARCH, "Progression en français")) == is_told
