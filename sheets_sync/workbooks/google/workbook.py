"""A Google spreadsheet as a workbook: read in one call, written in one, whole or not at all, and never twice."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forms.values import Cell
from sheets_sync import french
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies, Outcome
from sheets_sync.sheets.additions import Additions
from sheets_sync.sheets.content import Feedback
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.workbooks.addresses import address_of
from sheets_sync.workbooks.compare import holds, refuse_taken
from sheets_sync.workbooks.fill_colour import is_ours
from sheets_sync.workbooks.google.calls import (
    BASE_VARIABLE,
    MOST_TRIES,
    SAFE_BYTES,
    Api,
    Json,
    Unsure,
    encoded,
)
from sheets_sync.workbooks.google.credentials import Account, find_account
from sheets_sync.workbooks.google.extend import additions
from sheets_sync.workbooks.google.feedback import marking
from sheets_sync.workbooks.google.keep import keep_a_copy
from sheets_sync.workbooks.google.render import Rendered, render, tab_id_for
from sheets_sync.workbooks.google.state import FIELDS, KEY, STAGING, State, Tab, parse
from sheets_sync.workbooks.google.values import same
from sheets_sync.workbooks.protocol import NONE, Grid

MOST_CELLS = 10_000_000
"""Cells a spreadsheet may hold (Google, since March 2022)."""
STAGING_TITLE = "(mise à jour en cours)"


def access(credentials: str | None, folder: Path) -> Api:
    """The account's access to Google, signed in once a run; raises `Refusal`."""
    return _access(find_account(credentials, folder), os.environ.get(BASE_VARIABLE, ""))


@functools.cache
def _access(account: Account, base: str) -> Api:  # noqa: ARG001 - another base is another access
    return Api(account)


