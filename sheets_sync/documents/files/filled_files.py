"""Fill a template, or an annex, into the bytes of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sheets_sync.documents.templates.fill import fill, fill_workbook
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.system_refusals import temporary_folder


def fill_template(
    template: Path, context: Mapping[str, Any], *, of_earlier_run: bool = False
) -> bytes:
    """A template with its context: a document, or a funder's own workbook.

    Args:
        of_earlier_run: whether the context is of a run before.
    """
    if template.suffix == ".xlsx":
        return fill_workbook(template, context)
    return fill(template, context, of_earlier_run=of_earlier_run)


def annex_workbook(sheets: Sequence[Sheet], made_on: date) -> bytes:
    """The annex of a report as a file."""
    from sheets_sync.workbooks.xlsx.drawing.writer import write_workbook

    with temporary_folder() as folder:
        file = folder / "annexe.xlsx"
        write_workbook(file, sheets, made_on)
        return file.read_bytes()
