"""Formats of cells, always and under a condition, in Google's words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheets_sync.sheets.colours import INK
from sheets_sync.sheets.content import Role, Span
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.workbooks.google.api.batch_requests import (
    add_conditional_format,
    condition,
    grid_range,
    repeat_cell,
)
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.colours import hex_colour
from sheets_sync.workbooks.google.api.values import typed_limit, with_semicolons
from sheets_sync.workbooks.shared.styles import FONT, MONTH, STYLES, role_of

_HORIZONTAL = {"left": "LEFT", "right": "RIGHT", "center": "CENTER"}
_VERTICAL = {"vcenter": "MIDDLE", "bottom": "BOTTOM", "top": "TOP"}
_WRAP_STRATEGIES = {True: "WRAP", False: "OVERFLOW_CELL"}
# XlsxWriter's numbers for a border; those that the styles use.
_BORDERS = {1: "SOLID", 2: "SOLID_MEDIUM"}
# Google has no indent: the room of one, in pixels.
_INDENT = {"left": 9, "right": 3, "top": 2, "bottom": 2}


def format_requests(sheet: Sheet, sheet_id: int, last_row: int) -> Iterator[Json]:
    """The formats of the columns that are still to be filled in, then those of the blocks."""
    for column, role in sheet.columns.items():
        # From below what is frozen down to the last row.
        cells = Span(sheet.freeze[0], column, last_row, column)
        yield _format_request(sheet_id, cells, role)
    for block in sheet.blocks:
        for cells, role in _rectangles(block):
            yield _format_request(sheet_id, cells, role)


def threshold_requests(sheet: Sheet, sheet_id: int, locale: str) -> Iterator[Json]:
    """The rules by which numbers under a limit stand out."""
    for index, (cells, limit, role) in enumerate(sheet.below):
        when = condition("NUMBER_LESS", typed_limit(limit, locale))
        area = grid_range(sheet_id, cells)
        yield add_conditional_format(index, area, when, conditional_cell_format(role))


def conditional_format_requests(sheet: Sheet, sheet_id: int) -> Iterator[Json]:
    """The rules by which cells stand out while a formula holds; they come after the thresholds."""
    for index, (cells, formula, role) in enumerate(sheet.conditional_formats, len(sheet.below)):
        when = condition("CUSTOM_FORMULA", f"={with_semicolons(formula)}")
        area = grid_range(sheet_id, cells)
        yield add_conditional_format(index, area, when, conditional_cell_format(role))


def cell_format(role: Role) -> Json:
    """The `CellFormat` of a role."""
    style: Mapping[str, Any] = {**FONT, **STYLES[role]}
    text_format: Json = {
        "fontFamily": style["font_name"],
        "fontSize": style["font_size"],
        "foregroundColorStyle": hex_colour(style["font_color"]).as_json,
    }
    text_format |= _switched_on(style, "bold", "italic", "underline")
    made: Json = {
        "textFormat": text_format,
        "verticalAlignment": _VERTICAL[style["valign"]],
        "wrapStrategy": _WRAP_STRATEGIES["text_wrap" in style],
    }
    if "align" in style:
        made["horizontalAlignment"] = _HORIZONTAL[style["align"]]
    if style.get("indent"):
        made["padding"] = dict(_INDENT)
    if "bg_color" in style:
        made["backgroundColorStyle"] = hex_colour(style["bg_color"]).as_json
    if style.get("num_format", "General") != "General":
        made["numberFormat"] = _number_format(style["num_format"])
    if borders := dict(_borders(style)):
        made["borders"] = borders
    return made


def conditional_cell_format(role: Role) -> Json:
    """The part of a role's format that a rule may set: no font, size, border or number format."""
    style = STYLES[role]
    text_format = _switched_on(style, "bold", "italic")
    if "font_color" in style:
        text_format["foregroundColorStyle"] = hex_colour(style["font_color"]).as_json
    made: Json = {}
    if text_format:
        made["textFormat"] = text_format
    if "bg_color" in style:
        made["backgroundColorStyle"] = hex_colour(style["bg_color"]).as_json
    return made


def _switched_on(style: Mapping[str, Any], *names: str) -> Json:
    return {name: True for name in names if style.get(name)}


def _borders(style: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    for side in ("top", "bottom", "left", "right"):
        if border := style.get(side, style.get("border")):
            colour = style.get(f"{side}_color", style.get("border_color", INK))
            yield side, {"style": _BORDERS[border], "colorStyle": hex_colour(colour).as_json}


def _number_format(pattern: str) -> Json:
    """An Excel number format as Google's: the pattern is the same, and needs a kind beside it."""
    # Google shows month names in the spreadsheet's own language, and knows no prefix for another.
    if pattern == MONTH:
        return {"type": "DATE", "pattern": "mmm yy"}
    if pattern == "@":
        return {"type": "TEXT"}
    if "yy" in pattern:
        return {"type": "DATE", "pattern": pattern}
    if "%" in pattern:
        return {"type": "PERCENT", "pattern": pattern}
    return {"type": "NUMBER", "pattern": pattern}


def _format_request(sheet_id: int, cells: Span, role: Role) -> Json:
    cell = {"userEnteredFormat": cell_format(role)}
    return repeat_cell(grid_range(sheet_id, cells), cell, "userEnteredFormat")


def _rectangles(block: Block) -> Iterator[tuple[Span, Role]]:
    """The cells of a block, in as few rectangles as neighbours that look alike allow.

    A request a cell would make a sheet of 700 rows too large for one write.
    """
    if block.span > 1:
        right = block.left + block.span - 1
        for row, values in enumerate(block.rows, block.top):
            yield Span(row, block.left, row, right), role_of(values[0], block.roles[0])
        return
    left = block.left
    columns = [_stretches(block, column) for column in range(len(block.roles))]
    for runs, alike in itertools.groupby(columns):
        right = left + len(list(alike)) - 1
        for top, bottom, role in runs:
            yield Span(block.top + top, left, block.top + bottom, right), role
        left = right + 1


def _stretches(block: Block, column: int) -> Sequence[tuple[int, int, Role]]:
    """First and last row (from the block's top) of each stretch of a column that has one role."""
    roles = [role_of(row[column], block.roles[column]) for row in block.rows]
    runs = []
    top = 0
    for role, alike in itertools.groupby(roles):
        bottom = top + len(list(alike)) - 1
        runs.append((top, bottom, role))
        top = bottom + 1
    return runs
