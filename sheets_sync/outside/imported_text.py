"""Account in words of the answers of a file: for the coordinator's own screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from forms.form import Form
from forms.values import shown
from sheets_sync.catalogue import sentence
from sheets_sync.french import number_runs, quoted
from sheets_sync.outside.answer_file import AnswerFile
from sheets_sync.outside.edited_answers import Change
from sheets_sync.outside.submissions import Imported
from sheets_sync.sheets.content import Content


def imported_text(answers: AnswerFile, imported: Imported, form: Form, dry_run: bool) -> str:
    """Describe the outcome for the answers of a file; those not added come last, row by row."""
    lines = _added_lines(imported, dry_run)
    if imported.known:
        lines.append(sentence("commands.answers_known", count=imported.known))
    if imported.others:
        lines.append(sentence("commands.answers_of_others", count=imported.others))
    lines += [_change_text(change, form, dry_run) for change in imported.changed]
    barred = {row for row, _ in imported.refused}
    unmade = [change for change in imported.changed if not change.is_made]
    if any(change.why == "edited" and change.line not in barred for change in unmade):
        lines.append(sentence("commands.answers_to_update"))
    for row, reason in imported.partly:
        lines.append(sentence("commands.answer_partly", row=row, reason=reason))
    for row, reason in sorted([*imported.duplicates, *imported.gone, *answers.remarks]):
        lines.append(sentence("commands.answer_there", row=row, reason=reason))
    for name, numbers in answers.doubtful.items():
        label, rows = form.field(name).label, number_runs(numbers)
        lines.append(
            sentence("outside.doubtful_answers", field=label, count=len(numbers), rows=rows)
        )
    for row, reason in sorted(imported.refused):
        lines.append(sentence("commands.answer_refused", row=row, reason=reason))
    if not lines:
        lines.append(sentence("commands.no_answer"))
    if answers.accents_mended:
        lines.append(sentence("outside.accents_mended"))
    lines += _question_lines(answers)
    return "\n".join(lines)


def _question_lines(answers: AnswerFile) -> Iterator[str]:
    """Sentences on the questions that have no title of the form."""
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
        was=_answered_or_nothing(change.was),
        now=_answered_or_nothing(change.now),
    )


def _answered_or_nothing(value: Content) -> str:
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
