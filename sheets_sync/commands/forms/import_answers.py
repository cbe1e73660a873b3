"""`forms import`: answers that were collected elsewhere, put into the tabs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import must_be_known
from sheets_sync.errors import Refusal
from sheets_sync.outside.answer_file import read_answers
from sheets_sync.outside.submissions import Imported, Inbox, bring_in


def import_answers(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER", help="Un export de KoboToolbox ou d'ODK, en .csv, .xlsx ou .ods."
        ),
    ],
    options: WritingOptions,
    form: Annotated[
        str, typer.Option("--form", help="Le formulaire auquel il répond.", metavar="FORMULAIRE")
    ] = "participant",
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
    asked = workspace.forms[form]
    answers = read_answers(file, asked, workspace.member_names)
    inbox = Inbox(
        asked,
        workspace.entry_tabs(asked),
        workspace.member_names,
        workspace.history,
        workspace.open_anew,
        _lines(again),
    )
    imported = bring_in(answers, inbox, day, options.dry_run)
    options.report(
        data=lambda: {
            "added": imported.added,
            "refused": imported.refused,
            "there": imported.duplicates,
            "known": imported.known,
            "gone": imported.gone,
            "written": not options.dry_run,
        },
        text=lambda: _imported_text(imported, options.dry_run),
    )
    if imported.refused:
        raise typer.Exit(1)


def _lines(text: str) -> list[int]:
    """« 12, 15 »: lines of a file."""
    numbers = [part.strip() for part in text.split(",") if part.strip()]
    if not all(number.isdecimal() for number in numbers):
        raise Refusal("lines.unreadable", value=text)
    return [int(number) for number in numbers]


def _imported_text(imported: Imported, dry_run: bool) -> str:
    """Describe the outcome for the answers of a file; those not added come last, row by row."""
    lines = _added_lines(imported, dry_run)
    if imported.known:
        lines.append(sentence("commands.answers_known", count=imported.known))
    for row, reason in sorted([*imported.duplicates, *imported.gone]):
        lines.append(sentence("commands.answer_there", row=row, reason=reason))
    for row, reason in sorted(imported.refused):
        lines.append(sentence("commands.answer_refused", row=row, reason=reason))
    if not lines:
        lines.append(sentence("commands.no_answer"))
    if dry_run:
        lines.append(sentence("summary.nothing_written"))
    return "\n".join(lines)


def _added_lines(imported: Imported, dry_run: bool) -> list[str]:
    code = "commands.answers_to_add" if dry_run else "commands.answers_added"
    return [
        sentence(code, tab=tab, count=len(rows), rows=", ".join(map(str, rows)))
        for tab, rows in imported.added.items()
        if rows
    ]
