"""What is to be said in the tabs: a remark a cell, from the anomalies that a counsellor can put right there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.sheets.content import FEEDBACK_END, FEEDBACK_START, Feedback

_SHOWN = ("error", "warning")


def feedback(anomalies: Sequence[Anomaly]) -> Mapping[tuple[str, str], Mapping[str, Feedback]]:
    """(SIAE, tab) → cell → remark. What is told « pour information » stays in the Anomalies sheet."""
    by_cell: dict[tuple[str, str], dict[str, list[Anomaly]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for anomaly in anomalies:
        if anomaly.cell and anomaly.severity in _SHOWN:
            by_cell[anomaly.siae, anomaly.tab][anomaly.cell].append(anomaly)
    return {
        tab: {cell: _remark(found) for cell, found in cells.items()}
        for tab, cells in by_cell.items()
    }


def _remark(found: Sequence[Anomaly]) -> Feedback:
    graver_first = sorted(found, key=lambda anomaly: _SHOWN.index(anomaly.severity))
    texts = dict.fromkeys(anomaly.message for anomaly in graver_first)
    lines = "\n".join(f"{FEEDBACK_START}{text}" for text in texts)
    return Feedback(
        f"{lines}\n\n{FEEDBACK_END}", "error" if graver_first[0].severity == "error" else "warning"
    )
