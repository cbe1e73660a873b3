"""Reminders to send: to which SIAE, about what, and whether they were reminded of it already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.documents.meetings.reminder import Reminded, addressed_to, reminded_of
from sheets_sync.documents.write import DocumentWriter
from sheets_sync.history.sent_reminders import SentReminder
from sheets_sync.release.door import Released
from sheets_sync.settings.siae import Siae
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace

AGAIN_AFTER = timedelta(days=7)
"""How long nobody is reminded of the very same findings."""
_DIGITS = 16
"""Of a digest: enough that no two findings of a programme share one."""
State = Literal["due", "nothing", "reminded", "no_address"]


@dataclass(frozen=True)
class Reminder:
    """The reminder of an SIAE, as it may leave.

    Attributes:
        errors, warnings: how many there are in the tab.
        recipients: address → whose it is: initials, "" for the SIAE's own.
        text: « Objet : … » on the first line, then what it says.
        findings: a digest of each that it tells.
        reminded: how many it does not, being told in the last week: on `reminded_on` the last.
    """

    siae: str
    errors: int
    warnings: int
    recipients: Mapping[str, str]
    text: Released[str]
    findings: tuple[str, ...]
    reminded: int
    reminded_on: date | None

    @property
    def state(self) -> State:
        """Whether it is to be sent, or why not."""
        if not (self.errors or self.warnings):
            return "nothing"
        if not self.findings:
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
    sent = workspace.history.reminders.since(month.as_of - AGAIN_AFTER)
    reminded = {
        siae.name: _reminded(siae.name, month, sent.get(siae.name, {}))
        for siae in workspace.config.siae
    }
    # Where nothing is to be sent, all is shown to whoever asks for the text.
    left_out = {
        siae: before
        for siae, before in reminded.items()
        if len(before.anomalies) < len(reminded_of(siae, month))
    }
    texts = writer.reminder_texts(month, left_out)
    return [
        _reminder(siae, month, texts[siae.name], reminded[siae.name])
        for siae in workspace.config.siae
    ]


def _reminded(siae: str, month: Month, sent: Mapping[str, date]) -> Reminded:
    """Those of the findings of an SIAE that were sent.

    Args:
        sent: digest of a finding → the day on which it was.
    """
    days = {each: sent.get(_anomaly_digest(month, each)) for each in reminded_of(siae, month)}
    day_sent = {each: day for each, day in days.items() if day is not None}
    return Reminded(day_sent.keys(), max(day_sent.values(), default=None))


def _reminder(siae: Siae, month: Month, text: Released[str], before: Reminded) -> Reminder:
    to_do = reminded_of(siae.name, month)
    errors = sum(each.severity == "error" for each in to_do)
    not_sent_yet = [each for each in to_do if each not in before.anomalies]
    return Reminder(
        siae=siae.name,
        errors=errors,
        warnings=len(to_do) - errors,
        recipients=addressed_to(siae, month, before),
        text=text,
        findings=tuple(_anomaly_digest(month, each) for each in not_sent_yet),
        reminded=len(before.anomalies),
        reminded_on=before.day,
    )


def _anomaly_digest(month: Month, anomaly: Anomaly) -> str:
    """A digest of an anomaly by rule, field and pseudonym: where its row stands does not matter.

    A tab that was sorted, or a message of ours that was reworded, makes it no other.
    """
    return hashlib.sha256(month.owners.key(anomaly).encode()).hexdigest()[:_DIGITS]
