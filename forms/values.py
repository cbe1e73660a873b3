"""Read one cell as its field says: a typed value, or the rule that tells what is wrong with it.

Nothing is guessed: what cannot be read has no value and a rule; what was understood in spite of its spelling has both.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from forms.definition import Choice, Field, countries
from forms.words import clean, fold, squeeze


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell with no usable content: a formula's error (`#N/A`), or a formula never computed (empty `shown`)."""

    shown: str


Cell: TypeAlias = str | float | bool | date | time | timedelta | BrokenCell
"""A cell as a backend gives it; an empty one is `""`."""
Value: TypeAlias = str | float | int | date
"""A typed value. A date known only by its year or month is the text `2021` or `2021-03`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a cell: `value` (None: unknown), the `rule` broken if any, and words for its message."""

    value: Value | None
    rule: str | None = None
    detail: Mapping[str, str] = attribute(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What reading depends on beside the cell: the day, the members' names, the workbook's date system."""

    as_of: date
    siae: tuple[str, ...] = ()
    date1904: bool = False


Reader: TypeAlias = Callable[[Cell], Reading]
EMPTY = Reading(None)
PENDING = frozenset(
    {"nc", "nd", "ns", "nr", "nsp", "na", "n a", "a voir", "en attente", "inconnu", "inconnue", "a completer", "a preciser",
     "a venir", "en cours", "non connu", "non renseigne", "pas encore", "ne sait pas", "a demander", "a verifier", "tbd"}
)  # fmt: skip
REPEATED = frozenset({'"', "''", "//", "〃", "idem", "id.", '-"-', "″", "“", "”"})


def reader(field: Field, context: ReadingContext) -> Reader:
    """How cells of `field` are read. The result is pure, so that equal cells need reading once."""
    read_typed = _READERS[field.type](field, context)

    def read(cell: Cell) -> Reading:
        if isinstance(cell, BrokenCell):
            return Reading(None, "value.error" if cell.shown else "value.not_computed")
        if isinstance(cell, str):
            cell = clean(cell)
            if not cell:
                return EMPTY
        typed = read_typed(cell)
        if typed.value is None and typed.rule is not None and isinstance(cell, str):
            if not fold(cell) and not any(char.isalnum() for char in cell):
                return EMPTY if set(cell) <= set("-–—_./ ") else Reading(None, "value.pending")
            if fold(cell) in PENDING:
                return Reading(None, "value.pending")
        return typed

    return read


def shown(cell: Cell) -> str:
    """`cell` as a person sees it in the sheet."""
    if isinstance(cell, BrokenCell):
        return cell.shown or "formule"
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float | int):
        return f"{cell:.15g}".replace(".", ",")
    return clean(str(cell))


# --- text -----------------------------------------------------------------------------------------------------------


def _text(field: Field, context: ReadingContext) -> Reader:
    """Any text. « ? » is not known yet; of what must be filled, « à compléter » too (but « NC » may be initials)."""

    def read(cell: Cell) -> Reading:
        text = shown(cell) if not isinstance(cell, str) else cell
        words = field.required and (
            " " in text or text[:7].casefold() == "inconnu"
        )  # folding every name is slow
        if not text.strip("?…. ") or (words and fold(text) in PENDING):
            return Reading(None, "value.pending")
        return (
            Reading(text)
            if len(text) <= 5000
            else Reading(text, "text.too_long", {"length": str(len(text))})
        )

    return read


# --- dates ----------------------------------------------------------------------------------------------------------

_MONTHS = {
    "janvier": 1, "janv": 1, "jan": 1, "january": 1, "fevrier": 2, "fevr": 2, "fev": 2, "feb": 2, "february": 2, "mars": 3, "mar": 3,
    "march": 3, "avril": 4, "avr": 4, "apr": 4, "april": 4, "mai": 5, "may": 5, "juin": 6, "jun": 6, "june": 6, "juillet": 7,
    "juil": 7, "jul": 7, "july": 7, "aout": 8, "aou": 8, "aug": 8, "august": 8, "septembre": 9, "sept": 9, "sep": 9,
    "september": 9, "octobre": 10, "oct": 10, "october": 10, "novembre": 11, "nov": 11, "november": 11, "decembre": 12,
    "dec": 12, "december": 12,
}  # fmt: skip
_WEEKDAYS = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim)"
_LEAD = re.compile(rf"^(?:(?:le|au|du|depuis|depuis le|vers|jusqu au)\s+)?(?:{_WEEKDAYS}\s+)?")
_DAY_MONTH_YEAR = re.compile(r"^(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})$")
_YEAR_MONTH_DAY = re.compile(
    r"^(\d{4}) (\d{1,2}) (\d{1,2})(?:[t ]+\d{1,2}(?: \d{2}){0,2}(?: \d+)?z?)?$"
)
_DAY_MONTH_YEAR_TIME = re.compile(
    r"^(\d{1,2} \d{1,2} \d{4}) (?:a )?\d{1,2} ?(?:h|)? ?\d{2}(?: \d{2})?$"
)
_WORDED = re.compile(r"^(\d{1,2})(?:er|e)? ?([a-z]{3,9}) ?(\d{4}|\d{2})$")
_MONTH_YEAR = re.compile(r"^([a-z]{3,9}) ?(\d{4}|\d{2})$")
_ENGLISH = re.compile(r"^([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)? (\d{4})$")
_NO_YEAR = re.compile(r"^(?:\d{1,2} \d{1,2}|\d{1,2}(?:er)? ?[a-z]{3,9}|[a-z]{3,9})$")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def _date(field: Field, context: ReadingContext) -> Reader:
    def read(cell: Cell) -> Reading:
        if isinstance(cell, datetime):
            return _placed(cell.date(), field, context)
        if isinstance(cell, date):
            return _placed(cell, field, context)
        if isinstance(cell, bool | time | timedelta):
            return Reading(None, "date.unreadable")
        if isinstance(cell, str):
            return _date_text(cell, field, context)
        return (
            _date_number(cell, field, context)
            if isinstance(cell, float | int)
            else Reading(None, "date.unreadable")
        )

    return read


def _date_number(number: float, field: Field, context: ReadingContext) -> Reading:
    """A number in a date column: a year, a serial, or day-month-year run together."""
    whole = int(number)
    if whole == number and 1900 <= whole <= 2100:
        return _partial(str(whole), field)
    if (
        3650 <= number <= 73415
    ):  # 1909 to 2100 in the 1900 date system (ECMA-376 part 1, § 18.17.4.1)
        return _placed(
            (_EPOCH_1904 if context.date1904 else _EPOCH) + timedelta(days=whole), field, context
        )
    digits = str(whole)
    if whole == number and 7 <= len(digits) <= 8:
        return _date_digits(digits.zfill(8), field, context)
    return Reading(None, "date.unreadable")


def _date_digits(digits: str, field: Field, context: ReadingContext) -> Reading:
    """Eight digits: `12032024` or `20240312`, where just one of them is a date of our time."""
    day_first = _calendar(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    year_first = _calendar(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    found = [day for day in (day_first, year_first) if day is not None and 1900 <= day.year <= 2100]
    return (
        _placed(found[0], field, context) if len(found) == 1 else Reading(None, "date.unreadable")
    )


def _date_text(text: str, field: Field, context: ReadingContext) -> Reading:
    words = _LEAD.sub("", fold(text))
    if re.fullmatch(r"\d{5}|\d{5} \d+", words) and re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return _date_number(float(text.replace(",", ".")), field, context)
    if re.fullmatch(r"\d{8}", words):
        return _date_digits(words, field, context)
    if match := _YEAR_MONTH_DAY.match(words):
        year, month, day = map(int, match.groups())
        return _dated(year, month, day, field, context)
    if match := _DAY_MONTH_YEAR_TIME.match(words):
        words = match[1]
    if match := _DAY_MONTH_YEAR.match(words):
        return _day_first(
            int(match[1]), int(match[2]), _year(match[3], field, context), field, context
        )
    if (match := _WORDED.match(words)) and match[2] in _MONTHS:
        return _dated(
            _year(match[3], field, context), _MONTHS[match[2]], int(match[1]), field, context
        )
    if (match := _ENGLISH.match(words)) and match[1] in _MONTHS:
        return _dated(int(match[3]), _MONTHS[match[1]], int(match[2]), field, context)
    if (match := _MONTH_YEAR.match(words)) and match[1] in _MONTHS:
        return _partial(f"{_year(match[2], field, context)}-{_MONTHS[match[1]]:02}", field)
    if (match := re.fullmatch(r"(\d{1,2}) (\d{4})", words)) and 1 <= int(match[1]) <= 12:
        return _partial(f"{match[2]}-{int(match[1]):02}", field)
    if (match := re.fullmatch(r"(\d{4}) (\d{1,2})", words)) and 1 <= int(match[2]) <= 12:
        return _partial(f"{match[1]}-{int(match[2]):02}", field)
    if re.fullmatch(r"(?:19|20)\d{2}", words):
        return _partial(words, field)
    if _NO_YEAR.match(words) and (words[0].isdigit() or words in _MONTHS) and _has_month(words):
        return Reading(None, "date.no_year")
    return Reading(None, "date.unreadable")


def _has_month(words: str) -> bool:
    last = re.sub(r"^\d{1,2}(?:er)? ?", "", words)
    return last in _MONTHS or (last.isdigit() and 1 <= int(last) <= 12)


def _day_first(day: int, month: int, year: int, field: Field, context: ReadingContext) -> Reading:
    """French order; `03/25/2024` has one reading only, with the month first, and says so."""
    if month > 12 and day <= 12 and (swapped := _calendar(year, day, month)):
        placed = _placed(swapped, field, context)
        return (
            placed
            if placed.value is None
            else Reading(swapped, "date.month_first", {"read": f"{swapped:%d/%m/%Y}"})
        )
    return _dated(year, month, day, field, context)


def _dated(year: int, month: int, day: int, field: Field, context: ReadingContext) -> Reading:
    when = _calendar(year, month, day)
    return _placed(when, field, context) if when else Reading(None, "date.impossible")


def _placed(when: date, field: Field, context: ReadingContext) -> Reading:
    """`when`, unless it lies where the field's dates cannot be."""
    horizon = date(context.as_of.year + 30, 12, 31)
    if when < (field.not_before or date(1900, 1, 1)) or when > horizon:
        return Reading(None, "date.out_of_range")
    return Reading(when, "date.future") if field.past and when > context.as_of else Reading(when)


def _partial(text: str, field: Field) -> Reading:
    year = int(text[:4])
    if not (field.not_before.year if field.not_before else 1900) <= year <= 2100:
        return Reading(None, "date.out_of_range")
    return Reading(text) if field.partial else Reading(text, "date.partial")


def _year(digits: str, field: Field, context: ReadingContext) -> int:
    """Two digits are read as the latest year that the field allows (`two_digit_years_until`, counted from `as_of`)."""
    if len(digits) == 4:
        return int(digits)
    year = context.as_of.year // 100 * 100 + int(digits)
    return year if year <= context.as_of.year + field.two_digit_years_until else year - 100


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# --- numbers --------------------------------------------------------------------------------------------------------

_HOURS = re.compile(r"^(\d{1,4}) ?(?:h|heures?|:) ?(\d{2})?(?: ?(?:min|mn|m))?$", re.IGNORECASE)
_UNITS = {
    "h": r"(?:h(?:eures?|rs?)?\.?(?: ?/ ?| par )?(?:s(?:em(?:aine)?)?\.?|hebdo)?|heures?)",
    "€": r"(?:€|euros?|eur|ttc|€ ?ttc)", "mois": r"(?:mois|m)", "min": r"(?:minutes?|min|mn|')",
}  # fmt: skip
_PLAIN = re.compile(r"^-?\d+(?:[.,]\d+)?$")


def _number(field: Field, context: ReadingContext) -> Reader:
    unit = re.compile(rf"\s*{_UNITS[field.unit]}$", re.IGNORECASE) if field.unit in _UNITS else None

    def read(cell: Cell) -> Reading:
        if isinstance(cell, timedelta) and field.unit == "h":
            return _bounded(cell.total_seconds() / 3600, field)
        if isinstance(cell, time) and field.unit == "h":
            return _bounded(cell.hour + cell.minute / 60, field)
        if isinstance(cell, bool) or not isinstance(cell, str | float | int):
            return Reading(None, "number.unreadable", {"example": _example(field)})
        if not isinstance(cell, str):
            return _bounded(float(cell), field)
        if field.unit == "h" and (match := _HOURS.match(cell)):
            return _bounded(int(match[1]) + int(match[2] or 0) / 60, field)
        text = cell
        if field.unit == "€":
            text = re.sub(r"^(?:€|eur)\s*", "", text, flags=re.IGNORECASE)
        if unit is not None:
            text = unit.sub("", text)
        return _number_text(text, field)

    return read


def _number_text(text: str, field: Field) -> Reading:
    """French and English numbers; one that could be either thousands or decimals is not decided."""
    compact = re.sub(r"[\s'’]", "", text)
    spaced = compact != text.strip()
    if spaced and not re.fullmatch(r"[-+]?\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?", text.strip()):
        return Reading(None, "number.unreadable", {"example": _example(field)})
    sign, digits = (-1.0, compact[1:]) if compact[:1] in "-−" else (1.0, compact.removeprefix("+"))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", digits):
        digits = digits.replace(".", "")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,}", digits):
        digits = re.sub(r"[.,]", "", digits)
    elif field.unit == "€" and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits):
        return Reading(None, "number.ambiguous")
    if not digits or not _PLAIN.match(digits):
        return Reading(None, "number.unreadable", {"example": _example(field)})
    return _bounded(sign * float(digits.replace(",", ".")), field)


