"""A generated tab in Google's own charts, rules and protections."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sheets_sync.files import Copies
from sheets_sync.sheets.content import Content, Span
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from tests.conftest import ANNA, HEADERS, OMAR
from tests.corpus import DAY, sheets_for
from tests.desks import GoogleDesk, Programme
from tests.sheets_emulator import changes
from tests.sheets_emulator.schema import ApiError, Json
from tests.sheets_emulator.server import Emulator


def test_generated_tabs_are_closed_to_others_but_for_the_answers(
    google: Emulator, tmp_path: Path, copies: Copies
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    rows: list[list[Content]] = [["Question", "Réponse"], ["Même personne ?", None]]
    questions = Block(0, 0, rows, ["header", "answer"])
    answers = (Span(1, 1, 1, 1), ("oui", "non"))
    sheet = Sheet("Questions", [questions], {}, {}, lists=[answers])
    desk.open().publish(WorkbookUpdate([sheet]), DAY, copies)
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
    assert desk.open().publish(WorkbookUpdate([sheet]), DAY, copies) == "unchanged"


@pytest.mark.parametrize(("locale", "limit"), [("fr_FR", "0,2"), ("en_US", "0.2")])
def test_limits_are_typed_in_the_spreadsheets_language(
    google: Emulator, tmp_path: Path, copies: Copies, locale: str, limit: str
) -> None:
    desk = GoogleDesk(google, tmp_path, {"Saisie": (HEADERS, ANNA)})
    desk.book.properties["locale"] = locale
    desk.open().publish(WorkbookUpdate(sheets_for("Saisie")), DAY, copies)
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
    desk.open().publish(WorkbookUpdate(sheets_for("Saisie")), DAY, copies)
    chart: Json = json.loads(json.dumps(desk.book.tabs[1].extras["charts"][0])) | {"chartId": 77}
    desk.does({"addChart": {"chart": chart}})
    desk.open().publish(WorkbookUpdate(sheets_for("Autre")), DAY, copies)
    desk.type("Pilotage", "A1", "tapé dessus")
    desk.open().publish(WorkbookUpdate(sheets_for("Autre")), DAY, copies)
    assert sorted(chart["chartId"] == 77 for chart in desk.book.tabs[1].extras["charts"]) == [
        False,
        True,
    ]


def test_the_small_charts_of_pilotage_are_googles_own(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA, OMAR)})
    programme.run("consolidate")
    tab = programme.desk._tab("Pilotage")
    formulas = [
        cell.get("userEnteredValue", {}).get("formulaValue", "") for cell in tab.cells.values()
    ]
    assert sum(formula.startswith("=SPARKLINE(U") for formula in formulas) == 8
    # Nobody has a column for how people leave: what is not collected has no chart.
    assert len(tab.extras["charts"]) == 3
    assert all(chart["spec"]["altText"] for chart in tab.extras["charts"])
