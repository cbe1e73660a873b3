"""Text as it stands in XML, and back.

`xml.sax.saxutils` has the same, and loads all of the network for it (`urllib.request`, `ssl`): as
much time, at each start, as all of lxml takes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_OF_TEXT = {"&": "&amp;", ">": "&gt;", "<": "&lt;"}
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# Some programs write every letter with an accent so: `&#201;` for É.
_REFERENCE = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);")
_OF_ATTRIBUTE = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def escape(text: str, others: Mapping[str, str] = {}) -> str:
    """A text between two tags; `others`: more signs, and what stands for them."""
    for sign, entity in (_OF_TEXT | dict(others)).items():
        text = text.replace(sign, entity)
    return text


def unescape(text: str) -> str:
    """What a text between two tags, or in an attribute, says."""
    return _REFERENCE.sub(_character, text)


def _character(reference: re.Match[str]) -> str:
    name = reference[1]
    if name.startswith("#x"):
        return chr(int(name[2:], 16))
    if name.startswith("#"):
        return chr(int(name[1:]))
    return _ENTITIES[name]


def quoteattr(text: str) -> str:
    """The value of an attribute, with its quotation marks."""
    value = escape(text, _OF_ATTRIBUTE)
    if '"' not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    return f'"{value.replace(chr(34), "&quot;")}"'
