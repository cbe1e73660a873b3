"""A workbook that XlsxWriter draws with the help of the system's temporary folder."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from sheets_sync.errors import Refusal


@contextlib.contextmanager
def drawn_workbook(made: io.BytesIO, options: Mapping[str, Any]) -> Iterator[xlsxwriter.Workbook]:
    """A workbook to draw in, written to `made` at the end.

    Raises:
        Refusal: the temporary folder is full, or nothing can be written there.
    """
    book = xlsxwriter.Workbook(made, dict(options))
    try:
        yield book
        book.close()
    except (OSError, XlsxWriterException) as error:
        # XlsxWriter wraps an error of the system in one of its own.
        if not any(isinstance(each, OSError) for each in (error, *error.args)):
            raise
        raise Refusal("files.temporary", folder=tempfile.gettempdir()) from error
    finally:
        _let_go(book)


def _let_go(book: xlsxwriter.Workbook) -> None:
    """Close what a workbook that failed still holds: its destructors would print traces."""
    book.fileclosed = True
    for sheet in book.worksheets():
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sheet.row_data_fh.close()
