"""Under each header of Pilotage stands what it says."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from sheets_sync.generated import pilotage
from sheets_sync.sheets.content import Formula, Link
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.steering.month import Month
from sheets_sync.workbooks.shared.styles import STYLES
from sheets_sync.workbooks.xlsx.drawing.writer import write_workbook
from tests.generated.reading_sheets import table, texts, total
from tests.typing_commands import plain

GAP = '<c:dispBlanksAs val="gap"/>'


@pytest.fixture
def sheet(month: Month) -> Sheet:
    return pilotage.describe(month.board, "Pilotage", {})


def test_each_siae_has_its_people_entries_and_exits(sheet: Sheet) -> None:
    un, deux = table(sheet, "SIAE", "Participants")
    assert (un["Participants"], un["Entrées"], un["Sorties"], un["Sorties positives"]) == (
        2,
        1,
        1,
        1,
    )
    assert (deux["Participants"], deux["Entrées"], deux["Sorties"]) == (1, 1, 0)
    assert un["Taux positif"] == 1.0
    assert plain(deux["Taux positif"]) == "n. d."
    whole = total(sheet, "SIAE", "Participants")
    assert (whole["SIAE"], whole["Participants"], whole["Entrées"], whole["Sorties"]) == (
        "Ensemble",
        3,
        2,
        1,
    )


def test_a_row_is_read_kept_or_set_aside_and_the_count_is_shown(sheet: Sheet) -> None:
    un, deux = table(sheet, "Lues", "Consolidées")
    assert (un["Lues"], un["Consolidées"], un["Mises de côté"]) == (4, 3, 1)
    assert un["Hors saisie"] == 1  # the header
    assert (deux["Lues"], deux["Consolidées"], deux["Mises de côté"]) == (1, 1, 0)
    whole = total(sheet, "Lues", "Consolidées")
    assert (whole["Lues"], whole["Consolidées"], whole["Mises de côté"]) == (5, 4, 1)
    checks = [cell for block in sheet.blocks for cell in block.rows[0] if isinstance(cell, Formula)]
    assert any(
        "Le compte est bon" in str(check.value) and check.text.startswith("=IF(")
        for check in checks
    )


def test_money_stands_under_its_own_title(sheet: Sheet) -> None:
    (dreets,) = table(sheet, "Accordé", "Reçu")
    assert (dreets["Accordé"], dreets["Reçu"], dreets["Dépensé"], dreets["Reste"]) == (
        1000,
        700,
        400,
        600,
    )
    assert dreets["Dépensé %"] == 0.4
    assert dreets["Jours restants"] == 38


def test_freins_are_identified_then_lifted(sheet: Sheet) -> None:
    freins = {row["Frein"]: row for row in table(sheet, "Identifiés", "Levés")}
    assert (freins["logement"]["Identifiés"], freins["logement"]["Levés"]) == (3, 2)


def test_levels_are_those_at_entry_and_now(sheet: Sheet) -> None:
    levels = {row["Niveau"]: row for row in table(sheet, "À l'entrée", "Actuel")}
    assert (levels["A1"]["À l'entrée"], levels["A1"]["Actuel"]) == (2, 1)
    assert (levels["A2"]["À l'entrée"], levels["A2"]["Actuel"]) == (0, 1)


def test_months_have_entries_and_exits_each_under_its_title(sheet: Sheet) -> None:
    months = {row["Mois"]: row for row in table(sheet, "Mois", "Présents")}
    february = next(row for day, row in months.items() if str(day).startswith("2026-02"))
    assert (february["Entrées"], february["Sorties"]) == (0, 1)
    march = next(row for day, row in months.items() if str(day).startswith("2026-03"))
    assert (march["Entrées"], march["Sorties"]) == (1, 0)


def test_charts_are_drawn_from_the_cells_under_the_words_they_show(sheet: Sheet) -> None:
    headers = {}
    for block in sheet.blocks:
        for nth, title in enumerate(block.rows[0] if block.rows else ()):
            headers[block.top, block.left + nth] = title
    for chart in sheet.charts:
        for series in chart.series:
            title = headers[series.values.top - 1, series.values.left]
            assert series.name in (title, "Taux"), chart.title


def test_a_key_figure_leads_to_the_rows_it_counts_where_it_can(month: Month) -> None:
    link = Link("voir les lignes comptées", None, "Consortium", "AB1")
    sheet = pilotage.describe(month.board, "Pilotage", {"participants": link})
    links = [cell for block in sheet.blocks for cell in block.rows[0] if isinstance(cell, Link)]
    assert links == [link]


def test_a_person_in_two_siae_is_counted_once_and_it_is_said(sheet: Sheet) -> None:
    assert not [text for text in texts(sheet) if "par deux SIAE" in plain(text)]


def test_a_rate_by_half_year_says_whom_it_is_counted_among(month: Month) -> None:
    sheet = pilotage.describe(month.board, "Pilotage", {})
    first = table(sheet, "Entrés au", "Personnes")[0]
    # Ali, who entered in September 2024, left with a permanent contract after 17 months
    assert [plain(first[f"en {months} mois"]) for months in (12, 18)] == [
        "0 %\n(0 sur 1)",
        "100 %\n(1 sur 1)",
    ]


def test_numbers_and_what_stands_for_them_line_up_in_the_row_of_totals(sheet: Sheet) -> None:
    header = next(b for b in sheet.blocks if b.rows and "Participants" in b.rows[0])
    totals = sheet.blocks[sheet.blocks.index(header) + 2]
    numbers = [STYLES[role] for role in totals.roles[2:]]
    assert [style.get("align") for style in numbers] == ["right"] * len(numbers)


def test_a_month_without_a_rate_is_a_gap_in_its_chart(sheet: Sheet, tmp_path: Path) -> None:
    file = tmp_path / "un.xlsx"
    write_workbook(file, [sheet], date(2026, 11, 23))
    with zipfile.ZipFile(file) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        texts_ = [package.read(name).decode() for name in charts]
    assert charts
    assert [name for name, text in zip(charts, texts_, strict=True) if GAP not in text] == []
