"""The consortium table in a file, for another program: whose columns leave is the door's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sheets_sync.catalogue import sentence
from sheets_sync.consortium.consolidate import Consortium
from sheets_sync.documents import export as table_file
from sheets_sync.documents.authority_columns import load_authority_columns
from sheets_sync.documents.federation.shared_figures import programme_id
from sheets_sync.documents.reports.scope import report_scope
from sheets_sync.errors import Refusal, must_be_known, refusing_mistakes
from sheets_sync.figures.periods import Period
from sheets_sync.history.running.here import now
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
class ExportWish:
    """How a table is wanted.

    Attributes:
        authority: for whom, by name, in the fields that the law says; "" for the consortium.
        for_excel: a .csv as a French Excel opens it.
    """

    file: Path
    with_names: bool = False
    authority: str = ""
    for_excel: bool = False

    def refuse(self) -> None:
        """Raise `Refusal` for what cannot be: known before anything is read."""
        if self.file.suffix.lower() not in table_file.FORMATS:
            raise Refusal("output.format", file=self.file.name)
        if self.authority and self.with_names:
            raise Refusal("output.names_or_authority")


@dataclass(frozen=True)
class Exported:
    """A table that is written, and the columns of no field that stay in the tabs.

    Attributes:
        period: that of an authority's operation; None: all rows are in it.
        untranslated: field, value, number of rows: what leaves in our words for want of theirs.
    """

    file: Path
    table: Released[pd.DataFrame]
    own: OwnColumns
    period: Period | None = None
    untranslated: Sequence[tuple[str, str, int]] = ()

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.table.content)

    @property
    def audience(self) -> Audience:
        """Whom it is for."""
        return self.table.audience


def export_table(
    workspace: Workspace, month: Month, wish: ExportWish, *, dry_run: bool
) -> Exported:
    """Write the table; raises `Refusal`."""
    if wish.authority:
        exported = _for_authority(workspace, month, wish.authority, wish.file)
    else:
        exported = _for_the_consortium(workspace, month, wish.file, wish.with_names)
    if not dry_run:
        with workspace.history.one_write():
            workspace.history.save_people(month.people.key, month.people.registry)
            # Pseudonyms that leave are to be the same ever after.
            workspace.history.set_down()
            table_file.write(
                exported.table,
                wish.file,
                workspace.staff_files,
                month.as_of,
                programme=programme_id(month.door.known_people(workspace.programme)),
                form=month.form,
                for_excel=wish.for_excel,
            )
        _note_in_journal(workspace, exported)
    return exported


def _for_the_consortium(
    workspace: Workspace, month: Month, file: Path, with_names: bool
) -> Exported:
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
    return Exported(file, rows.into(lambda frame: table_file.table(frame, cells.content)), own)


def _for_authority(workspace: Workspace, month: Month, name: str, file: Path) -> Exported:
    """The participants whom an authority is concerned with, in the fields that it is owed.

    They are laid out as its platform takes them; a Parquet file is for programs of one's own.
    """
    authorities = workspace.audiences.authorities
    must_be_known("commands.the_authority", name, list(authorities))
    # Which participants its operation is about, and over which time, is what config says of it.
    if name not in workspace.config.funders:
        raise Refusal("output.no_operation", name=name, label=authorities[name].label)
    scope = report_scope(
        workspace.config.funders[name],
        month.measures,
        month.consortium.counts,
        workspace.config.privacy.public_threshold,
        month.as_of,
    )
    owed = month.door.participants(authorities[name], scope.participants, month.form)
    table = owed.into(table_file.table)
    untranslated: Sequence[tuple[str, str, int]] = ()
    if file.suffix.lower() != ".parquet":
        with refusing_mistakes():
            authority_columns = load_authority_columns(authorities, month.form, workspace.folder)
        untranslated = list(authority_columns[name].untranslated(table.content))
        table = table.into(authority_columns[name].laid_out)
    return Exported(file, table, OwnColumns(()), scope.period, untranslated)


def _note_in_journal(workspace: Workspace, exported: Exported) -> None:
    """Keep that names have left, for whom and by which law; never whose."""
    audience = exported.audience
    if not audience.on_demand:
        return
    text = sentence("commands.journal_names", count=exported.rows)
    if audience.fields:
        words = {"label": audience.label, "basis": audience.legal_basis}
        text = sentence("commands.journal_authority", count=exported.rows, **words)
    # The journal is about the hour at which somebody did something, whatever day it was done for.
    add_to_journal(workspace.history.folder, now(), text)


def _at_fault(consortium: Consortium, header: str, telling: Telling) -> str:
    """« ('Un'!K4, 'Un'!K9 et 3 autres) »: the cells to empty, without what is in them."""
    if not telling.rows:
        return ""
    cells = [consortium.extra_cell(row, header) for row in telling.rows]
    more = len(cells) - _NAMED_CELLS
    shown = ", ".join(cells[:_NAMED_CELLS])
    code = "commands.column_cells_and_more" if more > 0 else "commands.column_cells"
    return sentence(code, cells=shown, count=more)


def exported_lines(exported: Exported, consortium: Consortium) -> Iterator[str]:
    """What has left, for whom, and the columns of no field that have not."""
    audience, own = exported.audience, exported.own
    words: dict[str, object] = {"file": exported.file, "count": exported.rows}
    if audience.fields:
        words |= {"label": audience.label, "fields": list(exported.table.content.columns)}
        yield sentence("commands.exported_for", basis=audience.legal_basis, **words)
        if exported.period and (others := len(consortium.frame) - exported.rows):
            yield sentence("commands.rows_left_out", count=others, period=exported.period.text)
        for field, value, count in exported.untranslated:
            yield sentence("commands.value_as_it_is", field=field, value=value, count=count)
    elif audience.on_demand:
        yield sentence("commands.exported_with_names", **words)
    else:
        yield sentence("commands.exported", **words)
    # The months of a sum are read: their field has left.
    left_out = [name for name in own.not_named if name not in consortium.headers_of_parts]
    if left_out:
        yield sentence("commands.columns_left_out", columns=", ".join(left_out))
    for header, telling in own.telling.items():
        cells = _at_fault(consortium, header, telling)
        yield sentence("commands.column_tells", header=header, what=telling.what, cells=cells)
    for name in own.absent:
        yield sentence("commands.column_absent", name=name)