def _bounded(number: float, field: Field) -> Reading:
    low = (field.minimum is not None and number < field.minimum) or (
        field.exclusive_minimum is not None and number <= field.exclusive_minimum
    )
    if low or (field.maximum is not None and number > field.maximum):
        return Reading(None, "number.out_of_range", {"bounds": _bounds(field)})
    if field.type == "integer":
        return Reading(int(number)) if number == int(number) else Reading(None, "number.not_whole")
    return Reading(round(number, 6))


def _bounds(field: Field) -> str:
    low = (
        f"plus de {field.exclusive_minimum:g}"
        if field.exclusive_minimum is not None
        else f"{field.minimum:g} ou plus"
        if field.minimum is not None
        else ""
    )
    high = f"{field.maximum:g} au plus" if field.maximum is not None else ""
    return ", ".join(part for part in (low, high) if part)


def _example(field: Field) -> str:
    return {"h": "26 ou 24,5", "€": "1234,50", "mois": "8"}.get(field.unit, "3")


# --- lists ----------------------------------------------------------------------------------------------------------

_DOUBT = re.compile(r"\b(?:non|pas|refus\w*|echec|annul\w*|ou|puis|prevu\w*|vise\w*|demande\w*|attente|sans|vers|cours|bientot|futur\w*|fin|ex|ancien\w*|plus|presque|mais)\b|\?")  # fmt: skip


