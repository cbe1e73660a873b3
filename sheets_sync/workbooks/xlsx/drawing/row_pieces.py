"""The many rows of a table as they lie in the file, piece by piece.

A piece that the run before wrote and read back is neither made nor packed nor read again: it is
known by all that it is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sheets_sync.files import content_digest
from sheets_sync.sheets.content import Content
from sheets_sync.sheets.sheet import Block
from sheets_sync.sheets.written_before import WrittenBefore
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.parts.packing import PackedPiece, pack_piece, unpacked

AT_ONCE = 1_000
"""Rows of a piece."""
_ROWS_BEGIN, _SHEET_ENDS = b"<sheetData>", b"</sheetData></worksheet>"
"""As XlsxWriter writes them."""


@dataclass(frozen=True)
class RowPiece:
    """Some rows of a table.

    Attributes:
        rows: those of the sheet, from 0.
        digest: of all that the piece is made of.
        is_known: whether the run before wrote just this and read it back.
    """

    rows: range
    digest: bytes
    packed: PackedPiece
    is_known: bool


@dataclass(frozen=True)
class FilledSheet:
    """A sheet with the many rows of a table: a maker of its bytes."""

    head: bytes
    pieces: Sequence[RowPiece]
    tail: bytes

    def __call__(self) -> Iterator[bytes | PackedPiece]:
        yield self.head
        yield from (piece.packed for piece in self.pieces)
        yield self.tail

    def readable(self) -> Iterator[tuple[range, bytes | None]]:
        """The rows of the sheet, some at a time, and a sheet of just these; None: they are known.

        What stands above the pieces comes first, with all of the sheet that is no row.
        """
        yield range(self.pieces[0].rows.start), self.head + self.tail
        beginning, opening, _ = self.head.partition(_ROWS_BEGIN)
        for piece in self.pieces:
            sheet = None
            if not piece.is_known:
                sheet = b"".join((beginning, opening, unpacked(piece.packed), _SHEET_ENDS))
            yield piece.rows, sheet


def row_pieces(
    block: Block,
    settings: Callable[[range], object],
    written: WrittenBefore,
    make: Callable[[int, Sequence[Sequence[Content]]], Iterable[str]],
) -> list[RowPiece]:
    """The rows of a block.

    Args:
        settings: gives all that rows of the sheet (from 0) are made of beside their values.
        make: gives the XML of rows, by the first of them in the block, and their values.
    """
    pieces = []
    for start in range(0, len(block.rows), AT_ONCE):
        values = block.rows[start : start + AT_ONCE]
        rows = range(block.top + start, block.top + start + len(values))
        digest = content_digest(rows, settings(rows), values)
        known = written.find(digest)
        if known is None:
            packed = pack_piece("".join(make(start, values)).encode())
        else:
            packed = PackedPiece(known)
        pieces.append(RowPiece(rows, digest, packed, known is not None))
    return pieces


def filled_sheets(package: Package) -> dict[str, FilledSheet]:
    """The sheets of a package, by part, that got the many rows of a table."""
    contents = {part: package.content(part) for part in package.touched}
    return {part: sheet for part, sheet in contents.items() if isinstance(sheet, FilledSheet)}
