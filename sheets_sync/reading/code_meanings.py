"""Take from a text what it says of codes: « 1 = non, 2 = oui », « X : levé »."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from forms.values import Cell
from forms.values.cells import whole_number_text
from forms.words import clean, fold_header

_SIGNS = "+\\-–✓✔☑✅√✗✘☒☐❌●○"
_CODE = re.compile(rf"[a-z]|\d{{1,2}}|[{_SIGNS}]{{1,3}}", re.IGNORECASE)
_ONE = rf"(?:(?<!\w)(?:[a-z]|\d{{1,2}})|[{_SIGNS}]{{1,3}})"
# « = » makes a code of any letter before it; « : » of one that begins the text or a part of it:
# « RDV à 9 h : bureau » has none.
_MEANS = re.compile(
    rf"({_ONE})\s*(?:=|→|⇒|->)\s*|(?:^|[;,/(|•\n]|\s[-–]\s)\s*({_ONE})\s*:\s*", re.IGNORECASE
)
_AROUND = " \t\n;,/|•.…()[]"


@dataclass
class Legend:
    """Meanings of codes that are written together.

    Attributes:
        about: what stands before them, folded as titles are: « Freins : 0 = non ». "" for nothing.
        column: the only one (from 0) that it is about, where its title or a note on that says it.
        meanings: code → all that it is said to mean.
    """

    about: str = ""
    column: int | None = None
    meanings: dict[str, list[str]] = field(default_factory=dict)


def code_of(cell: Cell) -> str:
    """« 1 », « x », « ++ »: the code that a cell is and nothing else; "" of all other cells."""
    text = whole_number_text(cell)
    if text is None:
        # tick-boxes of the spreadsheet are answers by themselves
        text = clean(cell) if isinstance(cell, str) else ""
    return text.casefold() if _CODE.fullmatch(text) else ""


def legends_in(cells: Iterable[Cell], titles: Collection[str] = ()) -> list[Legend]:
    """The legends in some texts, in order; what names another of `titles` begins another legend.

    Args:
        titles: those of the table, folded: « QPV », over « 1 = oui », says what that is about.
    """
    legends = [Legend()]
    for cell in cells:
        if not isinstance(cell, str) or not cell:
            continue
        matches = list(_MEANS.finditer(cell))
        about = fold_header(cell[: matches[0].start()] if matches else cell)
        if about and (matches or about in titles):
            legends.append(Legend(about))
        ends = (*(match.start() for match in matches[1:]), len(cell))
        for match, end in zip(matches, ends, strict=False):
            meaning = cell[match.end() : end].strip(_AROUND)
            _add(legends[-1], match[1] or match[2], meaning)
    return [legend for legend in legends if legend.meanings]


def _add(legend: Legend, code: str, meaning: str) -> None:
    if meaning:
        legend.meanings.setdefault(code.casefold(), []).append(meaning)
