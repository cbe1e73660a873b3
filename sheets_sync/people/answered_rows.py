"""The rows of « Anomalies » as they are read back: which finding each one is about.

A row is known by its code. That names one finding; what people read in the row names it too, and
both part where rows are sorted, or cells moved, without the column of the codes. So the code ends
with a seal of what the row showed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.values import BrokenCell, Cell, shown
from forms.words import clean

SIAE, WHERE, FIELD, MESSAGE = "SIAE", "Où", "Champ", "Ce qui ne va pas, et quoi faire"
SHOWN = (SIAE, WHERE, FIELD, MESSAGE)
"""Headers of the columns that tell which finding a row is."""
CODE = "Code"
"""Header of the column of the codes."""
_SEAL_LENGTH = 8
_SEALED = re.compile(rf"(.*) V-([0-9a-f]{{{_SEAL_LENGTH}}})")
_LONGEST = 500
"""Characters of a text that are looked at: of a long message a program may cut the rest."""


@dataclass(frozen=True)
class AnsweredRow:
    """A row below the headers.

    Attributes:
        number: that of the sheet.
        cells: header → what stands under it; of two headers that are alike, under the first.
        code: without its seal.
        seal: of what it showed; "" in a sheet made before codes had one.
    """

    number: int
    cells: Mapping[str, Cell]
    code: str
    seal: str

    @property
    def fits(self) -> bool:
        """Whether the code is that of what people read in the row, as far as that can be told."""
        if not self.seal or not self.cells.keys() >= set(SHOWN):
            return True
        return self.seal == seal_of(map(self.text, SHOWN))

    def text(self, title: str) -> str:
        """What was typed, or stands, under a header."""
        return typed_text(self.cells.get(title, ""))


def answered_rows(
    rows: Sequence[Sequence[Cell]], *titles: str, code_title: str = CODE
) -> Iterator[AnsweredRow]:
    """The rows below the headers; none where the sheet lacks one of these titles."""
    header = row_of_headers(rows, *titles, code_title)
    if header is None:
        return
    headers = [str(cell) for cell in rows[header]]
    for number, row in enumerate(rows[header + 1 :], header + 2):
        cells = dict(reversed([*zip(headers, row, strict=False)]))
        code, seal = code_and_seal(typed_text(cells.get(code_title, "")))
        yield AnsweredRow(number, cells, code, seal)


def sealed_code(code: str, texts: Iterable[str]) -> str:
    """A code as it stands in the sheet, beside the texts that tell which finding it is."""
    return f"{code} V-{seal_of(texts)}"


def code_and_seal(text: str) -> tuple[str, str]:
    """The two parts of what stands under « Code »; the seal is "" where there is none."""
    if match := _SEALED.fullmatch(text):
        return match[1], match[2]
    return text, ""


def seal_of(texts: Iterable[str]) -> str:
    """The same for the same texts, however programs keep their spaces."""
    joined = "\n".join(clean(text)[:_LONGEST] for text in texts)
    return hashlib.sha256(joined.encode()).hexdigest()[:_SEAL_LENGTH]


def row_of_headers(rows: Sequence[Sequence[Cell]], *titles: str) -> int | None:
    """The row (from 0) that has all these titles; None where there is none."""
    return next(
        (index for index, row in enumerate(rows) if all(title in row for title in titles)), None
    )


def typed_text(cell: Cell) -> str:
    """What a person typed in a cell; "" where a formula stands in it that gives nothing."""
    if isinstance(cell, BrokenCell):
        return ""
    return shown(cell)
