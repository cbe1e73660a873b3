"""The styles of all roles, in XlsxWriter's words for formats: all kinds of workbook draw these."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from sheets_sync.catalogue import entry, section
from sheets_sync.sheets.colours import BLUE, GREEN, ORANGE
from sheets_sync.sheets.content import Content, Link, Role, StyledText

Style: TypeAlias = Mapping[str, Any]

INK = "#1F2933"
SOFT = "#6B7280"
LINE = "#D5DAE1"
_BAND = "#F3F6F9"
_TO_FILL_IN = "#FFFBE6"
FONT: Style = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"}
# The language code makes month names French whatever the program's own language is.
MONTH = "[$-40C]mmm yy"
DATE = "dd/mm/yyyy"
_COUNT = "#,##0"
_DECIMAL = "#,##0.0"
_PERCENT = "0 %"
_EURO = '#,##0 "€"'
# « n. d. » stands in columns of numbers too, and lines up with them.
_NUMBER: Style = {"align": "right"}
_TOTAL: Style = {"bold": True, "top": 1, "top_color": INK}
_CARD: Style = {"bg_color": _BAND, "align": "left", "indent": 1}
_CARD_TEXT: Style = {**_CARD, "font_size": 9, "font_color": SOFT, "text_wrap": True}
_CARD_FIGURE: Style = {**_CARD, "bold": True, "font_size": 22}
_FIELD: Style = {
    "bg_color": _TO_FILL_IN,
    "border": 1,
    "border_color": LINE,
    "align": "left",
    "indent": 1,
}
STYLES: Mapping[Role, Style] = {
    "title": {"bold": True, "font_size": 20, "font_color": BLUE},
    "subtitle": {"font_size": 11, "font_color": SOFT},
    "section": {
        "bold": True,
        "font_size": 13,
        "font_color": BLUE,
        "bottom": 2,
        "bottom_color": BLUE,
    },
    "header": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": BLUE,
        "text_wrap": True,
        "align": "center",
    },
    "text": {"indent": 1},
    "strong": {"bold": True},
    "wrap": {"text_wrap": True},
    "note": {"italic": True, "font_color": SOFT},
    "count": {**_NUMBER, "num_format": _COUNT},
    "decimal": {**_NUMBER, "num_format": _DECIMAL},
    "percent": {**_NUMBER, "num_format": _PERCENT},
    "rate_with_counts": {**_NUMBER, "text_wrap": True},
    "euro": {**_NUMBER, "num_format": _EURO},
    "date": {"num_format": DATE, "align": "left", "indent": 1},
    "month": {"num_format": MONTH, "align": "left"},
    "link": {"font_color": BLUE, "underline": 1},
    "error": {"bold": True, "font_color": "#8A1C00", "bg_color": "#FCE4DC"},
    "warning": {"font_color": "#6B4E00", "bg_color": "#FFF3CC"},
    "info": {"font_color": SOFT},
    "total": {**_TOTAL, "num_format": _COUNT},
    "total_count": {**_TOTAL, **_NUMBER, "num_format": _COUNT},
    "total_percent": {**_TOTAL, **_NUMBER, "num_format": _PERCENT},
    "total_euro": {**_TOTAL, **_NUMBER, "num_format": _EURO},
    "total_decimal": {**_TOTAL, **_NUMBER, "num_format": _DECIMAL},
    "card_label": {**_CARD_TEXT, "valign": "bottom"},
    "card_count": {**_CARD_FIGURE, "num_format": _COUNT},
    "card_percent": {**_CARD_FIGURE, "num_format": _PERCENT},
    "card_decimal": {**_CARD_FIGURE, "num_format": _DECIMAL},
    "card_note": _CARD_TEXT,
    "answer": {
        "bold": True,
        "align": "center",
        "bg_color": _TO_FILL_IN,
        "border": 1,
        "border_color": LINE,
    },
    "reason": {"bg_color": _TO_FILL_IN, "border": 1, "border_color": LINE, "text_wrap": True},
    "group": {"bold": True, "font_color": "#FFFFFF", "bg_color": INK, "align": "center"},
    "entry": {},
    "entry_text": {"num_format": "@"},
    "entry_date": {"num_format": DATE, "align": "left"},
    "entry_number": {"num_format": "General", "align": "right"},
    "field": _FIELD,
    "field_text": {**_FIELD, "num_format": "@"},
    "field_date": {**_FIELD, "num_format": DATE},
    "field_number": {**_FIELD, "num_format": "General"},
    "field_there": {"font_color": SOFT, "bg_color": _BAND, "indent": 1},
    "field_answer": {"font_color": "#8A1C00", "text_wrap": True, "indent": 1},
    "missing": {"bg_color": "#FDEFD5"},
    "over": {"font_color": SOFT, "italic": True},
    "good": {"font_color": GREEN, "bold": True},
    "bad": {"font_color": ORANGE, "bold": True},
}


def role_of(value: Content, role: Role) -> Role:
    """The role that a value is shown in, in a column of `role`: some values bring their own."""
    if isinstance(value, StyledText):
        return value.role
    if isinstance(value, Link):
        return "link"
    if isinstance(value, date) and role != "month":
        return "date"
    return role


def headers_notice() -> str:
    """Notice shown where somebody types over the headers of a tab of the staff."""
    return _as_written("headers_notice")


def sheet_notice() -> str:
    """Notice shown where somebody types into a sheet of ours."""
    return _as_written("sheet_notice")


def is_sheet_notice(text: str | None) -> bool:
    """True if `text` is that of `sheet_notice`, as it is now or was before it was corrected."""
    return text in (sheet_notice(), section("workbooks")["sheet_notice"])


def _as_written(key: str) -> str:
    # Not typeset: a protection is known again by this text, and those of before have plain spaces.
    return str(entry(f"workbooks.{key}"))
