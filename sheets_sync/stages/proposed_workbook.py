"""Proposed config of a workbook, or of a folder of files that SIAE send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from forms.form import Form
from sheets_sync.outside.outside_formats import load_formats
from sheets_sync.reading.adoption.adopt import PARTICIPANT, Proposal, propose
from sheets_sync.reading.adoption.adopt_folder import propose_folder
from sheets_sync.settings.tabs import Tabs
from sheets_sync.workbooks.opening import open_given, open_workbook
from sheets_sync.workbooks.remote.address import place_from
from sheets_sync.workbooks.shared.addresses import EXCEL, is_address
from sheets_sync.workbooks.shared.protocol import Grid, Workbook


def propose_place(workbook: str, config: Path, forms: Mapping[str, Form], day: date) -> Proposal:
    """Proposal for the workbook or folder at a path or address.

    Raises:
        Refusal: it cannot be opened, or no tab of it looks like a list of participants.
    """
    place, usual_tabs = place_from(workbook, config), Tabs().model_dump()
    exported_from = _exporters(forms[PARTICIPANT])
    if Path(workbook).is_dir():
        proposal = propose_folder(
            Path(workbook), place, _open_received, forms, usual_tabs, day, exported_from
        )
    else:
        book = _open_adopted(workbook)
        proposal = propose(book, place, forms, usual_tabs, day, exported_from)
    proposal.require_members(workbook)
    return proposal


def _exporters(form: Form) -> Callable[[Grid], str]:
    """Who exports a tab with such headers, « les Emplois de l'inclusion »; "" for none we know."""
    formats = load_formats(form).values()

    def exported_from(grid: Grid) -> str:
        known = (each.label for each in formats if each.header_row(grid.rows) is not None)
        return next(known, "")

    return exported_from


def _open_adopted(workbook: str) -> Workbook:
    """The workbook of a path or address; a file that cannot be had is told without a config."""
    if is_address(workbook) or workbook.startswith(EXCEL):
        return open_workbook(workbook, Path())
    return open_given(Path(workbook).absolute())


def _open_received(file: Path) -> Workbook:
    return open_given(file.absolute())
