"""Read one cell as its field says: a typed value, or the rule that tells what is wrong with it."""

from forms.values.cells import (
    EMPTY,
    BrokenCell,
    Cell,
    Reader,
    Reading,
    ReadingContext,
    Value,
    shown,
)
from forms.values.choices import parted_as, ticked
from forms.values.quantities import is_at_least, is_more_than
from forms.values.readers import PENDING, REPEATED, reader

__all__ = [
    "EMPTY",
    "PENDING",
    "REPEATED",
    "BrokenCell",
    "Cell",
    "Reader",
    "Reading",
    "ReadingContext",
    "Value",
    "is_at_least",
    "is_more_than",
    "parted_as",
    "reader",
    "shown",
    "ticked",
]
