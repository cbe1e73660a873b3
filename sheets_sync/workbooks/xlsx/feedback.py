"""Give cells of a tab their feedback and take it away: a fill where nobody put one, and a note.

The rows of a sheet may be many: they are scanned once, and only the bytes of cells that change are
edited (ECMA-376 part 1, § 18.3.1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from forms.headers.matching import cell_position, letters
from sheets_sync.sheets.content import Feedback
from sheets_sync.workbooks.xlsx.found_cells import ByRow, FoundCell, FoundRow, scan_cells
from sheets_sync.workbooks.xlsx.notes import write_notes
from sheets_sync.workbooks.xlsx.parts.feedback_formats import FeedbackFormats
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, tag_end


def write_feedback(
    package: Package, part: str, feedback: Mapping[str, Feedback], formats: FeedbackFormats
) -> None:
    """Bring the fills and notes of ours on a sheet to `feedback` (cell → feedback)."""
    _write_fills(package, part, feedback, formats)
    write_notes(package, part, feedback)
    package.pack(part)


def _write_fills(
    package: Package, part: str, feedback: Mapping[str, Feedback], formats: FeedbackFormats
) -> None:
    xml = package.read(part)
    if not feedback and not _may_have_fills(xml, formats):
        return
    by_row = _feedback_by_row(feedback)
    scan = scan_cells(xml, by_row, frozenset(formats.known))
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


def _feedback_by_row(feedback: Mapping[str, Feedback]) -> ByRow:
    by_row: dict[int, dict[int, Feedback]] = {}
    for cell, one in feedback.items():
        row, column = cell_position(cell)
        by_row.setdefault(row, {})[column] = one
    return by_row


def _take_fill(edits: Edits, cell: FoundCell, formats: FeedbackFormats) -> None:
    """Bring a cell back to what it was, or away where there was none and it is still empty."""
    before = formats.known[cell.style or 0]
    end = tag_end(edits.xml, cell.start)
    is_empty = edits.xml[end - 2 : end] == b"/>"
    if is_empty and not before.cell_was_there:
        edits.replace(cell.start, end, b"")
    else:
        edits.attribute(cell.start, "s", before.style_before)


def _fill(edits: Edits, cell: FoundCell, feedback: Feedback, formats: FeedbackFormats) -> None:
    style, cell_was_there = cell.style, True
    if cell.style in formats.known:
        known = formats.known[cell.style]
        style, cell_was_there = known.before, known.cell_was_there
    new = formats.make(style, style or 0, feedback.role, cell_was_there)
    if new is not None and new != cell.style:
        edits.attribute(cell.start, "s", str(new))


def _insert_filled(
    edits: Edits,
    row: FoundRow,
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
