"""Workbooks to measure on: tidy tabs of 41 columns, with the sample's people."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from forms.loading import FORM_IDS, load_form
from sheets_sync.files import Copies
from sheets_sync.sample.draw import draw
from sheets_sync.sample.habits import Habit
from sheets_sync.sample.invent import invent
from sheets_sync.settings.tabs import Tabs
from sheets_sync.sheets.additions import Additions, Edit
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook

AS_OF = "2026-11-23"
_WRONG = "?? à voir".encode()
_HEADER_ROWS = 4
# The cells from column E on: a person's names and birth stay.
_CELL = re.compile(rb'<c r="([E-Z]|A[A-Z])(\d+)"( s="\d+")?(?: t="s")?><v>[^<]*</v></c>')


def make(folder: Path, size: int, tabs: int = 12, wrong: float = 0.0) -> None:
    """A programme of `tabs` SIAE, `size` rows each; a share of their cells hold nonsense."""
    names = [f"SIAE {number:02}" for number in range(1, tabs + 1)]
    members = "\n".join(f"  - {{tab: {name}, name: {name}, kind: ACI}}" for name in names)
    (folder / "config.yaml").write_text(
        f"programme: banc\nworkbook: impulser.xlsx\nsiae:\n{members}\n", encoding="utf-8"
    )
    sample = invent([(name, "ACI") for name in names], date.fromisoformat(AS_OF), a_siae=size)
    draw(
        sample,
        [(name, name) for name in names],
        {form_id: load_form(form_id) for form_id in FORM_IDS},
        Tabs().model_dump(),
        folder / "impulser.xlsx",
        [Habit()],
    )
    if wrong:
        package = Package(folder / "impulser.xlsx")
        book = Book(package)
        parts = [part for name in names if (part := book.sheet_part(name))]
        package.close()
        _spoil(folder / "impulser.xlsx", parts, wrong)


def _spoil(file: Path, parts: Sequence[str], share: float) -> None:
    """Put what nobody can read into a share of the cells, but for who a person is."""
    dice = random.Random(7)

    def spoilt(match: re.Match[bytes]) -> bytes:
        if match[2] == b"1" or dice.random() > share:
            return match[0]
        return b'<c r="%b%b"%b t="inlineStr"><is><t>%b</t></is></c>' % (
            *match.groups(default=b""),
            _WRONG,
        )

    package = Package(file)
    for part in parts:
        package.put(part, _CELL.sub(spoilt, package.read(part)))
    made = io.BytesIO()
    package.save(made)
    package.close()
    file.write_bytes(made.getvalue())


def change_one_cell(folder: Path, title: str = "Prénom", new: str | float = "Autrement") -> None:
    """A counsellor corrects a cell of the first tab: that of the first person under a title."""
    book = XlsxWorkbook(folder / "impulser.xlsx")
    tab = "SIAE 01"
    titles, first = book.read(tab).rows[:2]
    column = titles.index(title)
    edit = Edit(1, column, first[column], new)
    book.publish(
        WorkbookUpdate(added={tab: Additions(edits=[edit])}),
        date.fromisoformat(AS_OF),
        Copies(folder / "copies", 1, folder),
    )
