"""Where a person stands: rows of tabs, copies that are kept, documents; nothing is written."""

from __future__ import annotations

import email
import email.policy
import functools
import gzip
import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.form import Form
from forms.values import Cell, shown
from forms.words import fold
from sheets_sync.entry.cards.layout import CardGrid
from sheets_sync.errors import Refusal
from sheets_sync.history.restoring.restore import list_kept_copies
from sheets_sync.reading.table import Table, cell_address
from sheets_sync.release.people.codes import find_dates
from sheets_sync.rights.sought import Sought
from sheets_sync.rights.unread_files import unread_files
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workbooks.shared.protocol import Grid, Workbook
from sheets_sync.workspace import Workspace

_END_OF_TEXT = re.compile(r"</(?:\w+:)?(?:p|h\d|li|t[cdhr]|si|c|is)>")
"""End of a paragraph or a cell: the name in one does not go on in the next."""
_TAG = re.compile(r"<[^>]*>")
_FEWEST_HEADERS = 2
"""Filled cells of a row of headers: with one it is a title."""
_WORKBOOKS = (".xlsx", ".xlsm", ".csv", ".tsv", ".ods")


@dataclass(frozen=True)
class HeldCell:
    """A filled cell: its address, the field or header it stands under, its text."""

    cell: str
    label: str
    text: str


@dataclass(frozen=True)
class HeldRow:
    """A row of a tab that is about a person, or the tab itself, where it is called after them.

    Attributes:
        row: 0 for the name of the tab: it has no cells.
        siae: "" for a row that is no entry of an SIAE: one that names them, or a sheet of ours.
        at: the address of the cell that names them.
        is_sure: false where a title or an initial stands beside the name: it may be another's.
    """

    workbook: str
    siae: str
    tab: str
    row: int
    cells: Sequence[HeldCell]
    at: str
    is_sure: bool = True


@dataclass(frozen=True)
class HoldingCopy:
    """A file or spreadsheet, other than the workbooks in use, that holds a person.

    Attributes:
        is_deletable: whether it lies among the copies of this tool, which may delete it.
    """

    address: str
    is_deletable: bool


def rows_in_tabs(
    workspace: Workspace, sought: Sought, tables: Mapping[tuple[str, str, int], Table]
) -> list[HeldRow]:
    """Every row about a person, and tab called after them, of every workbook read or written.

    Args:
        tables: (SIAE, tab, row) → the table of each entry, whosever it is.
    """
    siae_of = {(member.workbook, member.tab): member.name for member in workspace.members}
    held: list[HeldRow] = []
    for workbook in workspace.written_workbooks:
        if not is_address(workbook) and not Path(workbook).exists():
            continue
        book = workspace.open(workbook)
        for tab in book.tabs:
            if sought.matches_in(tab):
                held.append(HeldRow(workbook, "", tab, 0, (), "", sought.is_in([tab])))
            grid = book.read(tab)
            if tab == workspace.tabs.saisie:
                held += _cards_about(workbook, grid, workspace.participants, sought)
            else:
                siae = siae_of.get((workbook, tab), "")
                held += _TabSearch(workspace, sought, tables, workbook, siae, tab).rows(grid)
    return held


@dataclass(frozen=True)
class _TabSearch:
    """The search for a person in the rows of one tab.

    Attributes:
        tables: as `rows_in_tabs` takes them.
        siae: whose tab it is; "" for no SIAE's.
    """

    workspace: Workspace
    sought: Sought
    tables: Mapping[tuple[str, str, int], Table]
    workbook: str
    siae: str
    tab: str

    def rows(self, grid: Grid) -> Iterator[HeldRow]:
        """The rows about the person, and those of others that name them."""
        for number, cells in enumerate(grid.rows, 1):
            table = self.tables.get((self.siae, self.tab, number))
            column = _column_that_names(cells, self.sought)
            is_sure = self._is_about(number, cells, is_entry=table is not None)
            if is_sure or column is not None:
                labels = _headers_above(grid.rows[: number - 1])
                if table is not None:
                    labels = _column_labels(self.workspace, grid, table)
                filled = _held_cells(cells, number, labels)
                at = filled[0].cell if column is None else cell_address(column, number)
                if table is not None and number not in self._own_rows:
                    # The rest of the row is another participant's.
                    filled = [cell for cell in filled if cell.cell == at]
                siae = self.siae if table is not None else ""
                yield HeldRow(self.workbook, siae, self.tab, number, filled, at, is_sure)

    def _is_about(self, number: int, cells: Sequence[Cell], *, is_entry: bool) -> bool:
        """True if the row is the person's own, or names them and cannot be their namesake's."""
        if number in self._own_rows:
            return True
        if is_entry and self.sought.has_namesake:
            return False
        return self.sought.is_in(cells)

    @functools.cached_property
    def _own_rows(self) -> frozenset[int]:
        """The numbers of the rows that a run read as the person's."""
        rows = (row for row in self.sought.rows if (row.siae, row.tab) == (self.siae, self.tab))
        return frozenset(row.row for row in rows)


