"""Every text of a content, whatever its shape, without what its reader may not see."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from sheets_sync.catalogue import sentence
from sheets_sync.checking.texts.nir import without_nir
from sheets_sync.release.audiences import Audience, Sight
from sheets_sync.sheets.content import StyledText

if TYPE_CHECKING:
    import pandas as pd

MaskText = Callable[[str], str]
"""A text → the same, with something else in the place of what it must not say."""
_AS_THEY_ARE = (int, float, date, np.ndarray, type(None))
"""Values in which no text can be hidden."""
_PLAIN = frozenset({int, float, bool, date, type(None)})
_PSEUDONYM = re.compile(r"\bP-[A-Z2-9]{8}\b")
# A tab's name and a cell: « 'Atelier des Quais'!F12 », « Net Horizon ! F12 ». Not a cell alone: C1
# and A2 are levels of French as well.
_CELL = re.compile(r"(?:'[^'\n]+'|\b[\w-]+)\s?!\s?\$?[A-Z]{1,3}\$?\d+\b")
# Of a drawing what is seen or read aloud. The rest is a hundred places of points.
_WORDS_OF_DRAWING = re.compile(r"(?<=>)[^<>]+(?=<)|(?<==\")[^\"]*[^\W\d_][^\"]*(?=\")")


@dataclasses.dataclass(frozen=True)
class Only:
    """A part of a content that only those see who see this kind of content; others get it empty."""

    sight: Sight
    value: list[Any] | str


def audience_mask(audience: Audience, known_people: MaskText) -> MaskText:
    """What every text goes through on its way to an audience.

    A social security number is repeated to nobody (décret 2019-341).
    """
    masks: list[MaskText] = [without_nir]
    if "names" not in audience.sees:
        masks.append(known_people)
    if "pseudonyms" not in audience.sees:
        masks.append(_without_pseudonyms)
    if "places" not in audience.sees:
        masks.append(_without_cells)

    # Columns and pages repeat themselves: a text is looked at once.
    @functools.lru_cache(maxsize=65_536)
    def mask(text: str) -> str:
        for each in masks:
            text = each(text)
        return text

    return mask


def locations_to_mask(texts: Iterable[tuple[str, str]], mask: MaskText) -> list[str]:
    """The locations, each once, of the texts that are not as `mask` leaves them.

    Args:
        texts: each with where it stands, in words.
    """
    return list(dict.fromkeys(location for location, text in texts if mask(text) != text))


def masked_content(value: Any, audience: Audience, mask: MaskText) -> Any:
    """The same value with every text in it masked, parts that are not for the audience empty.

    Raises:
        TypeError: it holds what cannot be looked into; that does not leave.
    """
    # Nearly all that a sheet holds: asking what else it may be takes ten times as long.
    if type(value) is str:
        return mask(value)
    if type(value) in _PLAIN:
        return value
    return _masked_value(value, audience, mask)


def _masked_value(value: Any, audience: Audience, mask: MaskText) -> Any:
    if isinstance(value, Only):
        if value.sight not in audience.sees:
            return type(value.value)()
        return masked_content(value.value, audience, mask)
    if isinstance(value, str):
        return _masked_text(value, mask)
    if isinstance(value, _AS_THEY_ARE):
        return value
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*[masked_content(part, audience, mask) for part in value])
    if isinstance(value, list | tuple):
        return type(value)([masked_content(part, audience, mask) for part in value])
    if isinstance(value, Mapping):
        items = value.items()
        return {
            masked_content(k, audience, mask): masked_content(v, audience, mask) for k, v in items
        }
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value) if field.init]
        parts = {name: masked_content(getattr(value, name), audience, mask) for name in names}
        return dataclasses.replace(value, **parts)
    raise TypeError(f"cannot look into a {type(value).__name__} that is to be released")


def masked_frame(frame: pd.DataFrame, mask: MaskText) -> pd.DataFrame:
    """A frame with every text in it masked."""
    import pandas as pd

    columns = {}
    for name in frame.columns:
        cells = frame[name].tolist()
        # Each distinct text is looked at once, and a column in which none changes stays as it is.
        texts = {cell for cell in set(cells) if isinstance(cell, str)}
        changed = {text: clean for text in texts if (clean := mask(text)) != text}
        if changed:
            # Made anew as objects: pandas would turn whole numbers beside gaps into decimals.
            cells = [changed.get(cell, cell) for cell in cells]
            columns[name] = pd.Series(cells, frame.index, dtype=object)
    return frame.assign(**columns)


def _masked_text(text: str, mask: MaskText) -> str:
    if isinstance(text, StyledText):
        return StyledText(mask(str(text)), text.role)
    if isinstance(text, Markup):
        return _masked_drawing(text, mask)
    return mask(text)


def _masked_drawing(drawing: Markup, mask: MaskText) -> Markup:
    """A drawing stays one: what stands in it is escaped, and what masks put there has no sign."""
    words = _WORDS_OF_DRAWING.sub(lambda match: mask(match[0]), drawing)
    return Markup(words)  # noqa: S704 - as it was


def _without_pseudonyms(text: str) -> str:
    # Of few texts is anything replaced: what is put there is said where it is.
    return _PSEUDONYM.sub(lambda _: sentence("release.no_person"), text)


def _without_cells(text: str) -> str:
    return _CELL.sub(lambda _: sentence("release.no_cell"), text)
