"""What is written of many programmes: a workbook, a page, and a set of Parquet files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from forms.loading import load_form
from sheets_sync.documents.federation.federation_page import PAGE, page_context
from sheets_sync.documents.federation.federation_sheets import describe_federation
from sheets_sync.documents.federation.figures_file import FiguresFile, write_partition
from sheets_sync.documents.federation.together import Federation
from sheets_sync.documents.templates.fill import fill_text, find_template
from sheets_sync.files import put, put_bytes
from sheets_sync.release.audiences import load_audiences
from sheets_sync.release.door import Door
from sheets_sync.workbooks.xlsx.drawing.writer import write_workbook

WORKBOOK = "chiffres-ensemble.xlsx"
SET = "parquet"


def write_federation(federation: Federation, newest: Sequence[FiguresFile], folder: Path) -> None:
    """Write all of it into `folder`.

    Args:
        newest: what each programme shares.
    """
    door = Door(load_audiences(load_form("participant")))
    sheets = door.release("federation", describe_federation(federation))
    put(
        folder / WORKBOOK,
        lambda draft: write_workbook(draft, sheets.content, federation.as_of),
    )
    template = find_template(folder, PAGE)
    page = door.release("federation", page_context(federation)).into(
        lambda context: fill_text(template, context, autoescape=True).encode()
    )
    put_bytes(folder / PAGE, page.content)
    for each in newest:
        for day in each.days:
            write_partition(door.release("figures", day), folder / SET)
