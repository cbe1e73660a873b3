"""`forms adopt`: a form of the programme from an XLSForm that somebody drew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forms.xlsform.adopt import AdoptedForm, as_definition, read_xlsform
from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.errors import Refusal
from sheets_sync.files import put_text


def adopt_questionnaire(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Un XLSForm (.xlsx) que quelqu'un a dessiné.")
    ],
    options: WritingOptions,
) -> None:
    """Faire d'un XLSForm dessiné ailleurs un formulaire du programme : onglet, contrôles, papier,
    import.
    """
    workspace, _ = options.begin()
    if not file.is_file():
        raise Refusal("given.missing", file=file.name, folder=file.parent, hint="")
    try:
        adopted = as_definition(read_xlsform(file))
    except (OSError, ValueError) as error:
        raise Refusal("forms.drawn", file=file.name, reason=error) from error
    target = workspace.folder / "forms" / f"{adopted.form}.yaml"
    if adopted.form in workspace.forms:
        raise Refusal("forms.drawn_exists", form=adopted.form, file=target)
    if not options.dry_run:
        put_text(target, adopted.text)
    options.report(
        data=lambda: {
            "form": adopted.form,
            "file": str(target),
            "fields": adopted.fields,
            "told": list(adopted.remarks),
            "written": not options.dry_run,
        },
        text=lambda: _adopted_text(adopted, target, options.dry_run),
    )


def _adopted_text(adopted: AdoptedForm, target: Path, dry_run: bool) -> str:
    """Describe the form that an XLSForm became, and what of it has no place in a tab."""
    title = sentence("commands.form_adopted", file=target, count=adopted.fields, tab=adopted.label)
    end = sentence("summary.nothing_written" if dry_run else "commands.form_to_review")
    return "\n".join([title, *(f"  {text}" for text in adopted.remarks), end])
