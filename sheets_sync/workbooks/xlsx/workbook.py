"""A plain `.xlsx` file: read with calamine and, for what that leaves out, as XML.

What is published goes into its parts; what is the staff's is not touched.
"""

from __future__ import annotations

import codecs
import contextlib
import functools
import posixpath
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple, cast

from forms.values import Cell
from sheets_sync.errors import Refusal, Untouchable, about_tab
from sheets_sync.files import Copies, Outcome, digest, put
from sheets_sync.sheets.content import Feedback
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.shared.compare import refuse_taken
from sheets_sync.workbooks.shared.protocol import Grid
from sheets_sync.workbooks.xlsx.drawing.insert_sheets import insert_sheets
from sheets_sync.workbooks.xlsx.drawing.row_pieces import filled_sheets
from sheets_sync.workbooks.xlsx.drawing.writer import draw_sheets
from sheets_sync.workbooks.xlsx.extend import MOST_COLUMNS, column_ranges, extend
from sheets_sync.workbooks.xlsx.feedback import write_feedback
from sheets_sync.workbooks.xlsx.first_rows import first_rows
from sheets_sync.workbooks.xlsx.found_cells import with_references
from sheets_sync.workbooks.xlsx.inspect_sheet import inspect_sheet
from sheets_sync.workbooks.xlsx.notes import notes_of_people
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.feedback_formats import FeedbackFormats
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.parts.styles import Styles, day_formats
from sheets_sync.workbooks.xlsx.refusals import (
    refuse_too_many_tabs,
    refuse_unreadable,
    refusing_damaged,
)
from sheets_sync.workbooks.xlsx.rows.formulas import formula_texts, spread_ranges
from sheets_sync.workbooks.xlsx.rows.results import forget_results
from sheets_sync.workbooks.xlsx.sparse import as_rows, is_sparse, merged_ranges, read_cells
from sheets_sync.workbooks.xlsx.tab_digests import digest_as_read, digest_with_feedback
from sheets_sync.workbooks.xlsx.usual_form import in_usual_form, reads_otherwise
from sheets_sync.workbooks.xlsx.verify import verify

_SUFFIXES = (".xlsx", ".xlsm")
_ROWS_WITH_HEADINGS = 100
"""The landmarks of every sheet of ours are among so many first rows."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")
"""What a part in UTF-16 begins with."""
_AFTER_F = b"> /\t\r\n"
"""What the name of a formula's tag ends with; `<formula1>` is that of every drop-down list."""


class _TabCells(NamedTuple):
    """A tab as it lies in the file, and the cells of it.

    Attributes:
        merged: ranges as (top, left, bottom, right), ends included.
        beyond: addresses of cells that stand too far from the rest to be among the rows.
    """

    xml: bytes
    rows: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...]
    beyond: Sequence[str]


