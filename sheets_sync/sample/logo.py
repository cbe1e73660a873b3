"""The logo of the sample's workbook: an image that must survive every write."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

_WIDTH, _HEIGHT = 240, 80
Colour = tuple[int, int, int]


class _Disc(NamedTuple):
    x: int
    y: int
    radius: int
    colour: Colour

    def covers(self, x: int, y: int) -> bool:
        return (x - self.x) ** 2 + (y - self.y) ** 2 <= self.radius**2


_DISCS = (
    _Disc(40, 40, 34, (31, 92, 122)),
    _Disc(96, 40, 34, (200, 85, 61)),
    _Disc(152, 40, 34, (76, 107, 47)),
)


def logo() -> bytes:
    """Three overlapping discs as a 240 × 80 PNG (PNG specification, § 5 and § 11)."""
    lines = bytearray()
    for y in range(_HEIGHT):
        lines.append(0)  # each line begins with its filter: none
        for x in range(_WIDTH):
            lines.extend(_pixel(x, y))
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(bytes(lines)))
        + _chunk(b"IEND", b"")
    )


def _pixel(x: int, y: int) -> Colour:
    colours = [disc.colour for disc in _DISCS if disc.covers(x, y)]
    if not colours:
        return (255, 255, 255)
    red, green, blue = (sum(part) // len(colours) for part in zip(*colours, strict=True))
    return (red, green, blue)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum
