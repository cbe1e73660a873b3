"""Plan of writes to a spreadsheet, worked out from what is there and what is wanted.

Nothing is to be written where all is as it should be. So a plan made again after a write of unknown
fate holds just what is left to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheets_sync import french
from sheets_sync.errors import Refusal, Untouchable, about_tab
from sheets_sync.sheets.additions import Additions
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.google import batches
from sheets_sync.workbooks.google.api.batch_requests import delete_sheet
from sheets_sync.workbooks.google.api.calls import Json
from sheets_sync.workbooks.google.api.spreadsheet import STAGING, Spreadsheet, Tab
from sheets_sync.workbooks.google.api.values import holds_value
from sheets_sync.workbooks.google.rendering.additions import addition_writes
from sheets_sync.workbooks.google.rendering.feedback import FeedbackWrites, feedback_writes
from sheets_sync.workbooks.google.rendering.render import RenderedSheet, new_sheet_id, render
from sheets_sync.workbooks.google.verified.rows import RowWrite, TabWrites
from sheets_sync.workbooks.google.verified.snapshots import snapshot_size
from sheets_sync.workbooks.shared.compare import holds, refuse_taken
from sheets_sync.workbooks.shared.moved_rows import Rows

MAX_CELLS = 10_000_000
"""Cells a spreadsheet may hold (Google, since March 2022)."""
_NO_FEEDBACK = FeedbackWrites()


@dataclass(frozen=True)
class TargetState:
    """State that a spreadsheet is to be brought to.

    Attributes:
        update: what it gets.
        rows_read: tab → its rows as they were when the feedback and additions were worked out.
        editor: the account that goes on writing in our tabs; "" for a person who signed in.
    """

    update: WorkbookUpdate
    rows_read: Mapping[str, Rows]
    editor: str


@dataclass(frozen=True)
class Plan:
    """Plan of what is to be written.

    Attributes:
        sheets: ours that are not there, or are there with something else in them.
        tab_writes: what is written into tabs of the staff; tabs with nothing to write are left out.
        sweeping: requests that remove the hidden tabs of a run that was cut off.
        taken_ids: of the tabs that the spreadsheet has.
        changed: how much feedback waits, since its cells are no longer what they were.
        protected: how much feedback cannot be put, since its cells are closed to us.
        gone: the tabs with feedback that were renamed or deleted since they were read.
    """

    sheets: Sequence[RenderedSheet]
    tab_writes: Sequence[TabWrites]
    sweeping: Sequence[Json]
    taken_ids: Sequence[int]
    changed: int
    protected: int
    gone: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """True if all is as it should be."""
        return not (self.sheets or self.tab_writes or self.sweeping)

    def batches(self) -> Iterator[batches.Batch]:
        """The calls that carry it out."""
        return batches.batches(self.sweeping, self.tab_writes, self.sheets, self.taken_ids)


def make_plan(spreadsheet: Spreadsheet, target: TargetState) -> Plan:
    """Plan the writes that bring a spreadsheet to what is wanted.

    Raises:
        Untouchable: a tab that is not ours has the name of a sheet, or there would be too many
            cells.
        Refusal: a cell that is to get another value is no longer as it was read, or its tab is
            not there any more.
    """
    _refuse_missing_tabs(spreadsheet, target)
    # A tab that has our metadata is ours, whatever has become of its headers.
    rows_of_others: dict[str, Rows] = {tab.title: () for tab in spreadsheet.tabs}
    rows_of_others |= {tab.title: tab.rows for tab in spreadsheet.tabs if tab.digest is None}
    refuse_taken(rows_of_others, target.update.sheets)
    sheet_ids = _sheet_ids(spreadsheet, target.update.sheets)
    rendered = [
        render(sheet, spreadsheet, target.editor, sheet_ids) for sheet in target.update.sheets
    ]
    due = [sheet for sheet in rendered if _is_due(spreadsheet.tab(sheet.sheet.name), sheet)]
    feedback = {tab.title: _tab_feedback(tab, target) for tab in spreadsheet.tabs}
    tab_writes = [
        writes
        for tab in spreadsheet.tabs
        if (writes := _tab_writes(tab, feedback[tab.title], target, spreadsheet.locale))
    ]
    _refuse_too_many_cells(spreadsheet, due, tab_writes)
    return Plan(
        sheets=due,
        tab_writes=tab_writes,
        sweeping=[delete_sheet(tab.id) for tab in spreadsheet.tabs if tab.digest == STAGING],
        taken_ids=[tab.id for tab in spreadsheet.tabs],
        changed=sum(tab_feedback.changed for tab_feedback in feedback.values()),
        protected=sum(tab_feedback.protected for tab_feedback in feedback.values()),
        gone=[
            tab for tab, cells in target.update.feedback.items() if cells and tab not in feedback
        ],
    )


def _refuse_missing_tabs(spreadsheet: Spreadsheet, target: TargetState) -> None:
    """Raise `Refusal` where a tab that is to get something was renamed or deleted meanwhile."""
    for title, new in target.update.added.items():
        if new != Additions() and spreadsheet.tab(title) is None:
            raise Refusal("workbook.tab_gone", tab=title)


def _sheet_ids(spreadsheet: Spreadsheet, sheets: Sequence[Sheet]) -> Mapping[str, int]:
    """Title → id of every tab that there is or will be."""
    sheet_ids = {tab.title: tab.id for tab in spreadsheet.tabs}
    taken = [tab.id for tab in spreadsheet.tabs]
    for sheet in sheets:
        if sheet.name not in sheet_ids:
            sheet_ids[sheet.name] = new_sheet_id(sheet.name, taken)
            taken.append(sheet_ids[sheet.name])
    return sheet_ids


def _is_due(tab: Tab | None, sheet: RenderedSheet) -> bool:
    """True if a sheet is to be written: it is not there, or is another and not the staff's."""
    if tab is None or sheet.sheet.is_staffs:
        return tab is None
    is_last_written = tab.digest == sheet.digest and tab.size == sheet.size
    # The digest tells what we wrote; only the cells tell whether somebody typed over it.
    return not (is_last_written and holds(tab.rows, sheet.sheet, holds_value))


def _tab_feedback(tab: Tab, target: TargetState) -> FeedbackWrites:
    if tab.title not in target.update.feedback:
        return _NO_FEEDBACK
    rows_checked = target.rows_read.get(tab.title, [])
    return feedback_writes(tab, target.update.feedback[tab.title], rows_checked)


def _tab_writes(tab: Tab, feedback: FeedbackWrites, target: TargetState, locale: str) -> TabWrites:
    """All that is written into a tab of the staff."""
    new = target.update.added.get(tab.title, Additions())
    with about_tab(tab.title):
        added = addition_writes(tab, new, locale, target.rows_read.get(tab.title, []))
    by_row: dict[int, RowWrite] = {}
    for write in (*feedback.rows, *added.rows):
        earlier = by_row.get(write.row)
        by_row[write.row] = earlier.with_write(write) if earlier else write
    return TabWrites(tab, list(by_row.values()), added.others)


def _refuse_too_many_cells(
    spreadsheet: Spreadsheet, due: Sequence[RenderedSheet], tab_writes: Sequence[TabWrites]
) -> None:
    """Raise `Untouchable` before Google refuses; the hidden tabs of a write count too."""
    cells = {tab.id: tab.size[0] * tab.size[1] for tab in spreadsheet.tabs}
    cells |= {sheet.sheet_id: sheet.size[0] * sheet.size[1] for sheet in due}
    total = sum(cells.values()) + sum(map(snapshot_size, tab_writes))
    if not batches.fits_one_call([sheet.rows for sheet in due]):
        total += sum(len(sheet.rows) * sheet.size[1] for sheet in due)
    if total > MAX_CELLS:
        raise Untouchable(
            "google.too_many_cells",
            cells=french.number(total),
            maximum=french.number(MAX_CELLS),
        )
