"""What `setup` made in each workbook, or would make, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_sync.catalogue import sentence
from sheets_sync.entry.tabs.setup import WorkbookSetup


def set_up_text(made: Sequence[WorkbookSetup], dry_run: bool) -> str:
    """Describe what `setup` made in each workbook, or would make."""
    lines = []
    for one in made:
        lines.append(sentence("commands.set_up", file=one.place, what=_tabs_text(one, dry_run)))
        lines += _columns_lines(one, dry_run)
        lines += [f"  {text}" for text in one.notices]
    return "\n".join(lines)


def _tabs_text(made: WorkbookSetup, dry_run: bool) -> str:
    if made.tabs:
        code = "commands.tabs_to_add" if dry_run else "commands.tabs_added"
        return sentence(code, count=len(made.tabs), tabs=", ".join(made.tabs))
    if not (dry_run or made.outcome == "unchanged" or made.columns):
        return sentence("commands.lists_updated")
    only_tabs = made.columns or made.notices
    if only_tabs:
        return sentence("commands.no_tab_missing")
    return sentence("commands.nothing_missing")


def _columns_lines(made: WorkbookSetup, dry_run: bool) -> list[str]:
    code = "commands.columns_to_add" if dry_run else "commands.columns_added"
    return [
        sentence(code, tab=tab, count=len(headers), columns=", ".join(headers))
        for tab, headers in made.columns.items()
    ]
