"""What a tab is known again by: the bytes that its parts lie in the file with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheets_sync.files import content_digest
from sheets_sync.sheets.content import Feedback
from sheets_sync.workbooks.xlsx.parts.book import Book


def digest_as_read(book: Book, part: str) -> bytes:
    """Digest of all that the cells and notes of a sheet are read from, but for the tab's name."""
    texts = list(_packed(book, "sharedStrings"))
    return content_digest(_packed_parts(book, part), texts, book.counts_from_1904)


def digest_with_feedback(book: Book, part: str, feedback: Mapping[str, Feedback]) -> bytes:
    """Digest of all that feedback is written into, and of the feedback that just stands there."""
    return content_digest(_packed_parts(book, part), sorted(feedback.items()))


def _packed_parts(book: Book, part: str) -> list[object]:
    """A sheet and what it leads to, and the formats; nothing of them may be changed by now."""
    package = book.package
    relations = list(package.relationships(part).values())
    targets = [relation.target for relation in relations if not relation.external]
    packed = [package.packed(name) for name in filter(package.find, [part, *targets])]
    return [relations, packed, *_packed(book, "styles")]


def _packed(book: Book, kind: str) -> Iterator[bytes]:
    """A part that the workbook part leads to."""
    if relation := book.package.related(book.part, kind):
        yield book.package.packed(relation.target)
