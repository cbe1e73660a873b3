"""Prepare the meeting with nobody there.

It leaves a line in the journal that names no person, and a mail ready to be sent where it failed,
or something could not be done.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.documents.meetings.reminder import mail_draft
from sheets_sync.errors import PASSING, Refusal
from sheets_sync.files import put_bytes
from sheets_sync.history.running.journal import add_to_journal
from sheets_sync.monthly import Run, prepare_meeting
from sheets_sync.system_refusals import refusal_of_system
from sheets_sync.workspace import Workspace, open_workspace

MAIL = "echec-de-la-preparation.eml"
EVERY, LONGEST = timedelta(hours=1), timedelta(hours=12)
"""Between two attempts; from the first to the last: a working day, with its lunch and its end."""

_FAILURE = "scheduling.failure_subject", "scheduling.failure_mail"
_PARTLY = "scheduling.partly_subject", "scheduling.partly_mail"


class _FailedError(Exception):
    """An attempt that failed: the code of the reason, and its sentence without a person."""

    def __init__(self, code: str, problem: str) -> None:
        super().__init__(code)
        self.code, self.problem = code, problem


def keep_preparing(
    file: Path, now: Callable[[], datetime], wait_until: Callable[[datetime], None]
) -> bool:
    """Prepare the programme of a config.yaml; whether that is done in the end.

    What ends by itself (a workbook that somebody has open) is tried again, `EVERY` hour, on the
    workbooks as they are by then. Nothing is held meanwhile: not the memory, no file, no password.
    """
    first = now()
    while True:
        next_one = now() + EVERY
        is_last = next_one > first + LONGEST
        failed = _attempt(file, now, None if is_last else next_one)
        if failed is None or is_last or failed.code not in PASSING:
            return failed is None
        wait_until(next_one)
        workspace = _workspace(file)
        if workspace is not None and _is_prepared_since(workspace, first):
            add_to_journal(workspace.history.folder, now(), sentence("scheduling.by_another"))
            _remove_mail(workspace)
            return True


def prepare_alone(file: Path, now: Callable[[], datetime]) -> bool:
    """Prepare the programme of a config.yaml once; whether all of it could be done.

    Everything it has to say is written, nothing is printed.
    """
    return _attempt(file, now, None) is None


def _attempt(
    file: Path, now: Callable[[], datetime], next_one: datetime | None
) -> _FailedError | None:
    """One attempt, told in the journal; None where it went well.

    Args:
        next_one: when there is another, should this one fail for what ends by itself.
    """
    start = now()
    try:
        workspace, done = _prepared(file, start)
    except _FailedError as failed:
        _tell_failed(file, start, failed, next_one)
        return failed
    seconds = f"{(now() - start).total_seconds():.0f}"
    text = sentence("scheduling.succeeded", seconds=seconds, counts=_counted_text(done))
    missing = _missing_tabs(done)
    text = " ".join([text, *missing, *done.notices])
    add_to_journal(workspace.history.folder, start, text)
    if undone := [*missing, *done.unmade]:
        problem = "\n\n".join(undone)
        put_bytes(workspace.documents / MAIL, _mail_about(_PARTLY, start, problem))
        return _FailedError("partly", problem)
    _remove_mail(workspace)
    return None


def _prepared(file: Path, start: datetime) -> tuple[Workspace, Run]:
    """Prepare the meeting.

    Raises:
        _FailedError: it cannot be done.
    """
    try:
        workspace = open_workspace(file, "prepare")
        return workspace, prepare_meeting(workspace, start.date())
    except Refusal as refusal:
        raise _FailedError(refusal.code, refusal.impersonal) from refusal
    except Exception as error:  # a bug of ours: no word of it, it could carry a person's data
        if of_system := refusal_of_system(error):
            raise _FailedError(of_system.code, str(of_system)) from error
        problem = sentence("scheduling.bug_unattended", name=type(error).__name__)
        raise _FailedError("bug", problem) from error


def _remove_mail(workspace: Workspace) -> None:
    """Remove the mail about a failure that has been mended: it would be sent by mistake."""
    (workspace.documents / MAIL).unlink(missing_ok=True)


def _is_prepared_since(workspace: Workspace, moment: datetime) -> bool:
    """Whether somebody, or another entry of the schedule, did it meanwhile."""
    with contextlib.suppress(Refusal):
        return any(
            run.command == "prepare" and run.ended is not None and run.ended >= moment
            for run in workspace.history.runs.all
        )
    return False


def _workspace(file: Path) -> Workspace | None:
    """The programme; None with a config that cannot be read."""
    with contextlib.suppress(Refusal):
        return open_workspace(file)
    return None


def _missing_tabs(done: Run) -> list[str]:
    unreadable = done.month.entries.unreadable_tabs
    return [anomaly.message for anomaly in unreadable if anomaly.rule == "tab.missing"]


def _counted_text(done: Run) -> str:
    month = done.month
    return sentence(
        "scheduling.counted",
        rows=sum(count.read for count in month.consortium.counts),
        errors=sum(anomaly.severity == "error" for anomaly in month.anomalies),
        documents=len(done.documents),
    )


def _tell_failed(
    file: Path, start: datetime, failed: _FailedError, next_one: datetime | None
) -> None:
    """Write it in the journal, and in a mail to nobody yet, among the documents.

    With a config that cannot be read both lie beside it.
    """
    history, documents = file.parent / "historique", file.parent / "documents"
    if workspace := _workspace(file):
        history, documents = workspace.history.folder, workspace.documents
    problem = failed.problem
    if next_one is not None and failed.code in PASSING:
        problem = sentence("scheduling.tried_again", problem=problem, hour=f"{next_one:%H:%M}")
    line = sentence("scheduling.failed", code=failed.code, problem=problem)
    add_to_journal(history, start, line)
    put_bytes(documents / MAIL, _mail_about(_FAILURE, start, problem))


def _mail_about(outcome: tuple[str, str], start: datetime, problem: str) -> bytes:
    """To nobody yet."""
    subject, body = outcome
    hour = f"{start:%H:%M}"
    text = sentence(body, day=start, hour=hour, problem=problem)
    return mail_draft(sentence(subject, day=start), text)
