"""A table: header, cells, total, widths and thresholds come from its columns, wherever it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from sheets_sync.french import NARROW, NBSP
from sheets_sync.sheets.content import Content, Formula, Link, Role, Span, Sparkline
from sheets_sync.sheets.sheet import Block
from sheets_sync.sheets.table import Column, Table


@dataclass(frozen=True)
class Member:
    name: str
    present: int
    rate: float | None = None
    spent: float = 0.0


MEMBERS = [Member("Atelier", 12, 0.625, 1200.0), Member("Net Horizon", 7, None, 34.5)]
NAME = Column[Member]("SIAE", "strong", lambda member: member.name, width=24)
PRESENT = Column[Member]("Présents", "count", lambda member: member.present, total=True)
RATE = Column[Member]("Taux", "percent", lambda member: member.rate, total=0.58, minimum=0.6)
SPENT = Column[Member]("Dépensé", "euro", lambda member: member.spent, 10, total=True)


def table(rows: list[Member] | None = None, total: str | None = "Ensemble") -> Table[Member]:
    return Table([NAME, PRESENT, RATE, SPENT], MEMBERS if rows is None else rows, total)


def test_header_cells_and_total_stand_below_each_other() -> None:
    header, cells, total = table().at(3, 1).blocks
    # A header stands on the side of its cells: to the right above numbers.
    roles: list[Role] = ["header", "header_number", "header_number", "header_number"]
    assert header == Block(3, 1, [["SIAE", "Présents", "Taux", "Dépensé"]], roles)
    assert (cells.top, cells.left) == (4, 1)
    assert cells.roles == ["strong", "count", "percent", "euro"]
    assert list(map(tuple, cells.rows)) == [
        ("Atelier", 12, 0.625, 1200.0),
        ("Net Horizon", 7, None, 34.5),
    ]
    assert (total.top, total.left) == (6, 1)


def test_a_total_is_a_live_sum_a_value_or_nothing() -> None:
    total = table().at(3, 1).blocks[-1]
    assert total.rows == [
        ["Ensemble", Formula("=SUM(C5:C6)", 19), 0.58, Formula("=SUM(E5:E6)", 1234.5)]
    ]
    assert total.roles == ["total", "total_count", "total_percent", "total_euro"]
    only = Table([NAME, Column[Member]("Rien", "text", lambda member: "")], MEMBERS, "Ensemble")
    assert only.at(0, 0).blocks[-1].rows == [["Ensemble", None]]


def test_a_first_column_with_a_total_of_its_own_keeps_it() -> None:
    counted = Table([PRESENT, NAME], MEMBERS, total="Ensemble")
    assert counted.at(0, 0).blocks[-1].rows == [[Formula("=SUM(A2:A3)", 19), None]]
    assert counted.as_text().splitlines()[-1] == "      19"


def test_a_sum_counts_what_formulas_come_to_and_no_text() -> None:
    values: list[Content] = [Formula("=1+1", 2), 3, "n. d.", None, Formula('=""', "")]
    column = Column[Content]("Nombre", "count", lambda value: value)
    assert Table([column], values).sum_of(column) == 5


def test_without_a_total_there_is_no_row_of_it() -> None:
    placed = table(total=None).at(3, 1)
    assert [block.top for block in placed.blocks] == [3, 4]
    assert (placed.bottom, table().at(3, 1).bottom) == (6, 7)


def test_without_rows_an_empty_one_stands_between_header_and_total() -> None:
    placed = table([]).at(3, 1)
    header, total = placed.blocks
    assert (header.top, total.top, placed.bottom) == (3, 5, 6)
    assert placed.whole == Span(3, 1, 4, 4)
    assert total.rows[0][1] == Formula("=SUM(C5:C5)", 0), "which is not the cell it stands in"


def test_a_column_is_found_by_its_header() -> None:
    placed = table().at(3, 1)
    assert (placed.column("Taux"), placed.letter("Taux")) == (3, "D")
    assert placed.cells("Taux") == Span(4, 3, 5, 3)
    assert placed.cell("Taux", 1) == Span(5, 3, 5, 3)
    assert placed.whole == Span(3, 1, 5, 4)
    with pytest.raises(KeyError, match="taux"):
        placed.cells("taux")


def test_two_columns_cannot_have_one_header() -> None:
    with pytest.raises(ValueError, match="two columns are called 'SIAE'"):
        Table([NAME, PRESENT, NAME], MEMBERS)


def test_widths_and_thresholds_go_where_their_column_is() -> None:
    placed = table().at(3, 1)
    assert placed.widths == {1: 24, 4: 10}
    assert placed.below == [(Span(4, 3, 5, 3), 0.6, "bad")]


def test_in_a_terminal_texts_stand_left_and_numbers_right() -> None:
    name = Column[Member]("SIAE", "strong", lambda member: member.name)
    lines = Table([name, PRESENT, RATE, SPENT], MEMBERS, "Ensemble").as_text().splitlines()
    assert lines == [
        "SIAE         Présents  Taux     Dépensé",
        f"Atelier            12  63{NBSP}%     1{NARROW}200{NBSP}€",
        f"Net Horizon         7              35{NBSP}€",
        f"Ensemble           19  58{NBSP}%     1{NARROW}235{NBSP}€",
    ]


def test_in_a_terminal_a_column_is_as_wide_as_it_says_at_least() -> None:
    name = Column[Member]("SIAE", "strong", lambda member: member.name)
    read = Column[Member]("lues", "count", lambda member: member.present, width=6)
    assert Table([name, read], MEMBERS).as_text(gap=" ").splitlines() == [
        "SIAE          lues",
        "Atelier         12",
        "Net Horizon      7",
    ]


def test_in_a_terminal_each_kind_of_value_is_written_as_it_shows() -> None:
    values: list[Content] = [
        "texte",
        date(2026, 5, 1),
        Link("Onglet ! B2", None, "Onglet", "B2"),
        Formula("=1+1", 2),
        Sparkline(Span(0, 0, 0, 3), "#000000"),
        None,
        2.5,
    ]
    text = Column[Content]("Valeur", "text", lambda value: value)
    lines = Table([text], values).as_text().splitlines()
    assert lines == ["Valeur", "texte", "01/05/2026", "Onglet ! B2", "2", "", "", "3"]
    decimal = Column[Content]("Mois", "decimal", lambda value: value)
    assert Table([decimal], [2.5]).as_text().splitlines() == ["Mois", " 2,5"]


def test_a_severity_is_a_text_and_lines_up_as_one() -> None:
    severity = Column[str]("Gravité", "info", lambda text: text)
    assert Table([severity], ["ok"]).as_text().splitlines() == ["Gravité", "ok"]
