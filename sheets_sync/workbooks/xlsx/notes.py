"""The notes of a sheet: ours are added and taken away, those of people stay as they are.

A note is in two parts (ECMA-376 part 1, § 18.7, and part 4, § 19): its text among the comments, and
the box it is shown in, in a drawing of the old kind (VML), without which Excel shows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from forms.headers.matching import cell_position
from sheets_sync.sheets.content import Feedback, is_feedback
from sheets_sync.workbooks.xlsx.note_boxes import (
    AUTHOR,
    comment_elements,
    empty_drawing,
    new_comments,
    shape_elements,
)
from sheets_sync.workbooks.xlsx.parts.package import OFFICE, Package
from sheets_sync.workbooks.xlsx.parts.xml_edit import Edits, Node, outline, parse_xml, with_prefix
from sheets_sync.xml_text import escape

COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# § 18.3.1.99: what follows `legacyDrawing` in a worksheet; `oleObjects` and `controls` also wrapped
# in an `AlternateContent` for later versions.
_AFTER_DRAWING = frozenset(
    {
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    }
)
# What the names of parts that we added begin with; those go whole when the last of our notes goes.
_OUR_COMMENTS, _OUR_VML = "xl/commentsSync", "xl/drawings/vmlDrawingSync"
_SHAPE = re.compile(rb"<v:shape\s.*?</v:shape>", re.DOTALL)
_SHAPE_CELL = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>\s*<x:Column>\s*(\d+)\s*</x:Column>")
_SHAPE_NUMBER = re.compile(rb"_x0000_s(\d+)")
# The kind of shape that all boxes of notes are of, as XlsxWriter and Excel write it.
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_LOWEST_SHAPE_NUMBER = 1024  # Excel's own begin at 1025


def notes_of_people(package: Package, part: str) -> dict[tuple[int, int], str]:
    """(row, column), from 0 → what a person wrote in the note of a cell of a sheet."""
    comments = package.related(part, "comments")
    if comments is None:
        return {}
    notes = {}
    for note in _notes_below(parse_xml(package.read(comments.target))):
        if note.cell and not is_feedback(note.text):
            row, column = cell_position(note.cell.partition(":")[0])
            notes[row - 1, column - 1] = note.text
    return notes


def write_notes(package: Package, part: str, feedback: Mapping[str, Feedback]) -> None:
    """Bring the notes of ours on a sheet to `feedback`; a cell with a person's note keeps that."""
    comments = package.related(part, "comments")
    if comments is None and not feedback:
        return
    root: Node | None = None
    listed: list[_Note] = []
    if comments:
        root = parse_xml(package.read(comments.target))
        listed = list(_notes_below(root))
    ours = {note.cell: note for note in listed if is_feedback(note.text)}
    theirs = {note.cell for note in listed if not is_feedback(note.text)}
    gone = [cell for cell, note in ours.items() if not _is_right(note, feedback.get(cell))]
    new = {
        cell: one.text
        for cell, one in feedback.items()
        if cell not in theirs and (cell not in ours or cell in gone)
    }
    if not gone and not new:
        return
    is_our_part = comments is not None and comments.target.startswith(_OUR_COMMENTS)
    if is_our_part and not new and len(gone) == len(listed):
        _remove_our_parts(package, part, gone)
        return
    if comments is None or root is None:
        name = package.add(f"{_OUR_COMMENTS}{{}}.xml", new_comments(new), COMMENTS)
        package.relate(part, f"{OFFICE}/comments", name)
    else:
        edits = Edits(package.read(comments.target))
        for cell in gone:
            edits.remove(ours[cell].node)
        if new:
            _add_comments(edits, root, new)
        elif len(gone) == len(ours):
            _remove_author(edits, root)
        package.put(comments.target, edits.result)
    _edit_shapes(package, part, gone, new)


class _Note(NamedTuple):
    """A note of a sheet: the cell it is at, what it says, and its element."""

    cell: str
    text: str
    node: Node


def _notes_below(root: Node) -> Iterator[_Note]:
    for node in root.all("commentList", "comment"):
        yield _Note(node.attributes.get("ref", ""), _note_text(node), node)


def _is_right(note: _Note, feedback: Feedback | None) -> bool:
    return feedback is not None and note.text == _squeezed(feedback.text)


def _note_text(comment: Node) -> str:
    """The text of a note; programs keep its words, not always its spaces and ends of lines."""
    text = comment.first("text")
    if not text:
        return ""
    return _squeezed(text.whole_text)


def _squeezed(text: str) -> str:
    return " ".join(text.replace("_x000D_", " ").split())


def _remove_author(edits: Edits, root: Node) -> None:
    """Take our name out once it signs nothing; only from the end: notes tell authors by number."""
    authors = root.first("authors")
    if authors and authors.children and authors.children[-1].text == AUTHOR:
        edits.remove(authors.children[-1])


