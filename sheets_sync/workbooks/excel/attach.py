"""The workbook among those open in Excel, in whichever instance; it is opened where it is not."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sheets_sync.errors import Refusal
from sheets_sync.locks import refuse_if_open
from sheets_sync.workbooks.excel import native


def attach(path: Path) -> Any:
    """The `xlwings.Book` of `path`.

    Raises:
        Refusal: there is no Excel, it does not answer, the file is missing, or open elsewhere.
    """
    apps = _running_apps(path)
    # A person may have started Excel twice: each instance knows its own workbooks only.
    books = [book for app in apps for book in app.books if is_of(book, path)]
    if len(books) > 1:
        raise Refusal("excel.twice", file=path.name)
    if books:
        return books[0]
    if not path.exists():
        raise Refusal("workbook.missing", file=path, hint="")
    refuse_if_open(path)
    return _open(path, apps)


def is_of(book: Any, path: Path) -> bool:
    """True if an open book is that file.

    One synchronised with OneDrive or SharePoint says a web address, and goes by its name.
    """
    from xlwings import XlwingsError

    if book.name.casefold() != path.name.casefold():
        return False
    try:
        book_path = str(book.fullname)
    # It cannot tell where the synchronised folder lies.
    except XlwingsError:
        return True
    if book_path.startswith("https://"):
        return True
    return _normalised(book_path) == _normalised(path)


def _running_apps(path: Path) -> Sequence[Any]:
    """The instances of Excel that run; each answers."""
    try:
        import xlwings
    except ImportError as error:
        raise Refusal("excel.not_installed", file=path.name) from error
    try:
        apps = list(xlwings.apps)
    # Neither Windows nor macOS.
    except xlwings.XlwingsError as error:
        raise Refusal("excel.none", file=path.name) from error
    # A call to one that hangs would hang with it.
    if any(native.is_hung(app) for app in apps):
        raise Refusal("excel.hung", file=path.name)
    return apps


def _open(path: Path, apps: Sequence[Any]) -> Any:
    """Open a book in the first instance, or in a new one that the person sees."""
    import xlwings

    try:
        app = apps[0] if apps else xlwings.App(visible=True, add_book=False)
    # Each system says in its own way that there is no Excel.
    except Exception as error:
        raise Refusal("excel.none", file=path.name) from error
    # Excel opens no two books of one name, wherever they are.
    if path.name.casefold() in [book.name.casefold() for book in app.books]:
        raise Refusal("excel.same_name", file=path.name)
    book = app.books.open(str(path), update_links=False)
    if native.is_read_only(book):
        book.close()
        raise Refusal("excel.read_only", file=path.name)
    return book


def _normalised(path: str | Path) -> str:
    return os.path.normcase(os.path.realpath(path))
