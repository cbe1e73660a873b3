"""The commands that start the work otherwise than from a terminal: the window, the schedule, what it runs, the form on a phone."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from sheets_sync.commands.options import DEFAULT, ConfigOption, DryRun, Quiet
from sheets_sync.commands.running import begin, guarded, must_be_known

start_app = typer.Typer()


@start_app.command()
@guarded
def window(
    install: Annotated[
        bool,
        typer.Option(
            "--install",
            help="Mettre sur le bureau de cet ordinateur de quoi l'ouvrir d'un double-clic.",
        ),
    ] = False,
    config: ConfigOption = DEFAULT,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Ouvrir la fenêtre aux deux boutons, « Préparer la réunion » et « Vérifier », sans terminal."""
    from sheets_sync.workspace import open_workspace

    programme = open_workspace(config).programme
    if install:
        from sheets_sync.scheduling.launcher import put_launcher

        made = put_launcher(programme, config.resolve(), dry_run)
        if not quiet:
            typer.echo(
                f"{made} : un double-clic ouvre la fenêtre."
                + (" Rien n'est écrit (--dry-run)." if dry_run else "")
            )
        return
    from sheets_sync.web.window import open_window

    open_window(config.resolve(), date.today)


@start_app.command()
@guarded
def schedule(
    day: Annotated[
        str,
        typer.Argument(metavar="JOUR", help="« premier lundi », « 3e jeudi », « chaque mardi »."),
    ],
    hour: Annotated[
        str, typer.Option("--at", help="L'heure, par exemple 7:00.", metavar="HEURE")
    ] = "7:00",
    kind: Annotated[
        str,
        typer.Option(
            "--with",
            help="taches (Windows), systemd ou cron ; par défaut ce que cet ordinateur a.",
            metavar="OUTIL",
        ),
    ] = "",
    install: Annotated[
        bool, typer.Option("--install", help="La mettre en place, au lieu de la montrer.")
    ] = False,
    config: ConfigOption = DEFAULT,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Faire préparer la réunion par l'ordinateur, à jour et heure fixes ; un journal dit ce qui s'est passé."""
    from sheets_sync.commands import output
    from sheets_sync.scheduling import schedule as scheduling

    workspace, today = begin(config, "")

    settings = workspace.config
    if kind:
        must_be_known("L'outil", kind, list(scheduling.KINDS))
    chosen: scheduling.Kind = kind or scheduling.usual_kind()  # type: ignore[assignment]  # one of KINDS
    made = scheduling.entry(
        chosen, scheduling.read_when(day, hour), config.resolve(), Path(sys.executable), today
    )
    if install and not dry_run:
        scheduling.install(made)
    if not quiet:
        typer.echo(output.schedule_text(made, settings, installed=install and not dry_run))


@start_app.command()
@guarded
def unattended(config: ConfigOption = DEFAULT) -> None:
    """Ce que lance la planification : « prepare », sans rien afficher ; journal, et courriel à envoyer en cas d'échec."""
    from sheets_sync.scheduling import unattended as working

    if not working.run(config.resolve(), datetime.now):
        raise typer.Exit(2)


@start_app.command()
@guarded
def serve(
    without_https: Annotated[
        bool,
        typer.Option(
            "--without-https",
            help="Écouter tout le réseau local sans chiffrement : pour un essai, jamais avec de vraies personnes.",
        ),
    ] = False,
    config: ConfigOption = DEFAULT,
) -> None:
    """Servir le formulaire de saisie pour téléphone ; « forms links » donne les liens."""
    from sheets_sync.outside.submissions import Inbox
    from sheets_sync.web import serve as serving

    workspace, _ = begin(config, "")
    form, web = workspace.participants, workspace.web
    address = serving.address_of(web)
    typer.echo(
        f"Le formulaire est servi sur {address} (Ctrl+C pour arrêter). « sheets-sync forms links » donne un lien par personne."
    )
    inbox = Inbox(
        form,
        workspace.entry_tabs(form),
        workspace.member_names,
        workspace.history,
        workspace.open_anew,
    )
    served = serving.application(inbox, workspace.programme, date.today)
    serving.run(served, web, workspace.folder, without_https)
