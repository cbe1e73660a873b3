"""Sheets whose XML is right, and written as no spreadsheet program writes it.

`<row r = "3">`, a comment or CDATA that holds what looks like a row, « > » in an attribute: cells
are looked for by their bytes, and would not be found, or where there are none. Such a sheet is read
from a copy in the usual form, and is written so where it gets rows or columns.
"""

from __future__ import annotations

import re

from sheets_sync.workbooks.xlsx.parts.xml_edit import refuse_damaged

_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
_UNUSUAL_TAG = re.compile(rb"""<(?!/?[\w:.-]+(?:\s+[\w:.-]+=(?:"[^"<>]*"|'[^'<>]*'))*\s*/?>)""")
_SPACED = re.compile(rb"""<(?:[\w.-]+:)?(?:row|c)\s+[\w:.-]+(?:\s+=|=\s)""")
_SIGNS = (b"<!", b" =", b"\t=", b"\r=", b"\n=", b"= ", b"=\t", b"=\r", b"=\n")
"""Without one of them, or a « > » that ends no tag, every tag is usual: to look at each is slow."""
_BEGINNING = 1 << 16
"""Bytes in which the first rows are: a program writes all of them in one way."""


def reads_otherwise(xml: bytes) -> bool:
    """Whether a sheet has to be read from its usual form: its values would be missed else."""
    return b"<![CDATA[" in xml or _SPACED.search(xml, 0, _BEGINNING) is not None


def in_usual_form(xml: bytes) -> bytes:
    """The same sheet as most programs write it; the same bytes where it is so already.

    Raises:
        Untouchable: it is damaged.
    """
    if not _has_unusual_tag(xml):
        return xml
    from lxml import etree

    refuse_damaged([xml])
    options = etree.XMLParser(
        resolve_entities=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    sheet = etree.fromstring(xml, options)
    return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)


def _has_unusual_tag(xml: bytes) -> bool:
    is_plain = xml.count(b"<") == xml.count(b">") and xml.count(b"<?") == xml.startswith(b"<?")
    if is_plain and not any(sign in xml for sign in _SIGNS):
        return False
    declaration = _DECLARATION.match(xml)
    begin = declaration.end() if declaration else 0
    return _UNUSUAL_TAG.search(xml, begin) is not None
