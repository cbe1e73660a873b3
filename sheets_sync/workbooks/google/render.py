"""A described sheet as requests of `spreadsheets.batchUpdate`: what clears the tab, what fills it, what it is known again by."""

from __future__ import annotations

import hashlib
import itertools
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.columns import letters
from sheets_sync.sheets.content import Content, Formula, Link, Role, Span, Sparkline
from sheets_sync.sheets.sheet import Block, Chart, Series, Sheet
from sheets_sync.workbooks.google.calls import Json
from sheets_sync.workbooks.google.formats import (
    cell_format,
    checking,
    grid_range,
    mark,
    typed,
    with_semicolons,
)
from sheets_sync.workbooks.google.state import KEY, State, Tab, hex_colour
from sheets_sync.workbooks.google.values import DAY_ZERO, kept_text
from sheets_sync.workbooks.styles import FONT, INK, PROTECTION, TITLES, role_of

_ROW_PIXELS, _COLUMN_PIXELS = 21, 100


@dataclass(frozen=True)
class Rendered:
    """A sheet ready to be put in a tab of `size` (rows, columns).

    `rows` are `RowData` from the first row on, values and links only; `before` clears the tab and shapes it, `after` dresses it.
    """

    sheet: Sheet
    tab_id: int
    size: tuple[int, int]
    digest: str
    before: Sequence[Json]
    rows: Sequence[Json]
    after: Sequence[Json]


def render(sheet: Sheet, state: State, editor: str, tab_ids: Mapping[str, int]) -> Rendered:
    """All that makes the tab of `sheet`, whatever is there now.

    Args:
        editor: the account that may go on writing there; "" for the person who signed in.
        tab_ids: title → id of every tab that a link may lead to.
    """
    there = state.tab(sheet.name)
    tab_id = tab_ids[sheet.name]
    size = _size(sheet)
    page = _Page(sheet, tab_id, size, state.locale, editor, tab_ids)
    rows, after = page.rows(), page.dressing()
    digest = _digest([rows, after, size])
    before = [*(_clearing(there, tab_id) if there else [_added(sheet, tab_id)]), page.shape()]
    known = [
        {
            "deleteDeveloperMetadata": {
                "dataFilter": {"developerMetadataLookup": {"metadataId": id_}}
            }
        }
        for id_ in (there.metadata if there else ())
    ]
    known_by = {
        "metadataKey": KEY,
        "metadataValue": digest,
        "visibility": "DOCUMENT",
        "location": {"sheetId": tab_id},
    }
    return Rendered(
        sheet,
        tab_id,
        size,
        digest,
        before,
        rows,
        [*after, *known, {"createDeveloperMetadata": {"developerMetadata": known_by}}],
    )


def tab_id_for(name: str, taken: Sequence[int]) -> int:
    """An id for a new tab: always the same for a name, so that a lost answer cannot make two."""
    return next(
        number
        for number in itertools.count(zlib.crc32(name.encode()) & 0x3FFFFFFF)
        if number not in taken
    )


