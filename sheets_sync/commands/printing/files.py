"""List each result: where it is, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_sync.catalogue import sentence
from sheets_sync.documents import summary
from sheets_sync.documents.files.planned import Document
from sheets_sync.generated.publish import Published


def written_files_text(published: Published, documents: Sequence[Document], dry_run: bool) -> str:
    """Workbooks and documents; of a dry run only that nothing is written."""
    if dry_run:
        return sentence("summary.nothing_written")
    return summary.files_text(published.files, published.reasons, documents)
