"""The formats of cells with feedback: those that were there, on a fill of ours that can go again.

A fill of one colour has a second, of the pattern, that no program shows: there we keep what the
cell looked like before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sheets_sync.errors import Untouchable
from sheets_sync.sheets.content import Role
from sheets_sync.workbooks.xlsx.parts.styles import Styles, shape
from sheets_sync.workbooks.xlsx.parts.xml_edit import Node, parse_xml

# Our fills, alpha first. Nobody picks just these, and that is how they are known again.
FEEDBACK_FILLS: Mapping[Role, str] = {
    "error": "FFFFCFBF",
    "warning": "FFFFEBB0",
    "info": "FFD3E7F5",
}
# The first byte of the second colour: the cell had a style, had none (no `s`), or was not there.
# The other three are the index of the format it is shown in without our fill.
_STYLED, _UNSTYLED, _NO_CELL = 0xE0, 0xE1, 0xE2
_SECOND_COLOUR = re.compile("E[012][0-9A-F]{6}")


class FeedbackFormat(NamedTuple):
    """One of our formats, and what stood there before.

    Attributes:
        before: the cell's style; None: it had no `s` at all.
        cell_was_there: False where there was no cell.
    """

    role: Role
    before: int | None
    cell_was_there: bool

    @property
    def style_before(self) -> str | None:
        """The attribute `s` that the cell had; None: it had none."""
        if self.before is None:
            return None
        return str(self.before)


class FeedbackFormats:
    """The formats with our fill in the styles of a workbook.

    Attributes:
        known: those that were there, by index.
    """

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.known = dict(self._read_known())
        self._new: dict[tuple[Role, int | None, bool, int], int] = {}

    def make(
        self, style: int | None, effective: int, role: Role, cell_is_there: bool
    ) -> int | None:
        """The format that gives a cell our fill; None where a person has filled the cell.

        Args:
            style: the cell's `s`; None: it has none.
            effective: the format it is shown in now: its own, or its row's or column's.
        """
        if effective >= len(self.styles.formats):
            raise Untouchable("patch.damaged")
        if not self._is_unfilled(effective):
            return None
        key = (role, style, cell_is_there, effective)
        if key not in self._new:
            kind = _cell_kind(style, cell_is_there)
            fill = self.styles.add("fills", self._fill(FEEDBACK_FILLS[role], kind, effective))
            self._new[key] = self.styles.with_fill(effective, fill)
        return self._new[key]

    def _fill(self, colour: str, kind: int, effective: int) -> Node:
        prefix = self.styles.prefix
        text = (
            f'<{prefix}fill><{prefix}patternFill patternType="solid">'
            f'<{prefix}fgColor rgb="{colour}"/><{prefix}bgColor rgb="{kind:02X}{effective:06X}"/>'
            f"</{prefix}patternFill></{prefix}fill>"
        )
        return parse_xml(text.encode())

    def _read_known(self) -> Iterator[tuple[int, FeedbackFormat]]:
        fills = [_our_fill(fill) for fill in self.styles.items("fills")]
        for index, xf in enumerate(self.styles.items("cellXfs")):
            fill = int(xf.attributes.get("fillId", "0"))
            if fill < len(fills) and (ours := fills[fill]):
                yield index, self._before(index, *ours)

    def _before(self, ours: int, role: Role, second_colour: str) -> FeedbackFormat:
        """The format of a cell before it had this one of ours, as the second colour says."""
        formats = self.styles.formats
        without_fill = _shape_without_fill(formats[ours])

        def is_before(index: int) -> bool:
            return (
                index < len(formats)
                and _shape_without_fill(formats[index]) == without_fill
                and self._is_unfilled(index)
            )

        if _SECOND_COLOUR.fullmatch(second_colour):
            kind, index = int(second_colour[:2], 16), int(second_colour[2:], 16)
            if is_before(index):
                return FeedbackFormat(role, None if kind == _UNSTYLED else index, kind != _NO_CELL)
        # Another program wrote the file anew, with other indexes: the format that is the same but
        # for the fill, or one made now.
        before = next(filter(is_before, range(len(formats))), None)
        if before is None:
            before = self.styles.with_fill(ours, 0)
        return FeedbackFormat(role, before, cell_was_there=True)

    def _is_unfilled(self, index: int) -> bool:
        """True if the format of that index leaves a cell without a fill."""
        fill = int(self.styles.formats[index].attributes.get("fillId", "0"))
        fills = self.styles.items("fills")
        if fill >= len(fills):
            return fill == 0
        pattern = fills[fill].first("patternFill")
        return pattern is not None and pattern.attributes.get("patternType", "none") == "none"


def _cell_kind(style: int | None, cell_is_there: bool) -> int:
    if not cell_is_there:
        return _NO_CELL
    if style is None:
        return _UNSTYLED
    return _STYLED


def _our_fill(fill: Node) -> tuple[Role, str] | None:
    """The role and the second colour ("" for none) of a fill of ours; None for a person's."""
    first = _pattern_colour(fill, "fgColor")
    for role, colour in FEEDBACK_FILLS.items():
        if colour == first:
            return role, _pattern_colour(fill, "bgColor")
    return None


def _pattern_colour(fill: Node, name: str) -> str:
    node = fill.first("patternFill", name)
    if not node:
        return ""
    return node.attributes.get("rgb", "").upper()


def _shape_without_fill(xf: Node) -> object:
    other = {k: v for k, v in xf.attributes.items() if k not in ("fillId", "applyFill")}
    return shape(Node(xf.tag, other, 0, children=xf.children))
