"""What cells hold, as it is written and as it is read."""

from __future__ import annotations

from pathlib import Path

from sheets_sync.files import Copies
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from tests.conftest import ANNA, HEADERS, OMAR
from tests.corpus import DAY
from tests.desks import GoogleDesk
from tests.sheets_emulator.fields import parse, update
from tests.sheets_emulator.server import Emulator


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
        WorkbookUpdate(
            [Sheet("Textes", [Block(0, 0, [[text] for text in texts], ["text"])], {}, {})]
        ),
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
        {"updateDimensionProperties": {"range": rows, **hide}},
        {"updateDimensionProperties": {"range": columns, **hide}},
        {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}},
    )
    grid = desk.open().read("Saisie")
    assert (set(grid.hidden_rows), set(grid.hidden_columns), grid.merged) == (
        {2},
        {1},
        ((0, 0, 0, 1),),
    )


def test_what_a_mask_does_not_name_stays_where_its_neighbour_is_cleared() -> None:
    day = {"numberFormat": {"pattern": "dd/mm/yyyy"}}
    old = {"note": "à corriger", "userEnteredFormat": day | {"backgroundColorStyle": {"x": 1}}}
    mask = parse("note,userEnteredFormat.backgroundColorStyle")
    assert update(old, {}, mask) == {"userEnteredFormat": day}
