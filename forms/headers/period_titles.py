"""« Début » and « Fin »: the ends of what the title at their left names."""

from __future__ import annotations

from collections.abc import Sequence

from forms.headers.titles import Header, Titles
from forms.words import fold_header


def with_periods(words: Titles, headers: Sequence[Header]) -> Sequence[Header]:
    """The headers, « Début » and « Fin » under the title at their left where they are of that.

    « PASS IAE | Date début | Date fin » beside « Contrat | Date début | Date fin »: by themselves
    all of them would be the contract's.
    """
    pair = words.lists.periods_of.folded_pair
    shown: list[Header] = []
    about = ""
    for header in headers:
        if header.group or fold_header(header.label) not in pair:
            about = header.label
            shown.append(header)
        elif words.other_period(about):
            shown.append(Header(header.label, about))
        else:
            shown.append(header)
    return shown
