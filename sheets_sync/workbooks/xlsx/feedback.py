"""Mark cells of a tab, and take marks away: a fill where nobody put one, a note where nobody wrote one (ECMA-376 part 1, § 18.3.1, § 18.7)."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from forms.columns import letters, place
from sheets_sync.errors import Untouchable
from sheets_sync.sheets.content import FEEDBACK_END, FEEDBACK_START, Feedback
from sheets_sync.workbooks.xlsx.package import OFFICE, Package
from sheets_sync.workbooks.xlsx.styles import Styles
from sheets_sync.workbooks.xlsx.xml_edit import Edits, Node, parse, parser, run, skeleton, tag_end

COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER_DRAWING = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "AlternateContent",
)
"""What follows `legacyDrawing` in a worksheet (§ 18.3.1.99), `oleObjects` and `controls` also wrapped for later versions."""
_OUR_COMMENTS, _OUR_VML = "xl/commentsSync", "xl/drawings/vmlDrawingSync"
"""What the names of parts that we added begin with; those go whole when the last mark goes."""
_SHAPE = re.compile(rb"<v:shape\s.*?</v:shape>", re.DOTALL)
_HIGH_ROW = re.compile(
    rb'<(?:[\w.-]+:)?row(?=[^>]*\br="(?P<number>\d+)")(?=[^>]*\bht="(?P<height>[\d.]+)")'
)
_CELL = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>\s*<x:Column>\s*(\d+)\s*</x:Column>")
_OUR_SHAPE_TYPE = b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'


def mark(package: Package, part: str, feedback: Mapping[str, Feedback], styles: Styles) -> None:
    """Bring our marks on a tab to `feedback` (cell → what is to be said there), whatever they were before."""
    _fill(package, part, feedback, styles)
    _annotate(package, part, feedback)


@dataclass(slots=True)
class _Cell:
    start: int
    style: int | None


@dataclass(slots=True)
class _Row:
    """A row of interest: its cells by column, from 1, and its own format where it has one."""

    style: int | None
    cells: dict[int, _Cell] = field(default_factory=dict)


def _fill(package: Package, part: str, feedback: Mapping[str, Feedback], styles: Styles) -> None:
    xml = package.read(part)
    if not feedback and not any(
        b's="%d"' % mark in xml or b"s='%d'" % mark in xml for mark in styles.marks
    ):
        return
    wanted: dict[int, dict[int, Feedback]] = {}
    for cell, remark in feedback.items():
        row, column = place(cell)
        wanted.setdefault(row, {})[column] = remark
    rows, marked, columns = _scan(xml, wanted, styles)
    edits = Edits(xml)
    for row, column, ours in marked:
        if column not in wanted.get(row, {}):
            _unmark(edits, ours, styles)
    for number, found in rows.items():
        for column, remark in wanted[number].items():
            there = found.cells.get(column)
            if there is None:
                _insert(edits, number, column, found, remark, styles, columns)
                continue
            before = styles.marks.get(there.style) if there.style is not None else None
            style, was_there = (
                (before.before, before.cell_was_there) if before else (there.style, True)
            )
            new = styles.marked(style, style or 0, remark.role, cell_is_there=was_there)
            if new is not None and new != there.style:
                edits.attribute(there.start, "s", str(new))
    package.put(part, edits.result)


def _scan(
    xml: bytes, wanted: Mapping[int, Mapping[int, Feedback]], styles: Styles
) -> tuple[dict[int, _Row], list[tuple[int, int, _Cell]], list[tuple[int, int, int]]]:
    """The wanted rows, the cells that carry our marks, and the formats of columns as (first, last, format)."""
    reader = parser(xml)
    marks = {str(mark) for mark in styles.marks}
    rows: dict[int, _Row] = {}
    marked: list[tuple[int, int, _Cell]] = []
    columns: list[tuple[int, int, int]] = []
    prefix: str | None = None
    row = column = 0
    current: _Row | None = None

    def opened(tag: str, attributes: dict[str, str]) -> None:
        nonlocal prefix, row, column, current
        if prefix is None:
            prefix = tag[: -len("worksheet")]
        elif tag == prefix + "c":
            reference = attributes.get("r")
            style = attributes.get("s")
            if style == "":
                raise Untouchable("patch.damaged")
            if current is None and style not in marks:
                column = 0 if reference else column + 1
                return
            column = place(reference)[1] if reference else column + 1
            cell = _Cell(reader.CurrentByteIndex, int(style) if style else None)
            if style in marks:
                marked.append((row, column, cell))
            if current is not None:
                current.cells[column] = cell
        elif tag == prefix + "row":
            row, column = int(attributes.get("r", row + 1)), 0
            current = None
            if row in wanted:
                style = (
                    attributes.get("s") if attributes.get("customFormat") in ("1", "true") else None
                )
                current = rows[row] = _Row(int(style) if style else None)
        elif tag == prefix + "col" and "style" in attributes:
            columns.append(
                (int(attributes["min"]), int(attributes["max"]), int(attributes["style"]))
            )

    reader.StartElementHandler = opened
    run(reader, xml)
    return rows, marked, columns


def _unmark(edits: Edits, cell: _Cell, styles: Styles) -> None:
    before = styles.marks[cell.style or 0]
    end = tag_end(edits.xml, cell.start)
    if not before.cell_was_there and edits.xml[end - 2 : end] == b"/>":
        edits.replace(cell.start, end, b"")
    else:
        edits.attribute(cell.start, "s", None if before.before is None else str(before.before))


def _insert(
    edits: Edits,
    row: int,
    column: int,
    found: _Row,
    remark: Feedback,
    styles: Styles,
    columns: list[tuple[int, int, int]],
) -> None:
    """A cell where there is none: it looks as the row or column would have it."""
    if not found.cells:
        return
    style = (
        found.style
        if found.style is not None
        else next((s for low, high, s in columns if low <= column <= high), 0)
    )
    new = styles.marked(style, style, remark.role, cell_is_there=False)
    if new is None:
        return
    after = [cell.start for other, cell in found.cells.items() if other > column]
    last = max(cell.start for cell in found.cells.values())
    tag = re.match(rb"<([^\s/>]*)", edits.xml[last : last + 40])
    name = tag[1].decode() if tag else "c"
    at = min(after) if after else edits.xml.index(f"</{name[:-1]}row".encode(), last)
    edits.replace(at, at, f'<{name} r="{letters(column - 1)}{row}" s="{new}"/>')


def _annotate(package: Package, part: str, feedback: Mapping[str, Feedback]) -> None:
    comments = package.related(part, "comments")
    if comments is None and not feedback:
        return
    root = parse(package.read(comments.target)) if comments else None
    listed = list(root.all("commentList", "comment")) if root else []
    theirs = {node.attributes.get("ref", "") for node in listed if not is_ours(_said(node))}
    ours = {node.attributes.get("ref", ""): node for node in listed if is_ours(_said(node))}
    gone = [
        cell
        for cell, node in ours.items()
        if cell not in feedback or _said(node) != _squeezed(feedback[cell].text)
    ]
    new = {
        cell: r.text
        for cell, r in feedback.items()
        if cell not in theirs and (cell not in ours or cell in gone)
    }
    if not gone and not new:
        return
    own = comments is not None and comments.target.startswith(_OUR_COMMENTS)
    if own and not new and len(gone) == len(listed):
        _remove_notes(package, part, gone)
        return
    made = _made_notes(new, package.read(part))
    if comments is None or root is None:
        if made is None:
            return
        name = package.add(f"{_OUR_COMMENTS}{{}}.xml", made.read("xl/comments1.xml"), COMMENTS)
        package.relate(part, f"{OFFICE}/comments", name)
    else:
        last = len(gone) == len(ours)
        _edit_comments(package, comments.target, root, [ours[cell] for cell in gone], made, last)
    _edit_shapes(package, part, gone, made)


def notes_of_people(package: Package, part: str) -> dict[tuple[int, int], str]:
    """(row, column), from 0 → what a person wrote in the note of a cell of a sheet."""
    comments = package.related(part, "comments")
    if comments is None:
        return {}
    found = {}
    for node in parse(package.read(comments.target)).all("commentList", "comment"):
        if node.attributes.get("ref") and not is_ours(_said(node)):
            row, column = place(node.attributes["ref"].partition(":")[0])
            found[row - 1, column - 1] = _said(node)
    return found


def is_ours(text: str) -> bool:
    """Whether a note is one that we wrote and nobody has worked on since."""
    return text.startswith(FEEDBACK_START) and text.endswith(FEEDBACK_END)


def _said(comment: Node) -> str:
    """The text of a note; programs keep its words, not always its spaces and ends of lines."""
    text = comment.first("text")
    return _squeezed(text.whole_text) if text else ""


def _squeezed(text: str) -> str:
    return " ".join(text.replace("_x000D_", " ").split())


def _edit_comments(
    package: Package, name: str, root: Node, gone: list[Node], made: Package | None, last: bool
) -> None:
    edits = Edits(package.read(name))
    authors, comments = root.first("authors"), root.first("commentList")
    for node in gone:
        edits.remove(node)
    if (
        made is None
        and last
        and authors
        and authors.children
        and authors.children[-1].text == _AUTHOR
    ):
        edits.remove(authors.children[-1])
    if made and comments is not None:
        known = [node.text for node in authors.children] if authors else []
        drawn = made.read("xl/comments1.xml")
        mine = parse(drawn)
        if _AUTHOR not in known:
            text = f"<{root.prefix}author>{escape(_AUTHOR)}</{root.prefix}author>"
            if authors:
                edits.append(authors, text)
            else:
                edits.replace(
                    root.inside, root.inside, f"<{root.prefix}authors>{text}</{root.prefix}authors>"
                )
        number = known.index(_AUTHOR) if _AUTHOR in known else len(known)
        new = b"".join(
            drawn[node.start : node.end] for node in mine.all("commentList", "comment")
        ).decode()
        new = new.replace('authorId="0"', f'authorId="{number}"')
        if root.prefix:
            new = re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{root.prefix}", new)
        edits.append(comments, new)
    package.put(name, edits.result)


def _edit_shapes(package: Package, part: str, gone: list[str], made: Package | None) -> None:
    """The boxes that the notes are shown in; found by their cell, since programs rename them."""
    relation = _note_drawing(package, part)
    drawn = made.read("xl/drawings/vmlDrawing1.vml") if made else b""
    if relation is None:
        if made:
            name = package.add(f"{_OUR_VML}{{}}.vml", drawn, VML)
            _tell_sheet(package, part, package.relate(part, f"{OFFICE}/vmlDrawing", name))
        return
    vml = package.read(relation)
    cells = {place(cell) for cell in gone}

    def kept(match: re.Match[bytes]) -> bytes:
        cell = _CELL.search(match[0])
        note = b'ObjectType="Note"' in match[0]
        return b"" if note and cell and (int(cell[1]) + 1, int(cell[2]) + 1) in cells else match[0]

    vml = _SHAPE.sub(kept, vml)
    if b'"#_x0000_t202"' not in vml:
        vml = vml.replace(_OUR_SHAPE_TYPE, b"")
    if made:
        taken = max([1024, *(int(number) for number in re.findall(rb"_x0000_s(\d+)", vml))])
        shapes = b"" if b'id="_x0000_t202"' in vml else _OUR_SHAPE_TYPE
        for number, shape in enumerate(_SHAPE.findall(drawn), taken + 1):
            shapes += re.sub(rb"_x0000_s\d+", b"_x0000_s%d" % number, shape, count=1)
        at = vml.rindex(b"</")
        vml = vml[:at] + shapes + vml[at:]
    package.put(relation, vml)


def _note_drawing(package: Package, part: str) -> str | None:
    """The part that `legacyDrawing` names (the one for headers and footers is another)."""
    drawing = skeleton(package.read(part))[0].first("legacyDrawing")
    relation = package.relationships(part).get(drawing.relation()) if drawing else None
    return relation.target if relation and package.find(relation.target) else None


def _tell_sheet(package: Package, part: str, id_: str) -> None:
    xml = package.read(part)
    root, hole_at, hole = skeleton(xml)
    after = [child.start for child in root.children if child.name in _AFTER_DRAWING]
    at = min(after, default=root.close)
    at += hole if at >= hole_at else 0
    edits = Edits(xml)
    edits.replace(at, at, f'<{root.prefix}legacyDrawing xmlns:r="{OFFICE}" r:id="{id_}"/>')
    package.put(part, edits.result)


def _remove_notes(package: Package, part: str, gone: list[str]) -> None:
    """Take out our own parts whole, and what led to them."""
    if not (_note_drawing(package, part) or "").startswith(_OUR_VML):
        _edit_shapes(package, part, gone, None)
    xml = package.read(part)
    root, hole_at, hole = skeleton(xml)
    drawing = root.first("legacyDrawing")
    for relation in list(package.relationships(part).values()):
        shown = (
            drawing is not None
            and relation.id == drawing.relation()
            and relation.target.startswith(_OUR_VML)
        )
        if shown and drawing is not None:
            shift = hole if drawing.start >= hole_at else 0
            package.put(part, xml[: drawing.start + shift] + xml[drawing.end + shift :])
        if shown or relation.short == "comments":
            package.unrelate(part, relation.id)
            package.remove(relation.target)


_AUTHOR = "impulseR"


def _made_notes(texts: Mapping[str, str], xml: bytes) -> Package | None:
    """A package that XlsxWriter made with these notes, sized for the columns and rows of the sheet `xml`, and nothing else."""
    import xlsxwriter

    if not texts:
        return None
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        root, widest = skeleton(xml)[0], max(place(cell)[1] for cell in texts) + 12
        usual = root.first("sheetFormatPr")
        if usual:
            sheet.set_default_row(_size(usual, "defaultRowHeight", 15))
            sheet.set_column(0, widest, _size(usual, "defaultColWidth", 8.43))
        for column in root.all("cols", "col"):
            first, last = (int(column.attributes.get(end, "1")) - 1 for end in ("min", "max"))
            if first <= widest:
                hidden = {"hidden": column.attributes.get("hidden") in ("1", "true")}
                sheet.set_column(
                    first, min(last, widest), _size(column, "width", 8.43), None, hidden
                )
        for row in _HIGH_ROW.finditer(xml):
            sheet.set_row(int(row["number"]) - 1, float(row["height"]))
        for cell, text in texts.items():
            number, column_number = place(cell)
            lines = sum(1 + len(line) // 46 for line in text.split("\n"))
            box = {
                "author": _AUTHOR,
                "font_size": 9,
                "width": 290,
                "height": 18 + 15 * lines,
                "color": "#FFFBE6",
            }
            sheet.write_comment(number - 1, column_number - 1, text, box)
    return Package(made)


def _size(node: Node, name: str, usual: float) -> float:
    try:
        return float(node.attributes.get(name, usual))
    except ValueError:
        return usual
