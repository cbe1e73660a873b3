"""A Google spreadsheet as a workbook: read in one call, written in one, whole or not at all.

Nothing is written twice, even where Google's answer to a write is lost.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, Outcome
from sheets_sync.french import quoted
from sheets_sync.sheets.content import is_feedback
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.google.api.calls import BASE_VARIABLE, Api
from sheets_sync.workbooks.google.api.credentials import Account, find_account
from sheets_sync.workbooks.google.api.spreadsheet import (
    FIELDS,
    Spreadsheet,
    parse_spreadsheet,
)
from sheets_sync.workbooks.google.kept_copies import keep_spreadsheet_copy
from sheets_sync.workbooks.google.plan import Plan, TargetState, make_plan
from sheets_sync.workbooks.google.writing import Writing, in_a1
from sheets_sync.workbooks.shared.addresses import spreadsheet_address
from sheets_sync.workbooks.shared.protocol import Grid


def access(credentials: str | None, folder: Path) -> Api:
    """The account's access to Google, signed in once a run; raises `Refusal`."""
    return _access(find_account(credentials, folder), os.environ.get(BASE_VARIABLE, ""))


@functools.cache
def _access(account: Account, base: str) -> Api:  # noqa: ARG001 - another base is another access
    return Api(account)


class GoogleWorkbook:
    """A spreadsheet of the staff, or one that holds generated sheets only."""

    def __init__(self, spreadsheet_id: str, api: Api) -> None:
        """Read all of it; raises `Refusal`."""
        self.id, self.api = spreadsheet_id, api
        self._writing = Writing(api, spreadsheet_id)
        self.spreadsheet = self._writing.look()
        self.name = self.spreadsheet.title
        self.notices: Sequence[str] = ()

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order, without those that are a chart or a hidden one of ours."""
        return [
            tab.title for tab in self.spreadsheet.tabs if tab.is_grid and not tab.is_hidden_of_ours
        ]

    def read(self, tab: str) -> Grid:
        """The tab named `tab`, one of `tabs`; KeyError if there is none."""
        sheet = self.spreadsheet.tab(tab)
        if sheet is None:
            raise KeyError(tab)
        return Grid(
            tab=tab,
            rows=sheet.rows,
            merged=sheet.merged,
            hidden_rows=sheet.hidden_rows,
            hidden_columns=sheet.hidden_columns,
            notes={
                position: text for position, text in sheet.notes.items() if not is_feedback(text)
            },
            day_columns=sheet.day_columns,
            formulas=sheet.formulas,
        )

    def known_as(self, tab: str) -> bytes | None:  # noqa: ARG002 - the protocol's
        """None: it is to be fetched anyhow."""
        return None

    def address(self, tab: str, cell: str) -> str:
        """The web address that opens at a cell; at the spreadsheet where there is no such tab."""
        page = f"{spreadsheet_address(self.id)}/edit"
        sheet = self.spreadsheet.tab(tab)
        if sheet is None:
            return page
        return f"{page}#gid={sheet.id}&range={cell}"

    def settle(self) -> None:
        """Put back what a run that was cut off changed in rows that it was not meant for."""
        self.spreadsheet = self._writing.settled(self.spreadsheet)

    def save(self) -> None:
        """Do nothing: Google keeps what is published."""

    def publish(self, update: WorkbookUpdate, made_on: date, copies: Copies) -> Outcome:
        """Put the sheets in place of ours of the same name, bring the feedback to just that, add.

        All is worked out from what is there: where it is so already,
        nothing is written.

        Raises:
            Untouchable: a tab of the staff has the name of ours, there is no room, or no right to
                write.
            Refusal: Google cannot be reached, or refuses.
        """
        rows_read = {tab.title: tab.rows for tab in self.spreadsheet.tabs}
        target = TargetState(update, rows_read, self.api.account.email)
        spreadsheet = self._writing.settled(self.spreadsheet)
        plan = make_plan(spreadsheet, target)
        if not plan.is_empty:
            keep_spreadsheet_copy(self.api, self.id, spreadsheet.title, made_on, copies)
            # Minutes may have passed since the tabs were read, with people working in them.
            if plan.tab_writes:
                spreadsheet = self._read_again([writes.tab.title for writes in plan.tab_writes])
                plan = make_plan(spreadsheet, target)
        outcome: Outcome = "unchanged"
        if not plan.is_empty:
            spreadsheet, plan = self._writing.carry_out(spreadsheet, plan, target)
            outcome = "changed"
        # Not before: after a refusal, what the caller read is still what its feedback is about.
        self.spreadsheet = spreadsheet
        self.notices = list(self._notices_of(plan))
        return outcome

    def _read_again(self, titles: Sequence[str]) -> Spreadsheet:
        """The spreadsheet with these tabs as they are now; the others as they were read."""
        ranges = [in_a1(title) for title in titles]
        try:
            now = parse_spreadsheet(self.api.get_spreadsheet(self.id, FIELDS, ranges))
        except Refusal as refusal:
            # One was renamed or deleted meanwhile: Google refuses a range that it does not know.
            if refusal.code != "google.refused":
                raise
            return self._writing.look()
        tabs_now = {tab.id: tab for tab in now.tabs}
        before = self.spreadsheet
        tabs = tuple(tabs_now.get(tab.id, tab) for tab in before.tabs)
        return Spreadsheet(before.title, before.locale, tabs)

    def _notices_of(self, plan: Plan) -> Iterator[str]:
        if plan.changed:
            yield sentence("google.feedback_waits", count=plan.changed)
        if plan.protected:
            who = self.api.account.name
            yield sentence("google.feedback_barred", count=plan.protected, who=who)
        if plan.gone:
            yield sentence("google.feedback_gone", tabs=list(map(quoted, plan.gone)))
