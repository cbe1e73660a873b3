"""The titles of tick-boxes: each is a value of the field that they are for."""

from __future__ import annotations

from forms.choice import values_by_spelling
from forms.form import Field
from forms.words import NO, YES


def tick_values(field: Field) -> dict[str, str]:
    """Titles that a tick-box of `field` may have, squeezed → the value that it means."""
    if field.type == "yes_no":
        return {YES: YES, NO: NO}
    return values_by_spelling(field.options)