def _add_comments(edits: Edits, root: Node, texts: Mapping[str, str]) -> None:
    """Add the notes, and our name among the authors where it is not."""
    comments = root.first("commentList")
    if comments is None:
        return
    authors = root.first("authors")
    names = [node.text for node in root.all("authors", "author")]
    if AUTHOR not in names:
        _add_author(edits, root, authors)
        names.append(AUTHOR)
    new = comment_elements(texts, names.index(AUTHOR))
    edits.append(comments, with_prefix(new, root.prefix))


def _add_author(edits: Edits, root: Node, authors: Node | None) -> None:
    author = f"<author>{escape(AUTHOR)}</author>"
    if authors:
        edits.append(authors, with_prefix(author, root.prefix))
    else:
        whole = with_prefix(f"<authors>{author}</authors>", root.prefix)
        edits.replace(root.inside, root.inside, whole)


def _edit_shapes(package: Package, part: str, gone: Iterable[str], new: Mapping[str, str]) -> None:
    """Take the boxes of notes that are gone out of the sheet's drawing, and add those of new ones.

    Args:
        new: cell → text.
    """
    drawing = _note_drawing(package, part)
    if drawing is not None:
        vml = _without_shapes(package.read(drawing), gone)
        package.put(drawing, _with_shapes(vml, new, package.read(part)))
    elif new:
        vml = _with_shapes(empty_drawing(len(new)), new, package.read(part))
        name = package.add(f"{_OUR_VML}{{}}.vml", vml, VML)
        _name_drawing(package, part, package.relate(part, f"{OFFICE}/vmlDrawing", name))


def _without_shapes(vml: bytes, gone: Iterable[str]) -> bytes:
    """The drawing without the boxes of these cells; by their cell, since programs rename them."""
    cells = {cell_position(cell) for cell in gone}

    def left(match: re.Match[bytes]) -> bytes:
        cell = _SHAPE_CELL.search(match[0])
        if cell is None or b'ObjectType="Note"' not in match[0]:
            return match[0]
        if (int(cell[1]) + 1, int(cell[2]) + 1) in cells:
            return b""
        return match[0]

    vml = _SHAPE.sub(left, vml)
    is_used = b'"#_x0000_t202"' in vml
    if is_used:
        return vml
    return vml.replace(_SHAPE_TYPE, b"")


def _with_shapes(vml: bytes, new: Mapping[str, str], xml: bytes) -> bytes:
    """The drawing with the boxes of new notes, each with a number that no other has."""
    if not new:
        return vml
    taken = map(int, _SHAPE_NUMBER.findall(vml))
    shapes = shape_elements(new, xml, max(_LOWEST_SHAPE_NUMBER, *taken, 0))
    if b'id="_x0000_t202"' not in vml:
        shapes = _SHAPE_TYPE + shapes
    end = vml.rindex(b"</")
    return vml[:end] + shapes + vml[end:]


def _note_drawing(package: Package, part: str) -> str | None:
    """The part that `legacyDrawing` names (the one for headers and footers is another)."""
    drawing = outline(package.read(part)).root.first("legacyDrawing")
    if drawing is None:
        return None
    relation = package.relationships(part).get(drawing.relation())
    if relation is None or not package.find(relation.target):
        return None
    return relation.target


def _name_drawing(package: Package, part: str, relation: str) -> None:
    """Put a `legacyDrawing` into a sheet, where Excel takes it."""
    xml = package.read(part)
    sheet = outline(xml)
    later = (child.start for child in sheet.root.children if child.name in _AFTER_DRAWING)
    at = sheet.at(min(later, default=sheet.root.close))
    edits = Edits(xml)
    tag = f"{sheet.root.prefix}legacyDrawing"
    edits.replace(at, at, f'<{tag} xmlns:r="{OFFICE}" r:id="{relation}"/>')
    package.edit(part, edits)


def _remove_our_parts(package: Package, part: str, gone: Iterable[str]) -> None:
    """Take out our own parts whole, and what led to them."""
    if not (_note_drawing(package, part) or "").startswith(_OUR_VML):
        _edit_shapes(package, part, gone, {})
    xml = package.read(part)
    sheet = outline(xml)
    drawing = sheet.root.first("legacyDrawing")
    for relation in list(package.relationships(part).values()):
        is_our_drawing = (
            drawing is not None
            and relation.id == drawing.relation()
            and relation.target.startswith(_OUR_VML)
        )
        if is_our_drawing and drawing is not None:
            edits = Edits(xml)
            edits.replace(sheet.at(drawing.start), sheet.at(drawing.end), b"")
            package.edit(part, edits)
        if is_our_drawing or relation.short == "comments":
            package.unrelate(part, relation.id)
            package.remove(relation.target)
