"""`forms paper`: a form to print for interviews."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.forms.options import FormArgument
from sheets_sync.commands.steps.options import Pdf, WritingOptions
from sheets_sync.commands.steps.running import unless_dry
from sheets_sync.documents.files.pdf import print_pdf
from sheets_sync.documents.from_forms.paper_form import paper_form
from sheets_sync.errors import Refusal, must_be_known
from sheets_sync.files import Outcome, put_bytes


def paper(
    form: FormArgument,
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Le .docx à écrire.")],
    options: WritingOptions,
    pdf: Pdf = False,
) -> None:
    """Écrire un formulaire à imprimer pour les entretiens, avec l'information des personnes."""
    workspace, _ = options.begin()
    must_be_known("commands.the_form", form, list(workspace.forms))
    if file.suffix.lower() != ".docx":
        raise Refusal("output.docx", file=file.name)
    data = paper_form(
        workspace.offering_forms[form],
        workspace.programme,
        workspace.member_names,
        workspace.folder,
    )
    written: list[tuple[Path, Outcome]] = []
    if not options.dry_run:
        written.append((file, put_bytes(file, data)))
        if pdf:
            written.append(print_pdf(file))
    options.report(
        data=lambda: {
            "files": [{"file": str(path), "outcome": outcome} for path, outcome in written]
        },
        text=lambda: _paper_text(file, [path for path, _ in written]),
    )


def _paper_text(file: Path, written: list[Path]) -> str:
    if written:
        return "\n".join(map(str, written))
    return unless_dry(sentence("commands.would_be_written", file=file), dry_run=True)
