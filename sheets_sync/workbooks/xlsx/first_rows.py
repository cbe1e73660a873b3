"""The first rows of a sheet, read without all that stand below them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Sequence
from typing import cast

from forms.values import Cell

_BEGINNING = 1 << 20
"""Bytes of a sheet in which its first rows are looked for; a shorter one is read as a whole."""
_END_OF_ROW, _END = b"</row>", b"</sheetData></worksheet>"


def first_rows(
    package: zipfile.ZipFile, tab: str, part: str, others: Collection[str], count: int
) -> Sequence[Sequence[Cell]] | None:
    """The first `count` rows of a large sheet, the empty ones among them.

    None where it is not large, not written as most programs do, or has nothing in these rows.

    Args:
        others: the parts of the other sheets.
    """
    from python_calamine import CalamineWorkbook

    with package.open(part) as whole:
        beginning = whole.read(_BEGINNING)
    *rows, rest = beginning.split(_END_OF_ROW, count)
    if len(beginning) < _BEGINNING or len(rows) < count or not rest:
        return None
    cut = _with_one_sheet(package, part, others, _END_OF_ROW.join([*rows, b""]) + _END)
    with CalamineWorkbook.from_filelike(cut) as book:
        read = book.get_sheet_by_name(tab).to_python(skip_empty_area=False)
    if not any(any(cell != "" for cell in row) for row in read):
        return None
    return cast("list[list[Cell]]", read)


def _with_one_sheet(
    package: zipfile.ZipFile, part: str, others: Collection[str], xml: bytes
) -> io.BytesIO:
    """A package with other XML in one sheet's part, and without other sheets."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        new.writestr(part, xml)
        for info in package.infolist():
            if info.filename != part and info.filename not in others:
                new.writestr(info.filename, package.read(info))
    made.seek(0)
    return made
