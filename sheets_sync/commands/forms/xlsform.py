"""`forms xlsform`: a form for KoboToolbox or ODK."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forms.xlsform import as_xlsform, write_xlsform
from forms.xlsform.survey import XlsForm
from sheets_sync.catalogue import sentence
from sheets_sync.commands.forms.options import FormArgument
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import unless_dry
from sheets_sync.errors import Refusal, must_be_known
from sheets_sync.files import put


def xlsform(
    form: FormArgument,
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Le .xlsx à écrire, pour KoboToolbox ou ODK.")
    ],
    options: WritingOptions,
) -> None:
    """Écrire un formulaire au format XLSForm, pour KoboToolbox ou ODK."""
    workspace, day = options.begin()
    must_be_known("commands.the_form", form, list(workspace.forms))
    if file.suffix.lower() != ".xlsx":
        raise Refusal("output.format", file=file.name)
    if file.resolve() in workspace.staff_files:
        raise Refusal("output.is_source", file=file.name)
    made = as_xlsform(workspace.offering_forms[form], workspace.member_names, day)
    if not options.dry_run:
        put(file, lambda draft: write_xlsform(made, draft))
    options.report(
        data=lambda: {
            "file": str(file),
            "questions": len(made.survey),
            "left_out": list(made.left_out),
            "written": not options.dry_run,
        },
        text=lambda: _xlsform_text(file, made, options.dry_run),
    )


def _xlsform_text(file: Path, made: XlsForm, dry_run: bool) -> str:
    written = sentence("commands.xlsform_written", file=file, count=len(made.survey))
    checks = ", ".join(made.left_out) or sentence("commands.none")
    left_out = sentence("commands.checks_left_out", checks=checks)
    return "\n".join([unless_dry(written, dry_run), left_out])
