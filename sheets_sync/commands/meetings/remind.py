"""`remind`: what each SIAE still has to put right, by e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps import running
from sheets_sync.commands.steps.asking import must_agree
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import finish
from sheets_sync.errors import must_be_known
from sheets_sync.mailing.reminders import Reminder, plan_reminders
from sheets_sync.mailing.sending import Sent, send_reminders
from sheets_sync.mailing.wording import sent_text, state_text
from sheets_sync.web.showing import show_file
from sheets_sync.workspace import Workspace


def remind(
    options: WritingOptions,
    siae: Annotated[
        str,
        typer.Argument(metavar="SIAE", help="Celle dont la relance est montrée en entier."),
    ] = "",
    send: Annotated[
        bool,
        typer.Option(
            "--send",
            help=(
                "Envoyer celles qui sont à envoyer, après avoir demandé ; sans « mail » dans "
                "config.yaml, ouvrir leurs brouillons."
            ),
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ne pas demander avant d'envoyer.")] = False,
) -> None:
    """Montrer les relances, et les envoyer : ce que chaque SIAE doit corriger avant la réunion.
    Jamais deux fois les mêmes points en une semaine.
    """
    workspace, month = options.read_month(strict=False)
    reminders = plan_reminders(workspace, month)
    if siae:
        must_be_known("commands.the_siae", siae, workspace.member_names)
        reminders = [each for each in reminders if each.siae == siae]
    due = [each for each in reminders if each.state == "due"]
    sent = Sent()
    is_sending = bool(send and due and not options.dry_run)
    if is_sending:
        if not yes:
            _show_reminders(reminders, workspace, siae)
            must_agree(_question(workspace, due), "--yes")
        hour = datetime.now().time()  # noqa: DTZ005 - the coordinator's own clock
        now = datetime.combine(running.today(), hour)
        sent = send_reminders(workspace, month.people, reminders, now, show_file)
    options.report(
        data=lambda: _reminders_json(reminders, sent),
        problems=lambda: [sent_text(sent)] if sent.refused else [],
        text=lambda: _reminded_text(workspace, reminders, sent, siae, is_sending=is_sending),
    )
    finish(month, failing=False)


def _show_reminders(reminders: Sequence[Reminder], workspace: Workspace, siae: str) -> None:
    typer.echo("\n".join(_reminder_lines(reminders, workspace, siae)), err=True)


def _question(workspace: Workspace, due: Sequence[Reminder]) -> str:
    if not workspace.config.mail.server:
        return sentence("mailing.open_them", count=len(due))
    return sentence("mailing.send_them", count=len(due), sender=workspace.config.mail.sender)


def _reminded_text(
    workspace: Workspace, reminders: Sequence[Reminder], sent: Sent, siae: str, *, is_sending: bool
) -> str:
    if not is_sending:
        return "\n".join(
            [*_reminder_lines(reminders, workspace, siae), *_hints(reminders, workspace)]
        )
    return sent_text(sent)


def _reminder_lines(
    reminders: Sequence[Reminder], workspace: Workspace, siae: str
) -> Iterator[str]:
    if siae:
        yield from (each.text.content.rstrip() for each in reminders)
        yield ""
    else:
        yield sentence("mailing.heading", programme=workspace.programme)
    for each in reminders:
        counted = sentence("mailing.counted", errors=each.errors, warnings=each.warnings)
        yield f"  {each.siae} : {counted} – {state_text(each)}"


def _hints(reminders: Sequence[Reminder], workspace: Workspace) -> Iterator[str]:
    states = {each.state for each in reminders}
    if "due" in states:
        has_server = bool(workspace.config.mail.server)
        code = "mailing.how_by_drafts"
        if has_server:
            code = "mailing.how"
        yield sentence(code)
    if "no_address" in states:
        yield sentence("mailing.how_contact")


def _reminders_json(reminders: Sequence[Reminder], sent: Sent) -> dict[str, Any]:
    return {
        "reminders": [
            {
                "siae": each.siae,
                "errors": each.errors,
                "warnings": each.warnings,
                "left_out": each.reminded,
                "state": each.state,
                "to": list(each.recipients),
                "reminded_on": each.reminded_on and each.reminded_on.isoformat(),
                "sent": each.siae in sent.left,
            }
            for each in reminders
        ],
        "sent": len(sent.left),
        "refused": [each.siae for each in sent.refused],
        "drafts": [str(path) for path in sent.drafts],
    }
