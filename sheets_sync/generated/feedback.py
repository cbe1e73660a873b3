"""Feedback in the tabs: one note per cell, about what a counsellor can put right there."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from forms.rule import Severity
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.sheets.content import (
    FEEDBACK_END,
    FEEDBACK_START,
    INFORMATION_END,
    Feedback,
    Role,
)

_Line: TypeAlias = Callable[[Severity, str], str]
_RANKS: Mapping[Severity, int] = {"error": 0, "warning": 1, "info": 2}
_ROLES: Mapping[Severity, Role] = {"error": "error", "warning": "warning", "info": "info"}


def feedback_by_tab(
    anomalies: Iterable[Anomaly], marks: Iterable[Anomaly] = ()
) -> dict[tuple[str, str], dict[str, Feedback]]:
    """(SIAE, tab) → cell → feedback; nothing for tabs where all is right.

    Args:
        marks: what is said in a tab for information. What is wrong in none, and only worth
            knowing, stays in the Anomalies sheet.
    """
    by_cell: dict[tuple[str, str], dict[str, list[Anomaly]]] = defaultdict(dict)
    to_put_right = (each for each in anomalies if each.severity != "info")
    for anomaly in (*to_put_right, *marks):
        if anomaly.cell:
            by_cell[anomaly.siae, anomaly.tab].setdefault(anomaly.cell, []).append(anomaly)
    # The same is said of many cells.
    line = functools.cache(_line_of_note)
    return {tab: _each(cells, line) for tab, cells in by_cell.items()}


def _each(cells: Mapping[str, Sequence[Anomaly]], line: _Line) -> dict[str, Feedback]:
    return {cell: _cell_feedback(anomalies, line) for cell, anomalies in cells.items()}


def _line_of_note(severity: Severity, message: str) -> str:
    # In words as well: colours alone say nothing to who does not see them apart.
    standing = sentence(f"anomalies.standing_{severity}")
    return sentence("anomalies.note", standing=standing, message=message)


def _cell_feedback(anomalies: Sequence[Anomaly], line: _Line) -> Feedback:
    """All that is to be said of one cell, the gravest first, each sentence once."""
    ranked = sorted(anomalies, key=lambda anomaly: _RANKS[anomaly.severity])
    texts = dict.fromkeys(line(anomaly.severity, anomaly.message) for anomaly in ranked)
    lines = "\n".join(f"{FEEDBACK_START}{text}" for text in texts)
    end = FEEDBACK_END
    if ranked[0].severity == "info":
        end = INFORMATION_END
    return Feedback(f"{lines}\n\n{end}", _ROLES[ranked[0].severity])
