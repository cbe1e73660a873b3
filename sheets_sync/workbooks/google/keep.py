"""A copy before the first write of a day: in Drive; where that may not be a file beside the other copies."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path

from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies, put, put_text
from sheets_sync.workbooks.google.calls import Api

_NOT_ALLOWED = ("google.api_off", "google.scopes", "google.not_shared", "google.no_room", "google.refused", "google.wrong_id")
"""What keeps an account from Drive, though it may read the spreadsheet."""
WHOLE = (
    "properties,namedRanges,sheets(properties,merges,conditionalFormats,basicFilter,charts,protectedRanges,developerMetadata,"
    "data(startRow,startColumn,rowData(values(userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns)),rowMetadata,columnMetadata))"
)
"""All that a person made in a spreadsheet."""


def keep_a_copy(api: Api, spreadsheet: str, title: str, day: date, copies: Copies) -> None:
    """Keep the spreadsheet as it is, unless that was done today.

    Raises:
        Untouchable: the account may only read it.
        Refusal: no copy can be kept, or Google cannot be reached.
    """
    known_file = copies.folder / f"google-{spreadsheet}.json"
    known = kept(known_file)
    if any(one["day"] == day.isoformat() for one in known):
        return
    name = f"{title} – copie du {day.strftime('%d/%m/%Y')} avant mise à jour"
    where = {"spreadsheet": in_drive} if (in_drive := _in_drive(api, spreadsheet, name, day)) else {"file": _in_a_file(api, spreadsheet, title, day, copies).name}
    put_text(known_file, json.dumps([*known, {"day": day.isoformat(), "name": name, **where}], ensure_ascii=False, indent=0) + "\n")


def _in_drive(api: Api, spreadsheet: str, name: str, day: date) -> str | None:
    """The id of the copy; None where Drive does not allow one."""
    try:
        rights = api.rights(spreadsheet)
        if rights.get("canEdit") is False:
            raise Untouchable("google.read_only", who=api.account.email or "Votre compte")
        return api.copy(spreadsheet, name, f"{spreadsheet} {day.isoformat()}") if rights.get("canCopy", True) else None
    except Untouchable:
        raise
    except Refusal as refusal:
        if refusal.code not in _NOT_ALLOWED:
            raise
        return None


def _in_a_file(api: Api, spreadsheet: str, title: str, day: date, copies: Copies) -> Path:
    """As Drive exports it; where Drive is shut, all that the Sheets API gives."""
    plain = copies.folder / f"{re.sub(r'[^A-Za-zÀ-ÿ0-9_ .-]', '_', title)} {day.isoformat()} {spreadsheet[:6]}"
    try:
        file, data = plain.with_name(f"{plain.name}.xlsx"), api.export(spreadsheet)
    except Refusal as refusal:
        if refusal.code not in _NOT_ALLOWED:
            raise
        whole = json.dumps(api.read(spreadsheet, WHOLE), ensure_ascii=False)
        file, data = plain.with_name(f"{plain.name}.json.gz"), gzip.compress(whole.encode(), mtime=0)
    put(file, lambda draft: _write(draft, data))
    return file


def _write(draft: Path, data: bytes) -> None:
    draft.write_bytes(data)


def kept(known_file: Path) -> list[dict[str, str]]:
    """The copies there are of a spreadsheet, the oldest first: day, name, and the id of a spreadsheet or a file."""
    try:
        found: list[dict[str, str]] = json.loads(known_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise Refusal("history.wrong", file=known_file) from error
    return found

