"""Every text of a document that was made, to be looked at once more before it is put in place.

What was filled in passed the door; what the template says by itself did not.
"""

from __future__ import annotations

import codecs
import email
import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from email.policy import default
from typing import NamedTuple

from sheets_sync.catalogue import sentence

_READ_PARTS = re.compile(r".*\.(?:xml|rels|vml|docx|xlsx)", re.DOTALL)
# What ends a text: names in two cells, or two paragraphs, are not one; nor is what was deleted.
_ENDS = re.compile(
    r"</(?:\w+:)?(?:p|si|is|v|t[dhr]|li|h\d|div|title|subject|description|lpw?str|author|comment|text"
    r"|del|f|formula\d?|definedName|(?:odd|even|first)(?:Header|Footer))>|<w:del\s|\n"
)
_NO_TEXT = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>", re.DOTALL)
# Of a formula the texts between quotation marks are told: « IF(A1="…";"…") ».
_FORMULA = re.compile(
    r"(<((?:\w+:)?(?:f|formula\d?|definedName))\b[^>]*(?<!/)>)(.*?)(?=</\2>)", re.DOTALL
)
_QUOTED = re.compile(r"(?:\"|&quot;)(.*?)(?:\"|&quot;)", re.DOTALL)
# « "Awa"&" "&"Diallo" » is one text.
_JOINED = re.compile(r"(?:\"|&quot;)\s*&amp;\s*(?:\"|&quot;)")
# « &L&"Arial,Gras"&8 » before what Excel prints on every page
_PAGE_CODE = re.compile(r"&amp;(?:[A-Z]|\d+|(?:\"|&quot;).*?(?:\"|&quot;))")
_READ_ATTRIBUTES = "descr alt title aria-label name content"
_AFTER_ITS_NAME = "|".join(rf"(?<=\b{name}=)" for name in _READ_ATTRIBUTES.split())
# Looked for by the sign behind the name: a page has few of these, and many letters.
_ATTRIBUTE_OF_PAGE = re.compile(rf"=(?:{_AFTER_ITS_NAME})\"([^\"]*)\"")
# Of a package any may be somebody's: items of a list, filters, watermarks, names of styles.
_ATTRIBUTE = re.compile(r"=\s?(?:\"([^\"]{4,})\"|'([^']{4,})')")
_LETTERS = re.compile(r"[^\W\d_]{2}")
# What is no tag, and no text to who opens the page, is text to who opens the file.
_HIDDEN_TEXT = re.compile(r"<!--|-->|<!\[CDATA\[|\]\]>")
_TAG = re.compile(r"<[^>]*>")
_WITHOUT_RUNS = ("customXml/", "docProps/")
"""Where no text is cut into runs by what makes half of it bold."""
_LOCATIONS: Mapping[str, re.Pattern[str]] = {
    "link": re.compile(r".*\.rels"),
    "properties": re.compile("docProps/.*"),
    "comment": re.compile(r".*[cC]omments?.*"),
    "page_margin": re.compile(r"word/(?:header|footer)\d*\.xml"),
    "note": re.compile(r"word/(?:foot|end)notes\.xml"),
    "named_range": re.compile(r"xl/workbook\.xml"),
    "sheet": re.compile(r"xl/(?:sharedStrings\.xml|worksheets/.*)"),
    "text": re.compile(r"word/document\.xml|(?!word/|xl/|customXml/).*"),
    "hidden_part": re.compile(".*"),
}
"""Where a part of a package is met by who opens it: the first that fits."""


class PlacedText(NamedTuple):
    """A text of a document, and where its reader finds it: « dans un commentaire »."""

    location: str
    text: str


def made_texts(name: str, data: bytes) -> Iterator[PlacedText]:
    """The texts of a .docx, .xlsx, .html, .txt, .ics or .eml, with attachments and headers.

    Of a package those as well that no page shows: properties, comments, hidden sheets, prompts,
    names, links.
    """
    if name.endswith(".eml"):
        yield from _of_mail(data)
    elif name.endswith((".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.namelist():
                yield PlacedText(sentence("documents.in_hidden_part"), part)
                if _READ_PARTS.fullmatch(part):
                    yield from made_texts(part, package.read(part))
    else:
        code = next(code for code, part in _LOCATIONS.items() if part.fullmatch(name))
        location = sentence(f"documents.in_{code}")
        text = _decoded(data)
        if _READ_PARTS.fullmatch(name):
            ends = _TAG if name.startswith(_WITHOUT_RUNS) else _ENDS
            texts = _of_markup(text, _ATTRIBUTE, ends)
        else:
            texts = _of_markup(_NO_TEXT.sub("", text), _ATTRIBUTE_OF_PAGE, _ENDS)
        yield from (PlacedText(location, text) for text in texts)


def _of_mail(data: bytes) -> Iterator[PlacedText]:
    message = email.message_from_bytes(data, policy=default)
    for value in message.values():
        yield PlacedText(sentence("documents.in_text"), str(value))
    for part in message.walk():
        # Of a part that has parts itself this gives nothing.
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield from made_texts(part.get_filename() or "text", content)


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def _of_markup(text: str, attribute: re.Pattern[str], ends: re.Pattern[str]) -> Iterator[str]:
    shown = _FORMULA.sub(_with_its_texts, _HIDDEN_TEXT.sub("\n", text))
    values = dict.fromkeys(match[match.lastindex or 0] for match in attribute.finditer(shown))
    yield from (html.unescape(value) for value in values if _LETTERS.search(value))
    for piece in ends.split(shown):
        if "Header>" in piece or "Footer>" in piece:
            piece = _PAGE_CODE.sub(" ", piece)
        if words := html.unescape(_TAG.sub("", piece)).strip():
            yield words


def _with_its_texts(formula: re.Match[str]) -> str:
    return formula[1] + " ; ".join(_QUOTED.findall(_JOINED.sub("", formula[3])))
