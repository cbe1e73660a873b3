"""Colours as Google keeps them."""

from __future__ import annotations

from typing import NamedTuple

from sheets_sync.workbooks.google.api.calls import Json


class Colour(NamedTuple):
    """Red, green and blue in 8 bits."""

    red: int
    green: int
    blue: int

    @property
    def as_json(self) -> Json:
        """The colour as a `ColorStyle` of the API, where each part is a share of 1."""
        return {
            "rgbColor": {"red": self.red / 255, "green": self.green / 255, "blue": self.blue / 255}
        }


def hex_colour(text: str) -> Colour:
    """`#RRGGBB` as a colour."""
    return Colour(*bytes.fromhex(text.removeprefix("#")))


def parse_colour(style: Json) -> Colour | None:
    """The colour of a `ColorStyle`; None for one of the spreadsheet's theme."""
    rgb = style.get("rgbColor")
    if rgb is None:
        return None
    # Google leaves out a part that is 0: black is an empty object.
    return Colour(*(round(rgb.get(part, 0) * 255) for part in Colour._fields))
