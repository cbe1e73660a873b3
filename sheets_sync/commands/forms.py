"""The commands about forms: taking them elsewhere, bringing answers back, looking definitions over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_sync.commands.options import DEFAULT, AsOf, ConfigOption, DryRun, Json, Pdf, Quiet
from sheets_sync.commands.running import begin, guarded, must_be_known, print_json

forms_app = typer.Typer(
    help="Les formulaires : les emporter ailleurs, en rapporter les réponses, les relire.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@forms_app.command("xlsform")
@guarded
def forms_xlsform(
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORMULAIRE",
            help="participant, action, point, decision, financement ou fait_marquant.",
        ),
    ],
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Le .xlsx à écrire, pour KoboToolbox ou ODK.")
    ],
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Écrire un formulaire au format XLSForm, pour KoboToolbox ou ODK."""
    from forms.xlsform import as_xlsform, write_xlsform
    from sheets_sync.errors import Refusal
    from sheets_sync.files import put

    workspace, day = begin(config, as_of)

    settings = workspace.config
    forms = workspace.forms
    must_be_known("Le formulaire", form, list(forms))
    if file.suffix.lower() != ".xlsx":
        raise Refusal("output.format", file=file.name)
    if file.resolve() in settings.sources:
        raise Refusal("output.is_source", file=file.name)
    made = as_xlsform(forms[form], list(workspace.member_names), day)
    if not dry_run:
        put(file, lambda draft: write_xlsform(made, draft))
    if as_json:
        print_json(
            {
                "file": str(file),
                "questions": len(made.survey),
                "left_out": list(made.left_out),
                "written": not dry_run,
            }
        )
    elif not quiet:
        typer.echo(
            f"{file} : {len(made.survey)} lignes."
            + (" Rien n'est écrit (--dry-run)." if dry_run else "")
        )
        typer.echo(
            f"Contrôles qu'un téléphone ne fait pas, faits à la lecture des réponses : {', '.join(made.left_out) or 'aucun'}."
        )


@forms_app.command("adopt")
@guarded
def forms_adopt(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Un XLSForm (.xlsx) que quelqu'un a dessiné.")
    ],
    config: ConfigOption = DEFAULT,
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Faire d'un XLSForm dessiné ailleurs un formulaire du programme : onglet, contrôles, papier, import."""
    from forms.xlsform.adopt import as_definition, read_xlsform
    from sheets_sync.commands import output
    from sheets_sync.errors import Refusal
    from sheets_sync.files import put_text

    workspace, _ = begin(config, "")

    settings = workspace.config
    try:
        made = as_definition(read_xlsform(file))
    except (OSError, ValueError) as error:
        raise Refusal("forms.drawn", file=file.name, reason=error) from error
    target = settings.folder / "forms" / f"{made.form}.yaml"
    if made.form in workspace.forms:
        raise Refusal("forms.drawn_exists", form=made.form, file=target)
    if not dry_run:
        put_text(target, made.text)
    if as_json:
        print_json(
            {
                "form": made.form,
                "file": str(target),
                "fields": made.fields,
                "told": list(made.remarks),
                "written": not dry_run,
            }
        )
    elif not quiet:
        typer.echo(output.drawn_text(made, target, dry_run))


@forms_app.command("paper")
@guarded
def forms_paper(
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORMULAIRE",
            help="participant, action, point, decision, financement ou fait_marquant.",
        ),
    ],
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Le .docx à écrire.")],
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
    pdf: Pdf = False,
) -> None:
    """Écrire un formulaire à imprimer pour les entretiens, avec l'information des personnes."""
    from sheets_sync.documents.paper_form import paper
    from sheets_sync.documents.pdf import print_pdf
    from sheets_sync.errors import Refusal
    from sheets_sync.files import put_bytes

    workspace, _ = begin(config, as_of)

    settings = workspace.config
    forms = workspace.forms
    must_be_known("Le formulaire", form, list(forms))
    if file.suffix.lower() != ".docx":
        raise Refusal("output.docx", file=file.name)
    made = paper(forms[form], settings.programme, workspace.member_names, workspace.folder)
    written = (
        [] if dry_run else [(file, put_bytes(file, made)), *([print_pdf(file)] if pdf else [])]
    )
    if as_json:
        print_json(
            {"files": [{"file": str(path), "outcome": outcome} for path, outcome in written]}
        )
    elif not quiet:
        typer.echo(
            "\n".join(str(path) for path, _ in written)
            if written
            else f"Écrirait {file}. Rien n'est écrit (--dry-run)."
        )


