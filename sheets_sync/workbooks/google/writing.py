"""Carry out a plan of writes, until every row that was changed is the one that it was meant for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.workbooks.google.api.batch_requests import delete_sheet
from sheets_sync.workbooks.google.api.calls import MAX_ATTEMPTS, Api
from sheets_sync.workbooks.google.api.failures import OF_ANOTHER_STATE, Unsure
from sheets_sync.workbooks.google.api.spreadsheet import (
    FIELDS,
    Spreadsheet,
    Tab,
    parse_spreadsheet,
)
from sheets_sync.workbooks.google.batches import Batch, write_batch
from sheets_sync.workbooks.google.plan import Plan, TargetState, make_plan
from sheets_sync.workbooks.google.verified.repairs import repair_writes, wrong_rows
from sheets_sync.workbooks.google.verified.snapshots import snapshots_in


def in_a1(title: str) -> str:
    """A tab's title in A1 notation, where a quote inside it is doubled."""
    return "'" + title.replace("'", "''") + "'"


class Writing:
    """The writes into a spreadsheet, each held against what it really changed.

    Three things can go wrong between a look and a write, and each is followed by a new look and a
    new plan: Google's answer is lost, rows have moved, or Google refuses what a tab has become.
    """

    def __init__(self, api: Api, spreadsheet_id: str) -> None:
        self.api, self.id = api, spreadsheet_id

    def look(self) -> Spreadsheet:
        """The spreadsheet as it is now; raises `Refusal`."""
        return parse_spreadsheet(self.api.get_spreadsheet(self.id, FIELDS))

    def carry_out(
        self, spreadsheet: Spreadsheet, plan: Plan, target: TargetState
    ) -> tuple[Spreadsheet, Plan]:
        """Write what a plan holds; the last plan, and the spreadsheet it was made from.

        Raises:
            Untouchable: the account has no right to write.
            Refusal: Google does not answer, or people go on changing what is written into.
        """
        attempt = 1
        while failure := self._failure_of(plan):
            if attempt == MAX_ATTEMPTS:
                raise failure
            self.api.wait(attempt)
            attempt += 1
            before, spreadsheet = plan, self.settled(self.look())
            plan = make_plan(spreadsheet, target)
            if plan.is_empty:
                break
            # Google refuses what it would refuse again: nobody changed anything.
            if failure.code in OF_ANOTHER_STATE and plan == before:
                raise failure
        return spreadsheet, plan

    def settled(self, spreadsheet: Spreadsheet) -> Spreadsheet:
        """The spreadsheet once all is put back that a write changed in rows not meant for it.

        Raises:
            Refusal: it can not be put back now; the next run goes on with it.
        """
        for attempt in range(1, MAX_ATTEMPTS + 1):
            snapshots = snapshots_in(spreadsheet.tabs)
            if not snapshots:
                return spreadsheet
            repair = repair_writes(spreadsheet)
            last = max(snapshot.name.number for snapshot in snapshots)
            taken = [tab.id for tab in spreadsheet.tabs]
            batch = Batch([delete_sheet(snapshot.tab.id) for snapshot in snapshots])
            if repair:
                batch = write_batch(repair, last + 1, taken, repair=True)
            try:
                self._send(batch)
            except Unsure:
                self.api.wait(attempt)
            except Refusal as refusal:
                # Rows moved, or somebody else has put it back meanwhile.
                if refusal.code not in OF_ANOTHER_STATE:
                    raise
                self.api.wait(attempt)
            spreadsheet = self.look()
        raise Refusal("google.unsure")

    def _failure_of(self, plan: Plan) -> Refusal | None:
        """Why a plan was not carried out as it was meant; None where it was."""
        tabs: list[Tab] = []
        try:
            for batch in plan.batches():
                tabs += self._send(batch)
        except Unsure:
            return Refusal("google.unsure")
        except Refusal as refusal:
            # It could be read: so it is shared, but not for writing.
            if refusal.code == "google.not_shared":
                who = self.api.account.name_at_start
                raise Untouchable("google.read_only", who=who) from refusal
            # Somebody changed what it was planned for: a tab is gone, has fewer rows, is a table.
            if refusal.code in OF_ANOTHER_STATE:
                return refusal
            raise
        if wrong_rows(snapshots_in(tabs)):
            return Refusal("google.moved")
        self._remove(tabs)
        return None

    def _send(self, batch: Batch) -> Sequence[Tab]:
        """Send a call; the hidden tabs with the rows that it found, as they are right after."""
        ranges = [in_a1(title) for title in batch.snapshots]
        answer = self.api.batch_update(self.id, batch.requests, ranges, FIELDS)
        tabs = parse_spreadsheet(answer).tabs
        # What cannot be seen in the answer is looked up in the spreadsheet.
        if not {tab.title for tab in tabs} >= {*batch.snapshots}:
            raise Unsure
        return tabs

    def _remove(self, hidden: Collection[Tab]) -> None:
        """Hidden tabs go; where that fails, with the next run."""
        if not hidden:
            return
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                self.api.batch_update(self.id, [delete_sheet(tab.id) for tab in hidden])
            except Unsure:
                self.api.wait(attempt)
            except Refusal:
                # They are gone: only the answer was lost, or somebody else's run tidied up.
                return
            else:
                return
