"""A tab that lies in its file as the last run left it is not read, and all comes out the same."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from sheets_sync.files import Copies
from sheets_sync.history.running import program
from sheets_sync.sheets.additions import Additions, Edit
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.shared.protocol import Grid
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from tests.conftest import Case
from tests.history.test_typed_tabs import BOTH, left_by, prepare, run_first
from tests.ran_once import RanOnce

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def ran_once(tmp_path_factory: pytest.TempPathFactory) -> RanOnce:
    return RanOnce(tmp_path_factory.mktemp("ran"), run_first)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The members' tabs that are read."""
    tabs: list[str] = []
    read_tab = XlsxWorkbook.read

    def noting(book: XlsxWorkbook, tab: str) -> Grid:
        if tab in BOTH:
            tabs.append(tab)
        return read_tab(book, tab)

    monkeypatch.setattr(XlsxWorkbook, "read", noting)
    return tabs


def type_in(file: Path, tab: str, header: str, value: str) -> None:
    """As another program would that leaves all else in the file as it was."""
    book = XlsxWorkbook(file)
    rows = book.read(tab).rows
    top = next(nth for nth, row in enumerate(rows) if header in row)
    column = rows[top].index(header)
    edit = Edit(top + 1, column, rows[top + 1][column], value)
    update = WorkbookUpdate(added={tab: Additions(edits=[edit])})
    book.publish(update, DAY, Copies(file.parent / "copies", 1, file.parent))


def change_part(file: Path, find: Callable[[Book], str], old: bytes, new: bytes) -> None:
    package = Package(file)
    part = find(Book(package))
    xml = package.read(part)
    assert old in xml
    package.put(part, xml.replace(old, new, 1))
    draft = file.with_name("brouillon.xlsx")
    package.save(draft)
    package.close()
    draft.replace(file)


def part_of(kind: str) -> Callable[[Book], str]:
    """A part that the workbook part leads to."""

    def find(book: Book) -> str:
        relation = book.package.related(book.part, kind)
        assert relation
        return relation.target

    return find


def notes_of_first(book: Book) -> str:
    part = book.sheet_part("Un")
    assert part
    relation = book.package.related(part, "comments")
    assert relation
    return relation.target


CHANGES: dict[str, tuple[Callable[[Path], object], Sequence[str]]] = {
    "what another tab says of codes": (
        functools.partial(type_in, tab="Codes", header="Sens", value="fini"),
        BOTH,
    ),
    "a cell": (functools.partial(type_in, tab="Deux", header="Sexe", value="Femme"), ["Deux"]),
    "a text that cells share": (
        functools.partial(change_part, find=part_of("sharedStrings"), old=b"AHMADI", new=b"AHMADY"),
        BOTH,
    ),
    "a note": (
        functools.partial(change_part, find=notes_of_first, old=b"<author>", new=b"<author >"),
        ["Un"],
    ),
    "a format": (
        functools.partial(change_part, find=part_of("styles"), old=b"<fonts", new=b"<fonts  "),
        BOTH,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_lies_otherwise_and_only_that_is_read(
    change: str, ran_once: RanOnce, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make, anew = CHANGES[change]
    said, left = [], []
    for everything in (True, False):
        case = ran_once.put_back(monkeypatch)
        make(case.folder / "essai.xlsx")
        if everything:
            monkeypatch.setenv(program.ANEW_VARIABLE, "1")
        read.clear()
        said.append(prepare(case))
        left.append(left_by(case))
    assert read == anew
    assert said[0] == said[1]
    assert left[0] == left[1]


def test_a_tab_is_read_where_it_was_saved_after_it_had_been_published(
    ran_once: RanOnce, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case: Case = ran_once.put_back(monkeypatch)
    type_in(case.folder / "essai.xlsx", "Un", "Sexe", "Homme")
    prepare(case)
    type_in(case.folder / "essai.xlsx", "Un", "Sexe", "Femme")
    read.clear()
    prepare(case)
    assert read == ["Un"]
