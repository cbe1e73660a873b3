"""A copy before the first write of a day, in Drive or, where that may not be, in a file beside the other copies; and back again."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeAlias

from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies, put_bytes, put_text
from sheets_sync.workbooks.google.calls import MOST_TRIES, SAFE_BYTES, Api, Json, Unsure, encoded

_NOT_ALLOWED = (
    "google.api_off",
    "google.scopes",
    "google.not_shared",
    "google.no_room",
    "google.refused",
    "google.wrong_id",
)
"""What keeps an account from Drive, though it may read the spreadsheet."""
_CELLS = "userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns"
WHOLE = (
    "properties,namedRanges,sheets(properties,merges,conditionalFormats,basicFilter,charts,protectedRanges,developerMetadata,"
    f"data(startRow,startColumn,rowData(values({_CELLS})),rowMetadata,columnMetadata))"
)
"""All that a person made in a spreadsheet."""
Entry: TypeAlias = dict[str, str]
"""A copy: `day`, `name`, and the id of a `spreadsheet` or the name of a `file` in the folder of the copies."""


def keep_a_copy(
    api: Api, spreadsheet: str, title: str, day: date, copies: Copies, again: str = ""
) -> None:
    """Keep the spreadsheet as it is, unless that was done today; the oldest copies go.

    Args:
        again: why another is kept on a day that has one.

    Raises:
        Untouchable: the account may only read it.
        Refusal: no copy can be kept, or Google cannot be reached.
    """
    known = kept(spreadsheet, copies)
    if not again and any(one["day"] == day.isoformat() for one in known):
        return
    count = sum(one["day"] == day.isoformat() for one in known)
    name = f"{title} – copie du {day.strftime('%d/%m/%Y')} {again or 'avant mise à jour'}" + (
        f" ({count})" if again else ""
    )
    in_drive = _in_drive(api, spreadsheet, name)
    where = (
        {"spreadsheet": in_drive}
        if in_drive
        else {"file": _in_a_file(api, spreadsheet, name, copies).name}
    )
    known.append({"day": day.isoformat(), "name": name, **where})
    for old in known[: -copies.keep]:
        _forget(api, old, copies)
    put_text(
        _list(spreadsheet, copies),
        json.dumps(known[-copies.keep :], ensure_ascii=False, indent=0) + "\n",
    )


def kept(spreadsheet: str, copies: Copies) -> list[Entry]:
    """The copies there are of a spreadsheet, the oldest first."""
    file = _list(spreadsheet, copies)
    try:
        found: list[Entry] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise Refusal("history.wrong", file=file) from error
    return found


def put_back(api: Api, spreadsheet: str, copy: Entry, day: date, copies: Copies) -> None:
    """Give every tab of the copy its cells again: values, formats, notes, lists, merges. A copy of what is there is kept first.

    Tabs made since stay. Done tab by tab where it is too large for one write.

    Raises:
        Refusal: the copy is an exported file, is gone, or Google cannot be reached.
    """
    if copy.get("file", "").endswith(".xlsx"):
        raise Refusal("google.restore_file", file=copies.folder / copy["file"])
    before = _whole(api, copy, copies)
    keep_a_copy(
        api,
        spreadsheet,
        api.read(spreadsheet, "properties(title)")["properties"]["title"],
        day,
        copies,
        "avant restauration",
    )
    for tries in range(1, MOST_TRIES + 1):
        now = {
            sheet["properties"]["sheetId"]: sheet
            for sheet in api.read(spreadsheet, "sheets(properties,merges)")["sheets"]
        }
        try:
            for requests in _batches(
                [_tab_back(sheet, now) for sheet in before["sheets"] if "data" in sheet]
            ):
                api.write(spreadsheet, requests)
        except Unsure as error:
            if tries == MOST_TRIES:
                raise Refusal("google.unsure") from error
            api.wait(tries)
        else:
            return


def _in_drive(api: Api, spreadsheet: str, name: str) -> str | None:
    """The id of the copy; None where Drive does not allow one."""
    try:
        rights = api.rights(spreadsheet)
        if rights.get("canEdit") is False:
            raise Untouchable("google.read_only", who=api.account.email or "Votre compte")
        return (
            api.copy(spreadsheet, name, f"{spreadsheet} {name[-40:]}")
            if rights.get("canCopy", True)
            else None
        )
    except Untouchable:
        raise
    except Refusal as refusal:
        if refusal.code not in _NOT_ALLOWED:
            raise
        return None


def _in_a_file(api: Api, spreadsheet: str, name: str, copies: Copies) -> Path:
    """As Drive exports it; where Drive is shut, all that the Sheets API gives."""
    words = re.sub(r"[^\w .()-]", "-", name)
    plain = copies.folder / f"{words} {spreadsheet[:6]}"
    try:
        file, data = plain.with_name(f"{plain.name}.xlsx"), api.export(spreadsheet)
    except Refusal as refusal:
        if refusal.code not in _NOT_ALLOWED:
            raise
        whole = json.dumps(api.read(spreadsheet, WHOLE), ensure_ascii=False)
        file, data = (
            plain.with_name(f"{plain.name}.json.gz"),
            gzip.compress(whole.encode(), mtime=0),
        )
    put_bytes(file, data)
    return file


def _forget(api: Api, old: Entry, copies: Copies) -> None:
    """An old copy goes: a file for good, a spreadsheet to Drive's bin."""
    if "file" in old:
        (copies.folder / old["file"]).unlink(missing_ok=True)
    else:
        api.bin(old["spreadsheet"])


