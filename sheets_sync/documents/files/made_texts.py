"""Every text of a document that was made, to be looked at once more before it is put in place.

What was filled in passed the door; what the template says by itself did not.
"""

from __future__ import annotations

import email
import html
import io
import re
import zipfile
from collections.abc import Iterator
from email.policy import default

_READ_PARTS = re.compile(
    r"word/(?:document|header|footer|footnotes|endnotes|comments)\d*\.xml|word/charts/\w+\.xml"
    r"|word/embeddings/\w+\.xlsx"
    r"|xl/(?:sharedStrings|comments\d*)\.xml|xl/worksheets/\w+\.xml|docProps/\w+\.xml"
)
# What ends a text: names in two cells, or two paragraphs, are not one. Formulas are no text.
_ENDS = re.compile(
    r"</(?:\w+:)?(?:p|si|is|v|t[dhr]|li|h\d|div|title|subject|description|lpwstr)>|\n"
)
_FORMULA = re.compile(
    r"<(?:\w+:)?f\b[^>]*>.*?</(?:\w+:)?f>|<(?:style|script)\b.*?</(?:style|script)>", re.DOTALL
)
_ALTERNATIVE = re.compile(r"\b(?:descr|alt|title|aria-label)=\"([^\"]*)\"")
_TAG = re.compile(r"<[^>]*>")


def made_texts(name: str, data: bytes) -> Iterator[str]:
    """The texts of a .docx, .xlsx, .html, .txt, .ics or .eml, with attachments and headers."""
    if name.endswith(".eml"):
        yield from _of_mail(data)
    elif name.endswith((".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in filter(_READ_PARTS.fullmatch, package.namelist()):
                yield from made_texts(part, package.read(part))
    else:
        yield from _of_markup(data.decode("utf-8", "replace"))


def _of_mail(data: bytes) -> Iterator[str]:
    message = email.message_from_bytes(data, policy=default)
    yield from map(str, message.values())
    for part in message.walk():
        # Of a part that has parts itself this gives nothing.
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield from made_texts(part.get_filename() or "text", content)


def _of_markup(text: str) -> Iterator[str]:
    shown = _FORMULA.sub("", text)
    yield from map(html.unescape, _ALTERNATIVE.findall(shown))
    for piece in _ENDS.split(shown):
        if words := html.unescape(_TAG.sub("", piece)).strip():
            yield words
