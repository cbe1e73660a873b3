"""A copy before the first write of a day, and back again.

It is kept in Drive or, where that may not be, in a file beside the other copies.
"""

from __future__ import annotations

import gzip
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TypeAlias

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies, put_bytes, put_text
from sheets_sync.safe_names import file_name
from sheets_sync.workbooks.google.api.batch_requests import (
    add_sheet,
    add_table,
    clear_cells,
    coordinate,
    delete_table,
    merge_cells,
    unmerge_cells,
    update_rows,
    update_sheet_properties,
)
from sheets_sync.workbooks.google.api.calls import MAX_ATTEMPTS, SAFE_BYTES, Api, Json, encoded
from sheets_sync.workbooks.google.api.failures import Unsure

# What keeps an account from Drive, though it may read the spreadsheet.
_DRIVE_REFUSALS = frozenset(
    {
        "google.api_off",
        "google.scopes",
        "google.not_shared",
        "google.no_room",
        "google.refused",
        "google.wrong_id",
    }
)
_CELL_FIELDS = "userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns"
_ALL_FIELDS = (
    "properties,namedRanges,"
    "sheets(properties,merges,conditionalFormats,basicFilter,charts,protectedRanges,"
    "developerMetadata,tables,"
    f"data(startRow,startColumn,rowData(values({_CELL_FIELDS})),rowMetadata,columnMetadata))"
)
"""All that a person made in a spreadsheet."""
_SIZE_FIELDS = "gridProperties.rowCount,gridProperties.columnCount,title"
Entry: TypeAlias = dict[str, str]
"""A copy: `day`, `name`, the command it was kept `before`, and where it is.

That is the id of a `spreadsheet`, or the name of a `file` in the folder.
"""


def keep_spreadsheet_copy(
    api: Api, spreadsheet_id: str, title: str, day: date, copies: Copies
) -> None:
    """Keep the spreadsheet as it is, unless that was done today; the oldest copies go.

    Raises:
        Untouchable: the account may only read it.
        Refusal: no copy can be kept, or Google cannot be reached.
    """
    known = listed_copies(spreadsheet_id, copies)
    if _count_of(day, known) == 0:
        name = f"{title} – {sentence('google.copy_before_update', day=day)}"
        _add_copy(api, spreadsheet_id, name, day, copies, known)


def listed_copies(spreadsheet_id: str, copies: Copies) -> list[Entry]:
    """The copies there are of a spreadsheet, the oldest first.

    Raises:
        Refusal: their list is damaged.
    """
    file = _list_file(spreadsheet_id, copies)
    try:
        entries: list[Entry] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise Refusal("history.wrong", file=file) from error
    return entries


def put_spreadsheet_back(
    api: Api, spreadsheet_id: str, copy: Entry, day: date, copies: Copies
) -> None:
    """Give every tab of the copy its cells again: values, formats, notes, lists, merges.

    A copy of what is there is kept first. Tabs made since stay. It is done tab by tab where it is
    too large for one write.

    Raises:
        Refusal: the copy is an exported file, is gone, or Google cannot be reached.
    """
    # Google imports an .xlsx only as a new spreadsheet, of another address.
    if copy.get("file", "").endswith(".xlsx"):
        raise Refusal("google.restore_file", file=copies.folder / copy["file"])
    before = _content_of(api, copy, copies)
    title = api.get_spreadsheet(spreadsheet_id, "properties(title)")["properties"]["title"]
    known = listed_copies(spreadsheet_id, copies)
    count = _count_of(day, known)
    name = f"{title} – {sentence('google.copy_before_restore', day=day, count=count)}"
    _add_copy(api, spreadsheet_id, name, day, copies, known)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            _put_tabs_back(api, spreadsheet_id, before)
        except Unsure as error:
            if attempt == MAX_ATTEMPTS:
                raise Refusal("google.unsure") from error
        else:
            return
        # Done twice it comes to the same: each tab is emptied before it is filled.
        api.wait(attempt)


def _count_of(day: date, known: Sequence[Entry]) -> int:
    return sum(entry["day"] == day.isoformat() for entry in known)


def _add_copy(
    api: Api, spreadsheet_id: str, name: str, day: date, copies: Copies, known: Sequence[Entry]
) -> None:
    """Make a copy and put it into the list; the oldest go, as many as are too many."""
    entry = {"day": day.isoformat(), "name": name, "before": copies.occasion, "by": copies.by}
    if copy_id := _copy_in_drive(api, spreadsheet_id, name):
        entry["spreadsheet"] = copy_id
    else:
        entry["file"] = _copy_in_file(api, spreadsheet_id, name, copies).name
    entries = [*known, entry]
    for old in entries[: -copies.keep]:
        _remove(api, old, copies)
    text = json.dumps(entries[-copies.keep :], ensure_ascii=False, indent=0)
    put_text(_list_file(spreadsheet_id, copies), text + "\n", private=True)


