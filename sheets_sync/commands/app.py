"""The commands: a thin layer that reads options, calls the library, and says in French what was done."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_sync import __version__
from sheets_sync.commands.forms import forms_app
from sheets_sync.commands.options import (
    DEFAULT,
    Again,
    AsOf,
    ConfigOption,
    DryRun,
    Json,
    Pdf,
    Quiet,
    Save,
    Strict,
)
from sheets_sync.commands.running import (
    begin,
    finish,
    guarded,
    made_again,
    must_be_known,
    print_json,
    read_day,
    read_month,
    show_traces,
    tell_document,
)
from sheets_sync.commands.start import start_app

app = typer.Typer(
    name="sheets-sync", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Les scripts au-dessus des tableurs partagés d'un programme de SIAE : contrôler, consolider, piloter, préparer les réunions.",
)  # fmt: skip

app.add_typer(forms_app, name="forms")
app.registered_commands += start_app.registered_commands


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[bool, typer.Option("--version", help="La version.")] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Montrer la trace complète en cas de panne.")
    ] = False,
) -> None:
    """Les scripts au-dessus des tableurs partagés d'un programme de SIAE."""
    show_traces(debug)
    if version:
        typer.echo(f"sheets-sync {__version__}")
        raise typer.Exit


@app.command()
@guarded
def demo(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DOSSIER", help="Où écrire l'exemple ; créé s'il n'existe pas."),
    ],
    as_of: AsOf = "",
    seed: Annotated[
        int, typer.Option(help="Un autre nombre donne d'autres personnes inventées.")
    ] = 33,
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Écrire un programme d'exemple (12 SIAE inventées) et lancer « prepare » dessus."""
    from sheets_sync.sample.write import write_sample

    day = read_day(as_of)
    if dry_run:
        typer.echo(
            f"Écrirait dans {folder} : config.yaml, impulser.xlsx, et ce que fait « prepare ». Rien n'est écrit (--dry-run)."
        )
        return
    config = write_sample(folder, day, seed)
    if not (quiet or as_json):
        typer.echo(
            f"Programme d'exemple écrit dans {folder} : config.yaml et impulser.xlsx (12 onglets de saisie).\n"
        )
    prepare(
        config=config,
        as_of=day.isoformat(),
        as_json=as_json,
        quiet=quiet,
        strict=False,
        dry_run=False,
        save=False,
    )


