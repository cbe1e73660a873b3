"""A described sheet as requests of `spreadsheets.batchUpdate`.

They clear the tab, fill it, give it its formats and leave the mark that it is known again by.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.headers.matching import letters
from sheets_sync.sheets.content import Content, Formula, Link, Span, Sparkline
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.workbooks.google.api.batch_requests import (
    add_protected_range,
    add_sheet,
    clear_cells,
    create_metadata,
    delete_metadata,
    grid_range,
    unmerge_cells,
    update_cell,
)
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.spreadsheet import Spreadsheet, Tab
from sheets_sync.workbooks.google.api.values import extended_value, kept_text, with_semicolons
from sheets_sync.workbooks.google.rendering import charts
from sheets_sync.workbooks.google.rendering.data_validation import list_request, validation_request
from sheets_sync.workbooks.google.rendering.formats import (
    conditional_format_requests,
    format_requests,
    threshold_requests,
)
from sheets_sync.workbooks.google.rendering.layout import (
    Size,
    dimension_requests,
    merge_requests,
    properties_request,
    sheet_size,
)
from sheets_sync.workbooks.shared.styles import headers_notice, is_sheet_notice, sheet_notice


@dataclass(frozen=True)
class RenderedSheet:
    """A sheet ready to be put in a tab.

    Attributes:
        size: rows and columns of the tab.
        digest: of all that the tab will hold; equal where nothing is to be done.
        before: requests that clear the tab and give it its size.
        rows: `RowData` from the first row on, values and links only.
        after: requests for formats, rules, charts, protection, and the metadata.
    """

    sheet: Sheet
    sheet_id: int
    size: Size
    digest: str
    before: Sequence[Json]
    rows: Sequence[Json]
    after: Sequence[Json]


def render(
    sheet: Sheet, spreadsheet: Spreadsheet, editor: str, sheet_ids: Mapping[str, int]
) -> RenderedSheet:
    """All that makes the tab of `sheet`, whatever is there now.

    Args:
        editor: the account that may go on writing there; "" for the person who signed in.
        sheet_ids: title → id of every tab that a link may lead to.
    """
    tab = spreadsheet.tab(sheet.name)
    sheet_id = sheet_ids[sheet.name]
    size = sheet_size(sheet)
    rows = _row_data(sheet, size[0], sheet_ids)
    dressing = list(_dressing_requests(sheet, sheet_id, size, spreadsheet.locale, editor))
    digest = _digest_of_sheet([rows, dressing, size])
    before, old_metadata = [add_sheet(sheet_id, sheet.name)], []
    if tab is not None:
        before, old_metadata = list(_clearing_requests(tab)), list(tab.metadata)
    return RenderedSheet(
        sheet,
        sheet_id,
        size,
        digest,
        [*before, properties_request(sheet, sheet_id, size)],
        rows,
        [*dressing, *map(delete_metadata, old_metadata), create_metadata(sheet_id, digest)],
    )


def new_sheet_id(name: str, taken: Collection[int]) -> int:
    """An id for a new tab: always the same for a name, so that a lost answer cannot make two."""
    first = zlib.crc32(name.encode()) & 0x3FFFFFFF
    return next(number for number in itertools.count(first) if number not in taken)


def _digest_of_sheet(parts: Any) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _clearing_requests(tab: Tab) -> Iterator[Json]:
    """Requests that remove all we put on a tab before; charts and protections of others stay."""
    if tab.filter:
        yield {"clearBasicFilter": {"sheetId": tab.id}}
    for chart in tab.charts:
        if charts.is_our_chart(chart, tab.id):
            yield {"deleteEmbeddedObject": {"objectId": chart}}
    for _ in range(tab.conditional_formats):
        # Each time the first: the others move up.
        yield {"deleteConditionalFormatRule": {"sheetId": tab.id, "index": 0}}
    for protected in tab.protected_ranges:
        if is_sheet_notice(protected.get("description")):
            protected_id = protected["protectedRangeId"]
            yield {"deleteProtectedRange": {"protectedRangeId": protected_id}}
    if tab.merged:
        yield unmerge_cells(tab.id)
    yield clear_cells({"sheetId": tab.id}, "*")


def _row_data(sheet: Sheet, row_count: int, sheet_ids: Mapping[str, int]) -> list[Json]:
    """Every row's values, down to the last row that has one."""
    rows: list[dict[int, Json]] = [{} for _ in range(row_count)]
    for block in sheet.blocks:
        for row, values in enumerate(block.rows, block.top):
            for column, value in enumerate(values, block.left):
                if value is not None and value != "":
                    rows[row][column] = _cell_data(value, sheet_ids)
    while rows and not rows[-1]:
        rows.pop()
    return [_values_of(cells) for cells in rows]


