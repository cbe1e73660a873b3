"""`forms import`: answers that were collected elsewhere, put into the tabs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from forms.form import Form
from forms.values import ReadingContext, shown
from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.iso_days import with_iso_days
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import must_be_known
from sheets_sync.errors import Refusal, refusing_mistakes
from sheets_sync.french import quoted
from sheets_sync.outside.answer_file import AnswerFile, read_answers
from sheets_sync.outside.edited_answers import Change
from sheets_sync.outside.outside_formats import load_formats
from sheets_sync.outside.submissions import Imported, Inbox, Wish, bring_in
from sheets_sync.sheets.content import Content


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
    asked = workspace.offering_forms[form]
    with refusing_mistakes():
        formats = load_formats(workspace.participants, workspace.folder)
    context = ReadingContext(day, workspace.member_names)
    answers = read_answers(file, asked, context, formats.values())
    inbox = Inbox(
        asked,
        workspace.entry_tabs(asked),
        workspace.member_names,
        workspace.history,
        workspace.open_anew,
        _line_numbers(again),
    )
    imported = bring_in(answers.answers, inbox, day, Wish(siae, update, options.dry_run))
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
            "accents_mended": answers.accents_mended,
            "written": not options.dry_run,
        },
        text=lambda: _imported_text(answers, imported, asked, options.dry_run),
    )
    if imported.refused:
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


def _imported_text(answers: AnswerFile, imported: Imported, form: Form, dry_run: bool) -> str:
    """Describe the outcome for the answers of a file; those not added come last, row by row."""
    lines = _added_lines(imported, dry_run)
    if imported.known:
        lines.append(sentence("commands.answers_known", count=imported.known))
    if imported.others:
        lines.append(sentence("commands.answers_of_others", count=imported.others))
    lines += [_change_text(change, form, dry_run) for change in imported.changed]
    if any(change.why == "edited" and not change.is_made for change in imported.changed):
        lines.append(sentence("commands.answers_to_update"))
    for row, reason in imported.partly:
        lines.append(sentence("commands.answer_partly", row=row, reason=reason))
    for row, reason in sorted([*imported.duplicates, *imported.gone, *answers.remarks]):
        lines.append(sentence("commands.answer_there", row=row, reason=reason))
    for row, reason in sorted(imported.refused):
        lines.append(sentence("commands.answer_refused", row=row, reason=reason))
    if not lines:
        lines.append(sentence("commands.no_answer"))
    if answers.accents_mended:
        lines.append(sentence("outside.accents_mended"))
    lines += _question_lines(answers)
    if dry_run:
        lines.append(sentence("summary.nothing_written"))
    return "\n".join(lines)


def _question_lines(answers: AnswerFile) -> Iterator[str]:
    """What became of the questions that have no title of the form."""
    for header, field in answers.near.items():
        yield sentence("commands.question_near", header=quoted(header), field=quoted(field.label))
    if answers.unknown:
        headers = ", ".join(quoted(header) for header in answers.unknown)
        yield sentence("commands.questions_unknown", headers=headers)


def _change_text(change: Change, form: Form, dry_run: bool) -> str:
    """One difference, on the coordinator's own screen: both values."""
    code = f"commands.answer_{change.why}"
    if change.is_made and not dry_run:
        code = "commands.answer_updated"
    return sentence(
        code,
        line=change.line,
        tab=change.tab,
        cell=change.cell,
        row=change.row,
        field=form.field(change.field).label,
        was=shown_or_nothing(change.was),
        now=shown_or_nothing(change.now),
    )


def shown_or_nothing(value: Content) -> str:
    """A value as it is shown; « rien » for an empty cell."""
    if value in (None, ""):
        return sentence("outside.nothing")
    return shown(value) if isinstance(value, str | float | date) else str(value)


def _added_lines(imported: Imported, dry_run: bool) -> list[str]:
    code = "commands.answers_to_add" if dry_run else "commands.answers_added"
    return [
        sentence(code, tab=tab, count=len(rows), rows=", ".join(map(str, rows)))
        for tab, rows in imported.added.items()
        if rows
    ]
