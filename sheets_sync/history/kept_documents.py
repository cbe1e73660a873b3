"""What documents showed: their digests, their figures, and the reports that were issued."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.shapes import as_json
from sheets_sync.history.memory.table_rows import delete_rows, insert_table_rows, replace_rows
from sheets_sync.release.door import Released


class KeptDocuments:
    """The documents of a memory, by name: « rapport-dreets-2026-06-30 »."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def digests(self) -> dict[str, set[str]]:
        """Name of a document → `digests_of` it."""
        known: dict[str, set[str]] = {}
        for name, digest in self._memory.rows("SELECT * FROM documents"):
            known.setdefault(name, set()).add(digest)
        return known

    def digests_of(self, name: str) -> set[str]:
        """The digests of what we may have last written there.

        There are several only where a run was stopped on the way.
        """
        rows = self._memory.rows("SELECT digest FROM documents WHERE name = ?", name)
        return {digest for (digest,) in rows}

    def save_digest(self, name: str, digest: str) -> None:
        """Keep the digest of a document that is written now, or as soon as this is set down."""
        if self.digests_of(name) != {digest}:
            self._memory.change(partial(_replace_digest, name, digest))

    def with_figures(self) -> list[str]:
        """The documents that can be made again as they were."""
        return [name for (name,) in self._memory.rows("SELECT document FROM figures ORDER BY 1")]

    def figures(self, document: str) -> dict[str, Any]:
        """Figures that the document of that name showed; raises `Refusal` if no run made it."""
        figures = self.figures_kept(document)
        if figures is None:
            # The same document of other days: all but the day at the end, and « -projet » after it.
            start = document[:-10]
            same = (name for name in self.with_figures() if name.startswith(start))
            known = ", ".join(same) or sentence("history.unknown_documents")
            raise Refusal("document.unknown", name=document, known=known)
        return figures

    def figures_kept(self, document: str) -> dict[str, Any] | None:
        """The figures that a document showed; None if no run made it."""
        rows = self._memory.rows("SELECT content FROM figures WHERE document = ?", document)
        return next((json.loads(content) for (content,) in rows), None)

    def figures_of_its_day(self, document: str) -> dict[str, Any] | None:
        """The same, if a run of the day that it was made it; another one is made anew freely."""
        rows = self._memory.rows("SELECT of_its_day FROM figures WHERE document = ?", document)
        if (1,) in rows:
            return self.figures_kept(document)
        return None

    def save_figures(
        self, document: str, context: Released[Mapping[str, Any]], *, is_today: bool = True
    ) -> None:
        """Keep what a document shows: counts and texts, never a name.

        Args:
            is_today: whether the run is for the day that it is.
        """
        row = (document, as_json(context.content), int(is_today))
        if row not in self._memory.rows("SELECT * FROM figures WHERE document = ?", document):
            self._memory.change(
                lambda db: db.execute("INSERT OR REPLACE INTO figures VALUES (?, ?, ?)", row)
            )

    def let_go_figures(self, document: str) -> bool:
        """No longer keep a document's figures: it is made anew. Whether there were any."""
        if self.figures_kept(document) is None:
            return False
        statement = "DELETE FROM figures WHERE document = ?"
        self._memory.change(lambda db: db.execute(statement, [document]))
        return True

    def issued(self) -> list[dict[str, Any]]:
        """The reports that were issued, in that order: their dates, readers, tables and totals."""
        rows = self._memory.rows("SELECT content FROM issued ORDER BY number")
        return [json.loads(content) for (content,) in rows]

    def save_issued(self, reports: Sequence[Mapping[str, Any]]) -> None:
        """Keep them: nothing that is issued later may make them tell of somebody."""
        rows = [(number, as_json(dict(report))) for number, report in enumerate(reports, 1)]
        self._memory.change(partial(replace_rows, "issued", rows))


def _replace_digest(name: str, digest: str, connection: sqlite3.Connection) -> None:
    """Know a document by this digest, and by no other."""
    delete_rows(connection, "documents", [name])
    insert_table_rows(connection, "documents", [(name, digest)])