def _digest(parts: Any) -> str:
    return hashlib.sha256(
        json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()[:32]


def _size(sheet: Sheet) -> tuple[int, int]:
    """Rows and columns that hold the cells, what stays in sight, and the charts over them."""
    bottoms = [block.top + len(block.rows) for block in sheet.blocks] + [
        _end(c.top, c.height, _row_pixels(sheet), _ROW_PIXELS) for c in sheet.charts
    ]
    bottoms += [check.cells.bottom + 1 for check in sheet.data_validations]
    rights = [block.left + max(len(block.roles), block.span) for block in sheet.blocks]
    rights += [
        _end(chart.left, chart.width, _column_pixels(sheet), _COLUMN_PIXELS)
        for chart in sheet.charts
    ]
    return max(sheet.freeze[0] + 1, *bottoms), max(sheet.freeze[1] + 1, *rights)


def _end(start: int, pixels: int, sizes: Mapping[int, int], usual: int) -> int:
    """The row or column after the last that something of so many pixels lies over."""
    while pixels > 0:
        pixels -= sizes.get(start, usual)
        start += 1
    return start


def _row_pixels(sheet: Sheet) -> dict[int, int]:
    return {row: round(points * 4 / 3) for row, points in sheet.heights.items()}


def _column_pixels(sheet: Sheet) -> dict[int, int]:
    return {column: round(characters * 7 + 5) for column, characters in sheet.widths.items()}


def _added(sheet: Sheet, tab_id: int) -> Json:
    return {"addSheet": {"properties": {"sheetId": tab_id, "title": sheet.name}}}


def _clearing(tab: Tab, tab_id: int) -> list[Json]:
    """What takes away all that we put on a tab before; charts that are not ours stay."""
    whole = {"sheetId": tab_id}
    made: list[Json] = [{"clearBasicFilter": {"sheetId": tab_id}}] if tab.filtered else []
    made += [
        {"deleteEmbeddedObject": {"objectId": chart}}
        for chart in tab.charts
        if _is_ours(chart, tab_id)
    ]
    made += [
        {"deleteConditionalFormatRule": {"sheetId": tab_id, "index": 0}}
    ] * tab.conditional_formats
    made += [
        {"deleteProtectedRange": {"protectedRangeId": protection["protectedRangeId"]}}
        for protection in tab.protections
        if protection.get("description") == PROTECTION
    ]
    if tab.merged:
        made.append({"unmergeCells": {"range": whole}})
    return [*made, {"updateCells": {"range": whole, "fields": "*"}}]


def _chart_id(tab_id: int, number: int) -> int:
    return (zlib.crc32(f"{KEY} {tab_id}".encode()) & 0x3FFFFF00) + number


def _is_ours(chart: int, tab_id: int) -> bool:
    return chart & ~0xFF == _chart_id(tab_id, 0)


class _Page:
    def __init__(
        self,
        sheet: Sheet,
        tab_id: int,
        size: tuple[int, int],
        locale: str,
        editor: str,
        tab_ids: Mapping[str, int],
    ) -> None:
        self.sheet, self.id, self.size, self.locale, self.editor, self.tab_ids = (
            sheet,
            tab_id,
            size,
            locale,
            editor,
            tab_ids,
        )

    def shape(self) -> Json:
        """Size, what stays in sight, the tab's colour."""
        sheet, (rows, columns) = self.sheet, self.size
        grid = {
            "rowCount": rows, "columnCount": columns, **self._frozen(),
            "hideGridlines": not sheet.gridlines,
        }  # fmt: skip
        properties = {
            "sheetId": self.id,
            "gridProperties": grid,
            "tabColorStyle": hex_colour(sheet.colour).as_json,
        }
        return {
            "updateSheetProperties": {
                "properties": properties,
                "fields": "gridProperties,tabColorStyle",
            }
        }

    def _frozen(self) -> Json:
        """What stays in sight; Google lets no merged cells lie across that line, so there nothing does."""
        rows, columns = self.sheet.freeze
        merged = [
            (block.left, block.left + block.span) for block in self.sheet.blocks if block.span > 1
        ]
        return {
            "frozenRowCount": rows,
            "frozenColumnCount": 0
            if any(left < columns < right for left, right in merged)
            else columns,
        }

    def rows(self) -> list[Json]:
        """Every row's values: text as text whatever it begins with, days as serials, links as links on the text."""
        cells: list[dict[int, Json]] = [{} for _ in range(self.size[0])]
        for block in self.sheet.blocks:
            for row, values in enumerate(block.rows, block.top):
                cells[row] |= {
                    column: self._cell(value)
                    for column, value in enumerate(values, block.left)
                    if value is not None and value != ""
                }
        while cells and not cells[-1]:
            cells.pop()
        return [
            {"values": [row.get(column, {}) for column in range(max(row) + 1)]} if row else {}
            for row in cells
        ]

    def _cell(self, value: Content) -> Json:
        if isinstance(value, str):
            return {"userEnteredValue": {"stringValue": kept_text(value)}}
        if isinstance(value, bool):
            return {"userEnteredValue": {"boolValue": value}}
        if isinstance(value, date):
            return {"userEnteredValue": {"numberValue": value.toordinal() - DAY_ZERO}}
        if isinstance(value, Link):
            address = self._address(value)
            linked = {"textFormatRuns": [{"format": {"link": {"uri": address}}}]} if address else {}
            return {"userEnteredValue": {"stringValue": kept_text(value.text)}, **linked}
        if isinstance(value, Sparkline):
            first, last = (
                f"{letters(column)}{value.values.top + 1}"
                for column in (value.values.left, value.values.right)
            )
            return {"userEnteredValue": {"formulaValue": f"=SPARKLINE({first}:{last})"}}
        if isinstance(value, Formula):
            return {"userEnteredValue": {"formulaValue": with_semicolons(value.text)}}
        return {"userEnteredValue": {"numberValue": value}}

    def _address(self, link: Link) -> str | None:
        if link.file is None:
            target = self.tab_ids.get(link.tab)
            return None if target is None else f"#gid={target}&range={link.cell}"
        return link.file if link.file.startswith("https://") else None

    def dressing(self) -> list[Json]:
        """Formats, sizes, merges, filter, rules, lists, charts and protection."""
        sheet = self.sheet
        bottom = self.size[0] - 1
        made = [
            self._look(sheet.freeze[0], column, bottom, column, role)
            for column, role in sheet.columns.items()
        ]
        made += [self._look(*area, role) for area, role in _looks(sheet)]
        made += self._sizes("COLUMNS", _column_pixels(sheet), self.size[1], _COLUMN_PIXELS)
        made += self._sizes("ROWS", _row_pixels(sheet), self.size[0], _ROW_PIXELS)
        for block in sheet.blocks:
            if block.span > 1:
                made += [{"mergeCells": {"range": self._range(Span(r, block.left, r, block.left + block.span - 1)), "mergeType": "MERGE_ALL"}} for r in range(block.top, block.top + len(block.rows))]  # fmt: skip
        made += [self._below(number, *rule) for number, rule in enumerate(sheet.below)]
        made += [self._list(cells, choices) for cells, choices in sheet.lists]
        made += [
            self._shade(len(sheet.below) + number, *shade)
            for number, shade in enumerate(sheet.conditional_formats)
        ]
        made += [checking(self.id, check, self.locale) for check in sheet.data_validations]
        made += [self._note(row, column, text) for (row, column), text in sheet.notes.items()]
        if sheet.filter:
            made.append({"setBasicFilter": {"filter": {"range": self._range(sheet.filter)}}})
        made += [self._chart(number, chart) for number, chart in enumerate(sheet.charts)]
        return [*made, self._protection()]

    def _range(self, cells: Span) -> Json:
        return grid_range(self.id, cells)

    def _look(self, top: int, left: int, bottom: int, right: int, role: Role) -> Json:
        cell = {"userEnteredFormat": cell_format(role)}
        return {
            "repeatCell": {
                "range": self._range(Span(top, left, bottom, right)),
                "cell": cell,
                "fields": "userEnteredFormat",
            }
        }

    def _sizes(
        self, dimension: str, pixels: Mapping[int, int], count: int, usual: int
    ) -> list[Json]:
        """A request for each run of rows or columns of one size."""
        made = []
        for size, run in itertools.groupby(range(count), lambda place: pixels.get(place, usual)):
            places = list(run)
            where = {
                "sheetId": self.id,
                "dimension": dimension,
                "startIndex": places[0],
                "endIndex": places[-1] + 1,
            }
            made.append(
                {
                    "updateDimensionProperties": {
                        "range": where,
                        "properties": {"pixelSize": size},
                        "fields": "pixelSize",
                    }
                }
            )
        return made

    def _below(self, number: int, cells: Span, limit: float, role: Role) -> Json:
        """Numbers under a limit stand out; Google reads the limit as if it were typed in the spreadsheet's language."""
        condition = {
            "type": "NUMBER_LESS",
            "values": [{"userEnteredValue": typed(limit, self.locale)}],
        }
        rule = {
            "ranges": [self._range(cells)],
            "booleanRule": {"condition": condition, "format": mark(role)},
        }
        return {"addConditionalFormatRule": {"rule": rule, "index": number}}

    def _list(self, cells: Span, choices: Sequence[str]) -> Json:
        condition = {
            "type": "ONE_OF_LIST",
            "values": [{"userEnteredValue": choice} for choice in choices],
        }
        return {
            "setDataValidation": {
                "range": self._range(cells),
                "rule": {"condition": condition, "strict": True, "showCustomUi": True},
            }
        }

    def _shade(self, number: int, cells: Span, formula: str, role: Role) -> Json:
        condition = {
            "type": "CUSTOM_FORMULA",
            "values": [{"userEnteredValue": f"={with_semicolons(formula)}"}],
        }
        rule = {
            "ranges": [self._range(cells)],
            "booleanRule": {"condition": condition, "format": mark(role)},
        }
        return {"addConditionalFormatRule": {"rule": rule, "index": number}}

    def _note(self, row: int, column: int, text: str) -> Json:
        rows = [{"values": [{"note": text}]}]
        return {
            "updateCells": {
                "range": self._range(Span(row, column, row, column)),
                "rows": rows,
                "fields": "note",
            }
        }

    def _protection(self) -> Json:
        """The tab is ours to write; cells that a person answers in stay open. Of a tab of the staff the titles are, and a warning only."""
        if self.sheet.is_staffs:
            titles = {"sheetId": self.id, "startRowIndex": 0, "endRowIndex": self.sheet.freeze[0]}
            return {
                "addProtectedRange": {
                    "protectedRange": {"range": titles, "description": TITLES, "warningOnly": True}
                }
            }
        made: Json = {
            "range": {"sheetId": self.id},
            "description": PROTECTION,
            "warningOnly": False,
        }
        if self.sheet.open_cells:
            made["unprotectedRanges"] = [self._range(cells) for cells in self.sheet.open_cells]
        if self.editor:
            made["editors"] = {"users": [self.editor]}
        return {"addProtectedRange": {"protectedRange": made}}

    def _chart(self, number: int, chart: Chart) -> Json:
        kind = {"line": "LINE", "column": "COLUMN", "bar": "BAR"}[chart.kind]
        along, up = (
            ("LEFT_AXIS", "BOTTOM_AXIS") if chart.kind == "bar" else ("BOTTOM_AXIS", "LEFT_AXIS")
        )
        legend = "NO_LEGEND" if len(chart.series) == 1 else "BOTTOM_LEGEND"
        header = self._header_row(chart)
        basic = {
            "chartType": kind, "legendPosition": legend, "headerCount": 1 if header else 0,
            "axis": [{"position": along}, {"position": up, "viewWindowOptions": {"viewWindowMin": 0, "viewWindowMode": "EXPLICIT"}}],
            "domains": [{"domain": self._source(chart.categories, header)}],
            "series": [self._series(series, up, header) for series in chart.series],
        }  # fmt: skip
        text = {
            "fontFamily": FONT["font_name"],
            "fontSize": 11,
            "bold": True,
            "foregroundColorStyle": hex_colour(INK).as_json,
        }
        spec = {
            "title": chart.title,
            "titleTextFormat": text,
            "altText": chart.description,
            "fontName": FONT["font_name"],
            "basicChart": basic,
        }
        anchor = {"sheetId": self.id, "rowIndex": chart.top, "columnIndex": chart.left}
        position = {
            "overlayPosition": {
                "anchorCell": anchor,
                "widthPixels": chart.width,
                "heightPixels": chart.height,
            }
        }
        return {
            "addChart": {
                "chart": {"chartId": _chart_id(self.id, number), "spec": spec, "position": position}
            }
        }

    def _header_row(self, chart: Chart) -> bool:
        """Whether the cells just above the series name them, as Google wants for its legend."""
        row = chart.categories.top - 1
        texts = {
            (block.top + r, block.left + c): text
            for block in self.sheet.blocks
            for r, line in enumerate(block.rows)
            if block.top + r == row
            for c, text in enumerate(line)
        }
        return all(texts.get((row, series.values.left)) == series.name for series in chart.series)

    def _source(self, cells: Span, header: bool) -> Json:
        return {
            "sourceRange": {
                "sources": [self._range(cells._replace(top=cells.top - 1) if header else cells)]
            }
        }

    def _series(self, series: Series, axis: str, header: bool) -> Json:
        return {
            "series": self._source(series.values, header),
            "targetAxis": axis,
            "colorStyle": hex_colour(series.colour).as_json,
        }


def _looks(sheet: Sheet) -> Iterator[tuple[tuple[int, int, int, int], Role]]:
    """(top, left, bottom, right) → role, in as few rectangles as neighbours that look alike allow."""
    for block in sheet.blocks:
        if block.span > 1:
            for row in range(block.top, block.top + len(block.rows)):
                yield (
                    (row, block.left, row, block.left + block.span - 1),
                    role_of(block.rows[row - block.top][0], block.roles[0]),
                )
            continue
        columns = [_runs(block, place) for place in range(len(block.roles))]
        left = 0
        for _, alike in itertools.groupby(columns):
            width = len(list(alike))
            for top, bottom, role in columns[left]:
                yield (
                    (
                        block.top + top,
                        block.left + left,
                        block.top + bottom,
                        block.left + left + width - 1,
                    ),
                    role,
                )
            left += width


def _runs(block: Block, place: int) -> list[tuple[int, int, Role]]:
    """First and last row of each stretch of a column that has one look."""
    usual = block.roles[place]
    found, start = [], 0
    for role, run in itertools.groupby(
        usual if row[place] is None else role_of(row[place], usual) for row in block.rows
    ):
        end = start + len(list(run))
        found.append((start, end - 1, role))
        start = end
    return found
