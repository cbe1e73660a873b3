"""Rows that are entries are read, the others are ignored with their reason; none is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forms.loading import load_form
from forms.values import ReadingContext
from forms.words import clean
from sheets_sync.reading.tab import read_tab
from sheets_sync.workbooks.shared.protocol import Grid
from tests.conftest import ANNA, HEADERS, OMAR
from tests.reading.what_is_read import OneTab, reasons, tab_of


def test_titles_separators_totals_and_legends_are_not_people(one_tab: OneTab) -> None:
    case = one_tab(
        ("Suivi 2026",),
        (),
        HEADERS,
        ("Janvier 2025",),
        ANNA,
        (),
        ("Mars 2025",),
        OMAR,
        ("TOTAL", 2),
        ("Moyenne", "", "", "", "", "", "", "", 8.5),
        (),
        ("Légende :",),
        ("jaune = à rappeler",),
    )
    assert (tab_of(case)["header_row"], tab_of(case)["rows_read"]) == (3, 2)
    assert reasons(case) == {
        1: "titre ou note au-dessus du tableau",
        3: "ligne de titres",
        4: "séparateur",
        7: "séparateur",
        9: "ligne de total",
        10: "ligne de total",
        12: "légende",
        13: "légende",
    }
    assert [row["row"] for row in case.export()] == ["5", "8"]


def test_a_row_without_a_name_is_set_aside_with_its_reason(one_tab: OneTab) -> None:
    case = one_tab(
        HEADERS, ANNA, ("", "", "Femme", date(1990, 1, 1), date(2025, 1, 6), "CDDI", "", "", "")
    )
    assert (
        tab_of(case)["rows_read"],
        tab_of(case)["rows_kept"],
        tab_of(case)["rows_set_aside"],
    ) == (2, 1, 1)
    assert [a["cell"] for a in case.check()["anomalies"] if a["rule"] == "row.no_identity"] == [
        "A3"
    ]


def test_numbered_lines_nobody_filled_are_no_entries(one_tab: OneTab) -> None:
    case = one_tab(("N°", *HEADERS), (1, *ANNA), (2,), (3,))
    assert (tab_of(case)["rows_read"], reasons(case)[3]) == (1, "rien dans les colonnes du tableau")


def test_a_person_whose_name_begins_like_a_legend_is_read(one_tab: OneTab) -> None:
    case = one_tab(
        ("Nom", "Prénom", "DDN", "Date d'entrée"),
        ("NOTA", "Lina", "12/03/1995", "03/02/2025"),
        ("TOTTI", "Reza", "12/03/1994", "03/02/2025"),
    )
    assert [row["nom"] for row in case.export()] == ["NOTA", "TOTTI"]


_CELLS = st.one_of(
    st.just(""),
    st.text(max_size=12),
    st.sampled_from(["TOTAL", "Janvier 2025", "Légende :", "Nom", "x", "NC", "12/03/2024"]),
    st.integers(0, 99_999).map(float),
)


@given(st.lists(st.lists(_CELLS, min_size=9, max_size=9), max_size=14))
def test_every_line_is_accounted_for(lines: list[list[Any]]) -> None:

    rows: list[list[Any]] = [list(HEADERS), list(ANNA), *lines]
    reading = read_tab(
        Grid("Essai", rows), load_form("participant"), "Essai", ReadingContext(date(2026, 11, 23))
    )
    read = [row for table in reading.tables for row in table.rows]
    ignored = [line.row for line in reading.ignored]
    filled = {
        number
        for number, row in enumerate(rows, 1)
        if any(not isinstance(cell, str) or clean(cell) for cell in row)
    }
    assert set(read) | set(ignored) == filled
    assert len(read + ignored) == len(filled)


def test_counts_below_the_people_are_not_people(one_tab: OneTab) -> None:
    case = one_tab(
        HEADERS,
        ANNA,
        OMAR,
        ("TOTAL ENTRÉES", 2),
        ("dont femmes", 1),
        (),
        ("Présents au 31/10", "4"),
        ("Sorties dynamiques", 1),
        ("Effectif", "5", "", date(2026, 10, 31)),
    )
    assert [row["row"] for row in case.export()] == ["2", "3"]
    assert [reasons(case)[row] for row in (4, 5, 7, 8, 9)] == ["ligne de total"] * 5
    assert not [a for a in case.check()["anomalies"] if a["rule"].startswith("row.")]


def test_a_person_whose_first_name_is_a_number_is_kept_with_a_birth_date(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, ANNA, ("KONÉ", 4, "", date(1990, 1, 12), date(2025, 1, 6)))
    assert tab_of(case)["rows_read"] == 2
