"""Give cells of a tab their feedback and take it away: a fill where nobody put one, and a note.

The rows of a sheet may be many: they are scanned once, and only the bytes of cells that change are
edited (ECMA-376 part 1, § 18.3.1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from forms.headers.matching import cell_position, letters
from sheets_sync.errors import Untouchable
from sheets_sync.sheets.content import Feedback
from sheets_sync.workbooks.xlsx.notes import write_notes
from sheets_sync.workbooks.xlsx.parts.feedback_formats import FeedbackFormats
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, parser, run_parser, tag_end

# Row → column → feedback, both from 1 as in the XML.
_ByRow: TypeAlias = Mapping[int, Mapping[int, Feedback]]


def write_feedback(
    package: Package, part: str, feedback: Mapping[str, Feedback], formats: FeedbackFormats
) -> None:
    """Bring the fills and notes of ours on a sheet to `feedback` (cell → feedback)."""
    _write_fills(package, part, feedback, formats)
    write_notes(package, part, feedback)


@dataclass(slots=True)
class _Cell:
    """A cell where its tag opens in the XML; `style` None: it has no `s`."""

    start: int
    style: int | None


@dataclass(slots=True)
class _Row:
    """A row that gets feedback: its cells by column, and its own format where it has one."""

    style: int | None
    cells: dict[int, _Cell] = field(default_factory=dict)


@dataclass(slots=True)
class _Scan:
    """Facts from the XML of a sheet about the cells that matter here.

    Attributes:
        rows: those that get feedback, by number.
        filled: (row, column) → the cells that have a fill of ours.
        column_styles: (first column, last column, format).
    """

    rows: dict[int, _Row] = field(default_factory=dict)
    filled: dict[tuple[int, int], _Cell] = field(default_factory=dict)
    column_styles: list[tuple[int, int, int]] = field(default_factory=list)

    def usual_style(self, row: _Row, column: int) -> int:
        """The format that a cell is shown in where there is none: its row's, else its column's."""
        if row.style is not None:
            return row.style
        styles = (style for low, high, style in self.column_styles if low <= column <= high)
        return next(styles, 0)


def _write_fills(
    package: Package, part: str, feedback: Mapping[str, Feedback], formats: FeedbackFormats
) -> None:
    xml = package.read(part)
    if not feedback and not _may_have_fills(xml, formats):
        return
    by_row = _feedback_by_row(feedback)
    scan = _Scanner(xml, by_row, formats).run()
    edits = Edits(xml)
    for (number, column), filled in scan.filled.items():
        if column not in by_row.get(number, {}):
            _take_fill(edits, filled, formats)
    for number, row in scan.rows.items():
        for column, one in by_row[number].items():
            cell = row.cells.get(column)
            if cell:
                _fill(edits, cell, one, formats)
            else:
                usual = scan.usual_style(row, column)
                _insert_filled(edits, row, (number, column), one, usual, formats)
    package.edit(part, edits)


def _may_have_fills(xml: bytes, formats: FeedbackFormats) -> bool:
    return any(b's="%d"' % known in xml or b"s='%d'" % known in xml for known in formats.known)


def _feedback_by_row(feedback: Mapping[str, Feedback]) -> _ByRow:
    by_row: dict[int, dict[int, Feedback]] = {}
    for cell, one in feedback.items():
        row, column = cell_position(cell)
        by_row.setdefault(row, {})[column] = one
    return by_row


class _Scanner:
    """Reads the XML of a sheet once, tag by tag, and remembers where it is in rows and columns.

    Attributes:
        ours: the formats with a fill of ours, as the XML has them.
        row: the row that is being read, where it gets feedback.
    """

    def __init__(self, xml: bytes, by_row: _ByRow, formats: FeedbackFormats) -> None:
        self.xml, self.by_row = xml, by_row
        self.ours = {str(known) for known in formats.known}
        self.scan = _Scan()
        self.row_number = self.column = 0
        self.row: _Row | None = None
        self.reader = parser(xml)
        self.reader.StartElementHandler = self._open_worksheet

    def run(self) -> _Scan:
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
            self.row = self.scan.rows[self.row_number] = _Row(_row_style(attributes))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference, style = attributes.get("r"), attributes.get("s")
        if style == "":
            raise Untouchable("patch.damaged")
        if self.row is None and style not in self.ours:
            # Most cells: their column counts only where the next has no reference.
            self.column = 0 if reference else self.column + 1
            return
        self.column = cell_position(reference)[1] if reference else self.column + 1
        cell = _Cell(self.reader.CurrentByteIndex, _style_index(attributes))
        if style in self.ours:
            self.scan.filled[self.row_number, self.column] = cell
        if self.row is not None:
            self.row.cells[self.column] = cell


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


def _take_fill(edits: Edits, cell: _Cell, formats: FeedbackFormats) -> None:
    """Bring a cell back to what it was, or away where there was none and it is still empty."""
    before = formats.known[cell.style or 0]
    end = tag_end(edits.xml, cell.start)
    is_empty = edits.xml[end - 2 : end] == b"/>"
    if is_empty and not before.cell_was_there:
        edits.replace(cell.start, end, b"")
    else:
        edits.attribute(cell.start, "s", before.style_before)


def _fill(edits: Edits, cell: _Cell, feedback: Feedback, formats: FeedbackFormats) -> None:
    style, cell_was_there = cell.style, True
    if cell.style in formats.known:
        known = formats.known[cell.style]
        style, cell_was_there = known.before, known.cell_was_there
    new = formats.make(style, style or 0, feedback.role, cell_was_there)
    if new is not None and new != cell.style:
        edits.attribute(cell.start, "s", str(new))


def _insert_filled(
    edits: Edits,
    row: _Row,
    at: tuple[int, int],
    feedback: Feedback,
    usual_style: int,
    formats: FeedbackFormats,
) -> None:
    """A cell where there is none, with `usual_style` on our fill; none in a row without cells."""
    if not row.cells:
        return
    style = formats.make(usual_style, usual_style, feedback.role, cell_is_there=False)
    if style is None:
        return
    number, column = at
    # The tag is called as in the rest of the row, prefix included.
    last = max(cell.start for cell in row.cells.values())
    tag = re.match(rb"<([^\s/>]*)", edits.xml[last : last + 40])
    name = tag[1].decode() if tag else "c"
    # Cells stand in the order of columns: Excel calls a workbook damaged where they do not.
    after = [cell.start for other, cell in row.cells.items() if other > column]
    end_of_row = f"</{name[:-1]}row".encode()
    start = min(after) if after else edits.xml.index(end_of_row, last)
    edits.replace(start, start, f'<{name} r="{letters(column - 1)}{number}" s="{style}"/>')
