"""Google Sheets for real, gspread and google-auth over HTTP: how many calls, what cells hold, who works while we do, several spreadsheets."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sheets_sync.files import Copies
from sheets_sync.sheets.content import Span
from sheets_sync.sheets.sheet import Block, Sheet
from tests.conftest import ANNA, HEADERS, OMAR, Rows
from tests.corpus import DAY, WRONG, sheets_for
from tests.desks import BAD, OWNER, GoogleDesk, Programme
from tests.sheets_emulator import changes
from tests.sheets_emulator.schema import ApiError, Json
from tests.sheets_emulator.server import Emulator

# how many calls


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
        1,
        1,
    )  # a read of them is Drive's: the rights
    assert (
        len([call for call in google.calls if call["verb"] == "GET" and "/v4/" in call["path"]])
        == 2
    )
    assert programme.calls_of("prepare") == ["read"]
    programme.desk.type("Atelier 0", "D2", "12/03/1990")
    assert programme.calls_of("prepare") == ["read", "read", "write"]  # today's copy is there


def test_only_what_is_used_travels(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    programme.calls_of("check")
    asked = next(call for call in google.calls if call["verb"] == "GET")
    assert set(asked["query"]) == {"fields"}
    assert "charts(chartId)" in asked["query"]["fields"][0]
    assert "formattedValue" not in asked["query"]["fields"][0]


# people who work while we do


def test_what_is_typed_meanwhile_is_left_alone_and_waits_for_the_next_run(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    book = desk.open()
    desk.type("Saisie", "D2", "12/03/1990")
    desk.write_note("Saisie", "A3", "écrit entre-temps")
    book.publish([], {"Saisie": {"D2": WRONG, "A3": WRONG}}, DAY, copies)
    assert (desk.value("Saisie", "D2"), desk.note("Saisie", "D2"), desk.colour("Saisie", "D2")) == (
        "12/03/1990",
        "",
        None,
    )
    assert (desk.note("Saisie", "A3"), desk.colour("Saisie", "A3")) == (
        "écrit entre-temps",
        "#FFCFBF",
    )
    assert book.notices == [
        "1\xa0remarque attend le prochain passage\xa0: la saisie a changé pendant celui-ci."
    ]


def test_rows_that_moved_are_found_again(google: Emulator, tmp_path: Path, copies: Copies) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    book = desk.open()
    where = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    desk.does({"insertDimension": {"range": where, "inheritFromBefore": True}})
    desk.type("Saisie", "A2", "NOUVELLE")
    book.publish([], {"Saisie": {"D2": WRONG}}, DAY, copies)
    assert [desk.note("Saisie", f"D{row}") for row in (2, 3, 4)] == ["", WRONG.text, ""]


def test_a_tab_sorted_meanwhile_keeps_its_marks_with_the_people(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    desk.open().publish([], {"Saisie": {"D2": WRONG}}, DAY, copies)
    book = desk.open()
    area = {
        "sheetId": 0,
        "startRowIndex": 1,
        "endRowIndex": 3,
        "startColumnIndex": 0,
        "endColumnIndex": 9,
    }
    desk.does(
        {
            "sortRange": {
                "range": area,
                "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}],
            }
        }
    )
    book.publish([], {"Saisie": {"D2": WRONG}}, DAY, copies)
    assert (desk.value("Saisie", "A3"), desk.note("Saisie", "D3"), desk.note("Saisie", "D2")) == (
        "DIALLO",
        WRONG.text,
        "",
    )


def test_a_tab_renamed_meanwhile_is_no_accident(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD)})
    book = desk.open()
    desk.does(
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "title": "Saisie 2026"},
                "fields": "title",
            }
        }
    )
    book.publish(sheets_for("Saisie"), {"Saisie": {"D2": WRONG}}, DAY, copies)
    assert desk.tabs() == ["Saisie 2026", "Pilotage", "Anomalies", "Consortium"]
    assert desk.note("Saisie 2026", "D2") == ""


def test_cells_that_are_protected_from_us_are_left_alone_and_told(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, BAD, OMAR)})
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2}
    desk.does(
        {"addProtectedRange": {"protectedRange": {"range": area, "editors": {"users": [OWNER]}}}}
    )
    book = desk.open()
    book.publish([], {"Saisie": {"D2": WRONG, "D3": WRONG}}, DAY, copies)
    assert (desk.note("Saisie", "D2"), desk.note("Saisie", "D3")) == ("", WRONG.text)
    assert "protégées" in book.notices[0]


def test_generated_tabs_are_closed_to_others_but_for_the_answers(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    sheet = Sheet("Questions", [Block(0, 0, [["Question", "Réponse"], ["Même personne ?", None]], ["header", "answer"])], {}, {}, lists=[(Span(1, 1, 1, 1), ("oui", "non"))])  # fmt: skip
    desk.open().publish([sheet], {}, DAY, copies)
    desk.book.shares["marie@exemple.fr"] = "writer"
    tab = desk.book.tabs[-1].id

    def types(column: int) -> None:
        start = {"sheetId": tab, "rowIndex": 1, "columnIndex": column}
        cell = {"userEnteredValue": {"stringValue": "oui"}}
        asked = {
            "requests": [
                {
                    "updateCells": {
                        "start": start,
                        "rows": [{"values": [cell]}],
                        "fields": "userEnteredValue",
                    }
                }
            ]
        }
        desk.emulator.files.books[desk.id] = changes.apply(desk.book, asked, "marie@exemple.fr")[0]

    with pytest.raises(ApiError, match="protected cell"):
        types(0)
    types(1)
    assert desk.open().publish([sheet], {}, DAY, copies) == "unchanged"


# what cells hold


def test_texts_are_never_formulas_and_very_long_ones_are_cut(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    texts = [
        "=1+1",
        "+33 6 12",
        "-5",
        "@nom",
        "01000",
        "'quoted",
        "2024-03-01",
        "TRUE",
        "é" * 60_000,
    ]
    desk.open().publish(
        [Sheet("Textes", [Block(0, 0, [[text] for text in texts], ["text"])], {}, {})],
        {},
        DAY,
        copies,
    )
    assert [desk.value("Textes", f"A{row}") for row in range(1, 9)] == texts[:8]
    assert len(desk.value("Textes", "A9")) == 50_000
    read = desk.open().read("Textes").rows
    assert [row[0] for row in read[:8]] == texts[:8]


def test_hidden_rows_columns_and_merges_are_seen(google: Emulator, tmp_path: Path) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA, OMAR)})
    rows = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    columns = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    hide = {"properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    area = {
        "sheetId": 0,
        "startRowIndex": 0,
        "endRowIndex": 1,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    desk.does(
        {"updateDimensionProperties": {"range": rows, **hide}}, {"updateDimensionProperties": {"range": columns, **hide}},
        {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}},
    )  # fmt: skip
    grid = desk.open().read("Saisie")
    assert (set(grid.hidden_rows), set(grid.hidden_columns), grid.merged) == (
        {2},
        {1},
        ((0, 0, 0, 1),),
    )


@pytest.mark.parametrize(("locale", "limit"), [("fr_FR", "0,2"), ("en_US", "0.2")])
def test_limits_are_typed_in_the_spreadsheets_language(
    google: Emulator, tmp_path: Path, copies: Copies, locale: str, limit: str
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    desk.book.properties["locale"] = locale
    desk.open().publish(sheets_for("Saisie"), {}, DAY, copies)
    tab = desk.book.tabs[1]
    rule = tab.extras["conditionalFormats"][0]["booleanRule"]["condition"]
    assert rule == {"type": "NUMBER_LESS", "values": [{"userEnteredValue": limit}]}
    chart = tab.extras["charts"][0]["spec"]
    assert (chart["title"], chart["altText"], chart["basicChart"]["chartType"]) == (
        "Entrées",
        "Entrées par mois",
        "LINE",
    )
    assert (tab.grid["frozenRowCount"], tab.grid["frozenColumnCount"]) == (4, 1)
    assert "basicFilter" in desk.book.tabs[2].extras


def test_a_chart_and_a_rule_that_somebody_added_to_a_generated_tab(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    desk.open().publish(sheets_for("Saisie"), {}, DAY, copies)
    chart: Json = json.loads(json.dumps(desk.book.tabs[1].extras["charts"][0])) | {"chartId": 77}
    desk.does({"addChart": {"chart": chart}})
    desk.open().publish(sheets_for("Autre"), {}, DAY, copies)
    desk.type("Pilotage", "A1", "tapé dessus")
    desk.open().publish(sheets_for("Autre"), {}, DAY, copies)
    assert sorted(chart["chartId"] == 77 for chart in desk.book.tabs[1].extras["charts"]) == [
        False,
        True,
    ]


# several spreadsheets


def test_one_spreadsheet_a_siae_and_the_generated_sheets_elsewhere(
    google: Emulator, tmp_path: Path
) -> None:
    consortium, steering = (
        GoogleDesk(google, tmp_path, {"Vide": ()}, title) for title in ("Consortium", "Pilotage")
    )
    own = GoogleDesk(google, tmp_path, {"Deux": (HEADERS, BAD)}, "Deux")
    more = (
        f"consortium: {{workbook: '{consortium.where}'}}\nsteering: {{workbook: {steering.id}}}\n"
    )
    programme = Programme(google, tmp_path / "p", {"Un": (HEADERS, ANNA, OMAR)}, more)
    config = programme.folder / "config.yaml"
    config.write_text(
        config.read_text().replace(
            "siae:\n", f"siae:\n  - {{tab: Deux, name: Deux, kind: EI, workbook: {own.id}}}\n"
        ),
        encoding="utf-8",
    )
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert (programme.desk.tabs(), own.tabs()) == (["Un"], ["Deux"])
    assert (consortium.tabs(), steering.tabs()) == (
        ["Vide", "Anomalies", "Consortium"],
        ["Vide", "Pilotage"],
    )
    assert own.note("Deux", "D2").startswith("⚠")
    link = next(
        cell["textFormatRuns"][0]["format"]["link"]["uri"]
        for cell in consortium._tab("Anomalies").cells.values()
        if "textFormatRuns" in cell
    )
    assert link == f"https://docs.google.com/spreadsheets/d/{own.id}/edit#gid=0&range=D2"
    assert not any(
        "DIALLO" in str(cell) for tab in consortium.book.tabs for cell in tab.cells.values()
    )


def test_links_within_the_spreadsheet_lead_to_the_cell(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Un": (HEADERS, ANNA), "Deux": (HEADERS, BAD)})
    programme.run("consolidate")
    links = [
        cell["textFormatRuns"][0]["format"]["link"]["uri"]
        for cell in programme.desk._tab("Anomalies").cells.values()
        if "textFormatRuns" in cell
    ]
    assert f"#gid={programme.desk._tab('Deux').id}&range=D2" in links
