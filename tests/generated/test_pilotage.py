"""Under each header of Pilotage stands what it says."""

from __future__ import annotations

import itertools
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sheets_sync.generated.pilotage import pilotage_sheet
from sheets_sync.generated.pilotage.canvas import WIDTH
from sheets_sync.sheets.content import Formula, Link
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.steering.forecast import foresee
from sheets_sync.steering.month import Month
from sheets_sync.steering.signals import Signals
from sheets_sync.steering.since_meeting import SinceMeeting
from sheets_sync.workbooks.shared.compare import is_ours
from sheets_sync.workbooks.shared.styles import STYLES
from sheets_sync.workbooks.xlsx.drawing.writer import write_workbook
from tests.generated.reading_sheets import table, texts, total
from tests.typing_commands import plain

GAP = '<c:dispBlanksAs val="gap"/>'


@pytest.fixture
def sheet(month: Month) -> Sheet:
    return pilotage_sheet.describe_pilotage(month.board, "Pilotage", {})


def test_each_siae_has_its_people_entries_and_exits(sheet: Sheet) -> None:
    un, deux = table(sheet, "Par SIAE", "Présentes")
    assert (un["Présentes"], un["Entrées"], un["Sorties"], un["Positives"]) == (
        2,
        1,
        1,
        1,
    )
    assert (deux["Présentes"], deux["Entrées"], deux["Sorties"]) == (1, 1, 0)
    assert un["Taux\npositif"] == 1.0
    assert plain(deux["Taux\npositif"]) == "n. d."
    whole = total(sheet, "Par SIAE", "Présentes")
    assert (whole["Par SIAE"], whole["Présentes"], whole["Entrées"], whole["Sorties"]) == (
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
    (dreets,) = table(sheet, "Accordé", "Dépensé")
    assert (dreets["Accordé"], dreets["Dépensé"], dreets["Part\ndépensée"]) == (1000, 400, 0.4)
    # 327 of 365 days are over.
    assert dreets["Écart\nau rythme"] == -496
    assert dreets["Jours\nrestants"] == 38


def test_freins_are_identified_then_lifted(sheet: Sheet) -> None:
    freins = {row["Frein"]: row for row in table(sheet, "Identifiés", "Levés")}
    assert (freins["logement"]["Identifiés"], freins["logement"]["Levés"]) == (3, 2)


def test_levels_are_those_at_entry_and_now(sheet: Sheet) -> None:
    levels = {row["Niveau"]: row for row in table(sheet, "À l’entrée", "Actuel")}
    assert (levels["A1"]["À l’entrée"], levels["A1"]["Actuel"]) == (2, 1)
    assert (levels["A2"]["À l’entrée"], levels["A2"]["Actuel"]) == (0, 1)


def test_months_have_entries_and_exits_each_under_its_title(sheet: Sheet) -> None:
    months = {row["Mois"]: row for row in table(sheet, "Mois", "Présentes")}
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
            assert headers[series.values.top - 1, series.values.left] == series.name


@pytest.mark.parametrize(("target", "is_below"), [(99.0, True), (1.0, False), (None, False)])
def test_the_last_value_stands_on_the_side_where_no_objective_is(
    month: Month, target: float | None, is_below: bool
) -> None:
    whole = month.board.whole
    aimed = {**whole, "participants": replace(whole["participants"], target=target)}
    drawn = pilotage_sheet.describe_pilotage(replace(month.board, whole=aimed), "Pilotage", {})
    series = [each for chart in drawn.charts for each in chart.series]
    (points,) = (each for each in series if each.name == "Dernière valeur, présentes")
    assert points.label_below is is_below


def test_charts_stand_on_the_grid_of_the_cards(sheet: Sheet) -> None:
    cards = {b.left for b in sheet.blocks if b.roles[0] in ("card_label", "card_link")}
    assert len(cards) == 4
    assert {chart.left for chart in sheet.charts} <= cards


def test_the_name_of_a_key_figure_leads_to_the_rows_it_counts_where_it_can(month: Month) -> None:
    link = Link("voir les lignes comptées", None, "Consortium", "AB1")
    sheet = pilotage_sheet.describe_pilotage(month.board, "Pilotage", {"participants": link})
    assert links(sheet, "Consortium") == [link._replace(text="Personnes présentes")]


def test_a_matter_leads_to_the_part_of_the_sheet_that_has_more_of_it(sheet: Sheet) -> None:
    texts_at = {(block.top, block.left): block.rows[0][0] for block in sheet.blocks if block.rows}
    (link,) = set(links(sheet, "Pilotage"))
    assert link.text == "Argent et temps"
    assert str(texts_at[int(link.cell[1:]) - 1, 9]).startswith("Argent")


def links(sheet: Sheet, tab: str) -> list[Link]:
    cells = [cell for block in sheet.blocks for row in block.rows for cell in row]
    return [cell for cell in cells if isinstance(cell, Link) and cell.tab == tab]


def test_a_person_in_two_siae_is_counted_once_and_it_is_said(sheet: Sheet) -> None:
    assert not [text for text in texts(sheet) if "par deux SIAE" in plain(text)]


def test_a_rate_by_half_year_has_whom_it_is_counted_among_beside_it(sheet: Sheet) -> None:
    header = next(b for b in sheet.blocks if b.rows and "Personnes" in b.rows[0])
    first = sheet.blocks[sheet.blocks.index(header) + 1].rows[0]
    # Ali, who entered in September 2024, left with a permanent contract after 17 months
    assert [plain(cell) if isinstance(cell, str) else cell for cell in first[2:7]] == [
        0.0,
        "0 sur 1",
        None,
        1.0,
        "1 sur 1",
    ]


def test_a_rate_of_few_exits_is_quiet_and_never_marked(sheet: Sheet) -> None:
    un, _ = table(sheet, "Par SIAE", "Présentes")
    assert getattr(un["Taux\npositif"], "role", "") == "cell_few"


WIDE = "Association pour l’Intégration Professionnelle et de l’Économie So"
LONG = "Association intermédiaire pour l'insertion et la formation des habitants du Haut-Entre-Mers"


def test_a_very_long_name_is_whole_in_a_row_as_high_as_it_needs(month: Month) -> None:
    members = [replace(month.board.members[0], name=name) for name in ("Un", LONG)]
    board = replace(month.board, members=members)
    sheet = pilotage_sheet.describe_pilotage(board, "Pilotage", {})
    header = next(b for b in sheet.blocks if b.rows and "Par SIAE" in b.rows[0])
    rows = sheet.blocks[sheet.blocks.index(header) + 1]
    assert rows.roles[0] == "cell_name"
    assert plain(rows.rows[1][0]) == LONG
    heights = [sheet.heights[rows.top + number] for number in range(2)]
    assert heights == [14.75, 54.0]


def test_forty_siae_stand_on_several_pages_each_under_the_header_and_all_in_one_total(
    month: Month,
) -> None:
    first = month.board.members[0]
    members = [replace(first, name=f"{LONG} {number}", errors=1) for number in range(40)]
    board = replace(month.board, members=members)
    sheet = pilotage_sheet.describe_pilotage(board, "Pilotage", {})
    headers = [b for b in sheet.blocks if b.rows and b.rows[0][0] == "Par SIAE"]
    tables = [sheet.blocks[sheet.blocks.index(header) + 1] for header in headers]
    names = [plain(str(row[0])) for of_page in tables for row in of_page.rows]
    assert names == [plain(member.name) for member in members]
    assert len(tables) == 4
    for header in headers[1:]:
        title_row = header.top - 1
        assert title_row in sheet.page_breaks
    (total,) = [b for b in sheet.blocks if b.rows and b.left == 0 and b.rows[0][0] == "Ensemble"]
    assert total.rows[0][-1] == 40
    of_whole = dict(zip(headers[0].rows[0], total.rows[0], strict=True))
    for title, name in (
        ("Entrées", "entrees"),
        ("Sorties", "sorties"),
        ("Présentes", "participants"),
    ):
        assert of_whole[title] == month.board.whole[name].numerator


PAGE_POINTS = 707
"""Of an A4 sheet in landscape, with our margins, at 76 % of its size."""


def heights_of_pages(sheet: Sheet) -> list[float]:
    """Points of the rows of each page after the first."""
    bottom = max(block.top + len(block.rows) for block in sheet.blocks if block.left < WIDTH)
    edges = itertools.pairwise([*sheet.page_breaks, bottom])
    return [sum(sheet.heights.get(row, 15) for row in range(*edge)) for edge in edges]


@pytest.mark.parametrize(
    ("name", "number", "pages"),
    [("Un", 12, 1), (WIDE, 12, 2), ("Un", 28, 2), (WIDE, 28, 3), ("Un", 45, 2), (WIDE, 40, 4)],
)
def test_pages_of_siae_are_filled_and_none_is_longer_than_paper(
    month: Month, name: str, number: int, pages: int
) -> None:
    first = month.board.members[0]
    members = [replace(first, name=f"{name} {nth}") for nth in range(number)]
    board = replace(month.board, members=members)
    heights = heights_of_pages(pilotage_sheet.describe_pilotage(board, "Pilotage", {}))
    assert len(heights) == pages
    assert max(heights) <= PAGE_POINTS
    # what follows the SIAE may be short
    assert min(heights[:-1], default=PAGE_POINTS) > 0.6 * PAGE_POINTS


def test_a_name_that_fills_its_column_does_not_touch_the_type(sheet: Sheet) -> None:
    header = next(b for b in sheet.blocks if b.rows and b.rows[0][0] == "Par SIAE")
    rows = sheet.blocks[sheet.blocks.index(header) + 1]
    column = list(header.rows[0]).index("Type")
    indents = [STYLES[roles[column]].get("indent") for roles in (header.roles, rows.roles)]
    assert indents == [1, 1]


@pytest.mark.parametrize(("share", "role"), [(0.55, ""), (0.2, "cell_alert_percent")])
def test_a_siae_is_marked_where_it_fills_fewer_cells_than_the_others(
    month: Month, share: float, role: str
) -> None:
    members = [replace(month.board.members[0], completeness=share)]
    board = replace(month.board, members=members, completeness=0.58)
    (row,) = table(pilotage_sheet.describe_pilotage(board, "Pilotage", {}), "Par SIAE", "Présentes")
    assert getattr(row["Cases remplies"], "role", "") == role


def test_counts_stand_as_far_in_as_their_header(sheet: Sheet) -> None:
    header = next(b for b in sheet.blocks if b.rows and "Sur\nconstatées" in b.rows[0])
    rows = sheet.blocks[sheet.blocks.index(header) + 1]
    column = list(header.rows[0]).index("Sur\nconstatées")
    indents = [STYLES[roles[column]].get("indent") for roles in (header.roles, rows.roles)]
    assert indents == [1, 1]


def test_numbers_stand_under_headers_on_the_same_side(sheet: Sheet) -> None:
    for header, rows in itertools.pairwise(sheet.blocks):
        if not header.roles[0].startswith("header") or rows.top != header.top + 1:
            continue
        for title, head, body in zip(header.rows[0], header.roles, rows.roles, strict=True):
            sides = [STYLES[role].get("align", "left") for role in (head, body)]
            assert sides[0] == sides[1], title


def test_the_whole_lines_up_with_its_numbers(sheet: Sheet) -> None:
    header = next(b for b in sheet.blocks if b.rows and "Présentes" in b.rows[0] and not b.left)
    body, totals = (sheet.blocks[sheet.blocks.index(header) + nth] for nth in (1, 2))
    pairs = zip(body.roles, totals.roles, strict=True)
    assert [STYLES[total].get("align") for role, total in pairs] == [
        STYLES[role].get("align") for role in body.roles
    ]


def test_the_tab_is_known_again_whatever_there_is_to_decide(month: Month, sheet: Sheet) -> None:
    quiet = replace(month.board, signals=Signals([], [], 0))
    other = pilotage_sheet.describe_pilotage(quiet, "Pilotage", {})
    assert other.landmarks == sheet.landmarks
    assert other.page_breaks != sheet.page_breaks


def test_the_tab_as_it_was_laid_out_before_is_known_again(sheet: Sheet) -> None:
    former: list[list[str]] = [["Pilotage – Essai"], *[[""]] * 23, ["Par SIAE"], ["SIAE", "Type"]]
    assert is_ours(former, sheet)
    assert not is_ours([["Notes de réunion"]], sheet)


def test_a_tab_with_the_straight_apostrophes_of_before_is_known_again() -> None:
    headings = Block(0, 0, [["Déjà dans l’onglet", "À l'entrée"]], ["header", "header"])
    made = Sheet("Saisie", [headings], {}, {})
    assert is_ours([["Déjà dans l'onglet", "À l'entrée"]], made)
    assert not is_ours([["Déjà dans un onglet", "À l'entrée"]], made)


def test_long_titles_of_late_tasks_have_as_many_lines_as_they_need(month: Month) -> None:
    task = "Transmettre à la coordination les justificatifs d’heures de formation (38 jours)"
    since = SinceMeeting(date(2026, 11, 3), "aucune entrée", "9 tâches en retard, dont", [task] * 3)
    sheet = pilotage_sheet.describe_pilotage(replace(month.board, since=since), "Pilotage", {})
    late = next(each for each in sheet.blocks if "9 tâches" in str(each.rows[0][0]))
    assert late.roles == ["caption_wrap"]
    assert plain(str(late.rows[0][0])).count("Transmettre") == 3
    assert sheet.heights[late.top] > 26


def test_nothing_urgent_is_said(month: Month) -> None:
    quiet = replace(month.board, signals=Signals([], [], 0))
    assert "Rien d'urgent ce mois-ci." in map(
        plain, texts(pilotage_sheet.describe_pilotage(quiet, "Pilotage", {}))
    )


def test_a_month_without_a_rate_is_a_gap_in_its_chart(sheet: Sheet, tmp_path: Path) -> None:
    file = tmp_path / "un.xlsx"
    write_workbook(file, [sheet], date(2026, 11, 23))
    with zipfile.ZipFile(file) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        texts_ = [package.read(name).decode() for name in charts]
    assert charts
    assert [name for name, text in zip(charts, texts_, strict=True) if GAP not in text] == []


def test_a_chart_says_what_programs_take_otherwise_where_it_is_not_said(
    sheet: Sheet, tmp_path: Path
) -> None:
    file = tmp_path / "un.xlsx"
    write_workbook(file, [sheet], date(2026, 11, 23))
    with zipfile.ZipFile(file) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        texts_ = [package.read(name).decode() for name in charts]
    for text in texts_:
        series = text.count("<c:ser>")
        assert text.count('<c:varyColors val="0"/>') == 1
        assert '<c:autoTitleDeleted val="1"/>' in text
        if "<c:lineChart>" in text:
            assert text.count('<c:smooth val="0"/>') == series
        else:
            assert text.count('<c:invertIfNegative val="0"/>') == series
        # Without a word of either, LibreOffice draws crosses through the axis.
        axes = text.count("<c:axId") // 2
        for ticks in ("major", "minor"):
            assert text.count(f'<c:{ticks}TickMark val="none"/>') == axes
        # The values are kept beside the cells that they stand in.
        assert text.count("<c:numCache>") >= series


def test_a_count_on_its_way_to_its_target_says_where_its_pace_leads(month: Month) -> None:
    pace = foresee([10] * 11 + [40], 60, 145, date(2026, 10, 1), date(2028, 12, 31))
    board = month.board
    figures = [replace(each, forecast=pace) for each in board.key_figures]
    foreseen = pilotage_sheet.describe_pilotage(replace(board, key_figures=figures), "Pilotage", {})
    shown = [block.rows[0][0] for block in foreseen.blocks if block.roles == ["card_before"]]
    assert shown == [pace.short_text] * len(figures)


def test_what_follows_many_siae_is_a_page_of_its_own_with_its_title(month: Month) -> None:
    board = month.board
    many = [replace(board.members[0], name=f"SIAE {number}") for number in range(30)]
    sheet = pilotage_sheet.describe_pilotage(replace(board, members=many), "Pilotage", {})
    second, third = sheet.page_breaks
    titles = {b.top: b.rows[0][0] for b in sheet.blocks if b.roles == ["heading"]}
    assert titles[second] == titles[third]
    rows = [b for b in sheet.blocks if any(row[0] == "SIAE 29" for row in b.rows)]
    assert [second < b.top < third for b in rows] == [True]


def test_every_header_beside_the_pages_has_the_apostrophe_of_print(sheet: Sheet) -> None:
    headers = [
        value
        for block in sheet.blocks
        if "header" in block.roles
        for value in block.rows[0]
        if isinstance(value, str)
    ]
    assert "À l’entrée" in headers
    assert not [header for header in headers if "'" in header]