def _choice(field: Field, context: ReadingContext) -> Reader:
    return _from_list(
        field.options,
        "choice.unknown",
        {"allowed": ", ".join(choice.value for choice in field.options)},
    )


def _country(field: Field, context: ReadingContext) -> Reader:
    return _from_list(countries(), "country.unknown", {})


def _siae(field: Field, context: ReadingContext) -> Reader:
    members = tuple(Choice(value=name) for name in context.siae)
    return _from_list(members, "siae.unknown", {"allowed": ", ".join(context.siae)})


def _from_list(options: Sequence[Choice], unknown: str, detail: Mapping[str, str]) -> Reader:
    exact = {
        squeeze(word): choice.value
        for choice in options
        for word in (*choice.aliases, choice.value)
    }
    phrases = sorted(((fold(word), choice.value) for choice in options for word in (choice.value, *choice.aliases) if len(fold(word)) > 1), key=lambda pair: -len(pair[0]))  # fmt: skip
    refused = Reading(None, unknown, detail)

    @functools.cache
    def read_word(word: str) -> Reading:
        found = exact.get(squeeze(word))
        if found is not None:
            return Reading(found)
        mentioned, rest = _mentioned(fold(word), phrases)
        if len(mentioned) > 1:
            return Reading(None, "choice.ambiguous", {"candidates": " ou ".join(mentioned)})
        if mentioned and not _DOUBT.search(rest) and "?" not in word:
            return Reading(mentioned[0], "choice.similar", {"read": mentioned[0]})
        return refused if mentioned else _similar(squeeze(word), exact) or refused

    def read(cell: Cell) -> Reading:
        if isinstance(cell, bool):
            return read_word("vrai" if cell else "faux")
        return read_word(shown(cell))

    return read


