"""Read codes that have a form of their own: postal code, PASS IAE, SIRET."""

from __future__ import annotations

import re

from forms.values.cells import Cell, Reading, shown, whole_number_text

_COUNTRY_BEFORE_CODE = re.compile(r"(?i)^(?:f|fr)\s*-\s*")
_WORDS_BEFORE_PASS = re.compile(r"(?i)^(?:pass|n°|no|iae|:|\s)+")
_SCIENTIFIC = re.compile(r"\d[.,]\d+ ?[eE] ?\+? ?\d+")
# 5 characters of prefix (99999 for those that the platform gives; a former « agrément » has the
# department's) and 7 digits: les-emplois, approvals/models.py
_PASS = re.compile(r"\d{12}|\d{5}[0-9A-Z]\d{6}")
_ROUNDED_PASS = re.compile(r"9999\d0{7,}")
_AROUND_SIRET = re.compile(r"(?i)^\s*siret\b[\s:n°]*|[.\-_/]")


def read_postal_code(cell: Cell) -> Reading:
    """Five digits, the department's first; « F-33000 » and « 33 000 » are understood."""
    text = whole_number_text(cell) or shown(cell)
    digits = re.sub(r"[\s.\-]", "", _COUNTRY_BEFORE_CODE.sub("", text))
    # a number cell drops the zero of 01000; in a text, four digits are a mistake
    if re.fullmatch(r"\d{4}", digits) and not isinstance(cell, str):
        digits = digits.zfill(5)
    if re.fullmatch(r"\d{5}", digits) and "01" <= digits[:2] <= "98":
        return Reading(digits)
    return Reading(None, "postal_code.unreadable")


def read_pass_iae(cell: Cell) -> Reading:
    """The 12 characters of a PASS IAE, however they are spaced."""
    number = whole_number_text(cell)
    # `reader` has cleaned texts before: to do it twice for each number takes as long as the rest
    text = cell if isinstance(cell, str) else number or shown(cell)
    # a number cell shows 9,99999E+11, and a text copied from one has lost its last digits for good
    if _SCIENTIFIC.fullmatch(text):
        return Reading(None, "pass.destroyed")
    compact = text.replace(" ", "")
    if not compact.isdecimal():
        compact = re.sub(r"[\s.\-_/]", "", _WORDS_BEFORE_PASS.sub("", text)).upper()
    if not _PASS.fullmatch(compact):
        return Reading(None, "pass.unreadable")
    if _ROUNDED_PASS.fullmatch(compact):
        return Reading(None, "pass.destroyed")
    if not compact.startswith("99999"):
        return Reading(compact, "pass.old_number")
    return Reading(compact)


def read_siret(cell: Cell) -> Reading:
    """14 digits that their key proves (INSEE; La Poste has its own), as python-stdnum checks."""
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siret

    number = whole_number_text(cell)
    # a number cell drops the zeros in front
    digits = _AROUND_SIRET.sub("", shown(cell)) if number is None else number.zfill(14)
    try:
        return Reading(siret.validate(digits))
    except ValidationError:
        return Reading(None, "siret.unreadable")
