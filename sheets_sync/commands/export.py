"""`export`: the consortium table in a file, for another program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.issuing_figures import export_figures
from sheets_sync.commands.steps.options import Strict, WritingOptions
from sheets_sync.commands.steps.running import finish, must_be_known, tell_unread, unless_dry
from sheets_sync.consortium.consolidate import Consortium
from sheets_sync.documents import export as table_file
from sheets_sync.documents.authority_columns import load_authority_columns
from sheets_sync.documents.federation.shared_figures import programme_id
from sheets_sync.documents.reports.scope import report_scope
from sheets_sync.errors import Refusal, refusing_mistakes
from sheets_sync.history.running.journal import add_to_journal
from sheets_sync.release.audiences import Audience, Output
from sheets_sync.release.door import Released
from sheets_sync.release.own_columns import OwnColumns, Telling
from sheets_sync.release.people.unread_people import told_of_unread
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

_NAMED_CELLS = 5
"""Cells that are named where a column does not leave."""


@dataclass(frozen=True)
class _Exported:
    """A table ready to be written, and the columns of no field that stay in the tabs."""

    table: Released[pd.DataFrame]
    own: OwnColumns

    @property
    def rows(self) -> int:
        return len(self.table.content)

    @property
    def audience(self) -> Audience:
        return self.table.audience


def export(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Un nom en .csv, .parquet ou .xlsx.")
    ],
    options: WritingOptions,
    strict: Strict = False,
    with_names: Annotated[
        bool,
        typer.Option(
            "--with-names",
            help="Avec les champs personnels (noms, naissance, PASS). À garder pour soi.",
        ),
    ] = False,
    excel: Annotated[
        bool,
        typer.Option("--excel", help="Un .csv pour Excel : points-virgules, virgule décimale."),
    ] = False,
    authority: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="AUTORITÉ",
            help="Les champs par participant que la loi lui doit, et eux seuls : par exemple fse.",
        ),
    ] = "",
    figures: Annotated[
        bool,
        typer.Option(
            "--figures",
            help="Les chiffres à partager avec une région (.parquet), sans ligne par personne.",
        ),
    ] = False,
) -> None:
    """Écrire la table consolidée dans un fichier, pour un autre programme."""
    if figures:
        if with_names or authority or excel:
            raise Refusal("output.figures_alone")
        export_figures(file, options, strict)
        return
    if file.suffix.lower() not in table_file.FORMATS:
        raise Refusal("output.format", file=file.name)
    if authority and with_names:
        raise Refusal("output.names_or_authority")
    workspace, month = options.read_month(strict)
    if authority:
        exported = _for_authority(workspace, month, authority, file)
    else:
        exported = _for_the_consortium(workspace, month, with_names)
    if not options.dry_run:
        with workspace.history.one_write():
            workspace.history.save_people(month.people.key, month.people.registry)
            # Pseudonyms that leave are to be the same ever after.
            workspace.history.set_down()
            staff_files = workspace.staff_files
            table_file.write(
                exported.table,
                file,
                staff_files,
                month.as_of,
                programme=programme_id(month.door.known_people(workspace.programme)),
                form=month.form,
                for_excel=excel,
            )
        _note_in_journal(workspace, exported)
    options.report(
        data=lambda: {
            "file": str(file),
            "rows": exported.rows,
            "with_names": with_names,
            "written": not options.dry_run,
        },
        text=lambda: "\n".join(_exported_text(file, exported, month.consortium, options.dry_run)),
    )
    tell_unread(month)
    finish(month, failing=strict)


def _for_the_consortium(workspace: Workspace, month: Month, with_names: bool) -> _Exported:
    """All rows, with the columns of no field that config lets out."""
    output: Output = "export"
    if with_names:
        output = "named_export"
    rows = month.rows(output)
    # Of a column that nobody checks it is not known who is named in it.
    named = () if told_of_unread(month.entries) else workspace.config.export.columns
    own, cells = month.door.own_columns(
        output, month.consortium.extra, named, workspace.sensitive_text
    )
    return _Exported(rows.into(lambda frame: table_file.table(frame, cells.content)), own)


def _for_authority(workspace: Workspace, month: Month, name: str, file: Path) -> _Exported:
    """The participants whom an authority is concerned with, in the fields that it is owed.

    They are laid out as its platform takes them; a Parquet file is for programs of one's own.
    """
    authorities = workspace.audiences.authorities
    must_be_known("commands.the_authority", name, list(authorities))
    # Which participants its operation is about, and over which time, is what config says of it.
    must_be_known("commands.the_funder", name, list(workspace.config.funders))
    scope = report_scope(
        workspace.config.funders[name],
        month.measures,
        month.consortium.counts,
        workspace.config.privacy.public_threshold,
        month.as_of,
    )
    owed = month.door.participants(authorities[name], scope.participants, month.form)
    table = owed.into(table_file.table)
    if file.suffix.lower() != ".parquet":
        with refusing_mistakes():
            authority_columns = load_authority_columns(authorities, month.form, workspace.folder)
        table = table.into(authority_columns[name].laid_out)
    return _Exported(table, OwnColumns(()))


def _note_in_journal(workspace: Workspace, exported: _Exported) -> None:
    """Keep that names have left, for whom and by which law; never whose."""
    audience = exported.audience
    if not audience.on_demand:
        return
    text = sentence("commands.journal_names", count=exported.rows)
    if audience.fields:
        words = {"label": audience.label, "basis": audience.legal_basis}
        text = sentence("commands.journal_authority", count=exported.rows, **words)
    # The journal is about the hour at which somebody did something, whatever day it was done for.
    now = datetime.now()  # noqa: DTZ005 - the coordinator's own clock
    add_to_journal(workspace.history.folder, now, text)


def _at_fault(consortium: Consortium, header: str, telling: Telling) -> str:
    """« ('Un'!K4, 'Un'!K9 et 3 autres) »: the cells to empty, without what is in them."""
    if not telling.rows:
        return ""
    cells = [consortium.extra_cell(row, header) for row in telling.rows]
    more = len(cells) - _NAMED_CELLS
    shown = ", ".join(cells[:_NAMED_CELLS])
    code = "commands.column_cells_and_more" if more > 0 else "commands.column_cells"
    return sentence(code, cells=shown, count=more)


def _exported_text(
    file: Path, exported: _Exported, consortium: Consortium, dry_run: bool
) -> Iterator[str]:
    audience, own = exported.audience, exported.own
    words: dict[str, object] = {"file": file, "count": exported.rows}
    if audience.fields:
        words |= {"label": audience.label, "fields": list(exported.table.content.columns)}
        text = sentence("commands.exported_for", basis=audience.legal_basis, **words)
    elif audience.on_demand:
        text = sentence("commands.exported_with_names", **words)
    else:
        text = sentence("commands.exported", **words)
    yield unless_dry(text, dry_run)
    # The months of a sum are read: their field has left.
    left_out = [name for name in own.not_named if name not in consortium.headers_of_parts]
    if left_out:
        yield sentence("commands.columns_left_out", columns=", ".join(left_out))
    for header, telling in own.telling.items():
        cells = _at_fault(consortium, header, telling)
        yield sentence("commands.column_tells", header=header, what=telling.what, cells=cells)
    for name in own.absent:
        yield sentence("commands.column_absent", name=name)
