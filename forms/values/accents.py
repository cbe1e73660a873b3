"""Accents that were read in the wrong encoding: « MÃ¡ria » was UTF-8, read as Windows-1252."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from forms.values.cells import Cell

# The characters that Windows-1252 has where Latin-1 has controls, as the bytes that they stand for.
_AS_BYTES = {
    ord(character): byte
    for byte in range(0x80, 0xA0)
    if (character := bytes([byte]).decode("cp1252", errors="ignore"))
}
# Two bytes of a Latin letter; three of « ’ », « € » and their like; two letters at least in
# Cyrillic or Arabic. Nothing more: « OÙ ? » and « DÉJÀ : » are bytes of some letter as well, with
# their no-break space.
_GARBLED = re.compile(
    "[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]|(?:[\xd0\xd1\xd8-\xdb][\x80-\xbf]){2,}"
)
_LOST = "\ufffd"
"""Stands where a program could not read a letter at all."""


def is_garbled(text: str) -> bool:
    """True if a text has letters that were read in the wrong encoding."""
    return not text.isascii() and (_LOST in text or _GARBLED.search(_as_bytes(text)) is not None)


def mended_rows(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]] | None:
    """The rows with all their accents put right; None where they are not all wrong in one way.

    One accent that is right, or cannot be put right, and the file was not read so as a whole.
    """
    texts = {cell for cell in chain.from_iterable(rows) if isinstance(cell, str)}
    accented = [text for text in texts if not text.isascii()]
    if not accented or not all(map(_is_garbled_whole, accented)):
        return None
    return [list(map(_mended_cell, row)) for row in rows]


def _mended_cell(cell: Cell) -> Cell:
    if not isinstance(cell, str) or cell.isascii():
        return cell
    return "".join(_mended_parts(cell))


def _mended_parts(text: str) -> Iterator[str]:
    end = 0
    for match in _GARBLED.finditer(_as_bytes(text)):
        yield text[end : match.start()]
        yield match[0].encode("latin-1").decode("utf-8", errors="replace")
        end = match.end()
    yield text[end:]


def _is_garbled_whole(text: str) -> bool:
    return _GARBLED.sub("", _as_bytes(text)).isascii()


def _as_bytes(text: str) -> str:
    """A text of the same length whose characters are the bytes that it was read from."""
    return text.translate(_AS_BYTES)