def _cards_about(workbook: str, grid: Grid, form: Form, sought: Sought) -> Iterator[HeldRow]:
    """The cards about a person, who stands in the rows of one: their names one below the other."""
    cards = CardGrid(grid, form)
    for _name, columns in cards.cards:
        filled = []
        for column in columns:
            filled += [(cards.rows[id_], column) for id_ in cards.column(column)]
        if sought.is_in([grid.at(*each) for each in filled]):
            held = [
                HeldCell(
                    cell_address(column, row + 1),
                    shown(grid.at(row, 0)).removesuffix(" *"),
                    shown(grid.at(row, column)),
                )
                for row, column in filled
            ]
            yield HeldRow(workbook, "", grid.tab, filled[0][0] + 1, held, held[0].cell)


def _column_that_names(cells: Sequence[Cell], sought: Sought) -> int | None:
    """The first column whose text names a person, as the door would see it; None: none does."""
    columns = (
        column
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and sought.matches_in(cell)
    )
    return next(columns, None)


def copies_holding(workspace: Workspace, sought: Sought) -> list[HoldingCopy]:
    """The copies of the workbooks, and files beside these or in the history, that hold a person.

    The memory, its states and its copies are not of them: the memory sees to these.
    """
    history = workspace.history
    addresses = [
        copy.place for copy in list_kept_copies(workspace.written_workbooks, history.copies)
    ]
    holding = [
        HoldingCopy(address, is_deletable=False)
        for address in addresses
        if is_address(address) and _spreadsheet_holds(workspace, address, sought)
    ]
    holding += [
        HoldingCopy(str(file), is_deletable=False)
        for file in unread_files(workspace)
        if file_holds(file, sought)
    ]
    files = [file for file in sorted(history.folder.rglob("*")) if file.is_file()]
    others = [file for file in files if not history.people.sees_to(file)]
    holding += [
        HoldingCopy(str(file), is_deletable=True) for file in others if file_holds(file, sought)
    ]
    return holding


def documents_holding(workspace: Workspace, sought: Sought) -> list[Path]:
    """The documents that name a person, or their pseudonym."""
    if not workspace.documents.is_dir():
        return []
    files = sorted(file for file in workspace.documents.rglob("*") if file.is_file())
    return [file for file in files if file_holds(file, sought)]


def file_holds(file: Path, sought: Sought) -> bool:
    """Whether a file is about a person, whatever kind of file it is."""
    if file.suffix.lower() in _WORKBOOKS:
        try:
            return _book_holds(open_workbook(file.name, file.parent), sought)
        except Refusal:
            # One that cannot be read row by row is looked into part by part.
            pass
    return any(_text_holds(text, sought) for text in _part_texts(file))


def _spreadsheet_holds(workspace: Workspace, address: str, sought: Sought) -> bool:
    try:
        return _book_holds(open_workbook(address, workspace.folder, workspace.credentials), sought)
    except Refusal:
        # It is gone, or another account's: a person looks.
        return False


def _book_holds(book: Workbook, sought: Sought) -> bool:
    rows = itertools.chain.from_iterable(book.read(tab).rows for tab in book.tabs)
    return any(sought.is_in([tab]) for tab in book.tabs) or any(map(sought.is_in, rows))


def _part_texts(file: Path) -> Iterator[str]:
    """The parts of a file as text, as far as they are any."""
    data = file.read_bytes()
    if file.suffix == ".eml":
        message = email.message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_maintype() == "text":
                yield part.get_content()
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as package:
            for name in package.namelist():
                yield package.read(name).decode("utf-8", "ignore")
        return
    if file.suffix == ".gz":
        data = gzip.decompress(data)
    yield data.decode("utf-8", "ignore")


def _text_holds(text: str, sought: Sought) -> bool:
    """As `Sought.is_in`, of a long text: the words of a name must stand one beside the other."""
    if sought.matches_in(_TAG.sub(" ", _END_OF_TEXT.sub(" ; ", text))):
        return True
    if any(each in text for each in (*sought.pseudonyms, *sought.fingerprints, *sought.passes)):
        return True
    words = fold(text).split()
    for name in sought.names:
        # A name of one word, or one that others have, says nothing in a text of many.
        if len(name) > 1 and not sought.has_namesake:
            size = len(name)
            if any(name == set(words[at : at + size]) for at in range(len(words) - size + 1)):
                return True
    return (
        bool(sought.births)
        and any(True for _ in find_dates(text, sought.births))
        and any(name <= set(words) for name in sought.names)
    )


def _headers_above(rows: Sequence[Sequence[Cell]]) -> Mapping[int, str]:
    """Column (from 0) → what it is called in the widest of the rows above that is all of words.

    Nobody read these rows as a table: a sheet of ours, or one of the coordination.
    """
    filled = ({column: cell for column, cell in enumerate(cells) if shown(cell)} for cells in rows)
    of_words = (cells for cells in filled if all(isinstance(each, str) for each in cells.values()))
    widest = max(of_words, key=len, default={})
    if len(widest) < _FEWEST_HEADERS:
        return {}
    return {column: shown(cell) for column, cell in widest.items()}


def _column_labels(workspace: Workspace, grid: Grid, table: Table) -> Mapping[int, str]:
    """Column (from 0) → its field's label, or its header where it is no field's."""
    form = workspace.participants
    headers = dict(enumerate(map(shown, grid.rows[table.header_row - 1])))
    return headers | {column: form.field(name).label for name, column in table.columns.items()}


def _held_cells(cells: Sequence[Cell], row: int, labels: Mapping[int, str]) -> list[HeldCell]:
    return [
        HeldCell(cell_address(column, row), labels.get(column, ""), shown(cell))
        for column, cell in enumerate(cells)
        if shown(cell)
    ]