def _mentioned(words: str, phrases: Sequence[tuple[str, str]]) -> tuple[list[str], str]:
    """Values whose words stand in `words` (longest first, each stretch used once), and what is left over."""
    found: list[str] = []
    rest = f" {words} "
    for phrase, value in phrases:
        if f" {phrase} " in rest:
            rest = rest.replace(f" {phrase} ", " | ")
            if value not in found:
                found.append(value)
    return found, rest


def _similar(word: str, exact: Mapping[str, str]) -> Reading | None:
    """The one value spelt nearly like `word`; None if there is none, or two as near."""
    from rapidfuzz import fuzz, process

    if len(word) < 5 or word.isdigit():
        return None
    near = process.extract(
        word, [key for key in exact if len(key) >= 5], scorer=fuzz.ratio, score_cutoff=82, limit=5
    )
    values = {exact[key]: score for key, score, _ in reversed(near)}
    best = max(values.values(), default=0.0)
    close = [value for value, score in values.items() if score > best - 4]
    return Reading(close[0], "choice.similar", {"read": close[0]}) if len(close) == 1 else None


_YES = ("oui", "o", "y", "yes", "x", "xx", "ok", "1", "vrai", "true", "✓", "✔", "☑", "✅", "v", "√")
_NO = (
    "non",
    "n",
    "no",
    "0",
    "faux",
    "false",
    "-",
    "–",
    "✗",
    "✘",
    "☐",
    "❌",
    "aucun",
    "pas",
    "vide",
)