def _values_of(cells: Mapping[int, Json]) -> Json:
    """The `RowData` of cells by column."""
    if not cells:
        return {}
    return {"values": [cells.get(column, {}) for column in range(max(cells) + 1)]}


def _cell_data(value: Content, sheet_ids: Mapping[str, int]) -> Json:
    """A value as `CellData`: a text stays one, whatever it begins with; a link is on the text."""
    if isinstance(value, str):
        return {"userEnteredValue": extended_value(kept_text(value))}
    if isinstance(value, Link):
        return _linked_text(value, sheet_ids)
    if isinstance(value, Sparkline):
        top, left, _, right = value.values
        first, last = f"{letters(left)}{top + 1}", f"{letters(right)}{top + 1}"
        return {"userEnteredValue": {"formulaValue": f"=SPARKLINE({first}:{last})"}}
    if isinstance(value, Formula):
        return {"userEnteredValue": {"formulaValue": with_semicolons(value.text)}}
    if value is None:
        return {}
    return {"userEnteredValue": extended_value(value)}


def _linked_text(link: Link, sheet_ids: Mapping[str, int]) -> Json:
    """A text with its link: a format of the text, since HYPERLINK would make it a formula."""
    cell: Json = {"userEnteredValue": extended_value(kept_text(link.text))}
    if address := _link_address(link, sheet_ids):
        cell["textFormatRuns"] = [{"format": {"link": {"uri": address}}}]
    return cell


def _link_address(link: Link, sheet_ids: Mapping[str, int]) -> str | None:
    """The address that a link leads to; None where nothing on the web opens there."""
    if link.file is None:
        if link.tab not in sheet_ids:
            return None
        return f"#gid={sheet_ids[link.tab]}&range={link.cell}"
    # A path leads nowhere from a browser.
    if not link.file.startswith("https://"):
        return None
    return link.file


def _dressing_requests(
    sheet: Sheet, sheet_id: int, size: Size, locale: str, editor: str
) -> Iterator[Json]:
    """Formats, sizes, merges, rules, lists, notes, filter, charts and protection.

    Their order is part of the digest: another one would write every sheet anew, once.
    """
    yield from format_requests(sheet, sheet_id, size[0] - 1)
    yield from dimension_requests(sheet, sheet_id, size)
    yield from merge_requests(sheet, sheet_id)
    yield from threshold_requests(sheet, sheet_id, locale)
    for cells, choices in sheet.lists:
        yield list_request(sheet_id, cells, choices)
    yield from conditional_format_requests(sheet, sheet_id)
    for validation in sheet.data_validations:
        yield validation_request(sheet_id, validation, locale)
    for (row, column), text in sheet.notes.items():
        yield update_cell(sheet_id, row, column, {"note": text}, "note")
    if sheet.filter:
        yield {"setBasicFilter": {"filter": _filter(sheet, sheet.filter, sheet_id)}}
    yield from charts.chart_requests(sheet, sheet_id)
    yield _protection_request(sheet, sheet_id, editor)


def _filter(sheet: Sheet, cells: Span, sheet_id: int) -> Json:
    filter_: Json = {"range": grid_range(sheet_id, cells)}
    if sheet.filtered:
        criteria = {"hiddenValues": list(sheet.filtered.hidden_texts)}
        spec = {"columnIndex": sheet.filtered.column, "filterCriteria": criteria}
        filter_["filterSpecs"] = [spec]
    return filter_


def _protection_request(sheet: Sheet, sheet_id: int, editor: str) -> Json:
    """The tab is ours to write, but for the cells that people fill in.

    Of a tab of the staff only the headers are protected, and by a warning that can be passed.
    """
    if sheet.is_staffs:
        headers = {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": sheet.freeze[0]}
        return add_protected_range(
            {"range": headers, "description": headers_notice(), "warningOnly": True}
        )
    protected: Json = {
        "range": {"sheetId": sheet_id},
        "description": sheet_notice(),
        "warningOnly": False,
    }
    if sheet.open_cells:
        protected["unprotectedRanges"] = [grid_range(sheet_id, cells) for cells in sheet.open_cells]
    # Whoever adds a protection may edit what it covers: a person who signed in needs no naming.
    if editor:
        protected["editors"] = {"users": [editor]}
    return add_protected_range(protected)
