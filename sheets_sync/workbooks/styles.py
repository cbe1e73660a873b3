"""How each role looks, in XlsxWriter's words for formats: the one look that every kind of workbook is drawn in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sheets_sync.sheets.colours import BLUE, GREEN, ORANGE
from sheets_sync.sheets.content import Content, Link, Role

TITLES = "Titres que sheets-sync reconnaît : les changer est possible, la lecture s'y fera."
PROTECTION = (
    "Feuille produite par sheets-sync : ne pas y saisir, elle est refaite à chaque passage."
)
INK, SOFT, LINE, _BAND = "#1F2933", "#6B7280", "#D5DAE1", "#F3F6F9"
FONT = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"}
MONTH = "[$-40C]mmm yy"  # French month names, whatever the program's language
DATE, _COUNT, _PERCENT, _EURO, _DECIMAL = "dd/mm/yyyy", "#,##0", "0 %", '#,##0 "€"', "#,##0.0"
_CARD = {"bg_color": _BAND, "align": "left", "indent": 1}
_FIELD = {"bg_color": "#FFFBE6", "border": 1, "border_color": LINE, "align": "left", "indent": 1}
_NUMBER = {"align": "right"}  # « n. d. » too
_TOTAL = {"bold": True, "top": 1, "top_color": INK}
STYLES: Mapping[Role, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 20, "font_color": BLUE},
    "subtitle": {"font_size": 11, "font_color": SOFT},
    "section": {"bold": True, "font_size": 13, "font_color": BLUE, "bottom": 2, "bottom_color": BLUE},
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": BLUE, "text_wrap": True, "align": "center"},
    "text": {"indent": 1}, "strong": {"bold": True}, "wrap": {"text_wrap": True}, "note": {"italic": True, "font_color": SOFT},
    "count": {**_NUMBER, "num_format": _COUNT}, "decimal": {**_NUMBER, "num_format": _DECIMAL},
    "percent": {**_NUMBER, "num_format": _PERCENT}, "euro": {**_NUMBER, "num_format": _EURO},
    "date": {"num_format": DATE, "align": "left", "indent": 1}, "month": {"num_format": MONTH, "align": "left"},
    "link": {"font_color": BLUE, "underline": 1},
    "error": {"bold": True, "font_color": "#8A1C00", "bg_color": "#FCE4DC"},
    "warning": {"font_color": "#6B4E00", "bg_color": "#FFF3CC"}, "info": {"font_color": SOFT},
    "total": {**_TOTAL, "num_format": _COUNT}, "total_percent": {**_TOTAL, **_NUMBER, "num_format": _PERCENT},
    "total_euro": {**_TOTAL, "num_format": _EURO}, "total_decimal": {**_TOTAL, "num_format": _DECIMAL},
    "card_label": {**_CARD, "font_size": 9, "font_color": SOFT, "text_wrap": True, "valign": "bottom"},
    "card_count": {**_CARD, "bold": True, "font_size": 22, "num_format": _COUNT},
    "card_percent": {**_CARD, "bold": True, "font_size": 22, "num_format": _PERCENT},
    "card_decimal": {**_CARD, "bold": True, "font_size": 22, "num_format": _DECIMAL},
    "card_note": {**_CARD, "font_size": 9, "font_color": SOFT, "text_wrap": True},
    "answer": {"bold": True, "align": "center", "bg_color": "#FFFBE6", "border": 1, "border_color": LINE},
    "group": {"bold": True, "font_color": "#FFFFFF", "bg_color": INK, "align": "center"},
    "entry": {}, "entry_text": {"num_format": "@"}, "entry_date": {"num_format": DATE, "align": "left"}, "entry_number": {"num_format": "General", "align": "right"},
    "field": _FIELD, "field_text": {**_FIELD, "num_format": "@"}, "field_date": {**_FIELD, "num_format": DATE}, "field_number": {**_FIELD, "num_format": "General"},
    "field_there": {"font_color": SOFT, "bg_color": _BAND, "indent": 1}, "field_answer": {"font_color": "#8A1C00", "text_wrap": True, "indent": 1},
    "missing": {"bg_color": "#FDEFD5"}, "over": {"font_color": SOFT, "italic": True},
    "good": {"font_color": GREEN, "bold": True}, "bad": {"font_color": ORANGE, "bold": True},
}  # fmt: skip
_SEVERITIES: Mapping[str, Role] = {
    "à corriger": "error",
    "à vérifier": "warning",
    "pour information": "info",
}


def role_of(value: Content, role: Role) -> Role:
    """The role that a value is shown in, in a column of `role`: a grave anomaly stands out, a day is a day, a link a link."""
    if isinstance(value, str):
        return _SEVERITIES.get(value, role) if role == "info" else role
    if isinstance(value, date):
        return role if role == "month" else "date"
    return "link" if isinstance(value, Link) else role
