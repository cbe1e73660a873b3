"""`forms privacy`: the pages on data protection, filled from config and forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from forms.form import Form
from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import unless_dry
from sheets_sync.documents.files.planned import plan_document
from sheets_sync.documents.from_forms.privacy_pages import Owed, Processing, privacy_pages
from sheets_sync.files import Outcome
from sheets_sync.release.audiences import SIGHTS, Audience, sight_label
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workspace import Workspace


def privacy(
    folder: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Où écrire les deux pages.")],
    options: WritingOptions,
) -> None:
    """Écrire les pages pour le registre des traitements et l'analyse d'impact (RGPD)."""
    workspace, day = options.begin()
    pages = privacy_pages(processing_of(workspace), workspace.folder, day)
    written: list[tuple[Path, Outcome]] = []
    if not options.dry_run:
        folder.mkdir(parents=True, exist_ok=True)
        # Nothing is known of what lies there: pages that somebody has completed stay.
        written = [_put_page(folder / name, data) for name, data in pages.items()]
    options.report(
        data=lambda: {
            "files": [{"file": str(path), "outcome": outcome} for path, outcome in written]
        },
        text=lambda: _pages_text(folder, list(pages), written),
    )


def _put_page(file: Path, data: bytes) -> tuple[Path, Outcome]:
    planned = plan_document(file, data, lambda _name: ())
    planned.put()
    return planned.path, planned.outcome


def processing_of(workspace: Workspace) -> Processing:
    """Processing of its participants' data by the programme, as config and forms say it."""
    config, audiences = workspace.config, workspace.audiences
    # An authority is given nothing where config has no operation of that name.
    authorities = {
        name: each for name, each in audiences.authorities.items() if name in config.funders
    }
    readers = [
        each
        for name, each in audiences.by_id.items()
        if name in authorities or name not in audiences.authorities
    ]
    return Processing(
        workspace.programme,
        workspace.members,
        list(workspace.forms.values()),
        {each.label: " ; ".join(_seen(each)) for each in readers},
        [_owed(each, workspace.participants) for each in authorities.values()],
        config.privacy.public_threshold,
        config.history.months,
        config.history.copies,
        is_online=any(map(is_address, workspace.written_workbooks)),
        has_phone_form=bool(config.web.address),
    )


def _seen(audience: Audience) -> list[str]:
    return [sight_label(sight) for sight in SIGHTS if sight in audience.sees]


def _owed(authority: Audience, form: Form) -> Owed:
    fields = [form.field(name).label for name in authority.fields]
    return Owed(authority.label, fields, authority.legal_basis)


def _pages_text(folder: Path, names: list[str], written: list[tuple[Path, Outcome]]) -> str:
    if written:
        files = "\n".join(str(path) for path, _ in written)
        return f"{files}\n{sentence('documents.complete_the_brackets')}"
    files = ", ".join(str(folder / name) for name in names)
    return unless_dry(sentence("commands.would_be_written", file=files), dry_run=True)
