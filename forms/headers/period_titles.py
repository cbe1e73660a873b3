"""« Début » and « Fin »: the ends of what the title at their left names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from forms.headers.titles import Header, Titles
from forms.words import fold_header


def with_periods(words: Titles, headers: Sequence[Header]) -> Sequence[Header]:
    """The headers, « Début » and « Fin » under the title at their left where they are of that.

    « PASS IAE | Date début | Date fin » beside « Contrat | Date début | Date fin »: by themselves
    all of them would be the contract's. « Fin PASS | Début | Fin » is an end already, and has no
    beginning and end of its own.
    """
    periods = words.lists.periods_of
    pair = periods.folded_pair
    shown: list[Header] = []
    about = ""
    for header, after in zip_longest(headers, headers[1:]):
        label = fold_header(header.label)
        if header.group or label not in pair:
            about = header.label
            shown.append(header)
        elif after and periods.are_pair(label, after.label) and periods.is_one_end(about):
            about = ""
            shown.append(header)
        elif words.other_period(about):
            shown.append(Header(header.label, about))
        else:
            shown.append(header)
    return shown
