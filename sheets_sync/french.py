"""Numbers, dates and small phrases the French way, for sheets' texts, documents and messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

NBSP, NARROW = "\u00a0", "\u202f"
NOT_AVAILABLE = f"n.{NBSP}d."


def number(value: float | None, digits: int = 0) -> str:
    """1234.5 → « 1 234,5 » with narrow no-break spaces; None → « n. d. »."""
    if value is None:
        return NOT_AVAILABLE
    text = f"{value:,.{digits}f}".replace(",", NARROW).replace(".", ",")
    return text.replace("-", "−") if text.strip("-0,") else text.removeprefix("-")


def percent(value: float | None, digits: int = 0) -> str:
    """0.537 → « 54 % »; None (nothing to divide by) → « n. d. »."""
    return NOT_AVAILABLE if value is None else f"{number(value * 100, digits)}{NBSP}%"


def euros(value: float | None) -> str:
    """1234.5 → « 1 235 € »."""
    return NOT_AVAILABLE if value is None else f"{number(value)}{NBSP}€"


def figure(value: float | None, unit: str) -> str:
    """A figure as its unit wants it written."""
    if unit == "%":
        return percent(value)
    if unit == "€":
        return euros(value)
    whole = value is None or value == int(value)
    return number(value, 0 if whole else 1) + (
        f"{NBSP}{unit}" if unit in ("mois", "h") and value is not None else ""
    )


def change(value: float | None, before: float | None, unit: str) -> str:
    """« +5 », « −3 pts », « = »; "" where either is unknown."""
    if value is None or before is None:
        return ""
    gap = round((value - before) * 100) if unit == "%" else round(value - before, 1)
    sign = "+" if gap > 0 else "−"
    if gap == 0:
        return "="
    return f"{sign}{number(abs(gap), 0 if gap == int(gap) else 1)}" + (
        f"{NBSP}pt{'s' * (abs(gap) > 1)}" if unit == "%" else ""
    )


def day(value: date | None) -> str:
    """« 12/03/2024 »; None → ""."""
    return f"{value:%d/%m/%Y}" if value else ""


def long_day(value: date, weekday: bool = False) -> str:
    """« 1er mars 2024 », or « vendredi 1er mars 2024 »."""
    from babel.dates import format_date

    text = format_date(value, "d MMMM y", locale="fr")
    text = text.replace("1 ", "1er ", 1) if value.day == 1 else text
    return f"{format_date(value, 'EEEE', locale='fr')} {text}" if weekday else text


def month(value: date) -> str:
    """« mars 2024 »."""
    from babel.dates import format_date

    return str(format_date(value, "MMMM y", locale="fr"))


def short_month(value: date) -> str:
    """« janv. 26 »."""
    from babel.dates import format_date

    return str(format_date(value, "MMM yy", locale="fr"))


def several(count: float, one: str, many: str | None = None) -> str:
    """« 1 ligne », « 2 lignes », « 0 ligne »: French is singular below two."""
    return f"{number(count)}{NBSP}{one if abs(count) < 2 else many or one + 's'}"


def typeset(text: str) -> str:
    """The no-break spaces that French wants before « : ; ! ? » and inside guillemets."""
    return re.sub(r" (?=[:;!?»%€](?:\s|$|[.,)]))", NBSP, text.replace("« ", f"«{NBSP}"))


def listed(words: Sequence[str]) -> str:
    """« a », « a et b », « a, b et c »."""
    return " et ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
