"""Values as Google takes and keeps them: texts, days, formulas, limits of a rule."""

from __future__ import annotations

from datetime import date

from forms.values import Cell
from sheets_sync.sheets.content import Content
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.shared import compare

MAX_TEXT_LENGTH = 50_000
"""Characters a cell of Google takes."""
DAY_ZERO = date(1899, 12, 30).toordinal()
"""The day from which Google counts."""


def holds_value(value: Content, cell: Cell) -> bool:
    """True if a cell, as it is read, holds a value."""
    return compare.same(value, cell, kept_text)


def kept_text(text: str) -> str:
    """A text as Google keeps it: with its own line ends, cut at the longest it takes."""
    return text.replace("\r\n", "\n")[:MAX_TEXT_LENGTH]


def extended_value(value: str | float | date) -> Json:
    """A value as an `ExtendedValue`; a text stays one, whatever it begins with."""
    if isinstance(value, str):
        return {"stringValue": value}
    # True is an int to Python.
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, date):
        return {"numberValue": value.toordinal() - DAY_ZERO}
    return {"numberValue": value}


def with_semicolons(formula: str) -> str:
    """A formula with its arguments parted by « ; »; a comma inside a text stays.

    A comma is the decimal mark of a French spreadsheet, which refuses it between arguments. A
    semicolon is taken in every language.
    """
    # Between quotation marks stand the texts: every second part.
    parts = formula.split('"')
    parts[::2] = [part.replace(",", ";") for part in parts[::2]]
    return '"'.join(parts)


def typed_limit(limit: float | date, locale: str) -> str:
    """The limit of a rule as if typed in the spreadsheet's language.

    Google reads the values of a condition as a person's typing: « 0.2 » is a text in a French
    spreadsheet. A day has a form that every language reads.
    """
    if isinstance(limit, date):
        return limit.isoformat()
    return repr(limit).removesuffix(".0").replace(".", _decimal_mark(locale or "fr_FR"))


def _decimal_mark(locale: str) -> str:
    """A comma, too, in a language that babel does not know, or that the built program left out."""
    from babel.core import UnknownLocaleError
    from babel.numbers import get_decimal_symbol

    try:
        return get_decimal_symbol(locale)
    except UnknownLocaleError:
        return ","