@app.command()
@guarded
def adopt(
    workbook: Annotated[
        str,
        typer.Argument(
            metavar="CLASSEUR",
            help="Un classeur que personne n'a préparé : un .xlsx, ou l'adresse d'un Google Sheets.",
        ),
    ],
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Proposer la configuration d'un classeur existant : quel onglet est quelle SIAE, quelle colonne est quel champ."""
    from forms.definition import FORM_IDS, load_form
    from sheets_sync.errors import Refusal
    from sheets_sync.files import put_text
    from sheets_sync.reading.adopt import propose
    from sheets_sync.settings import Tabs
    from sheets_sync.workbooks.addresses import place_from
    from sheets_sync.workbooks.opening import open_workbook

    if config.exists() and not dry_run:
        raise Refusal("adopt.exists", file=config)
    forms = {form_id: load_form(form_id) for form_id in FORM_IDS}
    book, place = open_workbook(workbook, Path()), place_from(workbook, config)
    proposal = propose(book, place, forms, Tabs().model_dump(), read_day(as_of))
    if not proposal.members:
        raise Refusal("adopt.nothing", file=Path(workbook).name)
    if not dry_run:
        put_text(config, proposal.config)
    if as_json:
        print_json(
            {"config": proposal.config, "report": list(proposal.report), "written": not dry_run}
        )
    elif not quiet:
        typer.echo("\n".join(proposal.report))
        typer.echo(
            proposal.config
            if dry_run
            else f"\n{config} est écrit : le relire, puis lancer « sheets-sync check --config {config} »."
        )


@app.command()
@guarded
def check(
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    strict: Strict = False,
) -> None:
    """Lire et contrôler tous les onglets, sans rien écrire."""
    from sheets_sync.commands import output
    from sheets_sync.documents import summary

    _, month = read_month(config, as_of, strict)
    if as_json:
        print_json(output.check_json(month))
    elif not quiet:
        typer.echo(summary.check_text(month))
    finish(month, failing=True)


@app.command()
@guarded
def consolidate(
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    strict: Strict = False,
    dry_run: DryRun = False,
    save: Save = False,
) -> None:
    """Contrôler, puis écrire les feuilles Consortium, Anomalies et Pilotage."""
    from sheets_sync.commands import output
    from sheets_sync.documents import summary
    from sheets_sync.entry.card_results import cards_text
    from sheets_sync.monthly import consolidate as consolidate_month

    workspace, day = begin(config, as_of)

    run = consolidate_month(workspace, day, strict=strict, dry_run=dry_run)
    month, cards, written = run.month, run.cards, run.published
    if save and not dry_run:
        workspace.save_open()
    if as_json:
        print_json(
            {
                **output.check_json(month),
                "cards": output.cards_json(cards),
                "files": output.files_json(written),
            }
        )
    elif not quiet:
        typer.echo(
            "\n\n".join(filter(None, (cards_text(cards, dry_run), summary.counts_text(month))))
        )
        typer.echo(output.files_text(written, dry_run))
    finish(month, failing=strict)


@app.command()
@guarded
def indicators(
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    strict: Strict = False,
    explain: Annotated[
        str,
        typer.Option(
            "--explain",
            help="La définition d'un indicateur, et les cellules comptées.",
            metavar="ID",
        ),
    ] = "",
    siae: Annotated[str, typer.Option("--siae", help="Une seule SIAE.")] = "",
    start: Annotated[
        str,
        typer.Option(
            "--from", help="Premier jour de la période ; par défaut le 1er janvier.", metavar="DATE"
        ),
    ] = "",
    end: Annotated[
        str,
        typer.Option(
            "--to",
            help="Dernier jour de la période ; par défaut le jour de --as-of.",
            metavar="DATE",
        ),
    ] = "",
    named: Annotated[
        str,
        typer.Option(
            "--period",
            help="2026, 2026-S1, 2026-T3, 2026-11, 12m, debut, ou un financeur de config.yaml.",
            metavar="PÉRIODE",
        ),
    ] = "",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            help="Ventiler par un champ : sexe, tranche_age, protection, qpv…",
            metavar="CHAMP",
        ),
    ] = "",
    breakdowns: Annotated[
        bool,
        typer.Option(
            "--breakdowns",
            help="Chaque indicateur avec les ventilations que sa définition demande.",
        ),
    ] = False,
) -> None:
    """Afficher les chiffres : ensemble et par SIAE."""
    from sheets_sync.commands import output
    from sheets_sync.figures.periods import Period, read_period, year_to

    workspace, month = read_month(config, as_of, strict)
    last = read_day(end) if end else month.as_of
    period = Period(read_day(start) if start else year_to(last).start, last)
    if named:
        period = read_period(named, last, workspace.config.funders)
    first, last = period.start, period.end
    if by:
        must_be_known("Le champ", by, output.breakdowns(month))
    if siae:
        must_be_known("La SIAE", siae, list(workspace.member_names))
    if explain:
        must_be_known("L'indicateur", explain, list(month.measures.indicators))
        lines = (
            output.explain_json(month, explain, first, last, siae or None)
            if as_json
            else output.explain_text(month, explain, first, last, siae or None)
        )
        print_json(lines) if as_json else typer.echo(lines)
        return
    if by or breakdowns:
        parts = output.figures_by(month, period, by)
        figures = output.with_fields(month, parts)
        listed = [
            output.figure_json(figure) | {"by": field or None, "group": figure.group}
            for field, figure in parts
        ]
    else:
        figures = output.all_figures(month, period, siae or None, not (start or end or named))
        listed = [output.figure_json(figure) for figure in figures]
    if as_json:
        print_json(listed)
    elif not quiet:
        typer.echo(output.figures_text(figures, period))
    finish(month, failing=strict)