def _copy_in_drive(api: Api, spreadsheet_id: str, name: str) -> str | None:
    """The id of the copy; None where Drive does not allow one.

    Raises:
        Untouchable: the account may not write, so that there is nothing to keep a copy for.
    """
    try:
        capabilities = api.capabilities(spreadsheet_id)
        if capabilities.get("canEdit") is False:
            raise Untouchable("google.read_only", who=api.account.name_at_start)
        if not capabilities.get("canCopy", True):
            return None
        return api.copy_file(spreadsheet_id, name, f"{spreadsheet_id} {name[-40:]}")
    except Untouchable:
        raise
    except Refusal as refusal:
        if refusal.code not in _DRIVE_REFUSALS:
            raise
        return None


def _copy_in_file(api: Api, spreadsheet_id: str, name: str, copies: Copies) -> Path:
    """The file of the copy, as Drive exports it; where Drive is shut, all that Sheets gives."""
    allowed = re.sub(r"[^\w .()-]", "-", name)
    stem = f"{file_name(allowed)} {spreadsheet_id[:6]}"
    try:
        file, data = copies.folder / f"{stem}.xlsx", api.export(spreadsheet_id)
    except Refusal as refusal:
        if refusal.code not in _DRIVE_REFUSALS:
            raise
        content = json.dumps(api.get_spreadsheet(spreadsheet_id, _ALL_FIELDS), ensure_ascii=False)
        # Without its time, which would make every file another.
        data = gzip.compress(content.encode(), mtime=0)
        file = copies.folder / f"{stem}.json.gz"
    put_bytes(file, data, private=True)
    return file


def _remove(api: Api, old: Entry, copies: Copies) -> None:
    """An old copy goes: a file for good, a spreadsheet to Drive's bin."""
    if "file" in old:
        (copies.folder / old["file"]).unlink(missing_ok=True)
    else:
        api.trash_file(old["spreadsheet"])


def _list_file(spreadsheet_id: str, copies: Copies) -> Path:
    return copies.folder / f"google-{spreadsheet_id}.json"


def _content_of(api: Api, copy: Entry, copies: Copies) -> Json:
    """All that is in a copy, as `spreadsheets.get` gives it."""
    if "spreadsheet" in copy:
        return api.get_spreadsheet(copy["spreadsheet"], _ALL_FIELDS)
    file = copies.folder / copy["file"]
    try:
        content: Json = json.loads(gzip.decompress(file.read_bytes()))
    except (OSError, ValueError) as error:
        raise Refusal("history.wrong", file=file) from error
    return content


def _put_tabs_back(api: Api, spreadsheet_id: str, before: Json) -> None:
    answer = api.get_spreadsheet(spreadsheet_id, "sheets(properties,merges,tables(tableId))")
    sheets_now = {sheet["properties"]["sheetId"]: sheet for sheet in answer["sheets"]}
    tabs = [
        list(_tab_requests(sheet, sheets_now.get(sheet["properties"]["sheetId"])))
        for sheet in before["sheets"]
        if "data" in sheet
    ]
    # Once none is left of those there are now: their names are taken.
    tabs.append(
        [add_table(table) for sheet in before["sheets"] for table in sheet.get("tables", [])]
    )
    for requests in _batches(tabs):
        api.batch_update(spreadsheet_id, requests)


def _tab_requests(sheet: Json, sheet_now: Json | None) -> Iterator[Json]:
    """Requests to make a tab what it was: its size and name, then its cells, emptied and filled."""
    properties = sheet["properties"]
    sheet_id, title = properties["sheetId"], properties["title"]
    grid = properties["gridProperties"]
    size = {"rowCount": grid["rowCount"], "columnCount": grid["columnCount"]}
    if sheet_now is None:
        yield add_sheet(sheet_id, title, gridProperties=size)
    elif sheet_now.get("merges"):
        yield unmerge_cells(sheet_id)
    # A typed column of a table takes no format: the cells are filled while there is no table.
    for table in (sheet_now or {}).get("tables", []):
        yield delete_table(table["tableId"])
    as_before = {"sheetId": sheet_id, "title": title, "gridProperties": size}
    yield update_sheet_properties(as_before, _SIZE_FIELDS)
    yield clear_cells({"sheetId": sheet_id}, _CELL_FIELDS)
    for data in sheet["data"]:
        if data.get("rowData"):
            start = coordinate(sheet_id, data.get("startRow", 0), data.get("startColumn", 0))
            yield update_rows(start, data["rowData"], _CELL_FIELDS)
    for merge in sheet.get("merges", []):
        yield merge_cells({"sheetId": sheet_id, **merge})


def _batches(tabs: Sequence[Sequence[Json]]) -> Iterator[Sequence[Json]]:
    """All in one write, or a tab at a time where that is too large."""
    whole = list(itertools.chain.from_iterable(tabs))
    if len(encoded(whole)) <= SAFE_BYTES:
        yield whole
    else:
        yield from filter(None, tabs)
