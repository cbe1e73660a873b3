"""Reminders to send: to which SIAE, about what, and whether they were reminded of it already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.documents.meetings.reminder import addressed_to, reminded_of
from sheets_sync.documents.write import DocumentWriter
from sheets_sync.history.sent_reminders import SentReminder
from sheets_sync.release.door import Released
from sheets_sync.settings.siae import Siae
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace

AGAIN_AFTER = timedelta(days=7)
"""How long nobody is reminded of the very same findings."""
State = Literal["due", "nothing", "reminded", "no_address"]


@dataclass(frozen=True)
class Reminder:
    """The reminder of an SIAE, as it may leave.

    Attributes:
        text: « Objet : … » on the first line, then what it says.
        findings: a digest of what it is about.
        reminded_on: the day in the last week on which the same was sent; None where it was not.
    """

    siae: str
    errors: int
    warnings: int
    recipients: tuple[str, ...]
    text: Released[str]
    findings: str
    reminded_on: date | None

    @property
    def state(self) -> State:
        """Whether it is to be sent, or why not."""
        if not (self.errors or self.warnings):
            return "nothing"
        if self.reminded_on:
            return "reminded"
        if not self.recipients:
            return "no_address"
        return "due"

    def sent(self, day: date) -> SentReminder:
        """Memory of it once it left."""
        return SentReminder(self.siae, self.findings, day)


def plan_reminders(workspace: Workspace, month: Month) -> list[Reminder]:
    """The reminder of each SIAE, in the order of config."""
    writer = DocumentWriter(workspace.document_settings, workspace.history)
    texts = writer.reminder_texts(month)
    return [_reminder(workspace, month, siae, texts[siae.name]) for siae in workspace.config.siae]


def _reminder(workspace: Workspace, month: Month, siae: Siae, text: Released[str]) -> Reminder:
    to_do = reminded_of(siae.name, month)
    errors = sum(each.severity == "error" for each in to_do)
    findings = _digest_of_findings(month, to_do)
    return Reminder(
        siae=siae.name,
        errors=errors,
        warnings=len(to_do) - errors,
        recipients=addressed_to(siae, month),
        text=text,
        findings=findings,
        reminded_on=_reminded_on(workspace, siae.name, findings, month.as_of),
    )


def _reminded_on(workspace: Workspace, siae: str, findings: str, day: date) -> date | None:
    last = workspace.history.reminders.last_about(siae, findings)
    if last is None or day - last >= AGAIN_AFTER:
        return None
    return last


def _digest_of_findings(month: Month, anomalies: Sequence[Anomaly]) -> str:
    """A digest of anomalies by rule, field and pseudonym: where their rows stand does not matter.

    A tab that was sorted, or a message of ours that was reworded, makes them no others.
    """
    keys = sorted(_finding_keys(month, anomalies))
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def _finding_keys(month: Month, anomalies: Sequence[Anomaly]) -> Iterator[str]:
    return (month.owners.key(anomaly) for anomaly in anomalies)
