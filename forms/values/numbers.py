"""Read hours, amounts and counts; what could be thousands or decimals is not decided."""

from __future__ import annotations

import re
from datetime import time, timedelta

from forms.form import Field
from forms.values.cells import Cell, Reader, Reading
from forms.values.quantities import QUANTITY_MARK, find_quantities
from forms.words import fold

# « 20h min » is « at least 20 h »: of minutes only where their number stands before.
_HOURS = re.compile(r"(\d{1,4}) ?(?:h|heures?|:) ?(?:([0-5]\d)(?: ?(?:min|mn|m))?)?", re.IGNORECASE)
# Of a total (« heures de français »), « 3 h/semaine » is not the number that is asked.
_BY_THE_WEEK = re.compile(
    r"(?: ?/ ?| par |(?<=[hs.]) ?)(?:s(?:em(?:aine)?)?\.?|hebdo(?:madaires?)?)$", re.IGNORECASE
)
_MINUTES_OR_DECIMALS = re.compile(r"\d{1,2}[.,](?:15|30|45) ?h(?:eures?)?", re.IGNORECASE)
_HOURS_OF_A_DAY = 10
"""A clock in a cell that is to say the hours of a week shows those of a day."""
_UNIT_WORDS = {
    "h": r"h(?:eures?|rs?)?\.?",
    "€": r"(?:€|euros?|eur|ttc|€ ?ttc)",
    "mois": r"(?:mois|m)",
    "min": r"(?:minutes?|min|mn|')",
}
_EURO_BEFORE = re.compile(r"^(?:€|eur)\s*", re.IGNORECASE)
_EXAMPLES = {"h": "26 ou 24,5", "€": "1234,50", "mois": "8"}

_SPACES = re.compile(r"[\s'’]")
_SPACED_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?")
_FRENCH_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+")  # 1.234,50
_ENGLISH_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+")  # 1,234.50
_MILLIONS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,}")  # 1.234.567
_THOUSANDS_OR_DECIMALS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")  # 1.234: either
_COUNTED = re.compile(r"(\d+)\s*([^\W\d].*)")
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")


def number_reader(field: Field) -> Reader:
    """A number with or without its unit, within the field's bounds."""
    words = _UNIT_WORDS.get(field.unit)
    unit_after = re.compile(rf"\s*{words}$", re.IGNORECASE) if words else None
    # « 2 PMSMP » under « Stages » is two of what the field counts by one of its own titles
    counted = {_singular(title) for title in (field.label, *field.headers)}

    def read(cell: Cell) -> Reading:
        if field.weekly and isinstance(cell, str):
            cell = _BY_THE_WEEK.sub("", cell)
        hours = _hours_typed(cell) if field.unit == "h" else None
        if field.unit == "h" and _are_unclear_hours(cell, hours, field):
            return Reading(None, "number.hours_unclear", {"example": _EXAMPLES["h"]})
        if hours is not None:
            return _bounded(hours, field)
        if isinstance(cell, bool) or not isinstance(cell, str | float | int):
            return _unreadable(field)
        if not isinstance(cell, str):
            return _bounded(float(cell), field)
        if field.unit == "mois" and (months := _months_typed(cell, field)):
            return months
        text = _EURO_BEFORE.sub("", cell) if field.unit == "€" else cell
        if unit_after is not None:
            text = unit_after.sub("", text)
        elif (match := _COUNTED.fullmatch(text.strip())) and _singular(match[2]) in counted:
            text = match[1]
        return _from_text(text.strip(), field)

    return read


def _singular(text: str) -> str:
    return " ".join(word.removesuffix("s") for word in fold(text).split())


def _hours_typed(cell: Cell) -> float | None:
    """Hours in a cell with a format of hours, or typed as « 35 h 30 »; None if it is neither."""
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 3600
    if isinstance(cell, time):
        return cell.hour + cell.minute / 60
    match = _HOURS.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        return None
    return int(match[1]) + int(match[2] or 0) / 60


def _are_unclear_hours(cell: Cell, hours: float | None, field: Field) -> bool:
    """True of « 26,30h » (26 h 30?), and of 7:30 where the hours of a week are asked for."""
    if isinstance(cell, str):
        return _MINUTES_OR_DECIMALS.fullmatch(cell) is not None
    if hours is None:
        return False
    return field.weekly and hours <= _HOURS_OF_A_DAY


def _months_typed(text: str, field: Field) -> Reading | None:
    """Months of « 8 mois », « un an », their bound (`>6`) of « > 6 »; None for anything else."""
    for typed in (text, f"{text} mois"):
        quantities = find_quantities(typed, ("mois",))
        if quantities is not None and quantities.rest.strip() == QUANTITY_MARK:
            months = quantities.values["mois"]
            return _bounded(months, field) if isinstance(months, float) else Reading(months)
    return None


def _from_text(text: str, field: Field) -> Reading:
    """French and English numbers; one that could be either thousands or decimals is not decided."""
    share = _SHARE.fullmatch(text)
    if share and field.type == "number" and not field.unit:
        # In a column without a unit a spreadsheet has 0,6 for « 60 % »; as text it is the same.
        return _bounded(float(share[1].replace(",", ".")) / 100, field)
    compact = _SPACES.sub("", text)
    if compact != text and not _SPACED_THOUSANDS.fullmatch(text):
        return _unreadable(field)
    negative = compact[:1] in ("-", "−")
    digits = compact[1:] if negative else compact
    if _THOUSANDS_OR_DECIMALS.fullmatch(digits):
        return Reading(None, "number.ambiguous")
    digits = _without_thousands_signs(digits)
    if not _PLAIN.fullmatch(digits):
        return _unreadable(field)
    number = float(digits.replace(",", "."))
    return _bounded(-number if negative else number, field)


def _without_thousands_signs(digits: str) -> str:
    if _FRENCH_THOUSANDS.fullmatch(digits):
        return digits.replace(".", "")
    if _ENGLISH_THOUSANDS.fullmatch(digits):
        return digits.replace(",", "")
    if _MILLIONS.fullmatch(digits):
        return re.sub(r"[.,]", "", digits)
    return digits


def _bounded(number: float, field: Field) -> Reading:
    if not _is_in_bounds(number, field):
        return Reading(None, "number.out_of_range", {"bounds": _bounds(field)})
    if field.type != "integer":
        return Reading(round(number, 6))
    if number != int(number):
        return Reading(None, "number.not_whole")
    return Reading(int(number))


def _is_in_bounds(number: float, field: Field) -> bool:
    if field.minimum is not None and number < field.minimum:
        return False
    if field.exclusive_minimum is not None and number <= field.exclusive_minimum:
        return False
    return field.maximum is None or number <= field.maximum


def _bounds(field: Field) -> str:
    """« plus de 0, 48 au plus », for a message."""
    bounds = []
    if field.exclusive_minimum is not None:
        bounds.append(f"plus de {field.exclusive_minimum:g}")
    elif field.minimum is not None:
        bounds.append(f"{field.minimum:g} ou plus")
    if field.maximum is not None:
        bounds.append(f"{field.maximum:g} au plus")
    return ", ".join(bounds)


def _unreadable(field: Field) -> Reading:
    example = _EXAMPLES.get(field.unit, "3")
    return Reading(None, "number.unreadable", {"example": example})
