"""Text as it stands in XML, and back.

`xml.sax.saxutils` has the same, and loads all of the network for it (`urllib.request`, `ssl`): as
much time, at each start, as all of lxml takes.
"""

from __future__ import annotations

from collections.abc import Mapping

_OF_TEXT = {"&": "&amp;", ">": "&gt;", "<": "&lt;"}
_OF_ATTRIBUTE = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def escape(text: str, others: Mapping[str, str] = {}) -> str:
    """A text between two tags; `others`: more signs, and what stands for them."""
    for sign, entity in (_OF_TEXT | dict(others)).items():
        text = text.replace(sign, entity)
    return text


def unescape(text: str, others: Mapping[str, str] = {}) -> str:
    """What a text between two tags says; `others`: more entities, and their signs."""
    for sign, entity in [("<", "&lt;"), (">", "&gt;")]:
        text = text.replace(entity, sign)
    for entity, sign in others.items():
        text = text.replace(entity, sign)
    # Last of all: « &amp;lt; » says « &lt; ».
    return text.replace("&amp;", "&")


def quoteattr(text: str) -> str:
    """The value of an attribute, with its quotation marks."""
    value = escape(text, _OF_ATTRIBUTE)
    if '"' not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    return f'"{value.replace(chr(34), "&quot;")}"'
