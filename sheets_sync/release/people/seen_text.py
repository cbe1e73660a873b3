"""A text as people see it: without signs that nobody sees, escapes of addresses and pages read."""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

# What is no UTF-8 stays as it is typed.
_ESCAPED = re.compile(
    r"%[2-7][0-9A-F]|%C[2-9A-F]%[89AB][0-9A-F]|%D[0-9A-F]%[89AB][0-9A-F]"
    r"|%E[0-9A-F](?:%[89AB][0-9A-F]){2}|&(?:#\d{2,5}|[A-Z]{2,8});",
    re.IGNORECASE,
)
"""A character as an address or a page has it: « %20 », « &nbsp; »."""


def what_is_seen(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """What is seen of `text`, and where each character of that begins and ends in it.

    Not soft hyphens and marks of direction; « %20 » in an address is a space, « ＠ » is « @ ».
    """
    # each sign is looked up once: a text has far fewer than characters
    if not _ESCAPED.search(text) and all(map(_as_seen, set(text))):
        return "".join(map(_as_seen, text)), range(len(text)), range(1, len(text) + 1)
    seen = [(_as_seen(char), *span) for char, *span in _characters(text)]
    seen = [each for each in seen if each[0]]
    chars, starts, ends = zip(*seen, strict=True) if seen else ((), (), ())
    return "".join(chars), starts, ends


@functools.cache
def _as_seen(char: str) -> str:
    """A character as it is read: figures of any script and wide letters as ours."""
    # Cf: what a word processor puts inside a name, and nobody sees
    if unicodedata.category(char) == "Cf":
        return ""
    figure = unicodedata.decimal(char, None)
    if figure is not None:
        return str(figure)
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def _characters(text: str) -> Iterator[tuple[str, int, int]]:
    """Each character of a text with escapes, where it begins and ends."""
    at = 0
    for escaped in _ESCAPED.finditer(text):
        yield from _as_they_stand(text, at, escaped.start())
        char = unquote(html.unescape(escaped[0]))
        if len(char) == 1:
            yield char, *escaped.span()
        else:
            yield from _as_they_stand(text, *escaped.span())
        at = escaped.end()
    yield from _as_they_stand(text, at, len(text))


def _as_they_stand(text: str, first: int, last: int) -> Iterator[tuple[str, int, int]]:
    return ((text[at], at, at + 1) for at in range(first, last))