def _yes_no(field: Field, context: ReadingContext) -> Reader:
    words = {squeeze(word): "oui" for word in (*_YES, *field.means_yes)} | {
        squeeze(word): "non" for word in (*_NO, *field.means_no)
    }

    def read(cell: Cell) -> Reading:
        if isinstance(cell, bool):
            return Reading("oui" if cell else "non")
        text = shown(cell)
        if found := words.get(squeeze(text)):
            return Reading(found)
        first, _, rest = fold(text).partition(" ")
        if first in ("oui", "non") and not {"oui", "non"} & set(rest.split()) and "?" not in text:
            return Reading(first, "choice.similar", {"read": first})
        return Reading(None, "yes_no.unknown")

    return read


def ticked(cell: Cell) -> bool | None:
    """Whether a tick-box is ticked: True, False (empty too), None if it holds something else."""
    if isinstance(cell, bool):
        return cell
    word = squeeze(shown(cell))
    return True if word in _YES else False if not word or word in _NO else None


# --- codes ----------------------------------------------------------------------------------------------------------


def _postal_code(field: Field, context: ReadingContext) -> Reader:
    def read(cell: Cell) -> Reading:
        text = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else shown(cell)
        digits = re.sub(r"[\s.\-]", "", re.sub(r"(?i)^(?:f|fr)\s*-\s*", "", text))
        if re.fullmatch(r"\d{4}", digits) and not isinstance(cell, str):
            digits = digits.zfill(5)  # 01000 typed in a number cell
        if re.fullmatch(r"\d{5}", digits) and "01" <= digits[:2] <= "98":
            return Reading(digits)
        return Reading(None, "postal_code.unreadable")

    return read


def _pass_iae(field: Field, context: ReadingContext) -> Reader:
    """12 characters; those of the platform are 99999 and 7 digits (les-emplois, `approvals/models.py`)."""

    def read(cell: Cell) -> Reading:
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            text = str(int(cell)) if cell == int(cell) else ""
        else:
            text = shown(cell)
        compact = text.replace(" ", "")
        if not compact.isdecimal():
            if re.fullmatch(r"\d[.,]\d+ ?[eE] ?\+? ?\d+", text):
                return Reading(None, "pass.destroyed")
            compact = re.sub(
                r"[\s.\-_/]", "", re.sub(r"(?i)^(?:pass|n°|no|iae|:|\s)+", "", text)
            ).upper()
        if not re.fullmatch(r"\d{12}|\d{5}[0-9A-Z]\d{6}", compact):
            return Reading(None, "pass.unreadable")
        if re.fullmatch(r"9999\d0{7,}", compact):
            return Reading(None, "pass.destroyed")
        return (
            Reading(compact) if compact.startswith("99999") else Reading(compact, "pass.old_number")
        )

    return read


def _siret(field: Field, context: ReadingContext) -> Reader:
    """14 digits that their key proves (INSEE; La Poste's own sum included), as python-stdnum checks them."""
    from stdnum.exceptions import ValidationError
    from stdnum.fr import siret

    def read(cell: Cell) -> Reading:
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            text = f"{int(cell):014}" if cell == int(cell) else ""
        else:
            text = re.sub(r"(?i)^\s*siret\b[\s:n°]*|[.\-_/]", "", shown(cell))
        try:
            return Reading(siret.validate(text))
        except ValidationError:
            return Reading(None, "siret.unreadable")

    return read


_READERS: Mapping[str, Callable[[Field, ReadingContext], Reader]] = {
    "text": _text, "choice": _choice, "yes_no": _yes_no, "date": _date, "number": _number, "integer": _number,
    "country": _country, "siae": _siae, "postal_code": _postal_code, "pass_iae": _pass_iae, "siret": _siret,
}  # fmt: skip