class XlsxWorkbook:
    """A `.xlsx` or `.xlsm` file; macros are kept and never run."""

    notices: Sequence[str] = ()

    def __init__(self, path: Path) -> None:
        """Open `path`; raises `Refusal` with what is wrong and what to do."""
        from python_calamine import CalamineWorkbook

        self.path, self.name = path, path.name
        refuse_unreadable(path)
        with refusing_damaged(path):
            self._book = CalamineWorkbook.from_path(str(path))
            refuse_too_many_tabs(path, len(self._book.sheet_names))
            self._digest = digest(path)
            package = Package(path)
            self._inside = Book(package)
            _refuse_odd_styles(path, package, self._inside.part)
            self._day_formats = _day_formats(package, self._inside.part)

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order."""
        return list(self._book.sheet_names)

    def read(self, tab: str) -> Grid:
        """The tab named `tab`, one of `tabs`."""
        with refusing_damaged(self.path):
            xml, rows, merged, beyond = self._cells(tab)
            inspected = inspect_sheet(xml, rows)
            part = self._inside.sheet_part(tab)
            notes = notes_of_people(self._inside.package, part) if part else {}
        return Grid(
            tab,
            rows,
            merged,
            inspected.hidden_rows,
            inspected.hidden_columns,
            self._inside.counts_from_1904,
            notes,
            _columns_of_days(xml, self._day_formats),
            _Formulas(xml),
            (*beyond, *inspected.beyond),
            spread=tuple((a - 1, b - 1, c - 1, d - 1) for a, b, c, d in spread_ranges(xml)),
        )

    def known_as(self, tab: str) -> bytes | None:
        """Digest of all parts that it is read from, as they lie in the file."""
        part = self._inside.sheet_part(tab)
        return digest_as_read(self._inside, part) if part else None

    def address(self, tab: str, cell: str) -> str:  # noqa: ARG002 - a link adds them itself
        """Its path."""
        return str(self.path)

    def settle(self) -> None:
        """Do nothing: a change is made whole or not at all."""

    def save(self) -> None:
        """Nothing: what is published is in the file."""

    def publish(self, update: WorkbookUpdate, made_on: date, copies: Copies) -> Outcome:
        """Put the sheets in, bring feedback in the tabs to just that, add what is to be added.

        The sheets take the place of those of the same name. All else stays byte for byte; a copy of
        the file as it was is kept. Done whole or not at all.

        Raises:
            Untouchable: it cannot be done without risk; the reason completes « car … ».
            Refusal: the file is open, was changed since it was read, or cannot be written.
        """
        if self.path.suffix.lower() not in _SUFFIXES:
            raise Untouchable("patch.format")
        names = {sheet.name.casefold() for sheet in update.sheets}
        namesakes = [tab for tab in self.tabs if tab.casefold() in names]
        with refusing_damaged(self.path):
            there = {tab: self._first_rows(tab) for tab in namesakes}
        refuse_taken(there, update.sheets)
        from python_calamine import WorkbookClosed

        # Windows renames no file over one that is open; a publication that was refused closed it.
        with contextlib.suppress(WorkbookClosed):
            self._book.close()
        self._package.close()
        self._inside.package.close()
        publication = _Publication(self.path, update, made_on)
        write = partial(publication.write, unchanged=self._digest)
        return put(self.path, write, copies, unchanged_since=self._digest)

    @functools.cached_property
    def _package(self) -> zipfile.ZipFile:
        # Opened once: of a workbook of 500 tabs the list of parts alone takes as long as a tab.
        return zipfile.ZipFile(self.path)

    def _cells(self, tab: str) -> _TabCells:
        part = self._inside.sheet_part(tab)
        xml = self._xml(part) if part else b""
        if part and (is_sparse(xml) or reads_otherwise(xml)):
            xml = in_usual_form(xml)
            sparse = as_rows(read_cells(self.path, tab, part, xml))
            return _TabCells(xml, sparse.rows, tuple(merged_ranges(xml)), sparse.beyond)
        sheet = self._book.get_sheet_by_name(tab)
        rows = cast("list[list[Cell]]", sheet.to_python(skip_empty_area=False))
        merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
        return _TabCells(xml, _with_shared_texts(rows), merged, ())

    def _first_rows(self, tab: str) -> Sequence[Sequence[Cell]]:
        """The rows of a tab in which it says whose it is; of one that is not large, all."""
        parts = [each for each in map(self._inside.sheet_part, self.tabs) if each]
        rows = None
        if part := self._inside.sheet_part(tab):
            rows = first_rows(self._package, tab, part, parts, _ROWS_WITH_HEADINGS)
        return rows or self._cells(tab).rows

    def _xml(self, part: str) -> bytes:
        xml = self._package.read(part)
        # Calamine reads nothing of it: the tab would pass for an empty one.
        if xml.startswith(_UTF_16):
            raise Untouchable("patch.encoding")
        return xml


@dataclass(frozen=True)
class _Publication:
    """Content to put into the workbook at `path`, as `publish` is given it."""

    path: Path
    update: WorkbookUpdate
    made_on: date

    def write(self, draft: Path, unchanged: str) -> None:
        """Write the workbook with its changes to `draft` and read it again.

        `unchanged` is the digest of a draft that has none, which needs no reading.
        """
        try:
            package = Package(self.path)
            self._change(package)
            package.save(draft)
            if digest(draft) != unchanged:
                self._verify(draft, package, unchanged)
            self._note_written(draft, package)
            package.close()
        except (LookupError, ValueError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            # Whatever a part that is not as it should be makes of what reads it.
            raise Untouchable("patch.damaged") from error

    def _verify(self, draft: Path, package: Package, unchanged: str) -> None:
        from python_calamine import CalamineError

        try:
            verify(self.path, draft, package, self.update)
        except (Refusal, CalamineError) as error:
            # What was planned is for the file as it was read: an entry of a phone that came since
            # is no fault of ours, nor is a save that is under way while the file is read.
            if digest(self.path) != unchanged:
                raise Refusal("workbook.changed", file=self.path.name) from error
            raise

    def _change(self, package: Package) -> None:
        book = Book(package)
        book.refuse_untouchable()
        styles = Styles(package, book.part)
        formats = FeedbackFormats(styles)
        from_1904 = book.counts_from_1904
        for tab, feedback in self.update.feedback.items():
            part = book.sheet_part(tab)
            if part is not None and not self._stands_there(book, part, feedback):
                write_feedback(package, part, feedback, formats)
        for tab, new in self.update.added.items():
            with about_tab(tab):
                extend(book, tab, new, formats, from_1904)
        forget_results(book, self.update.added)
        sheets = self.update.sheets
        if sheets:
            drawn, fills = draw_sheets(sheets, self.made_on, from_1904)
            insert_sheets(book, sheets, drawn, fills, styles, self.update.written)
        styles.save()

    def _stands_there(self, book: Book, part: str, feedback: Mapping[str, Feedback]) -> bool:
        """True if the run before left the sheet as it is, with just that feedback on it."""
        return self.update.written.find(digest_with_feedback(book, part, feedback)) is not None

    def _note_written(self, draft: Path, package: Package) -> None:
        """Note what the next run need not make again, now that all is read back."""
        now, read_as = self.update.written.now, self.update.written.read_as
        for sheet in filled_sheets(package).values():
            now.update((piece.digest, piece.packed.data) for piece in sheet.pieces)
        before, after = Package(self.path), Package(draft)
        old, new = Book(before), Book(after)
        for tab, feedback in self.update.feedback.items():
            part = new.sheet_part(tab)
            if part is not None and tab not in self.update.added:
                now[digest_with_feedback(new, part, feedback)] = b""
                read_as[digest_as_read(old, part)] = digest_as_read(new, part)
        before.close()
        after.close()


def _refuse_odd_styles(path: Path, package: Package, book: str) -> None:
    """Refuse a workbook whose formats lie where calamine does not look: its days are numbers then.

    Excel, LibreOffice and Google all write them beside the workbook's own part.
    """
    styles = package.related(book, "styles")
    if styles is not None and styles.target != posixpath.join(
        posixpath.dirname(book), "styles.xml"
    ):
        raise Refusal("workbook.odd_parts", file=path.name)


def _day_formats(package: Package, book: str) -> frozenset[int]:
    """The cell formats of a workbook that show days, by index."""
    styles = package.related(book, "styles")
    if styles is None:
        return frozenset()
    return day_formats(package.read(styles.target))


class _Formulas(Mapping[tuple[int, int], str]):
    """The formulas of a sheet, by (row, column) from 0; none where they cannot be told apart.

    They are looked for when the first is asked for: of few tabs anything is.
    """

    def __init__(self, xml: bytes) -> None:
        self._xml = xml

    @functools.cached_property
    def _texts(self) -> Mapping[tuple[int, int], str]:
        # Most sheets have none, and to read every tag takes long.
        if not (_has_tag(self._xml, b"<f") or _has_tag(self._xml, b":f")):
            return {}
        with contextlib.suppress(Untouchable):
            texts = formula_texts(with_references(self._xml)).items()
            return {(row - 1, column - 1): text for (row, column), text in texts}
        return {}

    def __getitem__(self, cell: tuple[int, int]) -> str:
        return self._texts[cell]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _has_tag(xml: bytes, name: bytes) -> bool:
    """True if a tag is named just so, and does not only begin so."""
    at = xml.find(name)
    while at >= 0 and xml[at + len(name) : at + len(name) + 1] not in _AFTER_F:
        at = xml.find(name, at + 1)
    return at >= 0


def _with_shared_texts(rows: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows, where cells of one text share it: calamine makes a text anew for every cell."""
    texts: dict[str, str] = {}
    shared = texts.setdefault
    # Calamine makes plain texts only: `isinstance` would take twice as long, of each cell of a tab.
    return [[shared(cell, cell) if type(cell) is str else cell for cell in row] for row in rows]


def _columns_of_days(xml: bytes, day_formats: frozenset[int]) -> frozenset[int]:
    """The columns of a sheet, from 0, that have a format of days of their own."""
    columns: set[int] = set()
    for column in column_ranges(xml):
        if column.get("style") in day_formats:
            first = column["min"]
            columns.update(range(first - 1, min(column["max"], first + MOST_COLUMNS)))
    return frozenset(columns)
