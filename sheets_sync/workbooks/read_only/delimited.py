"""A `.csv` as rows of texts, whatever program wrote it: its encoding and delimiter are found."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from forms.values import Cell
from sheets_sync.errors import Refusal

_DELIMITERS = ";,\t"
"""A French Excel writes semicolons, collectors write commas, « Texte Unicode » writes tabs."""
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_ROWS_TRIED = 50
MOST_CHARACTERS = 1 << 20
"""Of one cell. csv's own bound, 131,072, ends a file with a sentence in English."""


class Delimited(NamedTuple):
    """The rows of a file, each as long as the longest; "" an empty cell.

    `cut_row`: the last one (from 1), where the file seems to be cut within it; else 0.
    """

    rows: list[list[Cell]]
    cut_row: int


def read_delimited(path: Path) -> Delimited:
    """Read the rows of a file.

    Raises:
        Refusal: it is no text, or its quotation marks do not close.
    """
    text = _decoded_text(path.read_bytes(), path)
    csv.field_size_limit(MOST_CHARACTERS)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise Refusal("csv.quotes", file=path.name) from error
    width = max(map(len, rows), default=0)
    cut_row = 0 if text.endswith(("\n", "\r")) else _short_last_row(rows)
    return Delimited([[*row, *[""] * (width - len(row))] for row in rows], cut_row)


def _short_last_row(rows: Sequence[Sequence[str]]) -> int:
    """The last row (from 1) where it has fewer cells than any other; else 0.

    Excel leaves out the empty cells that end a row, but never the end of the last line.
    """
    lengths = [len(row) for row in rows[:-1] if row]
    return len(rows) if lengths and len(rows[-1]) < min(lengths) else 0


def _decoded_text(data: bytes, path: Path) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _decode(data, encoding, path)
    if b"\0" in data:
        raise Refusal("csv.no_text", file=path.name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # What Excel on Windows means by « CSV » without « UTF-8 ».
        return _decode(data, "cp1252", path)


def _decode(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal("csv.no_text", file=path.name) from error


def _delimiter(text: str) -> str:
    """The delimiter that gives most rows the same number of cells, more than one."""
    return max(_DELIMITERS, key=lambda delimiter: _rows_alike(text, delimiter))


def _rows_alike(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows have their commonest length, and that length; (0, 0) if one."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    lengths: Counter[int] = Counter()
    try:
        for row, _ in zip(reader, range(_ROWS_TRIED), strict=False):
            lengths[len(row)] += 1
    except csv.Error:
        return (0, 0)
    lengths.pop(1, None)
    lengths.pop(0, None)
    if not lengths:
        return (0, 0)
    length, rows = max(lengths.items(), key=lambda item: (item[1], item[0]))
    return (rows, length)