@forms_app.command("import")
@guarded
def forms_import(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER", help="Un export de KoboToolbox ou d'ODK, en .csv ou .xlsx."
        ),
    ],
    form: Annotated[
        str, typer.Option("--form", help="Le formulaire auquel il répond.", metavar="FORMULAIRE")
    ] = "participant",
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Ajouter aux onglets des réponses recueillies ailleurs, contrôlées comme toute saisie, jamais deux fois."""
    from sheets_sync.commands import output
    from sheets_sync.outside.answer_file import read_answers
    from sheets_sync.outside.submissions import Inbox, bring_in

    workspace, day = begin(config, as_of)
    must_be_known("Le formulaire", form, list(workspace.forms))
    definition = workspace.forms[form]
    answers = read_answers(file, definition, workspace.member_names)
    inbox = Inbox(
        definition,
        workspace.entry_tabs(definition),
        workspace.member_names,
        workspace.history,
        workspace.open_anew,
    )
    done = bring_in(answers, inbox, day, dry_run)
    if as_json:
        print_json(
            {
                "added": done.added,
                "refused": done.refused,
                "there": done.duplicates,
                "known": done.known,
                "written": not dry_run,
            }
        )
    elif not quiet:
        typer.echo(output.imported_text(done, dry_run))
    if done.refused:
        raise typer.Exit(1)


@forms_app.command("links")
@guarded
def forms_links(
    siae: Annotated[
        str, typer.Option("--siae", help="Faire un lien de saisie pour cette SIAE.", metavar="SIAE")
    ] = "",
    who: Annotated[
        str, typer.Option("--who", help="À qui le lien est donné (initiales).", metavar="QUI")
    ] = "",
    revoke: Annotated[
        int, typer.Option("--revoke", help="Retirer le lien de ce numéro.", metavar="N")
    ] = 0,
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Lister les liens de saisie sur téléphone, en faire un, ou en retirer un."""
    from sheets_sync.commands import output
    from sheets_sync.errors import Refusal
    from sheets_sync.web import links
    from sheets_sync.web.serve import link_to

    workspace, day = begin(config, as_of)
    history = workspace.history
    secret = ""
    if revoke and not 0 < revoke <= len(links.given(history)):
        raise Refusal("web.no_link", number=revoke)
    if siae:
        must_be_known("La SIAE", siae, list(workspace.member_names))
    if revoke and not dry_run:
        links.end(history, revoke, day)
    if siae and not dry_run:
        secret = links.give(history, siae, who, day)
    made = link_to(workspace.web, secret) if secret else None
    if as_json:
        listed = [
            {"number": n, "who": a.who, "siae": a.siae, "made": a.made, "ended": a.ended}
            for n, a in enumerate(links.given(history), 1)
        ]
        print_json({"links": listed, "made": made})
    elif not quiet:
        typer.echo(output.links_text(links.given(history), made))


@forms_app.command("check")
@guarded
def forms_check(
    config: ConfigOption = DEFAULT, as_of: AsOf = "", as_json: Json = False, quiet: Quiet = False
) -> None:
    """Relire les définitions (formulaires, indicateurs) et dire chaque erreur avec son fichier, sa ligne et le remède."""
    from sheets_sync.commands import output
    from sheets_sync.doctor import examine_definitions

    workspace, _ = begin(config, as_of)
    found = examine_definitions(workspace)
    if as_json:
        print_json([finding._asdict() for finding in found])
    elif not quiet:
        typer.echo(output.findings_text(found, "sheets-sync forms check"))
    if any(finding.state == "missing" for finding in found):
        raise typer.Exit(2)
