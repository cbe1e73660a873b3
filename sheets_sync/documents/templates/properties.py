"""Properties of a document: its title, and what its template brings along of who wrote it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

_CORE = "docProps/core.xml"
_EMPTIED: Mapping[str, tuple[str, ...]] = {
    _CORE: ("creator", "lastModifiedBy", "keywords", "category"),
    "docProps/app.xml": ("Manager", "Company", "HyperlinkBase", "Template"),
    "docProps/custom.xml": ("property",),
}
"""Part of a package → the elements that may name somebody, or a folder of their computer."""
_SIGNED: Mapping[re.Pattern[str], re.Pattern[bytes]] = {
    re.compile(r"word/.*\.xml"): re.compile(rb'(\bw\d*:(?:author|initials|userId)=")[^"]+'),
    re.compile(r"xl/persons/.*\.xml"): re.compile(rb'(\b(?:displayName|userId)=")[^"]+'),
    re.compile(r"xl/.*comments?\d*\.xml"): re.compile(rb"(<(?:\w+:)?author>)[^<]+"),
    re.compile(r"xl/workbook\.xml"): re.compile(rb'(\buserName=")[^"]+'),
}
"""Parts → who wrote a comment, changed a text or locked the file."""
_LONGEST_TITLE = 255
"""Characters that python-docx takes."""
_NOBODY = rb"\1Author"
"""What Word itself writes where it takes authors away."""


def name_document(document: Any, subject: str) -> None:
    """Write what a Word document is about behind its template's title, as its window shows it."""
    properties = document.core_properties
    title = " – ".join(filter(None, (properties.title, subject)))
    properties.title = title[:_LONGEST_TITLE]


def without_authors(document: bytes) -> bytes:
    """A .docx or .xlsx without its template's authors, firm and properties of its own.

    Nor with the authors of comments and of tracked changes. Word and Excel write in the name of
    whoever last saved the template; what is made of it is theirs no more. Every other part
    is copied as it lies.
    """
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            part = old.read(info)
            if info.filename in _EMPTIED:
                part = _emptied(part, _EMPTIED[info.filename])
            for name, author in _SIGNED.items():
                if name.fullmatch(info.filename):
                    part = author.sub(_NOBODY, part)
            new.writestr(info, part)
    return made.getvalue()


def _emptied(part: bytes, names: tuple[str, ...]) -> bytes:
    """The part without those elements; as it lies where none of them says anything."""
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    saying = [
        element
        for element in root.iterfind("./{*}*")
        if etree.QName(element).localname in names and "".join(map(str, element.itertext())).strip()
    ]
    for element in saying:
        root.remove(element)
    if not saying:
        return part
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
