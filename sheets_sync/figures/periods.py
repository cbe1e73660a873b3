"""Periods as people name them: `2026`, `2026-S1`, `2026-T3`, `2026-11`, `12m`, `debut`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forms.values.dates import MONTHS
from forms.words import fold
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.settings.funder import Funder

_PARTS = {"": 1, "S": 2, "T": 4}
_PART_WORDS = {"s": "S", "semestre": "S", "t": "T", "trimestre": "T"}
_FILLERS = frozenset(
    ("annee", "an", "exercice", "mois", "de", "du", "er", "re", "e", "eme", "nd", "nde")
)
"""Words around a period that change nothing of it: « année 2026 », « 2e semestre de 2026 »."""
FIRST_DAY = date(2000, 1, 1)
"""Before any programme: where « since the start » begins."""


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both included."""

    start: date
    end: date

    @property
    def text(self) -> str:
        """« du 1er janvier au 23 novembre 2026 », the year once where it is one."""
        if self.start == FIRST_DAY:
            return sentence("figures.since_the_start", end=self.end)
        start = french.day_of(self.start, self.end.year)
        return sentence("figures.period", start=start, end=self.end)


def read_period(text: str, as_of: date, funders: Mapping[str, Funder]) -> Period:
    """The period named `text`; one still running ends on `as_of`.

    « T3 2026 », « 3e trimestre 2026 » and « juin 2026 » are read as `2026-T3` and `2026-06`.
    `12m`: the twelve months to `as_of`, or any number of them. `debut`: since the start. The
    name of a funder in config: its convention.

    Raises:
        Refusal: `text` names no period.
    """
    text = _code_of(text)
    if match := re.fullmatch(r"(\d{4})(?:-([ST])(\d))?", text.upper()):
        parts = _PARTS[match[2] or ""]
        part = int(match[3] or 1)
        # « 2026-S3 » and « 2026-T5 » go on to the refusal.
        if part <= parts:
            months = 12 // parts
            first = date(int(match[1]), months * (part - 1) + 1, 1)
            return Period(first, min(_month_end(months_later(first, months - 1)), as_of))
    if match := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text):
        first = date(int(match[1]), int(match[2]), 1)
        return Period(first, min(_month_end(first), as_of))
    if match := re.fullmatch(r"([1-9]\d?)\s*m", text.lower()):
        return Period(months_later(as_of, -int(match[1])) + timedelta(days=1), as_of)
    if text.lower() in ("debut", "début"):
        return Period(FIRST_DAY, as_of)
    # The name of a funder comes last: one called « 2026 » would hide the year.
    if text in funders:
        funder = funders[text]
        return Period(funder.start or year_to(as_of).start, min(funder.end or as_of, as_of))
    raise Refusal("period.unknown", value=text, names=", ".join(funders) or "aucun")


def _code_of(text: str) -> str:
    """A period as `read_period` names it, of one in words; any other text as it is."""
    all_words: list[str] = re.findall(r"\d+|[a-z]+", fold(text))
    words = [word for word in all_words if word not in _FILLERS]
    years = [word for word in words if re.fullmatch(r"20\d\d", word)]
    if len(years) != 1:
        return text
    year = years[0]
    rest = [word for word in words if word != year]
    match sorted(rest, key=str.isdigit):
        case []:
            return year
        case [part, number] if part in _PART_WORDS:
            return f"{year}-{_PART_WORDS[part]}{number}"
        case [month] if month in MONTHS:
            return f"{year}-{MONTHS[month]:02d}"
        # Spreadsheets make a date of « juin 2026 » and « 2026-06 »: the first of the month.
        case [month] | ["01", month] if month.isdigit():
            return f"{year}-{int(month):02d}"
    return text


def has_total_of_year(day: date, calendar: date) -> bool:
    """True if what tabs hold on a day of the calendar is the total of its year up to `day`.

    It is added up from monthly statements (ASP): in January none of the year is there yet, and of
    a month that is over the tabs tell no more.
    """
    return day.year == calendar.year and day.month >= max(calendar.month, 2)


def is_period(text: str) -> bool:
    """True if `text` names a period, funders aside."""
    try:
        read_period(text, date(2100, 1, 1), {})
    except Refusal:
        return False
    return True


def year_to(as_of: date) -> Period:
    """From the 1st of January of its year to `as_of`."""
    return Period(date(as_of.year, 1, 1), as_of)


def month_ends(as_of: date, months: int) -> list[date]:
    """The last days of the `months` months up to the one of `as_of`, which ends on `as_of`."""
    ends = [as_of]
    for _ in range(months - 1):
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def year_before(day: date) -> date:
    """The same day a year before (28 February for a 29th)."""
    return months_later(day, -12)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month; earlier if negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def half_years(as_of: date, how_many: int) -> list[Period]:
    """The last `how_many` half-years that had begun by `as_of`, the oldest first, each whole."""
    first = date(as_of.year, 1 if as_of.month <= 6 else 7, 1)
    starts = [months_later(first, -6 * back) for back in range(how_many)][::-1]
    return [Period(start, _month_end(months_later(start, 5))) for start in starts]


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
