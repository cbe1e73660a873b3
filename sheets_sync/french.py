"""Numbers, dates, names and small phrases the French way, for sheets' texts, documents, messages.

Everything that French wants of a written text is done here, on babel: no-break spaces, plural,
elision, articles, rounding. A number is rounded half up, everywhere alike: 5 of 8 is 63 %.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

NBSP, NARROW = "\u00a0", "\u202f"
NOT_AVAILABLE = f"n.{NBSP}d."

_VOWEL_SOUND = re.compile(r"[aeiouyhàâäéèêëîïôöùûüœæ]", re.IGNORECASE)
# Words that begin with a vowel or h and take no elision all the same: « le onze », « de Yann ».
_NO_ELISION = re.compile(r"(?:onz|oui|y[aeou]|h[aà]nd|haut|huit|hors)", re.IGNORECASE)
# What most funders of the field are called, and the article that their names take in a sentence.
_ARTICLES: Mapping[str, Sequence[str]] = {
    "la": (
        *("dreets", "ddets", "drieets", "caf", "cpam", "ville", "mairie", "région", "fondation"),
        *("métropole", "communauté", "préfecture", "caisse", "direction", "banque", "mission"),
    ),
    "l'": ("état", "etat", "agence", "union", "association", "agefiph", "anru", "ofii", "europe"),
    "le": ("département", "conseil", "ministère", "fonds", "fse", "fami", "plie", "fdi"),
}
_ARTICLE_OF = {word: article for article, words in _ARTICLES.items() for word in words}
# A number in an identifier (« P-1E », « 4f3e ») is none of these.
_ORDINAL = re.compile(r'(?<![\w.,"=#-])(?:1(?:er|re)|\d{1,2}e)(?![\w-]|\.\w)')
_RAISED = str.maketrans("er", "ᵉʳ")
_KNOWN_TEXTS = 4_096
"""Pages and reminders repeat what they say from one SIAE to the next: so many are set once."""
_OPENING = re.compile("([«▲■✓]) ")
_BEFORE_HOURS = r"(?<![\w.,:/])(?<![A-Za-gi-z]-)"
# Inside a word, a code or an address no sign is one of a sentence.
_TYPED = (
    (re.compile(rf"{_BEFORE_HOURS}(\d{{1,3}}(?:,\d+)?)\s?h(?!\w)"), rf"\1{NBSP}h"),
    (re.compile(rf"{_BEFORE_HOURS}(\d\d?)\s?[hH]\s?([0-5]\d)(?!\w)"), rf"\1{NBSP}h{NBSP}\2"),
    (re.compile(r"(?<=\d) (?=\d{3}(?: \d{3})*\s?€)"), NARROW),
    (re.compile(r"(?<=\d) ?(?=[%€](?!\w))"), NBSP),
    (re.compile(r'(?<![^\s(])"([^"\n]+)"(?=[\s).,:;!?]|$)'), rf"«{NBSP}\1{NBSP}»"),
    (re.compile(r"«\s?(?=\S)"), f"«{NBSP}"),
    (re.compile(r"(?<=\S)\s?»"), f"{NBSP}»"),
    (re.compile(r"(?<=[^\W\d_])(?=[!?;:](?:\s|$))|(?<=[»)])(?=[!?;:](?:\s|$))"), NBSP),
    (re.compile(r"(?<=[\w%€»)])\.\.\.(?!\.)"), "…"),
    (re.compile("'"), "’"),
)
"""What is typed on a keyboard → what print has for it."""


class Share(float):
    """A share between 0 and 1 that is computed with as a number, and written « 60 % »."""


def rounded(value: float, digits: int = 0) -> Decimal:
    """`value` rounded half up, away from zero: 0.625 → 0.63 (Python's own `round` gives 0.62)."""
    # str() first: 0.285 is the decimal that people wrote, not the binary fraction just below it.
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def number(value: float | None, digits: int = 0) -> str:
    """1234.5 → « 1 235 », with narrow no-break spaces and the minus sign; None → « n. d. »."""
    if value is None:
        return NOT_AVAILABLE
    exact = rounded(value, digits)
    text = f"{abs(exact):,f}".replace(",", NARROW).replace(".", ",")
    if exact < 0:
        return f"−{text}"
    return text


def percent(value: float | None, digits: int = 0) -> str:
    """0.537 → « 54 % »; None (nothing to divide by) → « n. d. »."""
    if value is None:
        return NOT_AVAILABLE
    return f"{number(float(Decimal(str(value)) * 100), digits)}{NBSP}%"


def euros(value: float | None) -> str:
    """1234.5 → « 1 235 € »."""
    if value is None:
        return NOT_AVAILABLE
    return f"{number(value)}{NBSP}€"


def signed_euros(value: float) -> str:
    """1234.5 → « +1 235 € », −5 → « −5 € », 0 → « 0 € »."""
    if rounded(value) > 0:
        return f"+{euros(value)}"
    return euros(value)


def figure(value: float | None, unit: str) -> str:
    """A figure as its unit wants it written: %, €, mois, h, or none."""
    if value is None:
        return NOT_AVAILABLE
    if unit == "%":
        return percent(value)
    if unit == "€":
        return euros(value)
    text = number(value, _decimals(value))
    if unit in ("mois", "h"):
        return f"{text}{NBSP}{unit}"
    return text


def change(value: float | None, before: float | None, unit: str) -> str:
    """« +5 », « −3 pts », « = »; "" where either is unknown. A rate changes by points."""
    if value is None or before is None:
        return ""
    if unit == "%":
        gap = rounded((value - before) * 100)
        if not gap:
            return "="
        return f"{_signed(float(gap))}{NBSP}{agreeing(float(gap), 'pt', 'pts')}"
    gap = rounded(value - before, 1)
    if not gap:
        return "="
    return _signed(float(gap))


def _signed(gap: float) -> str:
    text = number(abs(gap), _decimals(gap))
    if gap > 0:
        return f"+{text}"
    return f"−{text}"


def _decimals(value: float) -> int:
    """The digits after the comma that a figure is shown with: none for a whole one."""
    return int(value != int(value))


def number_runs(numbers: Iterable[int]) -> list[str]:
    """Numbers of rows, those that follow each other together: « 2 », « 4 à 9 »."""
    runs: list[list[int]] = []
    for each in sorted(set(numbers)):
        if runs and runs[-1][-1] == each - 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return [" à ".join(map(str, dict.fromkeys((run[0], run[-1])))) for run in runs]


def day(value: date | None) -> str:
    """« 12/03/2024 »; None → ""."""
    if not value:
        return ""
    return f"{value:%d/%m/%Y}"


def long_day(value: date, weekday: bool = False) -> str:
    """« 1ᵉʳ mars 2024 », or « vendredi 1ᵉʳ mars 2024 »; no line ends within the date."""
    from babel.dates import format_date

    number = str(value.day)
    if value.day == 1:
        number = raised("1er")
    text = f"{number}{NBSP}{month(value)}"
    if weekday:
        return f"{format_date(value, 'EEEE', locale='fr')} {text}"
    return text


def day_of(value: date, year: int) -> str:
    """« 14 novembre » of that year, « 14 novembre 2027 » of another."""
    text = long_day(value)
    return text.removesuffix(f"{NBSP}{year}")


def clock(value: time | datetime) -> str:
    """« 9 h 30 », « 14 h »; the parts stay on one line."""
    hour = f"{value.hour}{NBSP}h"
    if not value.minute:
        return hour
    return f"{hour}{NBSP}{value.minute:02d}"


@functools.lru_cache(maxsize=1_024)
def month(value: date) -> str:
    """« mars 2024 »; no line ends before the year."""
    from babel.dates import format_date

    return str(format_date(value, f"MMMM{NBSP}y", locale="fr"))


def month_name(value: date) -> str:
    """« mars »."""
    from babel.dates import format_date

    return str(format_date(value, "MMMM", locale="fr"))


@functools.lru_cache(maxsize=1_024)
def short_month(value: date) -> str:
    """« janv. 26 »."""
    from babel.dates import format_date

    return str(format_date(value, "MMM yy", locale="fr"))


def agreeing(count: float, one: str, many: str | None = None) -> str:
    """`one` or `many` (else `one` with an s), as `count` wants it: French is singular below two."""
    if abs(count) < 2:
        return one
    if many is not None:
        return many
    return f"{one}s"


def several(count: float, one: str, many: str | None = None) -> str:
    """« 1 ligne », « 2 lignes », « 0 ligne »."""
    return f"{number(count)}{NBSP}{agreeing(count, one, many)}"


def in_words(count: int) -> str:
    """« trois », up to nine; « 12 » beyond, and for what is less than two, which has a gender."""
    words = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
    return dict(enumerate(words, 2)).get(count, number(count))


def listed(words: Sequence[str]) -> str:
    """« a », « a et b », « a, b et c »."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"


def quoted(text: object) -> str:
    """« text »."""
    return f"«{NBSP}{text}{NBSP}»"


def elides(word: str) -> bool:
    """True if « de » and « le » lose their vowel before `word`."""
    return bool(_VOWEL_SOUND.match(word)) and not _NO_ELISION.match(word)


def of(name: str) -> str:
    """« de Net Horizon », « d’Atelier des Quais »."""
    if elides(name):
        return f"d’{name}"
    return f"de {name}"


def article_of(name: str) -> str:
    """The article that a funder's name takes, guessed from its first word; "" for none."""
    first = re.match(r"\w+", name)
    if not first:
        return ""
    return _ARTICLE_OF.get(first[0].casefold(), "")


def the(name: str, article: str | None = None) -> str:
    """« la DREETS », « l'État », « Un » (it takes none); `article` where config gives one."""
    if article is None:
        article = article_of(name)
    if not article:
        return name
    if article == "l'":
        return f"l’{name}"
    return f"{article} {name}"


def to(name: str, article: str | None = None) -> str:
    """« à la DREETS », « au Département », « aux Amis », « à l'État », « à Un »."""
    if article is None:
        article = article_of(name)
    contracted = {"le": "au", "les": "aux"}.get(article)
    if contracted:
        return f"{contracted} {name}"
    return f"à {the(name, article)}"


def of_the(name: str, article: str | None = None) -> str:
    """« de la DREETS », « du Département », « des Amis », « de l'État », « d'Un »."""
    if article is None:
        article = article_of(name)
    if not article:
        return of(name)
    contracted = {"le": "du", "les": "des"}.get(article)
    if contracted:
        return f"{contracted} {name}"
    return f"de {the(name, article)}"


def raised(text: str) -> str:
    """« 1er », « 1re » and « 2e » with the end of the number raised, as in print."""
    return _ORDINAL.sub(lambda match: match[0].translate(_RAISED), text)


@functools.lru_cache(maxsize=_KNOWN_TEXTS)
def typeset(text: str) -> str:
    """The no-break spaces of French (« : ; ! ? % € », guillemets, marks), and raised ordinals.

    A text that is set already stays as it is, and so does what else stands in a template.
    """
    text = _OPENING.sub(rf"\1{NBSP}", text)
    # The space is looked for first, and then what is before it: twice as fast.
    return raised(re.sub(r" (?<=\S )(?=[:;!?»%€](?:\s|$|[.,)<{]))", NBSP, text))


@functools.lru_cache(maxsize=_KNOWN_TEXTS)
def with_signs_of_print(text: str) -> str:
    """A text as it was typed, with the signs of print: « 9h30 », « 50% », "mot", l'été, « ... ».

    A text that is printed already stays as it is.
    """
    for typed, in_print in _TYPED:
        text = typed.sub(in_print, text)
    return text


def capitalised(text: str) -> str:
    """The text with a capital first, the others as they are."""
    return text[:1].upper() + text[1:]
