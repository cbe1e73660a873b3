"""Workbooks to measure on: tidy tabs of 41 columns, with the sample's people."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

from forms.loading import FORM_IDS, load_form
from sheets_sync.files import Copies
from sheets_sync.sample.draw import draw
from sheets_sync.sample.habits import Habit
from sheets_sync.sample.invent import invent
from sheets_sync.settings import Tabs
from sheets_sync.sheets.additions import Additions, Edit
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook

AS_OF = "2026-11-23"
_WRONG = "?? à voir"


def make(folder: Path, size: int, tabs: int = 12, wrong: float = 0.0) -> None:
    """A programme of `tabs` SIAE, `size` rows each; a share of their cells hold nonsense."""
    names = [f"SIAE {number:02}" for number in range(1, tabs + 1)]
    members = "\n".join(f"  - {{tab: {name}, name: {name}, kind: ACI}}" for name in names)
    (folder / "config.yaml").write_text(
        f"programme: banc\nworkbook: impulser.xlsx\nsiae:\n{members}\n", encoding="utf-8"
    )
    sample = invent([(name, "ACI") for name in names], date.fromisoformat(AS_OF), a_siae=size)
    dice = random.Random(7)
    for people in sample.participants.values():
        for person in people if wrong else ():
            kept = ("nom", "prenom", "date_naissance")
            spoilt = [name for name in person if name not in kept and dice.random() < wrong]
            person |= dict.fromkeys(spoilt, _WRONG)
    draw(
        sample,
        [(name, name) for name in names],
        {form_id: load_form(form_id) for form_id in FORM_IDS},
        Tabs().model_dump(),
        folder / "impulser.xlsx",
        [Habit()],
    )


def change_one_cell(folder: Path) -> None:
    """A counsellor corrects a cell of the first tab."""
    book = XlsxWorkbook(folder / "impulser.xlsx")
    tab = "SIAE 01"
    was = book.read(tab).rows[1][1]
    edit = Edit(1, 1, was, "Autrement")
    book.publish(
        WorkbookUpdate(added={tab: Additions(edits=[edit])}),
        date.fromisoformat(AS_OF),
        Copies(folder / "copies", 1, folder),
    )