class GoogleWorkbook:
    """A spreadsheet of the staff, or one that holds generated sheets only."""

    def __init__(self, spreadsheet: str, api: Api) -> None:
        """Read all of it; raises `Refusal`."""
        self.id, self.api = spreadsheet, api
        self.state = parse(api.read(spreadsheet, FIELDS))
        self.name = self.state.title
        self.notices: Sequence[str] = ()

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order."""
        return [tab.title for tab in self.state.tabs if tab.is_grid and tab.digest != STAGING]

    def read(self, tab: str) -> Grid:
        """The tab named `tab`, one of `tabs`."""
        found = self.state.tab(tab)
        if found is None:
            raise KeyError(tab)
        notes = {at: note for at, note in found.notes.items() if not is_ours(note)}
        return Grid(
            tab,
            found.rows,
            found.merged,
            found.hidden_rows,
            found.hidden_columns,
            notes=notes,
            day_columns=found.day_columns,
        )

    def address(self, tab: str, cell: str) -> str:
        """What opens at a cell from anywhere."""
        found = self.state.tab(tab)
        return f"{address_of(self.id)}/edit" + (f"#gid={found.id}&range={cell}" if found else "")

    def save(self) -> None:
        """Nothing: Google keeps what is published."""

    def publish(
        self,
        sheets: Sequence[Sheet],
        feedback: Mapping[str, Mapping[str, Feedback]],
        made_on: date,
        copies: Copies,
        added: Mapping[str, Additions] = NONE,
    ) -> Outcome:
        """Put `sheets` in, in place of ours of the same name, bring our marks on the tabs of `feedback` to what it says, give tabs what is `added`.

        What is to be written is worked out from what is there. So a write whose fate is unknown is followed by a new look: where it was
        carried out nothing is left to do, else it is done now.

        Raises:
            Untouchable: a tab of the staff has the name of ours, there is no room, or no right to write.
            Refusal: Google cannot be reached, or refuses.
        """
        checked = {tab.title: tab.rows for tab in self.state.tabs}
        state = self.state
        outcome: Outcome = "unchanged"
        for tries in range(1, MOST_TRIES + 1):
            work = plan(state, sheets, feedback, checked, self.api.account.email, added)
            if work.nothing:
                return self._finished(state, work, outcome)
            if outcome == "unchanged":
                keep_a_copy(self.api, self.id, state.title, made_on, copies)
                if work.marked:
                    state = self._look_again(state, work.marked)
                    work = plan(state, sheets, feedback, checked, self.api.account.email, added)
                    if work.nothing:
                        return self._finished(state, work, outcome)
            outcome = "changed"
            try:
                for requests in work.batches():
                    self.api.write(self.id, requests)
            except Refusal as refusal:
                if refusal.code == "google.not_shared":  # it could be read
                    raise Untouchable(
                        "google.read_only", who=self.api.account.email or "Votre compte"
                    ) from refusal
                raise
            except Unsure as error:
                if tries == MOST_TRIES:
                    raise Refusal("google.unsure") from error
                self.api.wait(tries)
                state = parse(self.api.read(self.id, FIELDS))
            else:
                return self._finished(state, work, outcome)
        raise AssertionError

    def _look_again(self, state: State, tabs: Sequence[str]) -> State:
        """The tabs that are to be marked as they are just before the write; the others as they were."""
        ranges = ["'" + title.replace("'", "''") + "'" for title in tabs]
        try:
            now = parse(self.api.read(self.id, FIELDS, ranges))
        except Refusal as error:
            if error.code != "google.refused":  # one was renamed or deleted meanwhile
                raise
            return parse(self.api.read(self.id, FIELDS))
        fresh = {tab.id: tab for tab in now.tabs}
        return State(state.title, state.locale, tuple(fresh.get(tab.id, tab) for tab in state.tabs))

    def _finished(self, state: State, work: Plan, outcome: Outcome) -> Outcome:
        self.state, said = state, []
        if work.changed:
            waiting = french.several(work.changed, "remarque attend", "remarques attendent")
            said.append(f"{waiting} le prochain passage : la saisie a changé pendant celui-ci.")
        if work.protected:
            who = self.api.account.email or "votre compte"
            barred = french.several(
                work.protected, "remarque n'est pas posée", "remarques ne sont pas posées"
            )
            said.append(f"{barred} : cellules protégées, où {who} n'a pas le droit d'écrire.")
        self.notices = said
        return outcome


@dataclass(frozen=True)
class Plan:
    """What is to be written: our sheets, and `marks` in tabs of the staff, which are `marked`."""

    rendered: Sequence[Rendered]
    marks: Sequence[Json]
    sweeping: Sequence[Json]
    marked: Sequence[str]
    changed: int
    protected: int
    taken: Sequence[int]

    @property
    def nothing(self) -> bool:
        """Whether all is as it should be."""
        return not (self.rendered or self.marks or self.sweeping)

    def batches(self) -> Iterator[Sequence[Json]]:
        """One write. Where that is too large the rows go first to hidden tabs, from which the last write puts all in place at once."""
        whole = [*self.sweeping, *self.marks]
        for sheet in self.rendered:
            whole += [*sheet.before, *_put(sheet.tab_id, 0, sheet.rows), *sheet.after]
        batch: list[Json] = []
        for part in [whole] if _bytes(whole) <= SAFE_BYTES else self._parts():
            if batch and _bytes(batch) + _bytes(part) > SAFE_BYTES:
                yield batch
                batch = []
            batch += part
        yield batch

    def _parts(self) -> Iterator[Sequence[Json]]:
        """What must be written together: pieces of rows for the hidden tabs, pieces of marks, at last all that shows."""
        yield self.sweeping
        last: list[Json] = []
        for sheet in self.rendered:
            staging = tab_id_for(
                f"{STAGING} {sheet.sheet.name}",
                [*self.taken, *(other.tab_id for other in self.rendered)],
            )
            size = max(1, len(sheet.rows)), sheet.size[1]
            yield _staging(staging, sheet.sheet.name, size)
            for start, piece in _pieces(sheet.rows):
                yield _put(staging, start, piece)
            area = {
                "startRowIndex": 0,
                "endRowIndex": size[0],
                "startColumnIndex": 0,
                "endColumnIndex": size[1],
            }
            paste = {
                "source": {"sheetId": staging, **area},
                "destination": {"sheetId": sheet.tab_id, **area},
                "pasteType": "PASTE_NORMAL",
            }
            last += [
                *sheet.before,
                {"copyPaste": paste},
                {"deleteSheet": {"sheetId": staging}},
                *sheet.after,
            ]
        yield from (marks for _, marks in _pieces(self.marks))
        yield last


def _staging(tab_id: int, name: str, size: tuple[int, int]) -> list[Json]:
    grid = {"rowCount": size[0], "columnCount": size[1]}
    properties = {
        "sheetId": tab_id,
        "title": f"{name} {STAGING_TITLE}",
        "hidden": True,
        "gridProperties": grid,
    }
    told = {
        "metadataKey": KEY,
        "metadataValue": STAGING,
        "visibility": "DOCUMENT",
        "location": {"sheetId": tab_id},
    }
    return [
        {"addSheet": {"properties": properties}},
        {"createDeveloperMetadata": {"developerMetadata": told}},
    ]


def plan(
    state: State,
    sheets: Sequence[Sheet],
    feedback: Mapping[str, Mapping[str, Feedback]],
    checked: Mapping[str, Sequence[Sequence[Cell]]],
    editor: str,
    added: Mapping[str, Additions] = NONE,
) -> Plan:
    """What brings a spreadsheet from `state` to what is wanted; nothing where it is so already.

    Raises:
        Untouchable: a tab that is not ours has the name of one of `sheets`, or there would be too many cells.
    """
    taken = [tab.id for tab in state.tabs]
    ids = {tab.title: tab.id for tab in state.tabs}
    for sheet in sheets:
        refuse_taken(
            {tab.title: () if tab.digest is not None else tab.rows for tab in state.tabs}, [sheet]
        )
        if sheet.name not in ids:
            ids[sheet.name] = tab_id_for(sheet.name, [*taken, *ids.values()])
    rendered = [render(sheet, state, editor, ids) for sheet in sheets]
    due = [each for each in rendered if _is_due(state.tab(each.sheet.name), each)]
    _refuse_too_many_cells(state, due)
    markings = {
        tab.title: marking(tab, feedback[tab.title], checked.get(tab.title, []))
        for tab in state.tabs
        if tab.title in feedback
    }
    in_tabs = {
        tab.title: [
            *(markings[tab.title].requests if tab.title in markings else ()),
            *additions(
                tab, added.get(tab.title, Additions()), state.locale, checked.get(tab.title, [])
            ),
        ]
        for tab in state.tabs
    }
    left_behind = [
        {"deleteSheet": {"sheetId": tab.id}} for tab in state.tabs if tab.digest == STAGING
    ]
    return Plan(
        due, [request for found in in_tabs.values() for request in found], left_behind, [title for title, found in in_tabs.items() if found],
        sum(found.changed for found in markings.values()), sum(found.protected for found in markings.values()), taken,
    )  # fmt: skip


def _is_due(tab: Tab | None, wanted: Rendered) -> bool:
    """Whether a sheet is to be written: where it is not there, or, unless it is the staff's, is another."""
    if tab is None or wanted.sheet.is_staffs:
        return tab is None
    return not (
        tab.digest == wanted.digest
        and tab.size == wanted.size
        and holds(tab.rows, wanted.sheet, same)
    )


