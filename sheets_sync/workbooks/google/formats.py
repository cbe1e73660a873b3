"""Looks, limits and lists in Google's words: what a role looks like, what a cell is to hold, which cells are meant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.columns import letters
from sheets_sync.sheets.content import Role, Span
from sheets_sync.sheets.sheet import DataValidation
from sheets_sync.workbooks.google.calls import Json
from sheets_sync.workbooks.google.state import hex_colour
from sheets_sync.workbooks.styles import FONT, INK, MONTH, STYLES

_SIDES = {"left": "LEFT", "right": "RIGHT", "center": "CENTER"}
_HEIGHTS = {"vcenter": "MIDDLE", "bottom": "BOTTOM", "top": "TOP"}


def cell_format(role: Role) -> Json:
    """A role's look in Google's words."""
    style: Mapping[str, Any] = {**FONT, **STYLES[role]}
    text: Json = {
        "fontFamily": style["font_name"],
        "fontSize": style["font_size"],
        "foregroundColorStyle": hex_colour(style["font_color"]).as_json,
    }
    text |= {name: True for name in ("bold", "italic", "underline") if style.get(name)}
    made: Json = {
        "textFormat": text,
        "verticalAlignment": _HEIGHTS[style["valign"]],
        "wrapStrategy": "WRAP" if style.get("text_wrap") else "OVERFLOW_CELL",
    }
    if "align" in style:
        made["horizontalAlignment"] = _SIDES[style["align"]]
    if style.get("indent"):
        made["padding"] = {"left": 9, "right": 3, "top": 2, "bottom": 2}
    if "bg_color" in style:
        made["backgroundColorStyle"] = hex_colour(style["bg_color"]).as_json
    if style.get("num_format", "General") != "General":
        made["numberFormat"] = _number_format(style["num_format"])
    lines = {
        side: style.get(side, style.get("border")) for side in ("top", "bottom", "left", "right")
    }
    borders = {
        side: _line(kind, style.get(f"{side}_color", style.get("border_color", INK)))
        for side, kind in lines.items()
        if kind
    }
    return made | ({"borders": borders} if borders else {})


def _line(kind: int, colour: str) -> Json:
    return {
        "style": "SOLID_MEDIUM" if kind == 2 else "SOLID",
        "colorStyle": hex_colour(colour).as_json,
    }


def _number_format(pattern: str) -> Json:
    """Patterns are the same; Google shows them, and month names, in the spreadsheet's own language."""
    if pattern == MONTH:
        return {"type": "DATE", "pattern": "mmm yy"}
    if pattern == "@":
        return {"type": "TEXT"}
    kind = "DATE" if "yy" in pattern else "PERCENT" if "%" in pattern else "NUMBER"
    return {"type": kind, "pattern": pattern}


def mark(role: Role) -> Json:
    """What a rule may change of a cell's look."""
    style = STYLES[role]
    text: Json = {name: True for name in ("bold", "italic") if style.get(name)}
    if "font_color" in style:
        text["foregroundColorStyle"] = hex_colour(style["font_color"]).as_json
    shown: Json = {"textFormat": text} if text else {}
    return shown | (
        {"backgroundColorStyle": hex_colour(style["bg_color"]).as_json}
        if "bg_color" in style
        else {}
    )


def checking(tab_id: int, check: DataValidation, locale: str) -> Json:
    """Google shows a warning on what does not fit, and lets it stand."""
    if check.source:
        tab, cells = check.source
        name, column = "'" + tab.replace("'", "''") + "'", letters(cells.left)
        kind, values = "ONE_OF_RANGE", [f"={name}!${column}${cells.top + 1}:${column}"]
    elif check.kind == "length":
        kind, values = (
            "CUSTOM_FORMULA",
            [f"=LEN({letters(check.cells.left)}{check.cells.top + 1})={check.low}"],
        )
    else:
        limits = [limit for limit in (check.low, check.high) if limit is not None]
        bound = "both" if len(limits) == 2 else "low" if check.low is not None else "high"
        kind, values = (
            _BOUNDS[check.kind == "date", bound],
            [typed(limit, locale) for limit in limits],
        )
    condition = {"type": kind, "values": [{"userEnteredValue": value} for value in values]}
    rule = {
        "condition": condition,
        "inputMessage": " ".join((check.prompt, check.message)).strip(),
        "strict": False,
        "showCustomUi": True,
    }
    return {"setDataValidation": {"range": grid_range(tab_id, check.cells), "rule": rule}}


def typed(limit: float | date, locale: str) -> str:
    """A limit as if typed in the spreadsheet's language; a day in the form that every language reads."""
    from babel.numbers import get_decimal_symbol

    if isinstance(limit, date):
        return limit.isoformat()
    return repr(limit).removesuffix(".0").replace(".", get_decimal_symbol(locale or "fr_FR"))


_BOUNDS = {
    (True, "both"): "DATE_BETWEEN", (True, "low"): "DATE_ON_OR_AFTER", (True, "high"): "DATE_ON_OR_BEFORE",
    (False, "both"): "NUMBER_BETWEEN", (False, "low"): "NUMBER_GREATER_THAN_EQ", (False, "high"): "NUMBER_LESS_THAN_EQ",
}  # fmt: skip


def with_semicolons(formula: str) -> str:
    """Arguments parted by « ; », which Google takes in every language; a comma inside a text stays."""
    parts = formula.split('"')
    return '"'.join(
        part.replace(",", ";") if number % 2 == 0 else part for number, part in enumerate(parts)
    )


def grid_range(tab_id: int, cells: Span) -> Json:
    """Cells of a tab, as the API names them."""
    return {
        "sheetId": tab_id, "startRowIndex": cells.top, "endRowIndex": cells.bottom + 1, "startColumnIndex": cells.left, "endColumnIndex": cells.right + 1,
    }  # fmt: skip
