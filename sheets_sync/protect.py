"""Hide small cells of a table of people, and as many more as it takes that its total cannot give them back."""

from __future__ import annotations

from collections.abc import Sequence


def protect(counts: Sequence[int], threshold: int) -> list[int | None]:
    """`counts` of one table whose total is shown, None where hidden.

    A count from 1 to `threshold` − 1 is hidden (Insee, manuel de protection des tableaux: primary suppression); then
    the smallest others until at least two are hidden and together they reach the threshold (secondary suppression).
    """
    shown: list[int | None] = [None if 0 < count < threshold else count for count in counts]
    others = sorted((place for place, count in enumerate(shown) if count), key=lambda place: counts[place])
    hidden = [place for place, count in enumerate(shown) if count is None]
    while hidden and others and (len(hidden) < 2 or sum(counts[place] for place in hidden) < threshold):
        place = others.pop(0)
        shown[place] = None
        hidden.append(place)
    return shown
