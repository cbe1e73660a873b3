"""All that is held on a person, for a program."""

from __future__ import annotations

from typing import Any

from sheets_sync.commands.printing.iso_days import iso_or_null
from sheets_sync.rights.request import Everything
from sheets_sync.rights.whereabouts import HeldRow


def everything_json(everything: Everything) -> dict[str, Any]:
    """The same, for a program."""
    memory, forgotten, since = everything.memory, everything.forgotten, everything.since
    return {
        "pseudonyms": sorted(everything.sought.pseudonyms),
        "found": not everything.is_nothing,
        "forgotten": iso_or_null(forgotten),
        "rows": list(map(_row_json, everything.rows)),
        "register": {
            "fingerprints": len(memory.fingerprints),
            "name_marks": memory.has_name_marks,
            "since": iso_or_null(since),
        },
        "states": {day.isoformat(): list(rows) for day, rows in memory.states.items()},
        "answers": dict(memory.pairs),
        "findings": dict(memory.findings),
        "acceptances": list(memory.acceptances),
        "differences": {name: list(ones) for name, ones in memory.differences.items()},
        "copies": [copy.address for copy in everything.copies],
        "memory_copies": [str(file) for file in everything.memory_copies],
        "documents": [str(file) for file in everything.documents],
        "figures": list(memory.documents),
    }


def _row_json(row: HeldRow) -> dict[str, Any]:
    return {
        "workbook": row.workbook,
        "siae": row.siae or None,
        "tab": row.tab,
        "row": row.row or None,
        "sure": row.is_sure,
        "cells": [
            {"cell": cell.cell, "label": cell.label, "text": cell.text} for cell in row.cells
        ],
    }
