"""Find the workbook among those open in Excel, in whichever instance; open it where it is not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sheets_sync.errors import Refusal
from sheets_sync.files import refuse_if_open
from sheets_sync.workbooks.excel import native


def attach(path: Path) -> Any:
    """The `xlwings.Book` of `path`.

    Raises:
        Refusal: there is no Excel, it does not answer, the file is missing, or open elsewhere.
    """
    try:
        import xlwings
    except ImportError as error:
        raise Refusal("excel.not_installed", file=path.name) from error
    try:
        apps = list(xlwings.apps)
    except xlwings.XlwingsError as error:  # neither Windows nor macOS
        raise Refusal("excel.none", file=path.name) from error
    for app in apps:
        if native.is_hung(app):
            raise Refusal("excel.hung", file=path.name)
    found = [book for app in apps for book in app.books if is_of(book, path)]
    if len(found) > 1:
        raise Refusal("excel.twice", file=path.name)
    if found:
        return found[0]
    if not path.exists():
        raise Refusal("workbook.missing", file=path, hint="")
    refuse_if_open(path)
    try:
        app = apps[0] if apps else xlwings.App(visible=True, add_book=False)
    except Exception as error:  # each system says in its own way that there is no Excel
        raise Refusal("excel.none", file=path.name) from error
    if path.name.casefold() in [book.name.casefold() for book in app.books]:
        raise Refusal("excel.same_name", file=path.name)
    book = app.books.open(str(path), update_links=False)
    if native.is_read_only(book):
        book.close()
        raise Refusal("excel.read_only", file=path.name)
    return book


def is_of(book: Any, path: Path) -> bool:
    """Whether an open book is that file; one synchronised with OneDrive or SharePoint says a web address, and goes by its name."""
    from xlwings import XlwingsError

    if book.name.casefold() != path.name.casefold():
        return False
    try:
        where = str(book.fullname)
    except XlwingsError:  # it cannot tell where the synchronised folder lies
        return True
    if where.startswith("https://"):
        return True
    return os.path.normcase(os.path.realpath(where)) == os.path.normcase(os.path.realpath(path))
