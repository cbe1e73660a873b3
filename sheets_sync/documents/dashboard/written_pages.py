"""The pages as files, each for its own readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sheets_sync.consortium.exits import ExitRules
from sheets_sync.documents.dashboard import page, siae_page
from sheets_sync.documents.templates.fill import fill_text
from sheets_sync.release.door import Released
from sheets_sync.steering.key_figures import courses
from sheets_sync.steering.month import Month
from sheets_sync.steering.siae_board import siae_boards


def directors_page(month: Month, template: Path) -> Released[bytes]:
    """The figures of all as one page that opens from an e-mail."""
    content = page.dashboard_context(month.board, courses(month.measures, month.as_of))
    return _filled_page(month.door.release("dashboard", content), template)


def siae_pages(
    month: Month, template: Path, exits: ExitRules
) -> Iterator[tuple[str, Released[bytes]]]:
    """Each SIAE with its own page."""
    boards = siae_boards(month.board, month.measures, month.form, month.anomalies, exits)
    for siae, board in boards:
        content = siae_page.siae_page_context(board, month.board, siae)
        yield siae, _filled_page(month.door.release("siae_dashboard", content), template)


def _filled_page(content: Released[dict[str, Any]], template: Path) -> Released[bytes]:
    return content.into(lambda context: fill_text(template, context, autoescape=True).encode())
