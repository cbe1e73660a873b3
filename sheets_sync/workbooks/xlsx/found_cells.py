"""Find the cells of a sheet that get feedback, or have some, and where they stand in its XML.

The rows of a sheet may be many, and few of their cells matter here (ECMA-376 part 1, § 18.3.1).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from forms.headers.matching import cell_position, letters
from sheets_sync.errors import Untouchable
from sheets_sync.sheets.content import Feedback
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, outline, parser, run_parser

# Row → column → feedback, both from 1 as in the XML.
ByRow: TypeAlias = Mapping[int, Mapping[int, Feedback]]


# The tag of a worksheet, after a declaration of UTF-8 or none.
_ROOT = re.compile(
    rb"""(?:<\?xml(?![^>]*encoding=["'](?!utf-?8["']))[^>]*\?>)?\s*<([\w.-]+:)?worksheet\b""",
    re.IGNORECASE,
)
# The tag of a cell as programs write it, after its prefix.
_CELL = rb"""c r="([A-Z]+)(\d+)\""""
_ATTRIBUTE = re.compile(r"""\s([\w:.-]+)=["']([^"']*)["']""")
_WITHOUT_REFERENCE = re.compile(rb"<(?:[\w.-]+:)?(?:row|c)(?=[\s/>])(?![^>]*\sr\s*=)")
# The same where no tag has a prefix and the reference comes first, as nearly all programs write it:
# to look for this takes a tenth of the time.
_NOT_FIRST = re.compile(rb"<(?:row|c)(?! r=)[\s/>]")
_PREFIXED = (b":row", b":c")


@dataclass(slots=True)
class FoundCell:
    """A cell where its tag opens in the XML; `style` None: it has no `s`."""

    start: int
    style: int | None


@dataclass(slots=True)
class FoundRow:
    """A row that gets feedback: its cells by column, and its own format where it has one."""

    style: int | None
    cells: dict[int, FoundCell] = field(default_factory=dict)


@dataclass(slots=True)
class Scan:
    """Facts from the XML of a sheet about the cells that matter here.

    Attributes:
        rows: those that get feedback, by number.
        filled: (row, column) → the cells that have a fill of ours.
        column_styles: (first column, last column, format).
    """

    rows: dict[int, FoundRow] = field(default_factory=dict)
    filled: dict[tuple[int, int], FoundCell] = field(default_factory=dict)
    column_styles: list[tuple[int, int, int]] = field(default_factory=list)

    def usual_style(self, row: FoundRow, column: int) -> int:
        """The format that a cell is shown in where there is none: its row's, else its column's."""
        if row.style is not None:
            return row.style
        styles = (style for low, high, style in self.column_styles if low <= column <= high)
        return next(styles, 0)


def scan_cells(xml: bytes, by_row: ByRow, known: frozenset[int]) -> Scan:
    """The cells of a sheet that get feedback, and those with one of the formats `known`.

    Raises:
        Untouchable: the sheet is damaged.
    """
    try:
        return _Search(xml, by_row, known).run()
    except _UnusualError:
        return _Scanner(xml, by_row, known).run()


def with_references(xml: bytes) -> bytes:
    """The sheet with the references of rows and cells that its program left out.

    Without one, a row or cell follows the one before it (§ 18.3.1.4, 18.3.1.73): they can be
    neither found nor told apart from new ones by their bytes.
    """
    is_plain = not any(prefixed in xml for prefixed in _PREFIXED)
    if is_plain and not _NOT_FIRST.search(xml):
        return xml
    if _WITHOUT_REFERENCE.search(xml):
        return _Numbering(xml).run()
    return xml


class _UnusualError(Exception):
    """XML such as no spreadsheet program writes, though it may: it has to be read tag by tag."""


class _Search:
    """Looks for cells by their bytes, which takes a fraction of the time of reading every tag.

    That is sure where each tag has its usual form: rows and cells have their references first, and
    nothing but tags begins with « < ».
    """

    def __init__(self, xml: bytes, by_row: ByRow, known: frozenset[int]) -> None:
        self.xml, self.by_row, self.known = xml, by_row, known
        root = _ROOT.match(xml)
        # Comments, CDATA and processing instructions may hold what looks like a tag.
        has_others = b"<!" in xml or xml.count(b"<?") > xml.startswith(b"<?")
        if root is None or has_others:
            raise _UnusualError
        self.prefix = root[1] or b""
        self.cell_tag = _compiled_with_prefix(rb"<%b" + _CELL, self.prefix)

    def run(self) -> Scan:
        scan = Scan()
        for column in outline(self.xml).root.all("cols", "col"):
            if "style" in column.attributes:
                low, high, style = (int(column.attributes[key]) for key in ("min", "max", "style"))
                scan.column_styles.append((low, high, style))
        tag = _compiled_with_prefix(rb'<%brow r="(\d+)"([^<>]*)>', self.prefix)
        count_rows = 0
        for match in tag.finditer(self.xml):
            count_rows += 1
            if int(match[1]) in self.by_row:
                scan.rows[int(match[1])] = self._found_row(match)
        if count_rows != _count_tags(self.xml, b"%brow" % self.prefix):
            raise _UnusualError
        if self.known:
            scan.filled.update(self._filled())
        return scan

    def _found_row(self, tag: re.Match[bytes]) -> FoundRow:
        attributes = tag[2]
        style = None
        if b"customFormat" in attributes:
            own = dict(_ATTRIBUTE.findall(attributes.decode()))
            style = _row_style(own)
        if attributes.endswith(b"/"):
            return FoundRow(style)
        end = self.xml.find(b"</%brow>" % self.prefix, tag.end())
        tags = self.cell_tag.finditer(self.xml, tag.end(), end)
        starts = {_column_of(match[1]): match.start() for match in tags}
        if end < 0 or len(starts) != _count_tags(self.xml, b"%bc" % self.prefix, tag.end(), end):
            raise _UnusualError
        columns: Iterable[int] = self.by_row[int(tag[1])]
        if not starts.keys() >= set(columns):
            # A new cell has its place among all that there are.
            columns = starts
        return FoundRow(style, {at: self._cell(starts[at]) for at in columns})

    def _cell(self, start: int) -> FoundCell:
        tag = self.xml[start : self.xml.index(b">", start)]
        style = re.search(rb'\ss="(\d*)"', tag)
        if tag.count(b'"') % 2 or b"'" in tag or (style is None and re.search(rb"\ss\s*=", tag)):
            # A « > » in an attribute, or a format that is written in another way.
            raise _UnusualError
        if style is None:
            return FoundCell(start, None)
        return FoundCell(start, int(style[1]))

    def _filled(self) -> Iterator[tuple[tuple[int, int], FoundCell]]:
        """The cells with a fill of ours, by row and column."""
        usual = self.xml.count(b'<%bc r="' % self.prefix)
        is_odd = any(self.xml.count(space + b's="') for space in (b"\t", b"\r", b"\n"))
        if is_odd or usual != _count_tags(self.xml, b"%bc" % self.prefix):
            raise _UnusualError
        # From the format back to its tag: few of all cells have one of ours.
        styles = b"|".join(b"%d" % style for style in sorted(self.known))
        for ours in re.finditer(rb' s="(?:' + styles + rb')"', self.xml):
            start = self.xml.rfind(b"<", 0, ours.start())
            tag = self.cell_tag.match(self.xml, start)
            if tag is not None:
                yield (int(tag[2]), _column_of(tag[1])), self._cell(start)
            elif self.xml.startswith(b"<%bc " % self.prefix, start):
                raise _UnusualError


def _compiled_with_prefix(pattern: bytes, prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern.replace(b"%b", re.escape(prefix), 1))


def _count_tags(xml: bytes, tag: bytes, start: int = 0, end: int | None = None) -> int:
    """How many tags open with that name."""
    if end is None:
        end = len(xml)
    return sum(xml.count(b"<" + tag + ending, start, end) for ending in (b" ", b">", b"/"))


@functools.cache
def _column_of(name: bytes) -> int:
    return cell_position(f"{name.decode()}1")[1]


class _Scanner:
    """Reads the XML of a sheet once, tag by tag, and remembers where it is in rows and columns.

    Attributes:
        ours: the formats with a fill of ours, as the XML has them.
        row: the row that is being read, where it gets feedback.
    """

    def __init__(self, xml: bytes, by_row: ByRow, known: Iterable[int]) -> None:
        self.xml, self.by_row = xml, by_row
        self.ours = set(map(str, known))
        self.scan = Scan()
        self.row_number = self.column = 0
        self.row: FoundRow | None = None
        self.reader = parser(xml)
        self.reader.StartElementHandler = self._open_worksheet

    def run(self) -> Scan:
        """Scan the sheet; raises `Untouchable` where it is damaged."""
        run_parser(self.reader, self.xml)
        return self.scan

    def _open_worksheet(self, tag: str, _attributes: dict[str, str]) -> None:
        """Learn from the first tag, which is that of the sheet, the prefix of all that follow."""
        prefix = tag[: -len("worksheet")]
        openers = {
            f"{prefix}c": self._open_cell,
            f"{prefix}row": self._open_row,
            f"{prefix}col": self._open_column,
        }

        def open_element(tag: str, attributes: dict[str, str]) -> None:
            opener = openers.get(tag)
            if opener:
                opener(attributes)

        self.reader.StartElementHandler = open_element

    def _open_column(self, attributes: dict[str, str]) -> None:
        if "style" in attributes:
            low, high, style = (int(attributes[name]) for name in ("min", "max", "style"))
            self.scan.column_styles.append((low, high, style))

    def _open_row(self, attributes: dict[str, str]) -> None:
        # § 18.3.1.73: a row or cell without a reference follows the one before it.
        self.row_number, self.column = int(attributes.get("r", self.row_number + 1)), 0
        self.row = None
        if self.row_number in self.by_row:
            self.row = self.scan.rows[self.row_number] = FoundRow(_row_style(attributes))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference, style = attributes.get("r"), attributes.get("s")
        if style == "":
            raise Untouchable("patch.damaged")
        if self.row is None and style not in self.ours:
            # Most cells: their column counts only where the next has no reference.
            self.column = 0 if reference else self.column + 1
            return
        self.column = cell_position(reference)[1] if reference else self.column + 1
        cell = FoundCell(self.reader.CurrentByteIndex, _style_index(attributes))
        if style in self.ours:
            self.scan.filled[self.row_number, self.column] = cell
        if self.row is not None:
            self.row.cells[self.column] = cell


class _Numbering:
    """Reads the XML of a sheet once, and gives each row and cell its reference."""

    def __init__(self, xml: bytes) -> None:
        self.edits, self.reader = Edits(xml), parser(xml)
        self.row = self.column = 0
        self.prefix: str | None = None
        self.reader.StartElementHandler = self._open

    def run(self) -> bytes:
        """The sheet with all references; raises `Untouchable` where it is damaged."""
        run_parser(self.reader, self.edits.xml)
        return self.edits.result

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if self.prefix is None:
            # Rows of drawings (`xdr:row`) are none of the sheet's.
            self.prefix = tag[: -len("worksheet")]
        reference = attributes.get("r")
        if tag == f"{self.prefix}row":
            self.row, self.column = int(reference or self.row + 1), 0
            self._number(reference, str(self.row))
        elif tag == f"{self.prefix}c":
            self.column = cell_position(reference)[1] if reference else self.column + 1
            self._number(reference, f"{letters(self.column - 1)}{self.row}")

    def _number(self, given: str | None, reference: str) -> None:
        if given is None:
            self.edits.attribute(self.reader.CurrentByteIndex, "r", reference)


def _row_style(attributes: Mapping[str, str]) -> int | None:
    """The format that a row is shown in, where it has one of its own."""
    # `s` of a row is a leftover, and not shown, unless `customFormat` says otherwise.
    if attributes.get("customFormat") not in ("1", "true"):
        return None
    return _style_index(attributes)


def _style_index(attributes: Mapping[str, str]) -> int | None:
    """The format of a row or cell; None where it has no `s`."""
    style = attributes.get("s")
    if not style:
        return None
    return int(style)
