"""The titles of tick-boxes: each is a value of the field that they are for."""

from __future__ import annotations

from collections.abc import Iterable

from forms.choice import key_of_choices, values_by_spelling
from forms.form import Field
from forms.words import NO, YES, squeeze, squeeze_signed

Ticks = list[tuple[Field, str]]
"""The fields and values that a tick-box may be of."""


def tick_values(field: Field) -> dict[str, str]:
    """Titles that a tick-box of `field` may have, squeezed → the value that it means."""
    if field.type == "yes_no":
        return {YES: YES, NO: NO}
    return values_by_spelling(field.options)


class TickTitles:
    """The titles that tick-boxes of a form's fields may have."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._by_key: dict[str, Ticks] = {}
        for field in fields:
            for word, value in tick_values(field).items():
                self._by_key.setdefault(word, []).append((field, value))

    def called(self, title: str) -> Ticks:
        """What a tick-box of this title may be of."""
        return [
            (field, value)
            for key in dict.fromkeys((squeeze(title), squeeze_signed(title)))
            for field, value in self.of_words(key)
            if key_of_choices(field.options)(title) == key
        ]

    def of_words(self, squeezed: str) -> Ticks:
        """The same, of words without any sign, squeezed."""
        return self._by_key.get(squeezed, [])
