"""Read values of a list, however spelt; what could be two of them, or is doubted, stays open."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from forms.form import Choice, Field, values_by_spelling
from forms.values.cells import Cell, Reader, Reading, ReadingContext, shown
from forms.words import NO, YES, fold, squeeze

# « Pas encore B1 », « CDI prévu »: beside such a word, a value of the list is named but not meant.
_DOUBT = re.compile(
    r"\b(?:non|pas|refus\w*|echec|annul\w*|ou|puis|prevu\w*|vise\w*|demande\w*|attente|sans|vers"
    r"|cours|bientot|futur\w*|fin|ex|ancien\w*|plus|presque|mais)\b|\?"
)
_SHORTEST_SIMILAR = 5
"""Below, two short words are near each other by chance: « CDD » and « CDI »."""
_SIMILAR = 82
_CLEARLY_NEARER = 4

_YES_WORDS = ("oui", "o", "y", "yes", "x", "xx", "ok", "1", "vrai", "true", "v")
_NO_WORDS = ("non", "n", "no", "0", "faux", "false", "aucun", "pas", "vide")
_TICKED = frozenset({*_YES_WORDS, "✓", "✔", "☑", "✅", "√"})
_NOT_TICKED = frozenset({*_NO_WORDS, "-", "–", "✗", "✘", "☐", "❌"})


def choice_reader(field: Field) -> Reader:
    """A value of the field's own list."""
    allowed = ", ".join(choice.value for choice in field.options)
    return _list_reader(field.options, Reading(None, "choice.unknown", {"allowed": allowed}))


def country_reader(field: Field) -> Reader:
    """A country, by its name or by what its people are called."""
    return _list_reader(field.countries, Reading(None, "country.unknown"))


def siae_reader(context: ReadingContext) -> Reader:
    """A member of the consortium."""
    members = [Choice(value=name) for name in context.siae]
    unknown = Reading(None, "siae.unknown", {"allowed": ", ".join(context.siae)})
    return _list_reader(members, unknown)


def yes_no_reader(field: Field) -> Reader:
    """« oui » or « non », from all that is written or ticked for them."""
    answers = {squeeze(word): YES for word in (*_TICKED, *field.means_yes)}
    answers |= {squeeze(word): NO for word in (*_NOT_TICKED, *field.means_no)}

    def read(cell: Cell) -> Reading:
        if isinstance(cell, bool):
            return Reading(YES if cell else NO)
        text = shown(cell)
        answer = answers.get(squeeze(text))
        if answer is not None:
            return Reading(answer)
        first, _, rest = fold(text).partition(" ")
        if first in (YES, NO) and not {YES, NO} & set(rest.split()) and "?" not in text:
            return Reading(first, "choice.similar", {"read": first})
        return Reading(None, "yes_no.unknown")

    return read


def ticked(cell: Cell) -> bool | None:
    """Whether a tick-box is ticked: True, False (empty too), None if it holds something else."""
    if isinstance(cell, bool):
        return cell
    word = squeeze(shown(cell))
    if word in _TICKED:
        return True
    if not word or word in _NOT_TICKED:
        return False
    return None


def _list_reader(choices: Sequence[Choice], unknown: Reading) -> Reader:
    listed = _List(choices)

    @functools.cache
    def read_word(word: str) -> Reading:
        return listed.read(word) or unknown

    def read(cell: Cell) -> Reading:
        if isinstance(cell, bool):
            return read_word("vrai" if cell else "faux")
        return read_word(shown(cell))

    return read


class _List:
    """The words of a list's choices, ready to be looked up."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        self.exact = values_by_spelling(choices)
        phrases: list[tuple[str, str]] = []
        for choice in choices:
            phrases += [(fold(word), choice.value) for word in choice.spellings]
        # the longest first: « CDI inclusion » is no « CDI »
        self.phrases = sorted(
            (phrase for phrase in phrases if len(phrase[0]) > 1),
            key=lambda phrase: len(phrase[0]),
            reverse=True,
        )
        self.long_words = [word for word in self.exact if len(word) >= _SHORTEST_SIMILAR]

    def read(self, word: str) -> Reading | None:
        """The value that `word` means or is near to, or those it may mean; None: nothing known."""
        value = self.exact.get(squeeze(word))
        if value is not None:
            return Reading(value)
        mentioned, rest = self.mentioned(fold(word))
        if len(mentioned) > 1:
            return Reading(None, "choice.ambiguous", {"candidates": " ou ".join(mentioned)})
        if not mentioned:
            return self.similar(squeeze(word))
        if _DOUBT.search(rest) or "?" in word:
            return None
        return Reading(mentioned[0], "choice.similar", {"read": mentioned[0]})

    def mentioned(self, words: str) -> tuple[list[str], str]:
        """Values whose words stand in `words` (each stretch used once), and what is left over."""
        values: dict[str, None] = {}
        rest = f" {words} "
        for phrase, value in self.phrases:
            if f" {phrase} " in rest:
                rest = rest.replace(f" {phrase} ", " | ")
                values[value] = None
        return list(values), rest

    def similar(self, word: str) -> Reading | None:
        """The one value spelt nearly like `word`; None if there is none, or two as near."""
        from rapidfuzz import fuzz, process

        if len(word) < _SHORTEST_SIMILAR or word.isdigit():
            return None
        matches = process.extract(
            word, self.long_words, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=5
        )
        scores = {self.exact[key]: score for key, score, _ in reversed(matches)}
        best = max(scores.values(), default=0.0)
        close = [value for value, score in scores.items() if score > best - _CLEARLY_NEARER]
        if len(close) != 1:
            return None
        return Reading(close[0], "choice.similar", {"read": close[0]})
