"""`forms import`: answers that were collected elsewhere, put into the tabs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sheets_sync.commands.printing.iso_days import with_iso_days
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import unless_dry
from sheets_sync.errors import Refusal, must_be_known
from sheets_sync.outside.answers_of_file import bring_in_file
from sheets_sync.outside.edited_answers import Change
from sheets_sync.outside.imported_text import imported_text
from sheets_sync.outside.submissions import Wish


def import_answers(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER",
            help="Un export de Kobo, d'ODK, de Microsoft ou Google Forms (.csv, .xlsx, .ods).",
        ),
    ],
    options: WritingOptions,
    form: Annotated[
        str, typer.Option("--form", help="Le formulaire auquel il répond.", metavar="FORMULAIRE")
    ] = "participant",
    siae: Annotated[
        str,
        typer.Option(
            "--siae",
            help="La SIAE des réponses qui ne la disent pas ; celles des autres restent.",
            metavar="SIAE",
        ),
    ] = "",
    update: Annotated[
        bool,
        typer.Option("--update", help="Mettre dans l'onglet ce qui a changé dans les réponses."),
    ] = False,
    again: Annotated[
        str,
        typer.Option(
            "--again",
            help="Lignes du fichier à ajouter de nouveau, si elles ne sont plus dans l'onglet.",
            metavar="LIGNES",
        ),
    ] = "",
) -> None:
    """Ajouter aux onglets des réponses recueillies ailleurs, contrôlées comme toute saisie, jamais
    deux fois.
    """
    workspace, day = options.begin()
    must_be_known("commands.the_form", form, list(workspace.forms))
    if siae:
        must_be_known("commands.the_siae", siae, workspace.member_names)
    wish = Wish(siae, update, options.dry_run)
    answers, imported = bring_in_file(workspace, file, form, day, wish, _line_numbers(again))
    asked = workspace.offering_forms[form]
    text = unless_dry(
        imported_text(answers, imported, asked, options.dry_run), options.dry_run, "\n"
    )
    is_incomplete = bool(imported.refused or answers.doubtful)
    options.report(
        data=lambda: {
            "added": imported.added,
            "partly": imported.partly,
            "refused": imported.refused,
            "there": imported.duplicates,
            "known": imported.known,
            "gone": imported.gone,
            "changed": [_change_json(change, options.dry_run) for change in imported.changed],
            "others": imported.others,
            "unknown": list(answers.unknown),
            "near": {header: field.id for header, field in answers.near.items()},
            "remarks": list(answers.remarks),
            "doubtful": answers.doubtful,
            "accents_mended": answers.accents_mended,
            "written": not options.dry_run,
        },
        text=lambda: text,
        problems=lambda: [text] if is_incomplete else [],
    )
    if is_incomplete:
        raise typer.Exit(1)


def _line_numbers(text: str) -> list[int]:
    """« 12, 15 »: lines of a file."""
    numbers = [part.strip() for part in text.split(",") if part.strip()]
    if not all(number.isdecimal() for number in numbers):
        raise Refusal("lines.unreadable", value=text)
    return [int(number) for number in numbers]


def _change_json(change: Change, dry_run: bool) -> dict[str, Any]:
    return {
        "line": change.line,
        "siae": change.siae,
        "tab": change.tab,
        "row": change.row,
        "cell": change.cell,
        "field": change.field,
        "was": with_iso_days(change.was),
        "now": with_iso_days(change.now),
        "why": change.why,
        "made": change.is_made and not dry_run,
    }
