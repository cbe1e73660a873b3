"""One value of a list: what the sheet shows, what staff type for it, what is to be asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Annotated

import pydantic

from forms.definition_file import Definition
from forms.words import has_order_sign, squeeze, squeeze_signed


def _as_text(value: object) -> object:
    """A number of YAML as the text that was meant: `aliases: [1]`."""
    if isinstance(value, int | float):
        return str(value)
    return value


Word = Annotated[str, pydantic.BeforeValidator(_as_text)]


class Choice(Definition):
    """One value of a list: what the sheet shows, and what else staff type for it.

    Attributes:
        aliases: words that mean this value and nothing else.
        maybe: words that may mean it, or another value that has them too: they are asked about.
        imprecise: words that say that it is this value or another that has them too, and nothing
            wrong: « BPI ». They count as none of the values, and may be made precise some day.
    """

    value: Word
    aliases: tuple[Word, ...] = ()
    maybe: tuple[Word, ...] = ()
    imprecise: tuple[Word, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """The value itself, then its aliases."""
        return (self.value, *self.aliases)

    @property
    def unclear_words(self) -> tuple[str, ...]:
        """The words that other values may have as well."""
        return (*self.maybe, *self.imprecise)


def key_for(words: Iterable[str]) -> Callable[[str], str]:
    """How the words of a list are told apart: by their signs as well where one has such a sign.

    « - CDI » is « CDI » where none has, « - bac » is no « bac » beside « bac+2 ».
    """
    return squeeze_signed if any(map(has_order_sign, words)) else squeeze


def key_of_choices(choices: Iterable[Choice]) -> Callable[[str], str]:
    """`key_for` of all words of a list."""
    words = ((*choice.spellings, *choice.unclear_words) for choice in choices)
    return key_for(chain.from_iterable(words))


def values_by_spelling(choices: Sequence[Choice]) -> dict[str, str]:
    """Every word for a choice, as `key_of_choices` folds it → the choice's value."""
    key = key_of_choices(choices)
    values: dict[str, str] = {}
    for choice in choices:
        values |= {key(word): choice.value for word in choice.spellings}
    return values


def choice_spelt(word: str, choices: Sequence[Choice]) -> str | None:
    """The choice that a word is a spelling of; None of another."""
    return values_by_spelling(choices).get(key_of_choices(choices)(word))


def candidates_by_word(choices: Sequence[Choice]) -> dict[str, list[str]]:
    """Every word that is not clear, as `key_of_choices` folds it → the values it may mean."""
    key = key_of_choices(choices)
    candidates: dict[str, list[str]] = {}
    for choice in choices:
        for word in choice.unclear_words:
            candidates.setdefault(key(word), []).append(choice.value)
    return candidates


def ambiguity(choices: Sequence[Choice]) -> tuple[int, str] | None:
    """The position of the first choice that a word makes unclear, and the sentence that says so."""
    key = key_of_choices(choices)
    owner: dict[str, str] = {}
    for position, choice in enumerate(choices):
        if choice.value in owner.values():
            return position, f"le choix « {choice.value} » est deux fois dans la liste."
        for word in choice.spellings:
            other = owner.setdefault(key(word), choice.value)
            if other != choice.value:
                sentence = f"« {word} » veut dire à la fois « {other} » et « {choice.value} »."
                return position, sentence
    for position, choice in enumerate(choices):
        for word in choice.unclear_words:
            if key(word) in owner:
                named = "maybe" if word in choice.maybe else "imprecise"
                sentence = (
                    f"« {word} » est sous « {named} » de « {choice.value} » et veut déjà dire "
                    f"« {owner[key(word)]} »."
                )
                return position, sentence
    return None