@app.command()
@guarded
def export(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Un nom en .csv, .parquet ou .xlsx.")
    ],
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    strict: Strict = False,
    dry_run: DryRun = False,
    with_names: Annotated[
        bool,
        typer.Option(
            "--with-names",
            help="Avec les champs personnels (noms, naissance, PASS). À garder pour soi.",
        ),
    ] = False,
) -> None:
    """Écrire la table consolidée dans un fichier, pour un autre programme."""
    from sheets_sync.documents import export as exporting

    if file.suffix.lower() not in exporting.FORMATS:
        from sheets_sync.errors import Refusal

        raise Refusal("output.format", file=file.name)
    workspace, month = read_month(config, as_of, strict)
    rows = len(month.consortium.frame)
    if not dry_run:
        workspace.history.save_people(month.people.key, month.people.registry)
        frame = exporting.table(month.shareable(with_names), month.consortium.extra, with_names)
        exporting.write(frame, file, workspace.staff_files, month.as_of)
    if as_json:
        print_json(
            {"file": str(file), "rows": rows, "with_names": with_names, "written": not dry_run}
        )
    elif not quiet:
        typer.echo(
            f"{file} : {rows} lignes{', avec les noms (à garder pour soi)' if with_names else ', sans les noms'}."
            + (" Rien n'est écrit (--dry-run)." if dry_run else "")
        )
        if not with_names and (titles := exporting.left_out(month.consortium.extra)):
            typer.echo(
                f"Colonnes hors formulaire laissées dans les onglets, car peut-être personnelles : {', '.join(titles)}."
            )
    finish(month, failing=strict)


@app.command()
@guarded
def agenda(
    meeting: Annotated[
        str,
        typer.Argument(
            metavar="RÉUNION", help="directions ou accompagnateurs (ou une autre de config.yaml)."
        ),
    ],
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    strict: Strict = False,
    dry_run: DryRun = False,
    again: Again = "",
    pdf: Pdf = False,
) -> None:
    """Écrire l'ordre du jour d'une réunion (.docx)."""
    from sheets_sync.documents.write import DocumentWriter

    if again:
        tell_document(
            made_again("agenda", meeting, config, again, dry_run), as_json, quiet, dry_run, pdf
        )
        return
    workspace, month = read_month(config, as_of, strict, ("La réunion", meeting, "meetings"))
    writer = DocumentWriter(workspace.document_settings, workspace.history, dry_run)
    tell_document(writer.write_agenda(month, meeting), as_json, quiet, dry_run, pdf)
    finish(month, failing=strict)


@app.command()
@guarded
def report(
    funder: Annotated[
        str,
        typer.Argument(
            metavar="FINANCEUR", help="Un financeur de config.yaml, par exemple dreets."
        ),
    ],
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    strict: Strict = False,
    dry_run: DryRun = False,
    again: Again = "",
    pdf: Pdf = False,
) -> None:
    """Écrire le rapport à un financeur (.docx)."""
    from sheets_sync.documents.write import DocumentWriter

    if again:
        tell_document(
            made_again("report", funder, config, again, dry_run), as_json, quiet, dry_run, pdf
        )
        return
    workspace, month = read_month(config, as_of, strict, ("Le financeur", funder, "funders"))
    writer = DocumentWriter(workspace.document_settings, workspace.history, dry_run)
    tell_document(writer.write_report(month, funder), as_json, quiet, dry_run, pdf)
    finish(month, failing=strict)


@app.command()
@guarded
def prepare(
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    strict: Strict = False,
    dry_run: DryRun = False,
    save: Save = False,
) -> None:
    """Tout préparer avant une réunion : feuilles, ordres du jour, rapports, et ce qui a changé depuis la dernière fois."""
    from sheets_sync.commands import output
    from sheets_sync.monthly import prepare as prepare_month

    workspace, day = begin(config, as_of)

    with output.progress(show=not (quiet or as_json)) as step:
        done = prepare_month(workspace, day, strict=strict, dry_run=dry_run, progress=step)
    if save and not dry_run:
        workspace.save_open()
    if as_json:
        files = output.files_json(done.published, done.documents)
        told = {
            "cards": output.cards_json(done.cards),
            "changes": output.changes_json(done.changes),
            "files": files,
        }
        print_json({**output.check_json(done.month), **told})
    elif not quiet:
        typer.echo(output.prepare_text(done, dry_run))
    finish(done.month, failing=strict)


