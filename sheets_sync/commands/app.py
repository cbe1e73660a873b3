"""`sheets-sync`: its commands, one module each, loaded when it is asked for."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_sync import __version__
from sheets_sync.commands.starting.guard import guarded, show_traces
from sheets_sync.commands.starting.loading import group_of

_HERE = "sheets_sync.commands"
COMMANDS = {
    "window": f"{_HERE}.by_itself.window:window",
    "demo": f"{_HERE}.beginning.demo:demo",
    "adopt": f"{_HERE}.beginning.adopt:adopt",
    "setup": f"{_HERE}.beginning.setup:setup",
    "check": f"{_HERE}.meetings.check:check",
    "prepare": f"{_HERE}.meetings.prepare:prepare",
    "decide": f"{_HERE}.meetings.decide:answer_questions",
    "consolidate": f"{_HERE}.meetings.consolidate:consolidate",
    "indicators": f"{_HERE}.meetings.indicators:indicators",
    "agenda": f"{_HERE}.meetings.agenda:agenda",
    "report": f"{_HERE}.meetings.report:report",
    "remind": f"{_HERE}.meetings.remind:remind",
    "reconcile": f"{_HERE}.exchanging.reconcile:reconcile",
    "export": f"{_HERE}.exchanging.export:export",
    "federate": f"{_HERE}.exchanging.federate:federate",
    "restore": f"{_HERE}.kept.restore:restore",
    "history": f"{_HERE}.kept.history:history",
    "person": f"{_HERE}.kept.person:person",
    "forget": f"{_HERE}.kept.forget:forget",
    "doctor": f"{_HERE}.beginning.doctor:doctor",
    "password": f"{_HERE}.beginning.password:password",
    "schedule": f"{_HERE}.by_itself.schedule:schedule",
    "unattended": f"{_HERE}.by_itself.unattended:unattended",
    "serve": f"{_HERE}.by_itself.serve:serve",
    "forms": f"{_HERE}.forms:forms_app",
}

app = typer.Typer(
    name="sheets-sync",
    cls=group_of(COMMANDS, guarded),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=(
        "Les scripts au-dessus des tableurs partagés d'un programme de SIAE : "
        "contrôler, consolider, piloter, préparer les réunions."
    ),
)


@app.callback(invoke_without_command=True)
def before_any_command(
    version: Annotated[bool, typer.Option("--version", help="La version.")] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Montrer la trace complète en cas de panne.")
    ] = False,
) -> None:
    """Les scripts au-dessus des tableurs partagés d'un programme de SIAE."""
    show_traces(debug)
    if version:
        from sheets_sync.catalogue import sentence

        typer.echo(f"sheets-sync {__version__}\n{sentence('commands.updates')}")
        raise typer.Exit
