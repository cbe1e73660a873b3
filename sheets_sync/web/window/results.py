"""Result of a piece of work in the window: counts, anomalies to go to, changes, documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.documents.summary import anomaly_address, counted_places, since_last_run_text
from sheets_sync.entry.cards.results import cards_text
from sheets_sync.monthly import Run
from sheets_sync.release.door import Released
from sheets_sync.steering.month import Month

MOST_SHOWN = 300
"""Anomalies of an SIAE that are listed; all are in the Anomalies sheet."""


def check_result(month: Month) -> Released[dict[str, Any]]:
    """Result that the page shows after a check."""
    return month.door.release("window", _check_result(month))


def _check_result(month: Month) -> dict[str, Any]:
    errors = _anomalies_by_siae(month.anomalies, "error")
    warnings = _anomalies_by_siae(month.anomalies, "warning")
    counts = counted_places(month)
    # The page's own order of columns: SIAE, read, kept, set aside, errors, warnings.
    rows = [
        [
            count.siae,
            count.read,
            count.kept,
            count.set_aside,
            errors[count.siae],
            warnings[count.siae],
        ]
        for count in counts
    ]
    summary = sentence(
        "summary.counted",
        rows=sum(count.read for count in counts),
        errors=errors.total(),
        warnings=warnings.total(),
    )
    anomalies = [
        {"siae": siae, "errors": errors[siae], "warnings": warnings[siae], "found": shown}
        for siae, shown in _listed_by_siae(month.anomalies).items()
    ]
    return {
        "summary": summary,
        "errors": errors.total(),
        "counts": rows,
        "changes": "",
        "anomalies": anomalies,
    }


def prepare_result(run: Run) -> Released[dict[str, Any]]:
    """Result that the page shows once the meeting is prepared."""
    result = _check_result(run.month)
    cards = cards_text(run.cards, dry_run=False)
    parts = [result["summary"], cards, *run.published.reasons, *run.notices]
    shown = result | {
        "summary": "\n".join(filter(None, parts)),
        "changes": since_last_run_text(run.changes),
    }
    return run.month.door.release("window", shown)


def _anomalies_by_siae(anomalies: Sequence[Anomaly], severity: str) -> Counter[str]:
    return Counter(anomaly.siae for anomaly in anomalies if anomaly.severity == severity)


def _listed_by_siae(anomalies: Sequence[Anomaly]) -> dict[str, list[dict[str, Any]]]:
    """The anomalies that are listed, by SIAE, what must be put right first."""
    shown: dict[str, list[dict[str, Any]]] = defaultdict(list)
    serious = (anomaly for anomaly in anomalies if anomaly.severity != "info")
    for anomaly in sorted(serious, key=lambda anomaly: anomaly.severity != "error"):
        if len(shown[anomaly.siae]) < MOST_SHOWN:
            shown[anomaly.siae].append(listed_anomaly(anomaly))
    return shown


def listed_anomaly(anomaly: Anomaly) -> dict[str, Any]:
    """An anomaly as the page lists it."""
    return {
        "severity": anomaly.severity,
        "where": anomaly_address(anomaly),
        "message": anomaly.message,
        "tab": anomaly.tab,
        "cell": _cell_to_show(anomaly),
    }


def _cell_to_show(anomaly: Anomaly) -> str:
    """The cell to go to: the row's first where the anomaly is of no cell; "" of no row."""
    if anomaly.cell or not anomaly.row:
        return anomaly.cell or ""
    return f"A{anomaly.row}"
