"""Describe the tab « Lisez-moi »: who does what in the workbook, and what must never be in it."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_sync.catalogue import sentence
from sheets_sync.settings.siae import EntryTab, Member
from sheets_sync.settings.tabs import Tabs
from sheets_sync.sheets.content import Content, Link, Role
from sheets_sync.sheets.sheet import Block, Sheet

Line = tuple[Role, Content]


def readme_tab(
    programme: str, members: Sequence[Member], coordination: Sequence[EntryTab], tabs: Tabs
) -> Sheet:
    """The tab, with links to the tabs of these members and to those of the coordination."""
    generated = [tabs.consortium, tabs.anomalies, tabs.pilotage]
    lines: list[Line] = [
        ("title", programme),
        ("subtitle", sentence("entry.readme.shared")),
        ("section", sentence("entry.readme.counsellors")),
        ("text", sentence("entry.readme.one_row")),
        ("text", sentence("entry.readme.feedback")),
        ("text", sentence("entry.readme.lists")),
        *(_link_to_tab(f"{member.name} ({member.kind})", member.tab) for member in members),
        ("section", sentence("entry.readme.coordination")),
        *(_link_to_tab(_purpose(tab), tab.tab) for tab in coordination),
        ("text", sentence("entry.readme.generated", tabs=generated)),
        ("section", sentence("entry.readme.directors")),
        ("text", sentence("entry.readme.pilotage", tab=tabs.pilotage)),
        # A workbook that is shared keeps what was typed in it, in copies that nobody can recall.
        ("section", sentence("entry.readme.never")),
        ("text", sentence("entry.readme.forbidden")),
    ]
    blocks = [Block(row, 0, [[text]], [role]) for row, (role, text) in enumerate(lines)]
    return Sheet(tabs.lisez_moi, blocks, {0: 120.0}, {0: 32.0}, gridlines=False)


def _link_to_tab(text: str, tab: str) -> Line:
    return "link", Link(text, None, tab, "A1")


def _purpose(tab: EntryTab) -> str:
    return sentence("entry.readme.tab", tab=tab.tab, row=tab.form.row)