def _list(spreadsheet: str, copies: Copies) -> Path:
    return copies.folder / f"google-{spreadsheet}.json"


def _whole(api: Api, copy: Entry, copies: Copies) -> Json:
    if "spreadsheet" in copy:
        return api.read(copy["spreadsheet"], WHOLE)
    file = copies.folder / copy["file"]
    try:
        found: Json = json.loads(gzip.decompress(file.read_bytes()))
    except (OSError, ValueError) as error:
        raise Refusal("history.wrong", file=file) from error
    return found


def _tab_back(sheet: Json, now: dict[int, Json]) -> list[Json]:
    properties = sheet["properties"]
    tab_id = properties["sheetId"]
    size = {name: properties["gridProperties"][name] for name in ("rowCount", "columnCount")}
    made: list[Json] = []
    if tab_id not in now:
        made.append(
            {
                "addSheet": {
                    "properties": {
                        "sheetId": tab_id,
                        "title": properties["title"],
                        "gridProperties": size,
                    }
                }
            }
        )
    elif now[tab_id].get("merges"):
        made.append({"unmergeCells": {"range": {"sheetId": tab_id}}})
    fields = "gridProperties.rowCount,gridProperties.columnCount,title"
    made.append(
        {
            "updateSheetProperties": {
                "properties": {
                    "sheetId": tab_id,
                    "title": properties["title"],
                    "gridProperties": size,
                },
                "fields": fields,
            }
        }
    )
    made.append({"updateCells": {"range": {"sheetId": tab_id}, "fields": _CELLS}})
    for data in sheet["data"]:
        start = {
            "sheetId": tab_id,
            "rowIndex": data.get("startRow", 0),
            "columnIndex": data.get("startColumn", 0),
        }
        if data.get("rowData"):
            made.append(
                {"updateCells": {"start": start, "rows": data["rowData"], "fields": _CELLS}}
            )
    return [
        *made,
        *(
            {"mergeCells": {"range": {"sheetId": tab_id, **merge}, "mergeType": "MERGE_ALL"}}
            for merge in sheet.get("merges", [])
        ),
    ]


def _batches(tabs: list[list[Json]]) -> Iterator[list[Json]]:
    """All in one write, or a tab at a time where that is too large."""
    whole = [request for tab in tabs for request in tab]
    yield from [whole] if len(encoded(whole)) <= SAFE_BYTES else tabs
