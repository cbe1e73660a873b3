"""A copy before the first write of a day: in Drive, or where that may not be as an `.xlsx` file beside the other copies."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, put, put_text
from sheets_sync.workbooks.google.calls import Api

_NOT_ALLOWED = ("google.api_off", "google.scopes", "google.not_shared", "google.no_room", "google.refused", "google.wrong_id")


def keep_a_copy(api: Api, spreadsheet: str, title: str, day: date, copies: Copies) -> None:
    """Keep the spreadsheet as it is, unless that was done today; raises `Refusal` where no copy can be kept."""
    known_file = copies.folder / f"google-{spreadsheet}.json"
    known = kept(known_file)
    if any(one["day"] == day.isoformat() for one in known):
        return
    name = f"{title} – copie du {day.strftime('%d/%m/%Y')} avant mise à jour"
    try:
        where = {"spreadsheet": api.copy(spreadsheet, name)}
    except Refusal as refusal:
        if refusal.code not in _NOT_ALLOWED:
            raise
        where = {"file": str(_exported(api, spreadsheet, title, day, copies).relative_to(copies.folder))}
    put_text(known_file, json.dumps([*known, {"day": day.isoformat(), "name": name, **where}], ensure_ascii=False, indent=0) + "\n")


def kept(known_file: Path) -> list[dict[str, str]]:
    """The copies there are of a spreadsheet, the oldest first: day, name, and the id of a spreadsheet or a file."""
    try:
        found: list[dict[str, str]] = json.loads(known_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise Refusal("history.wrong", file=known_file) from error
    return found


def _exported(api: Api, spreadsheet: str, title: str, day: date, copies: Copies) -> Path:
    plain = re.sub(r"[^\w .-]", "_", title)
    file = copies.folder / f"{plain} {day.isoformat()} {spreadsheet[:6]}.xlsx"
    try:
        data = api.export(spreadsheet)
    except Refusal as refusal:
        raise Refusal("google.no_copy", reason=refusal) from refusal

    def write(draft: Path) -> None:
        draft.write_bytes(data)

    put(file, write)
    return file
