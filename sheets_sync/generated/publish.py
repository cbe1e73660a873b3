"""Put sheets and feedback in their workbooks, each workbook whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies, Outcome, put
from sheets_sync.release.door import Released
from sheets_sync.sheets.content import Feedback, Link
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.sheets.written_before import WrittenBefore
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workbooks.shared.compare import refuse_taken
from sheets_sync.workbooks.shared.protocol import Workbook

TabFeedback = Mapping[str, Mapping[str, Feedback]]
"""Tab → cell → what is to be said there."""


@dataclass(frozen=True)
class GeneratedSheet:
    """A sheet, the workbook it is wanted in, and how it is there: links depend on the place."""

    workbook: str
    described: Callable[[str], Released[Sheet]]


@dataclass(frozen=True)
class Published:
    """Outcome of each workbook (a path or an address), and why something is elsewhere."""

    files: Mapping[str, Outcome]
    reasons: Sequence[str] = ()


def publish(
    sheets: Sequence[GeneratedSheet],
    feedback: Mapping[str, Released[TabFeedback]],
    staff: Sequence[str],
    second: str,
    open_at: Callable[[str], Workbook],
    made_on: date,
    copies: Copies,
    written: WrittenBefore,
) -> Published:
    """Put the sheets in their workbooks and the feedback in the tabs.

    Sheets that a workbook of the staff cannot take without risk go to a second file, and the reason
    is told.

    Args:
        feedback: workbook → tab → cell → feedback; a tab with none gets ours taken away.
        staff: the workbooks that staff type into.
        second: the file for what those cannot take.
        open_at: the workbook at a path or an address.
        written: what of it the run before wrote.
    """
    work = _Publishing(open_at, made_on, copies, written)
    for workbook in staff:
        here = [sheet for sheet in sheets if sheet.workbook == workbook]
        tab_feedback = feedback[workbook].content if workbook in feedback else {}
        refused = work.put_in_staffs(workbook, here, tab_feedback, second)
        sheets = [*(sheet for sheet in sheets if sheet.workbook != workbook), *refused]
    for workbook in dict.fromkeys(sheet.workbook for sheet in sheets if sheet.workbook != second):
        here = [sheet for sheet in sheets if sheet.workbook == workbook]
        refused = work.put_elsewhere(workbook, here, second)
        sheets = [*(sheet for sheet in sheets if sheet.workbook != workbook), *refused]
    if sheets:
        work.put_elsewhere(second, sheets, second)
    return Published(work.files, work.reasons)


class _Publishing:
    """One run's writing, and what became of it."""

    def __init__(
        self,
        open_at: Callable[[str], Workbook],
        made_on: date,
        copies: Copies,
        written: WrittenBefore,
    ) -> None:
        self.open_at, self.made_on, self.copies = open_at, made_on, copies
        self.written = written
        self.files: dict[str, Outcome] = {}
        self.reasons: list[str] = []

    def put_in_staffs(
        self,
        workbook: str,
        sheets: Sequence[GeneratedSheet],
        feedback: TabFeedback,
        second: str,
    ) -> list[GeneratedSheet]:
        """Put sheets and feedback in a workbook of the staff; those that must go to `second`."""
        if not (sheets or feedback):
            return []
        book = self.open_at(workbook)
        try:
            self._put(workbook, book, sheets, feedback)
        except Untouchable as reason:
            self.reasons.append(_not_there(book.name, reason, bool(sheets), second))
            # A tab of that name that is not ours bars the way for the sheets only.
            if sheets and feedback and reason.code == "patch.name_taken":
                self._put(workbook, book, [], feedback)
            return [GeneratedSheet(second, sheet.described) for sheet in sheets]
        return []

    def put_elsewhere(
        self, workbook: str, sheets: Sequence[GeneratedSheet], second: str
    ) -> list[GeneratedSheet]:
        """Put sheets in a workbook of their own; those that must go to `second`."""
        if is_address(workbook):
            self._put(workbook, self.open_at(workbook), sheets, {})
            return []
        described = [sheet.described(workbook).content for sheet in sheets]
        file = Path(workbook)
        try:
            self.files[workbook] = _put_file(file, described, self.made_on, self.copies)
        except Untouchable as reason:
            if workbook == second:
                raise Refusal("setup.untouchable", file=file.name, reason=reason) from reason
            words = {"name": file.name, "reason": reason, "second": Path(second).name}
            self.reasons.append(sentence("publish.sheets_elsewhere", **words))
            return [GeneratedSheet(second, sheet.described) for sheet in sheets]
        return []

    def _put(
        self,
        workbook: str,
        book: Workbook,
        sheets: Sequence[GeneratedSheet],
        feedback: TabFeedback,
    ) -> None:
        described = [sheet.described(workbook).content for sheet in sheets]
        update = WorkbookUpdate(described, feedback, written=self.written)
        self.files[workbook] = book.publish(update, self.made_on, self.copies)
        self.reasons.extend(book.notices)


def _put_file(file: Path, sheets: Sequence[Sheet], made_on: date, copies: Copies) -> Outcome:
    """Made anew where nobody added a tab to it, else only our sheets are replaced."""
    from sheets_sync.workbooks.xlsx.drawing.writer import write_workbook

    if file.exists():
        book = open_workbook(file.name, file.parent)
        if set(book.tabs) - {sheet.name for sheet in sheets}:
            return book.publish(WorkbookUpdate(sheets), made_on, copies)
        refuse_taken({tab: book.read(tab).rows for tab in book.tabs}, sheets)
    return put(file, lambda draft: write_workbook(draft, sheets, made_on), copies)


def link_to_anomaly(anomaly: Anomaly, cell: str, book: Workbook, from_workbook: str) -> Link:
    """The link from `from_workbook` (a path or an address) to an anomaly's cell in `book`."""
    text = f"{anomaly.tab} ! {cell}"
    return Link(text, _seen_from(from_workbook, book.address(anomaly.tab, cell)), anomaly.tab, cell)


def _seen_from(workbook: str, address: str) -> str | None:
    """An address, a relative path, "" where none leads there; None within one workbook."""
    if address.partition("/edit")[0] == workbook:
        return None
    if is_address(address):
        return address
    if is_address(workbook):
        return ""
    try:
        return Path(os.path.relpath(address, Path(workbook).parent)).as_posix()
    except ValueError:
        # Windows: from one drive no relative path leads to another.
        return ""


def _not_there(name: str, reason: Untouchable, has_sheets: bool, second: str) -> str:
    """Explain why sheets, feedback or both are not in a workbook, and where the sheets are."""
    if not has_sheets:
        return sentence("publish.feedback_left_out", name=name, reason=reason)
    taken = reason.code == "patch.name_taken"
    code = "publish.sheets_elsewhere" if taken else "publish.both_elsewhere"
    return sentence(code, name=name, reason=reason, second=Path(second).name)
