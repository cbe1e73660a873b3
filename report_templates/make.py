"""The Word templates that we ship, written anew: `python -m report_templates.make`.

What they say, tags included, stands in `sources/*.yaml`; how they look in `base/styles.xml`. A
consortium edits the `.docx` themselves, in Word or LibreOffice; only our own are made here, so that
they carry nothing left over from a program.
"""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

FOLDER = Path(__file__).parent
_Namespaces = Mapping[str | None, str]
_NS: _Namespaces = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_CORE: _Namespaces = {
    "cp": f"{_PACKAGE}metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_TYPES: _Namespaces = {None: f"{_PACKAGE}content-types"}
_RELATIONS: _Namespaces = {None: f"{_PACKAGE}relationships"}
_PACKAGE_TYPE = "application/vnd.openxmlformats-package."
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_PARTS = ("footer", "styles", "numbering", "settings", "fontTable", "theme")
"""The parts beside the document, in the order of its relations."""
_FOOTER_ID = "rId1"
_TEXT_WIDTH = (170, 9638)
"""Of an A4 page with margins of 20 mm: in millimetres, and in twentieths of a point."""
_MARGINS = {
    "top": 1020,
    "right": 1134,
    "bottom": 907,
    "left": 1134,
    "header": 567,
    "footer": 567,
    "gutter": 0,
}
_HEIGHT_TO_WRITE = 397
"""The least of a row that somebody writes in by hand: 7 mm."""
# The header has a look of its own, and neither columns nor every other row have.
_LOOK = {
    "firstRow": 1,
    "lastRow": 0,
    "firstColumn": 0,
    "lastColumn": 0,
    "noHBand": 1,
    "noVBand": 1,
}
_STYLES: Mapping[str, str | None] = {
    "title": "Title",
    "heading": "Heading1",
    "subheading": "Heading2",
    "bullet": "ListBullet",
    "caption": "Caption",
    "note": "Mention",
    "picture": "Picture",
    "text": None,
    "strong": None,
    "below_table": "AfterTable",
    "strong_below_table": "AfterTable",
}
"""Kinds of paragraphs in `sources/`, and the style of each; None is Normal."""
_Blocks = Sequence[Mapping[str, Any]]


def _element(
    namespaces: _Namespaces,
    prefix: str | None,
    tag: str,
    *children: etree._Element | str,
    **attributes: str,
) -> etree._Element:
    """An element with what it holds; a text is its own."""
    name = f"{{{namespaces[prefix]}}}{tag}"
    # the types of lxml do not know that None is the default namespace
    made = etree.Element(name, attributes, nsmap=namespaces)  # type: ignore[arg-type]
    for child in children:
        if isinstance(child, str):
            made.text = child
        else:
            made.append(child)
    return made


def _w(tag: str, *children: etree._Element | str, **values: object) -> etree._Element:
    """An element of WordprocessingML, its attributes in that namespace too."""
    attributes = {f"{{{_NS['w']}}}{name}": str(value) for name, value in values.items()}
    return _element(_NS, "w", tag, *children, **attributes)


def _run(text: str, *properties: etree._Element) -> etree._Element:
    words = _w("t", text)
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return _w("r", *([_w("rPr", *properties)] if properties else []), words)


def _strong(text: str) -> etree._Element:
    return _run(text, _w("rStyle", val="Strong"))


def _paragraph(
    style: str | None, *children: etree._Element, keep_next: bool = False
) -> etree._Element:
    properties = [_w("pStyle", val=style)] if style else []
    if keep_next:
        properties.append(_w("keepNext"))
    return _w("p", *([_w("pPr", *properties)] if properties else []), *children)


def _field(code: str) -> etree._Element:
    """What Word counts by itself, showing 1 until it does."""
    return _w("fldSimple", _run("1"), instr=f" {code} ")


def _tag(words: str) -> etree._Element:
    """A tag that takes its paragraph along when the template is filled."""
    return _paragraph(None, _run(f"{{%p {words} %}}"))


def _body(blocks: _Blocks, heading: str = "") -> Iterator[etree._Element]:
    """The paragraphs and tables of these blocks, in order.

    Args:
        heading: the last one before them, which names a table without a caption.
    """
    for block in blocks:
        kind, words = next(iter(block.items()))
        if kind == "table":
            yield from _captioned_table(words, heading)
        elif kind == "for":
            yield _tag(f"for {words}")
            yield from _body(block["each"], heading)
            yield _tag("endfor")
        elif kind == "if":
            yield from _condition(block, heading)
        else:
            yield _text(kind, words)
            heading = words if kind.endswith("heading") else heading


def _condition(block: Mapping[str, Any], heading: str) -> Iterator[etree._Element]:
    yield _tag(f"if {block['if']}")
    yield from _body(block["then"], heading)
    if "else" in block:
        yield _tag("else")
        yield from _body(block["else"], heading)
    yield _tag("endif")


def _text(kind: str, words: str) -> etree._Element:
    run = _strong(words) if kind.startswith("strong") else _run(words)
    return _paragraph(_STYLES[kind], run)


def _captioned_table(table: Mapping[str, Any], heading: str) -> Iterator[etree._Element]:
    caption = table.get("caption")
    if caption:
        number = _field("SEQ Tableau \\* ARABIC")
        runs = [_run("Tableau "), number, _run(f" – {caption}")]
        yield _paragraph("Caption", *runs, keep_next=True)
    yield _table(table, caption or heading)


def _table(table: Mapping[str, Any], name: str) -> etree._Element:
    """A table of a header, repeated on each page, and a row for each item."""
    columns, to_fill = table["columns"], table.get("fill_in", False)
    properties = _w(
        "tblPr",
        _w("tblStyle", val="TableToFill" if to_fill else "Table"),
        _w("tblW", w=_TEXT_WIDTH[1], type="dxa"),
        _w("tblLayout", type="fixed"),
        _w("tblLook", val="0620", **_LOOK),
        _w("tblCaption", val=name),
    )
    widths = _widths([column["width"] for column in columns])
    grid = _w("tblGrid", *(_w("gridCol", w=width) for width in widths))
    cells = list(zip(columns, widths, strict=True))
    header = [_cell([_header(column)], width) for column, width in cells]
    row = [_cell(_content(column), width) for column, width in cells]
    if not to_fill:
        # the gutter of the last column would push its numbers off the edge of the text
        for cell in (header[-1], row[-1]):
            cell[0].append(_w("tcMar", _w("right", w=0, type="dxa")))
    return _w(
        "tbl",
        properties,
        grid,
        _row(header, _w("tblHeader")),
        _loop_row(f"for {table['rows']}", len(columns)),
        _row(row, *([_w("trHeight", val=_HEIGHT_TO_WRITE)] if to_fill else [])),
        _loop_row("endfor", len(columns)),
    )


def _widths(millimetres: Sequence[int]) -> list[int]:
    """The widths of columns in twentieths of a point, rounded so that they add up to the text's."""
    wide, exact = _TEXT_WIDTH
    if sum(millimetres) != wide:
        raise ValueError(f"columns of {list(millimetres)} mm do not add up to {wide}")
    edges = [round(edge * exact / wide) for edge in itertools.accumulate(millimetres, initial=0)]
    return [right - left for left, right in itertools.pairwise(edges)]


def _header(column: Mapping[str, Any]) -> etree._Element:
    style = "TableHeaderNumber" if column.get("number") else "TableHeader"
    return _paragraph(style, _run(column["header"]))


def _content(column: Mapping[str, Any]) -> list[etree._Element]:
    style = "TableNumber" if column.get("number") else "TableText"
    if "help" in column:
        question = _paragraph(style, _strong(column["cell"]))
        return [question, _paragraph("TableHelp", _run(column["help"]))]
    runs = [_run(column["cell"])] if column["cell"] else []
    return [_paragraph(style, *runs)]


def _cell(paragraphs: Sequence[etree._Element], width: int) -> etree._Element:
    return _w("tc", _w("tcPr", _w("tcW", w=width, type="dxa")), *paragraphs)


def _row(cells: Sequence[etree._Element], *properties: etree._Element) -> etree._Element:
    return _w("tr", _w("trPr", _w("cantSplit"), *properties), *cells)


def _loop_row(words: str, columns: int) -> etree._Element:
    """A row with a tag that takes the row along: one cell across, so that the tag is read whole."""
    span = _w("tcPr", _w("tcW", w=_TEXT_WIDTH[1], type="dxa"), _w("gridSpan", val=columns))
    text = _paragraph("TableText", _run(f"{{%tr {words} %}}"))
    return _row([_w("tc", span, text)])


def _document(blocks: _Blocks) -> etree._Element:
    footer = _w("footerReference", type="default")
    footer.set(f"{{{_NS['r']}}}id", _FOOTER_ID)
    page = _w("sectPr", footer, _w("pgSz", w=11906, h=16838), _w("pgMar", **_MARGINS))
    return _w("document", _w("body", *_body(blocks), page))


def _footer(text: str) -> etree._Element:
    """The foot of every page: `{page}` is its number."""
    before, after = text.split("{page}")
    runs = [_run(before), _field("PAGE"), *([_run(after)] if after else [])]
    return _w("ftr", _paragraph("Footer", *runs))


def _core(title: str) -> etree._Element:
    """The properties of the file: its title, and the language for a screen reader."""
    properties = {"title": title, "creator": "impulseR", "language": "fr-FR"}
    elements = (_element(_CORE, "dc", name, value) for name, value in properties.items())
    return _element(_CORE, "cp", "coreProperties", *elements)


def _content_types() -> etree._Element:
    types = {
        "/docProps/core.xml": f"{_PACKAGE_TYPE}core-properties+xml",
        "/word/document.xml": f"{_WORD_TYPE}document.main+xml",
        "/word/theme.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    }
    types |= {f"/word/{part}.xml": f"{_WORD_TYPE}{part}+xml" for part in _PARTS if part != "theme"}
    relations = f"{_PACKAGE_TYPE}relationships+xml"
    return _element(
        _TYPES,
        None,
        "Types",
        _element(_TYPES, None, "Default", Extension="rels", ContentType=relations),
        _element(_TYPES, None, "Default", Extension="xml", ContentType="application/xml"),
        *(
            _element(_TYPES, None, "Override", PartName=name, ContentType=kind)
            for name, kind in types.items()
        ),
    )


def _relations(targets: Mapping[str, str]) -> etree._Element:
    """The relations of a part: each target and its type, rId1 the first."""
    relations = (
        _element(_RELATIONS, None, "Relationship", Id=f"rId{number}", Type=kind, Target=target)
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return _element(_RELATIONS, None, "Relationships", *relations)


def build(source: Path) -> bytes:
    """The template of a source: a Word document."""
    words = yaml.safe_load(source.read_text(encoding="utf-8"))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            {
                "word/document.xml": f"{_NS['r']}/officeDocument",
                "docProps/core.xml": f"{_PACKAGE}relationships/metadata/core-properties",
            }
        ),
        "docProps/core.xml": _core(words["title"]),
        "word/document.xml": _document(words["body"]),
        "word/_rels/document.xml.rels": _relations(
            {f"{part}.xml": f"{_NS['r']}/{part}" for part in _PARTS}
        ),
        "word/footer.xml": _footer(words["footer"]),
    }
    parts |= {f"word/{file.name}": _read(file) for file in sorted((FOLDER / "base").glob("*.xml"))}
    return _zipped(parts)


def _read(file: Path) -> etree._Element:
    tidy = etree.XMLParser(remove_blank_text=True, remove_comments=True)
    return etree.parse(str(file), tidy).getroot()


def _zipped(parts: Mapping[str, etree._Element]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, root in parts.items():
            # a date of its own, so that a template made again is the same file
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            package.writestr(entry, data)
    return made.getvalue()


def sources() -> list[Path]:
    """What each template says, a file each."""
    return sorted((FOLDER / "sources").glob("*.yaml"))


def main() -> None:
    """Write them all, beside this file."""
    for source in sources():
        (FOLDER / f"{source.stem}.docx").write_bytes(build(source))


if __name__ == "__main__":
    main()
