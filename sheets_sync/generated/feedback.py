"""Feedback in the tabs: one note per cell, about what a counsellor can put right there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from forms.form import Severity
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.sheets.content import FEEDBACK_END, FEEDBACK_START, Feedback, Role

# What is only for information stays in the Anomalies sheet.
_ROLES: Mapping[Severity, Role] = {"error": "error", "warning": "warning"}


def feedback_by_tab(anomalies: Sequence[Anomaly]) -> dict[tuple[str, str], dict[str, Feedback]]:
    """(SIAE, tab) → cell → feedback; nothing for tabs where all is right."""
    by_cell: dict[tuple[str, str], dict[str, list[Anomaly]]] = defaultdict(dict)
    for anomaly in anomalies:
        if anomaly.cell and anomaly.severity in _ROLES:
            by_cell[anomaly.siae, anomaly.tab].setdefault(anomaly.cell, []).append(anomaly)
    return {tab: _each(cells) for tab, cells in by_cell.items()}


def _each(cells: Mapping[str, Sequence[Anomaly]]) -> dict[str, Feedback]:
    return {cell: _cell_feedback(anomalies) for cell, anomalies in cells.items()}


def _cell_feedback(anomalies: Sequence[Anomaly]) -> Feedback:
    """All that is to be said of one cell, the gravest first, each sentence once."""
    ranked = sorted(anomalies, key=lambda anomaly: anomaly.severity != "error")
    # In words as well: colours alone say nothing to who does not see them apart.
    texts = dict.fromkeys(
        sentence(
            "anomalies.note",
            standing=sentence(f"anomalies.standing_{anomaly.severity}"),
            message=anomaly.message,
        )
        for anomaly in ranked
    )
    lines = "\n".join(f"{FEEDBACK_START}{text}" for text in texts)
    return Feedback(f"{lines}\n\n{FEEDBACK_END}", _ROLES[ranked[0].severity])
