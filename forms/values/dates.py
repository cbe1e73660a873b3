"""Read dates as staff type them, the French way first; a year or a month alone is kept as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forms.form import Field
from forms.values.cells import Cell, Reader, Reading, ReadingContext
from forms.words import SIGN_WITH_SENSE, fold

_MONTH_NAMES = (
    "janvier janv jan january",
    "fevrier fevr fev feb february",
    "mars mar march",
    "avril avr apr april",
    "mai may",
    "juin jun june",
    "juillet juil jul july",
    "aout aou aug august",
    "septembre sept sep september",
    "octobre oct october",
    "novembre nov november",
    "decembre dec december",
)
MONTHS = {word: month for month, words in enumerate(_MONTH_NAMES, 1) for word in words.split()}
"""The names of months, short ones and English ones too, folded."""
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# « mar » before a day, a month and a year is Tuesday; before a day and a year it is March.
_WEEKDAY = rf"{'|'.join(_WEEKDAYS)}|lun|mar(?= \d+ \w+ \d)|mer|jeu|ven|sam|dim"
_LEAD = re.compile(
    rf"^(?:(?P<lead>le|du|depuis le|depuis|au|jusqu au)\s+)?(?:(?P<weekday>{_WEEKDAY})\s+)?"
)
# « jusqu'au 30/06/2025 » in a column of first days, « depuis le » in one of last days: what stands
# there is another date than the one that is asked for.
_END_LEADS = frozenset({"au", "jusqu au"})
_START_LEADS = frozenset({"du", "depuis le", "depuis"})

# A date with one of these is no date that counts: « 12/03/2025 ? », « vers mars 2024 ».
_DOUBT_SIGN = re.compile(SIGN_WITH_SENSE.pattern + r"|[()\[\]+]|\.\.\.")
_DOUBT_WORD = re.compile(
    r"\b(?:vers|environ|env|courant|debut|fin|mi|milieu|avant|apres|prevu|prevue|prevus|prevues"
    r"|previsionnel|previsionnelle|prevision|approx|approximatif|approximative|peut etre|ou"
    r"|estime|estimee|probable|probablement|sans doute|a confirmer|a verifier|a valider|reporte"
    r"|reportee|annule|annulee|theorique|trimestre|semestre|semaine|printemps|ete|automne|hiver)\b"
)
_TIME = re.compile(
    r"[\sT,]+(?:[aà]\s+)?(?:[01]?\d|2[0-3])\s?"
    r"(?::[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?|[hH]\s?(?:[0-5]\d)?)\s*Z?$"
)

_USUAL = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")

# On folded text, where every sign between figures and words is one space.
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})")
_YEAR_MONTH_DAY = re.compile(r"(\d{4}) (\d{1,2}) (\d{1,2})")
_DAY_WORD_YEAR = re.compile(r"(\d{1,2})(?:er|e)? ?([a-z]{3,9}) ?(\d{4}|\d{2})")
_WORD_DAY_YEAR = re.compile(r"([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)? (\d{4})")
_WORD_YEAR = re.compile(r"([a-z]{3,9}) ?(\d{4}|\d{2})")
_MONTH_YEAR = re.compile(r"(\d{1,2}) (\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4}) (\d{1,2})")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DAY_AND_MONTH = re.compile(r"\d{1,2} \d{1,2}|\d{1,2}(?:er)? ?[a-z]{3,9}|[a-z]{3,9}")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")

# The 1900 date system counts from 30 December 1899, as Lotus 1-2-3 took 1900 for a leap year; the
# 1904 system of old Macs from 1 January 1904 (ECMA-376 part 1, § 18.17.4.1).
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_SERIAL, _LAST_SERIAL = 3650, 73415  # 1909 to 2100 in the 1900 date system
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_YEARS_AHEAD = 30
"""No permit or contract ends later than that: a year beyond it is a mistake."""
_UNREADABLE = Reading(None, "date.unreadable")
_DOUBTFUL = Reading(None, "date.doubtful")


def date_reader(field: Field, context: ReadingContext) -> Reader:
    """A date; where the field says that it may be `partial`, a year or a month without a remark."""
    dates = _Dates(field, context)

    def read(cell: Cell) -> Reading:
        if isinstance(cell, datetime):
            return dates.placed(cell.date())
        if isinstance(cell, date):
            return dates.placed(cell)
        if isinstance(cell, str):
            return dates.from_text(cell)
        if isinstance(cell, bool) or not isinstance(cell, float | int):
            return _UNREADABLE
        return dates.from_number(cell)

    return read


@dataclass(frozen=True)
class _Dates:
    field: Field
    context: ReadingContext

    def from_number(self, number: float) -> Reading:
        """A number in a date column: a year, a serial, or day, month and year run together."""
        whole = int(number)
        if whole == number and _FIRST_YEAR <= whole <= _LAST_YEAR:
            return self.partial(str(whole))
        if _FIRST_SERIAL <= number <= _LAST_SERIAL:
            epoch = _EPOCH_1904 if self.context.date1904 else _EPOCH
            return self.placed(epoch + timedelta(days=whole))
        digits = str(whole)
        if whole == number and 7 <= len(digits) <= 8:
            return self.from_digits(digits.zfill(8))
        return _UNREADABLE

    def from_digits(self, digits: str) -> Reading:
        """Eight digits, `12032024` or `20240312`, where just one of them is a date of our time."""
        day_first = _calendar_date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
        year_first = _calendar_date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        possible = [
            day
            for day in (day_first, year_first)
            if day is not None and _FIRST_YEAR <= day.year <= _LAST_YEAR
        ]
        if len(possible) == 1:
            return self.placed(possible[0])
        return _UNREADABLE

    def from_text(self, text: str) -> Reading:
        # nearly all texts of a date column are this one; the rest costs more
        if match := _USUAL.fullmatch(text):
            return self.day_first(int(match[1]), int(match[2]), self.year(match[3]))
        day_text = _TIME.sub("", text)
        words = fold(day_text)
        if words[:5].isdigit() and _SERIAL.fullmatch(text):
            return self.from_number(float(text.replace(",", ".")))
        if _is_doubted(text, words):
            return _DOUBTFUL
        match = _LEAD.match(words)
        if match is not None:
            wrong_leads = _START_LEADS if self.field.last_day else _END_LEADS
            if match["lead"] in wrong_leads:
                return _UNREADABLE
            words = words[match.end() :]
        if len(words) == 8 and words.isdigit():
            return self.from_digits(words)
        reading = self.whole_date(words) or self.partial_date(words)
        if reading is not None:
            return _on_weekday(reading, match["weekday"] if match else None)
        if _is_day_and_month(words):
            return Reading(None, "date.no_year")
        return _UNREADABLE

    def whole_date(self, words: str) -> Reading | None:
        if match := _YEAR_MONTH_DAY.fullmatch(words):
            year, month, day = map(int, match.groups())
            return self.dated(year, month, day)
        if match := _DAY_MONTH_YEAR.fullmatch(words):
            return self.day_first(int(match[1]), int(match[2]), self.year(match[3]))
        match = _DAY_WORD_YEAR.fullmatch(words)
        if match and match[2] in MONTHS:
            return self.dated(self.year(match[3]), MONTHS[match[2]], int(match[1]))
        match = _WORD_DAY_YEAR.fullmatch(words)
        if match and match[1] in MONTHS:
            return self.dated(int(match[3]), MONTHS[match[1]], int(match[2]))
        return None

    def partial_date(self, words: str) -> Reading | None:
        match = _WORD_YEAR.fullmatch(words)
        if match and match[1] in MONTHS:
            return self.partial(f"{self.year(match[2]):04}-{MONTHS[match[1]]:02}")
        match = _MONTH_YEAR.fullmatch(words)
        if match and _is_month(match[1]):
            return self.partial(f"{match[2]}-{int(match[1]):02}")
        match = _YEAR_MONTH.fullmatch(words)
        if match and _is_month(match[2]):
            return self.partial(f"{match[1]}-{int(match[2]):02}")
        if _YEAR.fullmatch(words):
            return self.partial(words)
        return None

    def day_first(self, day: int, month: int, year: int) -> Reading:
        """French order; `03/25/2024` has one reading only, with the month first, and says so."""
        swapped = _calendar_date(year, day, month) if month > 12 else None
        if swapped is None:
            return self.dated(year, month, day)
        reading = self.placed(swapped)
        if reading.value is None:
            return reading
        return Reading(swapped, "date.month_first", {"read": f"{swapped:%d/%m/%Y}"})

    def dated(self, year: int, month: int, day: int) -> Reading:
        calendar_day = _calendar_date(year, month, day)
        if calendar_day:
            return self.placed(calendar_day)
        return Reading(None, "date.impossible")

    def placed(self, day: date) -> Reading:
        """`day`, unless it lies where the field's dates cannot be."""
        earliest = self.field.not_before or date(_FIRST_YEAR, 1, 1)
        latest = date(self.context.as_of.year + _YEARS_AHEAD, 12, 31)
        if not earliest <= day <= latest:
            return Reading(None, "date.out_of_range")
        if self.field.past and day > self.context.as_of:
            return Reading(day, "date.future")
        return Reading(day)

    def partial(self, text: str) -> Reading:
        """A year, `2021`, or a month, `2021-03`."""
        earliest = self.field.not_before
        first_year = earliest.year if earliest else _FIRST_YEAR
        if not first_year <= int(text[:4]) <= _LAST_YEAR:
            return Reading(None, "date.out_of_range")
        if self.field.partial:
            return Reading(text)
        return Reading(text, "date.partial")

    def year(self, digits: str) -> int:
        """Two digits are the latest year that the field allows.

        `two_digit_years_until` counts from the day of reading: « 05 » is 2005 as a birth, and a
        permit's end in « 35 » is 2035.
        """
        if len(digits) == 4:
            return int(digits)
        this_year = self.context.as_of.year
        year = this_year // 100 * 100 + int(digits)
        if year <= this_year + self.field.two_digit_years_until:
            return year
        return year - 100


def _is_doubted(text: str, words: str) -> bool:
    """True if a date is there, or part of one, with a sign or a word of doubt."""
    if not (_DOUBT_SIGN.search(text) or _DOUBT_WORD.search(words)):
        return False
    return any(char.isdigit() for char in words) or not MONTHS.keys().isdisjoint(words.split())


def _on_weekday(reading: Reading, weekday: str | None) -> Reading:
    """The reading; none of « ven. 3 mars 2026 », a Tuesday, as either may be wrong."""
    day = reading.value
    if weekday is None or not isinstance(day, date):
        return reading
    if _WEEKDAYS[day.weekday()].startswith(weekday):
        return reading
    return Reading(None, "date.other_weekday")


def _is_day_and_month(words: str) -> bool:
    """« 12 03 », « 12 mars », « mars »: a date that lacks its year."""
    if not _DAY_AND_MONTH.fullmatch(words):
        return False
    last = re.sub(r"^\d{1,2}(?:er)? ?", "", words)
    return last in MONTHS or (words[0].isdigit() and _is_month(last))


def _is_month(digits: str) -> bool:
    return digits.isdigit() and 1 <= int(digits) <= 12


def _calendar_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
