"""The notes of a sheet as XML: the text of each, and the box in which Excel shows it.

A box is told by the cells that its corners stand in, and by points from the corner of the sheet
(ECMA-376 part 4, § 19.4.2.1): so the sizes of columns and rows before it have to be known.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from forms.headers.matching import cell_position
from sheets_sync.workbooks.xlsx.parts.xml_edit import Node, outline
from sheets_sync.xml_text import escape

AUTHOR = "impulseR"
_SIZED_ROW = re.compile(
    rb'<(?:[\w.-]+:)?row(?=[^>]*\br="(?P<number>\d+)")(?=[^>]*\b(?:ht|hidden)=)(?P<sizes>[^>]*)'
)
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_HEIGHT = re.compile(rb'\bht="([\d.]+)"')
_USUAL_HEIGHT, _USUAL_WIDTH = 15, 9.140625
_DIGIT = 7
"""Pixels of a figure in Calibri 11: widths are counted in these, rims among them (§ 18.3.1.13)."""
_MOST_COLUMNS = 16_384
# A box is this many columns wide at most: so far to the right its place depends on their widths.
_BOX_COLUMNS = 12
_WIDTH, _LINE, _AROUND_LINES = 290, 15, 18
"""Pixels: the width of a box, the height of a line in it, and what is above and below the lines."""
_CHARACTERS = 46
"""Characters on a line of a box."""
_RIGHT_OF_CELL, _BELOW_ROW_ABOVE, _BELOW_TOP = 15, 10, 2
_COLUMNS_ACROSS = 6
"""So far from the right end of a sheet is a box at least, as Excel puts it."""
_POINTS = 0.75
"""Points in a pixel."""
_SHAPES_IN_BLOCK = 1024
_COMMENT = (
    '<comment ref="{cell}" authorId="{author}"><text><r><rPr><sz val="9"/><color indexed="81"/>'
    '<rFont val="Tahoma"/><family val="2"/></rPr><t>{text}</t></r></text></comment>'
)
_COMMENTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    f"<authors><author>{escape(AUTHOR)}</author></authors>"
    "<commentList>{comments}</commentList></comments>"
)
_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout></xml>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
    "margin-left:{left:.15g}pt;margin-top:{top:.15g}pt;width:{width:.15g}pt;height:{height:.15g}pt;"
    'z-index:{z_index};visibility:hidden" fillcolor="#fffbe6" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
    "<x:MoveWithCells/><x:SizeWithCells/>"
    "<x:Anchor>{across.first}, {across.into_first}, {down.first}, {down.into_first},"
    " {across.last}, {across.into_last}, {down.last}, {down.into_last}</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)


class _Edge(NamedTuple):
    """A box along one axis: in which column or row it begins and ends, and how far into it.

    Attributes:
        from_start: pixels from the beginning of the sheet.
    """

    first: int
    into_first: int
    last: int
    into_last: int
    from_start: int


class _Sizes:
    """The columns of a sheet, or its rows, in pixels; indexes from 0."""

    def __init__(self, usual: int, own: Mapping[int, int]) -> None:
        # A sheet that hides all rows by default has them of no height: no box would ever end.
        self._usual, self._own = max(1, usual), own
        last = max(own, default=-1)
        # Where each begins, as far as one has a size of its own.
        self._starts = [0, *itertools.accumulate(map(self._size, range(last + 1)))]

    def edge(self, first: int, into_first: int, length: int) -> _Edge:
        """Where `length` pixels lie that begin so far into a column or row."""
        from_start = self._start(first) + into_first
        first, into_first = self._after(first, into_first)
        last, into_last = self._after(first, into_first + length)
        return _Edge(first, into_first, last, into_last, from_start)

    def _size(self, index: int) -> int:
        return self._own.get(index, self._usual)

    def _start(self, index: int) -> int:
        beyond = index - len(self._starts) + 1
        if beyond <= 0:
            return self._starts[index]
        return self._starts[-1] + beyond * self._usual

    def _after(self, index: int, pixels: int) -> tuple[int, int]:
        """The column or row in which one is so many pixels further, and how far into it."""
        while pixels >= self._size(index):
            pixels -= self._size(index)
            index += 1
        return index, pixels


def comment_elements(texts: Mapping[str, str], author: int) -> str:
    """The `comment` of each cell, by the author of that number in the part."""
    return "".join(
        _COMMENT.format(cell=cell, author=author, text=escape(texts[cell]))
        for cell in _by_place(texts)
    )


def new_comments(texts: Mapping[str, str]) -> bytes:
    """A part of comments with these alone."""
    return _COMMENTS.format(comments=comment_elements(texts, 0)).encode()


def empty_drawing(shapes: int) -> bytes:
    """A drawing that so many boxes are to be put into; their numbers are reserved in blocks."""
    blocks = ",".join(map(str, range(1, shapes // _SHAPES_IN_BLOCK + 2)))
    return _DRAWING.format(blocks=blocks).encode()


def shape_elements(texts: Mapping[str, str], xml: bytes, after: int) -> bytes:
    """The box of each note, at its place on the sheet `xml`.

    Args:
        after: their numbers are above this one.
    """
    root = outline(xml).root
    widest = max(cell_position(cell)[1] for cell in texts) + _BOX_COLUMNS
    columns, rows = _column_sizes(root, widest), _row_sizes(root, xml)
    shapes = (
        _shape(cell, texts[cell], columns, rows, (after + place, place))
        for place, cell in enumerate(_by_place(texts), 1)
    )
    return "".join(shapes).encode()


def _by_place(texts: Iterable[str]) -> list[str]:
    """The cells from the top down, and from left to right."""
    return sorted(texts, key=cell_position)


def _shape(cell: str, text: str, columns: _Sizes, rows: _Sizes, numbers: tuple[int, int]) -> str:
    """The box of a note: beside its cell, and a little higher."""
    row, column = (position - 1 for position in cell_position(cell))
    lines = sum(1 + len(line) // _CHARACTERS for line in text.split("\n"))
    height = _AROUND_LINES + _LINE * lines
    across = columns.edge(min(column + 1, _MOST_COLUMNS - _COLUMNS_ACROSS), _RIGHT_OF_CELL, _WIDTH)
    if row:
        down = rows.edge(row - 1, _BELOW_ROW_ABOVE, height)
    else:
        down = rows.edge(0, _BELOW_TOP, height)
    number, z_index = numbers
    return _SHAPE.format(
        number=number,
        z_index=z_index,
        left=_POINTS * across.from_start,
        top=_POINTS * down.from_start,
        width=_POINTS * _WIDTH,
        height=_POINTS * height,
        across=across,
        down=down,
        row=row,
        column=column,
    )


def _column_sizes(root: Node, widest: int) -> _Sizes:
    usual = _size(root.first("sheetFormatPr"), "defaultColWidth", _USUAL_WIDTH)
    own: dict[int, int] = {}
    for column in root.all("cols", "col"):
        first, last = (int(column.attributes.get(end, "1")) for end in ("min", "max"))
        width = _pixels_of_width(_size(column, "width", _USUAL_WIDTH))
        if column.attributes.get("hidden") in ("1", "true"):
            width = 0
        own |= dict.fromkeys(range(first - 1, min(last, widest + 1)), width)
    return _Sizes(_pixels_of_width(usual), own)


def _row_sizes(root: Node, xml: bytes) -> _Sizes:
    usual = _size(root.first("sheetFormatPr"), "defaultRowHeight", _USUAL_HEIGHT)
    own: dict[int, int] = {}
    for row in _SIZED_ROW.finditer(xml):
        height = _HEIGHT.search(row["sizes"])
        if _HIDDEN.search(row["sizes"]):
            own[int(row["number"]) - 1] = 0
        elif height:
            own[int(row["number"]) - 1] = _pixels_of_height(float(height[1]))
    return _Sizes(_pixels_of_height(usual), own)


def _pixels_of_width(width: float) -> int:
    return int(width * _DIGIT + 0.5)


def _pixels_of_height(points: float) -> int:
    return int(points / _POINTS + 0.5)


def _size(node: Node | None, name: str, usual: float) -> float:
    if node is None:
        return usual
    try:
        return float(node.attributes.get(name, usual))
    except ValueError:
        return usual
