"""Documents that a wrong template kept from being made, while all others are."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal

_OF_TEMPLATES = ("template.wrong", "name.unknown")
"""The codes of a template with a mistake, and of one that is not there."""


class Unmade:
    """Notes what could not be made, each mistake once with all that it kept from being made."""

    def __init__(self) -> None:
        self._documents: dict[str, list[str]] = {}

    @contextlib.contextmanager
    def telling(self, document: str) -> Iterator[None]:
        """Note a mistake in the template of `document` instead of stopping for it."""
        try:
            yield
        except Refusal as mistake:
            if mistake.code not in _OF_TEMPLATES:
                raise
            self._documents.setdefault(str(mistake), []).append(document)

    @property
    def notices(self) -> list[str]:
        """A sentence for each mistake."""
        return [
            sentence("documents.not_made", documents=documents, problem=problem)
            for problem, documents in self._documents.items()
        ]
