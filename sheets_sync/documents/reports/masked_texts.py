"""The texts of a report that somebody was taken out of: a person words them anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from sheets_sync.catalogue import sentence
from sheets_sync.release.people.known_people import Kind


def masked_texts(content: Mapping[str, Any]) -> list[str]:
    """What is to be read again before the report goes out, each text once."""
    marks = [sentence(f"release.removed.{kind}") for kind in get_args(Kind)]
    found = (text for text in _texts_of_report(content) if any(mark in text for mark in marks))
    return [sentence("report.masked_text", text=text) for text in dict.fromkeys(found)]


def _texts_of_report(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for each in content.values():
            yield from _texts_of_report(each)
    elif isinstance(content, Sequence) and not isinstance(content, bytes):
        for each in content:
            yield from _texts_of_report(each)
