"""The styles of all roles, in XlsxWriter's words for formats: all kinds of workbook draw these."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from sheets_sync.catalogue import entry, section
from sheets_sync.sheets.colours import (
    ACCENT,
    ATTENTION,
    ATTENTION_GROUND,
    BAND,
    INK,
    LINE,
    QUIET,
    REACHED,
    SOFT,
)
from sheets_sync.sheets.content import Content, Link, Role, StyledNumber, StyledText

Style: TypeAlias = Mapping[str, Any]

_TO_FILL_IN = "#FFFBE6"
FONT: Style = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"}
# The language code makes month names French whatever the program's own language is.
MONTH = "[$-40C]mmm yy"
DATE = "dd/mm/yyyy"
_COUNT = "#,##0"
_DECIMAL = "#,##0.0"
_PERCENT = "0 %"
_EURO = '#,##0 "€"'
_GAP = '+#,##0 "€";−#,##0 "€";0 "€"'
_ALERT_GAP = '"▲ +"#,##0 "€";"▲ −"#,##0 "€"'
# « n. d. » stands in columns of numbers too, and lines up with them.
_NUMBER: Style = {"align": "right"}
_TOTAL: Style = {"bold": True, "top": 1, "top_color": INK}
# Of the pages that are read and printed: 11 points on screen are 9 on paper, at four fifths.
_PAGE: Style = {"font_size": 11}
_SMALL: Style = {"font_size": 10, "font_color": SOFT}
_ROW: Style = {**_PAGE, "bottom": 1, "bottom_color": LINE}
_ROW_NUMBER: Style = {**_ROW, **_NUMBER}
_HEADER: Style = {
    "bold": True,
    "text_wrap": True,
    "valign": "bottom",
    "bottom": 1,
    "bottom_color": INK,
}
_ALERT: Style = {"bold": True, "font_color": ATTENTION}
_DECIDE: Style = {**_ROW, "bg_color": ATTENTION_GROUND}
_DECIDE_HEAD: Style = {
    **_PAGE,
    "bold": True,
    "bg_color": ATTENTION_GROUND,
    "top": 2,
    "top_color": ATTENTION,
}
_FOLLOW_HEAD: Style = {**_PAGE, "bold": True, "bottom": 1, "bottom_color": INK}
_LINK: Style = {"font_color": ACCENT, "underline": 1}
_CARD_TOP: Style = {**_PAGE, "top": 1, "top_color": INK}
_CARD_FIGURE: Style = {"bold": True, "font_size": 24, "align": "left"}
_FIELD: Style = {
    "bg_color": _TO_FILL_IN,
    "border": 1,
    "border_color": LINE,
    "align": "left",
    "indent": 1,
}
STYLES: Mapping[Role, Style] = {
    "title": {"bold": True, "font_size": 20},
    "subtitle": {"font_size": 11, "font_color": SOFT},
    "section": {"bold": True, "font_size": 13},
    "header": _HEADER,
    "header_number": {**_HEADER, **_NUMBER},
    "header_indented": {**_HEADER, "align": "left", "indent": 1},
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
    "link": _LINK,
    "error": {"bold": True, "font_color": "#8A1C00", "bg_color": "#FCE4DC"},
    "warning": {"font_color": "#6B4E00", "bg_color": "#FFF3CC"},
    "info": {"font_color": SOFT},
    "total": {**_TOTAL, "num_format": _COUNT},
    "total_count": {**_TOTAL, **_NUMBER, "num_format": _COUNT},
    "total_percent": {**_TOTAL, **_NUMBER, "num_format": _PERCENT},
    "total_euro": {**_TOTAL, **_NUMBER, "num_format": _EURO},
    "total_decimal": {**_TOTAL, **_NUMBER, "num_format": _DECIMAL},
    "total_gap": {**_TOTAL, **_NUMBER, "num_format": _GAP},
    "total_counts": {**_TOTAL, "indent": 1},
    "page_title": {"bold": True, "font_size": 21},
    "page_day": {"font_size": 11, "font_color": SOFT, "align": "right"},
    "page_lead": {"font_size": 13},
    "heading": {"bold": True, "font_size": 14},
    "heading_day": {"font_size": 11, "font_color": SOFT, "align": "right"},
    "block_title": {"bold": True, "font_size": 12},
    "caption": _SMALL,
    "caption_wrap": {**_SMALL, "text_wrap": True, "valign": "top"},
    "prose": {"text_wrap": True, "valign": "top"},
    "definition": _SMALL,
    "decide_head": {**_DECIDE_HEAD, "font_size": 14, "font_color": ATTENTION, "indent": 1},
    "decide_column": _DECIDE_HEAD,
    "decide_text": {**_DECIDE, "indent": 1},
    "decide_who": {**_DECIDE, "text_wrap": True},
    "decide_link": {**_DECIDE, **_LINK},
    "follow_head": {**_FOLLOW_HEAD, "font_size": 14, "indent": 1},
    "follow_column": _FOLLOW_HEAD,
    "follow_text": {**_ROW, "indent": 1},
    "follow_who": {**_ROW, "text_wrap": True},
    "follow_link": {**_ROW, **_LINK},
    "cell": _ROW,
    "cell_name": {**_ROW, "text_wrap": True},
    "cell_soft": {**_ROW, "font_color": SOFT, "indent": 1},
    "cell_counts": {**_ROW, "font_color": SOFT, "indent": 1},
    "cell_strong": {**_ROW, "bold": True},
    "cell_count": {**_ROW_NUMBER, "num_format": _COUNT},
    "cell_percent": {**_ROW_NUMBER, "num_format": _PERCENT},
    "cell_euro": {**_ROW_NUMBER, "num_format": _EURO},
    "cell_gap": {**_ROW_NUMBER, "num_format": _GAP},
    "cell_none": {**_ROW_NUMBER, "font_color": SOFT, "italic": True},
    "cell_nought": {**_ROW_NUMBER, "font_color": QUIET, "num_format": _COUNT},
    "cell_few": {**_ROW_NUMBER, "font_color": SOFT, "italic": True, "num_format": _PERCENT},
    "cell_alert_count": {**_ROW_NUMBER, **_ALERT, "num_format": f'"▲ "{_COUNT}'},
    "cell_alert_percent": {**_ROW_NUMBER, **_ALERT, "num_format": f'"▲ "{_PERCENT}'},
    "cell_alert_gap": {**_ROW_NUMBER, **_ALERT, "num_format": _ALERT_GAP},
    "card_label": _CARD_TOP,
    "card_link": {**_CARD_TOP, **_LINK},
    "card_count": {**_CARD_FIGURE, "num_format": _COUNT},
    "card_percent": {**_CARD_FIGURE, "num_format": _PERCENT},
    "card_text": {**_CARD_FIGURE, "font_size": 14, "font_color": SOFT, "italic": True},
    "card_spark": {},
    "card_note": _PAGE,
    "card_target": {**_PAGE, "font_color": SOFT},
    "card_reached": {**_PAGE, "bold": True, "font_color": REACHED},
    "card_missed": {**_PAGE, **_ALERT},
    "card_before": {**_PAGE, "font_color": SOFT},
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
    "field_there": {"font_color": SOFT, "bg_color": BAND, "indent": 1},
    "field_answer": {"font_color": "#8A1C00", "text_wrap": True, "indent": 1},
    "missing": {"bg_color": "#FDEFD5"},
    "not_asked": {"bg_color": BAND},
    "over": {"font_color": SOFT, "italic": True},
    "good": {"font_color": REACHED, "bold": True},
    "bad": {"font_color": ATTENTION, "bold": True},
}


def role_of(value: Content, role: Role) -> Role:
    """The role that a value is shown in, in a column of `role`: some values bring their own."""
    if isinstance(value, StyledText | StyledNumber):
        return value.role
    if isinstance(value, Link):
        return role if role.endswith("_link") else "link"
    if isinstance(value, date) and role != "month":
        return "date"
    return role


def has_ground_or_line(role: Role) -> bool:
    """True if a cell of that role shows even where there is no value in it.

    Of the long tables of ours no empty cell is written: they are filled in otherwise.
    """
    is_of_a_page = role.startswith(("card", "total", "field", "cell", "decide", "follow", "header"))
    return is_of_a_page and any(
        key in STYLES[role] for key in ("bg_color", "border", "top", "bottom")
    )


def headers_notice() -> str:
    """Notice shown where somebody types over the headers of a tab of the staff."""
    return _untypeset_text("headers_notice")


def sheet_notice() -> str:
    """Notice shown where somebody types into a sheet of ours."""
    return _untypeset_text("sheet_notice")


def is_sheet_notice(text: str | None) -> bool:
    """True if `text` is that of `sheet_notice`, as it is now or was before it was corrected."""
    return text in (sheet_notice(), section("workbooks")["sheet_notice"])


def _untypeset_text(key: str) -> str:
    # Not typeset: a protection is known again by this text, and those of before have plain spaces.
    return str(entry(f"workbooks.{key}"))