@app.command()
@guarded
def restore(
    copy: Annotated[
        str,
        typer.Argument(
            metavar="COPIE", help="La copie à remettre en place ; sans rien, toutes sont listées."
        ),
    ] = "",
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Lister les copies gardées avant chaque écriture, ou en remettre une en place."""
    from sheets_sync.commands import output
    from sheets_sync.errors import Refusal
    from sheets_sync.history.restore import kept_copies, put_back

    workspace, day = begin(config, as_of)

    settings = workspace.config

    history = workspace.history
    kept = kept_copies(workspace.written_places, history.copies)
    chosen = [
        found
        for number, found in enumerate(kept, 1)
        if copy in (found.name, found.where, str(number))
    ]
    if copy and len(chosen) != 1:
        raise Refusal("restore.unknown", name=copy)
    if copy and not dry_run:
        put_back(chosen[0], settings.folder, settings.google.credentials, day, history.copies)
    if as_json:
        listed = [{"copy": found.where, "file": found.of} for found in kept]
        print_json(
            {"copies": listed, "restored": chosen[0].where if copy and not dry_run else None}
        )
    elif not quiet:
        typer.echo(output.restored_text(chosen[0], dry_run) if copy else output.copies_text(kept))


@app.command()
@guarded
def setup(
    apps_script: Annotated[
        Path | None,
        typer.Option(
            "--apps-script",
            help="Écrire à la place le menu du classeur Google (un .gs à coller dans Apps Script).",
            metavar="FICHIER",
        ),
    ] = None,
    excel_buttons: Annotated[
        bool,
        typer.Option(
            "--excel-buttons",
            help="Écrire à la place boutons.xlsm, aux deux boutons pour Excel (macros de xlwings).",
        ),
    ] = False,
    columns: Annotated[
        bool,
        typer.Option(
            "--columns",
            help="Ajouter aussi, à droite des onglets qui existent, les colonnes des champs qui n'en ont pas.",
        ),
    ] = False,
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Créer le classeur partagé, ou lui ajouter ce qui manque : onglets de saisie, listes, aide. Rien de ce qui y est n'est changé."""
    from sheets_sync.commands import output
    from sheets_sync.entry import setup as setting_up
    from sheets_sync.entry.google_menu import menu_script
    from sheets_sync.files import put_text

    workspace, day = begin(config, as_of)

    if apps_script:
        script = menu_script(
            workspace.programme, workspace.tabs, workspace.participants, workspace.folder
        )
        if not dry_run:
            put_text(apps_script, script)
        listed = [{"file": str(apps_script), "written": not dry_run}]
        text = f"{apps_script} : le menu à coller dans Extensions > Apps Script ; ses premières lignes disent comment."
    elif excel_buttons:
        from sheets_sync.scheduling.excel_buttons import put_buttons

        files = put_buttons(workspace.programme, config.resolve(), dry_run)
        listed = [{"file": str(file), "written": not dry_run} for file in files]
        text = (
            f"{files[0]} : l'ouvrir dans Excel, accepter les macros, et presser un bouton. Les deux fichiers à côté vont avec."
            + (" Rien n'est écrit (--dry-run)." if dry_run else "")
        )
    else:
        plan = setting_up.EntryPlan(
            workspace.programme,
            workspace.place,
            workspace.members,
            [tab for form in workspace.forms.values() for tab in workspace.entry_tabs(form)],
            workspace.tabs,
        )
        made = setting_up.set_up(plan, workspace.open, workspace.history, day, columns, dry_run)
        listed = [
            {
                "file": one.place,
                "tabs": list(one.tabs),
                "columns": one.columns,
                "outcome": one.outcome,
                "written": not dry_run,
            }
            for one in made
        ]
        text = output.setup_text(made, dry_run)
    if as_json:
        print_json(listed)
    elif not quiet:
        typer.echo(text)


@app.command()
@guarded
def doctor(
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    sign_in: Annotated[
        bool,
        typer.Option(
            "--sign-in", help="Se connecter à Google dans le navigateur, sans compte de service."
        ),
    ] = False,
) -> None:
    """Dire ce qui manque pour travailler : accès à Google, partage, droits, onglets, dossiers."""
    from sheets_sync.commands import output
    from sheets_sync.doctor import examine

    workspace, _ = begin(config, as_of)

    if sign_in:
        from sheets_sync.workbooks.google.api.credentials import sign_in as ask

        typer.echo(f"Connexion enregistrée dans {ask()}.")
    found = examine(workspace)
    if as_json:
        print_json([finding._asdict() for finding in found])
    elif not quiet:
        typer.echo(output.findings_text(found))
    if any(finding.state == "missing" for finding in found):
        raise typer.Exit(2)
