"""Sentences on what putting back a copy of no workbook would undo."""

from __future__ import annotations

from sheets_sync.catalogue import sentence
from sheets_sync.history.restoring.lost_by_restoring import forgotten_by_memory
from sheets_sync.history.restoring.restore import KeptCopy


def uncounted_text(copy: KeptCopy) -> str:
    """Sentences on what a copy of the memory does not know; another file cannot be counted."""
    forgotten = forgotten_by_memory(copy)
    if forgotten is None:
        return sentence("commands.not_compared")
    runs = [
        sentence(
            "commands.run_by",
            command=run.command,
            when=f"{run.began:%d/%m/%Y %H:%M}",
            by=run.here.shown,
        )
        for run in forgotten.runs
    ]
    lost = [
        sentence(f"commands.memory_lost.{table}", count=count)
        for table, count in forgotten.counts.items()
    ]
    nothing = [sentence("history.none")]
    said = sentence("commands.memory_undone", runs=runs or nothing, lost=lost or nothing)
    if forgotten.accepted_again:
        said += " " + sentence("commands.accepted_again", count=forgotten.accepted_again)
    return said