def _refuse_too_many_cells(state: State, due: Sequence[Rendered]) -> None:
    """Said before it is met; the hidden tabs of a large write count too."""
    sizes = {tab.id: tab.size[0] * tab.size[1] for tab in state.tabs}
    sizes |= {sheet.tab_id: sheet.size[0] * sheet.size[1] for sheet in due}
    staged = (
        sum(len(sheet.rows) * sheet.size[1] for sheet in due)
        if _bytes([sheet.rows for sheet in due]) > SAFE_BYTES
        else 0
    )
    if sum(sizes.values()) + staged > MOST_CELLS:
        raise Untouchable(
            "google.too_many_cells",
            cells=french.number(sum(sizes.values()) + staged),
            most=french.number(MOST_CELLS),
        )


def _put(tab_id: int, start: int, rows: Sequence[Json]) -> list[Json]:
    if not rows:
        return []
    where = {"sheetId": tab_id, "rowIndex": start, "columnIndex": 0}
    return [
        {
            "updateCells": {
                "start": where,
                "rows": list(rows),
                "fields": "userEnteredValue,textFormatRuns",
            }
        }
    ]


def _pieces(rows: Sequence[Json]) -> Iterator[tuple[int, Sequence[Json]]]:
    """Rows, or requests, in as few runs as stay under the safe size, with the number of the first of each; one at least."""
    start = size = 0
    for number, row in enumerate(rows):
        more = _bytes(row)
        if size + more > SAFE_BYTES * 0.9 and number > start:
            yield start, rows[start:number]
            start, size = number, 0
        size += more
    yield start, rows[start:]


def _bytes(requests: object) -> int:
    """The size of what is sent."""
    return len(encoded(requests))
