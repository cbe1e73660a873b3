"""The Word templates that we ship, written anew: `python -m report_templates.make`.

What they say, tags included, stands in `sources/*.yaml`; how they look in `base/styles.xml`. A
consortium edits the `.docx` themselves, in Word or LibreOffice; only our own are made here, so that
they carry nothing left over from a program.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from report_templates.blocks import body
from report_templates.tables import LANDSCAPE, PORTRAIT, Page
from report_templates.word import BAND, NS, Namespaces, element, field, paragraph, text_run, w

FOLDER = Path(__file__).parent
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_CORE: Namespaces = {
    "cp": f"{_PACKAGE}metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_TYPES: Namespaces = {None: f"{_PACKAGE}content-types"}
_RELATIONS: Namespaces = {None: f"{_PACKAGE}relationships"}
_PACKAGE_TYPE = "application/vnd.openxmlformats-package."
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_PARTS = ("footer", "styles", "numbering", "settings", "fontTable", "theme")
"""The parts beside the document, in the order of its relations."""
_FOOTER_ID = "rId1"
_COVER_PARTS = ("coverHeader", "coverFooter")
_MARGINS = {
    "top": 1020,
    "right": 1134,
    "bottom": 907,
    "left": 1134,
    "header": 454,
    "footer": 454,
    "gutter": 0,
}
_MILLIMETRE = 36000
"""In the unit of drawings."""
_STRIP = (210, 21)
"""Millimetres of the ground above a cover, which the page's top margin would leave white."""
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/"
_STRIP_XML = """
<w:r xmlns:w="{word}" xmlns:wp="{drawing}wordprocessingDrawing" xmlns:a="{drawing}main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:AlternateContent>
<mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="1"
 locked="1" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>
<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="9000" name="Fond" descr="Fond de la couverture"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<wps:wsp><wps:cNvSpPr/><wps:spPr>
<a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>
<a:ln><a:noFill/></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>
</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"""


def _document(words: Mapping[str, Any], page: Page) -> etree._Element:
    references = [_reference("footerReference", "default", _FOOTER_ID)]
    title_page = []
    if words.get("cover_page"):
        header, footer = (f"rId{len(_PARTS) + 1 + number}" for number in range(len(_COVER_PARTS)))
        references.insert(0, _reference("headerReference", "first", header))
        references.append(_reference("footerReference", "first", footer))
        title_page.append(w("titlePg"))
    size = w("pgSz", w=page.width, h=page.height)
    if page is LANDSCAPE:
        size = w("pgSz", w=page.width, h=page.height, orient="landscape")
    section = w("sectPr", *references, size, w("pgMar", **_MARGINS), *title_page)
    return w("document", w("body", *body(words["body"], page), section))


def _reference(tag: str, kind: str, relation: str) -> etree._Element:
    reference = w(tag, type=kind)
    reference.set(f"{{{NS['r']}}}id", relation)
    return reference


def _footer(text: str, page: Page) -> etree._Element:
    """The foot of every page: what it is of, and « 2 / 4 » at the right edge."""
    stop = w("tabs", w("tab", val="right", pos=page.exact))
    line = paragraph(
        "Footer",
        text_run(text),
        w("r", w("tab")),
        field("PAGE"),
        text_run(" / "),
        field("NUMPAGES"),
    )
    line[0].append(stop)
    return w("ftr", line)


def _strip() -> etree._Element:
    """The head of a cover page: its ground, from the edge of the paper to the cover's own."""
    wide, high = (str(millimetres * _MILLIMETRE) for millimetres in _STRIP)
    xml = _STRIP_XML.format(word=NS["w"], drawing=_DRAWING, wide=wide, high=high, fill=BAND)
    tidy = etree.XMLParser(remove_blank_text=True)
    return w("hdr", paragraph("Header", etree.fromstring(xml.replace("\n", " ").strip(), tidy)))


def _core(title: str) -> etree._Element:
    """The properties of the file: its title, and the language for a screen reader."""
    properties = {"title": title, "creator": "impulseR", "language": "fr-FR"}
    elements = (element(_CORE, "dc", name, value) for name, value in properties.items())
    return element(_CORE, "cp", "coreProperties", *elements)


def _content_types(parts: Mapping[str, str]) -> etree._Element:
    """The types of the parts of « word/ » and of the properties."""
    types = {
        "/docProps/core.xml": f"{_PACKAGE_TYPE}core-properties+xml",
        "/word/document.xml": f"{_WORD_TYPE}document.main+xml",
        "/word/theme.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    }
    types |= {
        f"/word/{part}.xml": f"{_WORD_TYPE}{kind}+xml"
        for part, kind in parts.items()
        if kind != "theme"
    }
    relations = f"{_PACKAGE_TYPE}relationships+xml"
    return element(
        _TYPES,
        None,
        "Types",
        element(_TYPES, None, "Default", Extension="rels", ContentType=relations),
        element(_TYPES, None, "Default", Extension="xml", ContentType="application/xml"),
        *(
            element(_TYPES, None, "Override", PartName=name, ContentType=kind)
            for name, kind in types.items()
        ),
    )


def _relations(targets: Mapping[str, str]) -> etree._Element:
    """The relations of a part: each target and its type, rId1 the first."""
    relations = (
        element(_RELATIONS, None, "Relationship", Id=f"rId{number}", Type=kind, Target=target)
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return element(_RELATIONS, None, "Relationships", *relations)


def build_template(source: Path) -> bytes:
    """The template of a source: a Word document."""
    words = yaml.safe_load(source.read_text(encoding="utf-8"))
    page = LANDSCAPE if words.get("landscape") else PORTRAIT
    kinds = {part: part for part in _PARTS}
    edges = {"footer": _footer(words["footer"], page)}
    if words.get("cover_page"):
        kinds |= {"coverHeader": "header", "coverFooter": "footer"}
        edges |= {"coverHeader": _strip(), "coverFooter": _footer(words["footer"], page)}
    parts = {
        "[Content_Types].xml": _content_types(kinds),
        "_rels/.rels": _relations(
            {
                "word/document.xml": f"{NS['r']}/officeDocument",
                "docProps/core.xml": f"{_PACKAGE}relationships/metadata/core-properties",
            }
        ),
        "docProps/core.xml": _core(words["title"]),
        "word/document.xml": _document(words, page),
        "word/_rels/document.xml.rels": _relations(
            {f"{part}.xml": f"{NS['r']}/{kind}" for part, kind in kinds.items()}
        ),
    }
    parts |= {f"word/{name}.xml": root for name, root in edges.items()}
    parts |= {
        f"word/{file.name}": _tidy_part(file) for file in sorted((FOLDER / "base").glob("*.xml"))
    }
    return _zipped(parts)


def _tidy_part(file: Path) -> etree._Element:
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
    """Sources of all templates, a file each."""
    return sorted((FOLDER / "sources").glob("*.yaml"))


def make_templates() -> None:
    """Write them all, beside this file."""
    for source in sources():
        (FOLDER / f"{source.stem}.docx").write_bytes(build_template(source))


if __name__ == "__main__":
    make_templates()
