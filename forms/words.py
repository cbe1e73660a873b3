"""Words as staff type them, folded so that accents, case, spaces and punctuation do not matter."""

from __future__ import annotations

import functools
import re
import unicodedata

YES, NO = "oui", "non"
"""The two values of a yes or no."""
# A pattern, as most texts have none: to look each of their characters up takes far longer.
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
# Punctuation, and a tick beside a word. Any other sign may change the sense: « CDI ❌ », « ¬CDI ».
_SAYS_NOTHING = r"\w\s.,;:/()\[\]\"'’‘“”«»‹›„!+°º·•‐‑−–—_`´✓✔☑✅√\u0300-\u036f\ufe0f\u200e\u200f-"
SIGN_WITH_SENSE = re.compile(rf"[^{_SAYS_NOTHING}]|^\s*!|[:;]-?\(")
"""In a text as it was typed, a sign that is not known to mean nothing: what it says is not read."""
ORDER_SIGN = re.compile(r"([<>≤≥±=+]|^\s*[-−–]+|[-−–]+\s*$|(?<=[^\W\d]\s)[-−–](?=\s?(?:de\b|\d)))")
"""A sign that makes another value of a word: « < 6 mois », « Bac+2 », « A- », « - de 6 mois »."""
_HYPHENS = re.compile("[−–]")
_GENDER_ENDING = re.compile(r"\(e?s?\)|[·.]e?s?(?=\b)(?<=[·.]e)", re.IGNORECASE)
_INITIALS = re.compile(r"(?:\b[^\W\d_]\. ?)+[^\W\d_]\b\.?")
_ABBREVIATIONS = {
    "dt": "date",
    "dte": "date",
    "nb": "nombre",
    "nbre": "nombre",
    "nbr": "nombre",
    "h": "heures",
    "hrs": "heures",
    "heure": "heures",
    "deb": "debut",
    "niv": "niveau",
    "fr": "francais",
    "no": "n",
    "num": "n",
    "numero": "n",
    "sem": "semaine",
    "hebdomadaire": "hebdo",
    "hebdomadaires": "hebdo",
    "dern": "dernier",
    "exp": "fin",
    "expiration": "fin",
    "ctt": "contrat",
    "ctr": "contrat",
    "naiss": "naissance",
    "nais": "naissance",
    "pren": "prenom",
    "prn": "prenom",
    "tps": "temps",
    "prg": "programme",
    "prog": "programme",
    "civ": "civilite",
    "admin": "administratif",
    "participants": "participant",
    "salaries": "salarie",
}
_APOSTROPHE = re.compile(r"'(?<=[^\W\d_]')(?=[\w«{])")
_LETTERS_AND_FIGURES = re.compile(r"[^\W_]+")
_END, _EXPIRY = "fin", "expiration"
_OF_ANY_END = frozenset({_END, "date"})
_EMPTY_WORDS = frozenset({"de", "du", "des", "d", "la", "l", "les", "en", "dans"})


def printed(text: str) -> str:
    """The apostrophe of printed French between letters, or before a value: « l’État », « d’{x} ».

    For what we say, not for what people typed: that is known again by its letters.
    """
    return _APOSTROPHE.sub("’", text)


def clean(text: str) -> str:
    """`text` without invisible characters, odd spaces turned to plain ones, trimmed."""
    return " ".join(_INVISIBLE.sub("", text).split())


@functools.lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, no accents, all but letters and figures a space: « PASS-IAE » → « pass iae ».

    Letters of any script stay: names in Cyrillic or Arabic are as many people.
    """
    plain = unicodedata.normalize(
        "NFKD", _INVISIBLE.sub("", text).replace("œ", "oe").replace("°", " ").replace("º", " ")
    )
    letters = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return " ".join(_LETTERS_AND_FIGURES.findall(letters))


def squeeze(text: str) -> str:
    """`fold` without its spaces, so that « c.d.d.i » and « CDD-I » meet; signs alone stay."""
    return fold(text).replace(" ", "") or clean(text)


@functools.lru_cache(maxsize=16384)
def has_order_sign(text: str) -> bool:
    """True if a sign in `text` makes it another value of a list than the same words without it."""
    return bool(ORDER_SIGN.search(text)) and any(map(str.isalnum, text))


def order_sign(sign: str) -> str:
    """A sign as one of « + - < > ≤ ≥ ± = », whichever hyphen it was typed with."""
    return _HYPHENS.sub("-", sign.strip())


def squeeze_signed(text: str) -> str:
    """`squeeze` with its signs where they make another value of it: « < 6 mois », « A- »."""
    text = text.replace("<=", "≤").replace(">=", "≥")
    if not has_order_sign(text):
        return squeeze(text)
    # every other part is a sign
    parts = enumerate(ORDER_SIGN.split(text))
    spelling = "".join(order_sign(part) if at % 2 else fold(part) for at, part in parts)
    return spelling.replace(" ", "")


@functools.lru_cache(maxsize=16384)
def fold_header(text: str) -> str:
    """`fold`, with usual abbreviations written out and words that say nothing left out."""
    # « Temps de travail (%) » is a share, and no time
    text = _GENDER_ENDING.sub("", text).replace("%", " pourcent ")
    # « D.D.N. » is « DDN »
    words = fold(_INITIALS.sub(lambda match: fold(match[0]).replace(" ", ""), text)).split()
    meaningful_words = [
        _ABBREVIATIONS.get(word, word)
        for word in words
        if word not in _EMPTY_WORDS or word == words[-1]
    ]
    # « Date d'expiration » alone is the end of whatever stands beside it, never of a contract
    if _END in meaningful_words and _END not in words and _OF_ANY_END.issuperset(meaningful_words):
        return " ".join(meaningful_words).replace(_END, _EXPIRY)
    return " ".join(meaningful_words)


@functools.lru_cache(maxsize=256)
def words_and_beginnings(words: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The whole words of a list, and the beginnings of those whose end is open (`*`)."""
    exact = frozenset(word for word in words if not word.endswith("*"))
    return exact, tuple(word[:-1] for word in words if word.endswith("*"))
