"""Drive v3 around the spreadsheets: files listed, made, copied, shared, exported, deleted.

An `.xlsx` or `.csv` uploaded.
"""

from __future__ import annotations

import csv
import email.parser
import email.policy
import io
import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from tests.sheets_emulator import fields
from tests.sheets_emulator.cells import formatted
from tests.sheets_emulator.convert import from_xlsx, to_xlsx
from tests.sheets_emulator.grid import DEFAULTS, Spreadsheet, Tab
from tests.sheets_emulator.schema import ApiError, Call, Json, invalid
from tests.sheets_emulator.values import put

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Files:
    """All spreadsheets there are, by id."""

    def __init__(self) -> None:
        self.books: dict[str, Spreadsheet] = {}

    def new(
        self, title: str, who: str, properties: Json | None = None, tabs: Iterable[Tab] = ()
    ) -> Spreadsheet:
        id_ = "1" + secrets.token_urlsafe(32).replace("-", "x").replace("_", "y")[:43]
        first = Tab(
            {
                "sheetId": 0,
                "title": "Sheet1",
                "index": 0,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": 1000, "columnCount": 26},
            }
        )
        known = {"title": title, "locale": "en_US", **DEFAULTS} | (properties or {})
        book = Spreadsheet(id_, known, list(tabs) or [first], now(), now(), {who: "owner"})
        book.renumber()
        self.books[id_] = book
        return book

    def find(
        self, id_: str, who: str, *, writes: bool = False, missing: Callable[[str], ApiError]
    ) -> Spreadsheet:
        """A spreadsheet that an account may see, or, where it `writes`, change.

        `ApiError` as Google's.
        """
        book = self.books.get(id_)
        if book is None:
            raise missing(id_)
        if who not in book.shares or (writes and book.shares[who] not in ("owner", "writer")):
            raise ApiError(403, "The caller does not have permission", "PERMISSION_DENIED")
        return book


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def error(code: int, reason: str, message: str) -> ApiError:
    """An error in Drive's own form."""
    made = ApiError(code, message, reason)
    made.body = {
        "error": {
            "errors": [{"domain": "global", "reason": reason, "message": message}],
            "code": code,
            "message": message,
        }
    }
    return made


def _missing(id_: str) -> ApiError:
    made = error(404, "notFound", f"File not found: {id_}.")
    made.body["error"]["errors"][0] |= {"locationType": "parameter", "location": "fileId"}
    return made


def _known(files: Files, call: Call, who: str, *, writes: bool = False) -> Spreadsheet:
    book = files.books.get(call.path["fileId"])
    if book is None or who not in book.shares:
        raise _missing(call.path["fileId"])
    if writes and book.shares[who] not in ("owner", "writer"):
        raise error(
            403,
            "insufficientFilePermissions",
            "The user does not have sufficient permissions for this file.",
        )
    return book


def _file(book: Spreadsheet, who: str) -> Json:
    edits = book.shares.get(who) in ("owner", "writer")
    return {
        "kind": "drive#file",
        "id": book.id,
        "name": book.properties["title"],
        "mimeType": SPREADSHEET,
        "createdTime": book.created,
        "modifiedTime": book.modified,
        "version": str(book.revision),
        "trashed": False,
        "ownedByMe": book.shares.get(who) == "owner",
        "capabilities": {
            "canEdit": edits,
            "canCopy": not book.properties.get("x-no-copy"),
            "canComment": edits,
        },
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }


_USUAL = "kind,id,name,mimeType"


def _shown(value: Json, call: Call, usual: str) -> Json:
    found: Json = fields.keep(fields.parse(call.one("fields") or usual), value)
    return found


def get(files: Files, call: Call, body: Json, who: str) -> Json:
    return _shown(_file(_known(files, call, who), who), call, _USUAL)


def list_(files: Files, call: Call, body: Json, who: str) -> Json:
    found = [book for book in files.books.values() if who in book.shares]
    q = call.one("q")
    has = re.fullmatch(r"appProperties has \{ key='([^']*)' and value='([^']*)' \}", q)
    if has:
        found, q = (
            [
                book
                for book in found
                if book.properties.get("x-app-properties", {}).get(has[1]) == has[2]
            ],
            "",
        )
    for term in filter(None, q.split(" and ")):
        wanted = re.fullmatch(r"\s*(\w+) ?(=|contains) ?(?:\"(.*)\"|'(.*)'|(true|false))\s*", term)
        if wanted is None:
            raise error(400, "invalid", "Invalid Value")
        text = wanted[3] or wanted[4] or ""
        if wanted[1] == "name":
            found = [
                b
                for b in found
                if (
                    b.properties["title"] == text
                    if wanted[2] == "="
                    else text in b.properties["title"]
                )
            ]
        elif wanted[1] == "mimeType":
            found = found if text == SPREADSHEET else []
    found.sort(key=lambda book: book.modified, reverse=True)
    size, start = int(call.one("pageSize", "100")), int(call.one("pageToken") or "0")
    more = {"nextPageToken": str(start + size)} if start + size < len(found) else {}
    listed = {
        "kind": "drive#fileList",
        "incompleteSearch": False,
        "files": [_file(book, who) for book in found[start : start + size]],
    }
    return _shown(listed | more, call, f"kind,incompleteSearch,nextPageToken,files({_USUAL})")


def create(files: Files, call: Call, body: Json, who: str) -> Json:
    return _shown(_file(files.new(body.get("name") or "Untitled", who), who), call, _USUAL)


def copy(files: Files, call: Call, body: Json, who: str) -> Json:
    source = _known(files, call, who)
    if source.properties.get("x-no-copy"):
        raise error(403, "cannotCopyFile", "This file cannot be copied by the user.")
    made = source.copy()
    title = body.get("name") or f"Copy of {source.properties['title']}"
    other = files.new(title, who, made.properties | {"title": title}, made.tabs)
    other.named_ranges, other.metadata = made.named_ranges, made.metadata
    other.properties["x-app-properties"] = body.get("appProperties", {})
    return _shown(_file(other, who), call, _USUAL)


def delete(files: Files, call: Call, body: Json, who: str) -> None:
    book = _known(files, call, who)
    if book.shares[who] != "owner":
        raise error(
            403,
            "insufficientFilePermissions",
            "The user does not have sufficient permissions for this file.",
        )
    del files.books[book.id]


def change(files: Files, call: Call, body: Json, who: str) -> Json:
    book = _known(files, call, who, writes=True)
    if "name" in body:
        book.properties["title"] = body["name"]
    if body.get("trashed"):
        del files.books[book.id]
    return _shown(_file(book, who), call, _USUAL)


def export(files: Files, call: Call, body: Json, who: str) -> tuple[str, bytes]:
    book, kind = _known(files, call, who), call.one("mimeType")
    if kind == XLSX:
        return kind, to_xlsx(book)
    if kind not in ("text/csv", "text/tab-separated-values"):
        raise error(400, "badRequest", "The requested conversion is not supported.")
    tab, locale = book.tabs[0], book.properties["locale"]
    rows, columns = tab.filled(tab.whole, "userEnteredValue")
    made = io.StringIO()
    writer = csv.writer(made, delimiter="," if kind == "text/csv" else "\t", lineterminator="\r\n")
    for row in range(rows):
        cells = [tab.cells.get((row, column), {}) for column in range(columns)]
        writer.writerow(
            [
                formatted(
                    tab.value(cell), cell.get("userEnteredFormat", {}).get("numberFormat"), locale
                )
                for cell in cells
            ]
        )
    return kind, made.getvalue().removesuffix("\r\n").encode()


def permissions(files: Files, call: Call, body: Json, who: str) -> Json:
    found = [
        _permission(address, role) for address, role in _known(files, call, who).shares.items()
    ]
    usual = "kind,permissions(kind,id,type,role)"
    return _shown({"kind": "drive#permissionList", "permissions": found}, call, usual)


def _permission(address: str, role: str) -> Json:
    return {
        "kind": "drive#permission",
        "id": f"{abs(hash(address)):020}"[:20],
        "type": "user",
        "emailAddress": address,
        "role": role,
    }


def share(files: Files, call: Call, body: Json, who: str) -> Json:
    book = _known(files, call, who, writes=True)
    if body.get("emailAddress"):
        book.shares[body["emailAddress"]] = body["role"]
    made = _permission(str(body.get("emailAddress", body["type"])), body["role"]) | {
        "type": body["type"]
    }
    return _shown(made, call, "kind,id,type,role")


def unshare(files: Files, call: Call, body: Json, who: str) -> None:
    book = _known(files, call, who, writes=True)
    for address in [
        address
        for address in book.shares
        if _permission(address, "")["id"] == call.path["permissionId"]
    ]:
        del book.shares[address]


def comments(files: Files, call: Call, body: Json, who: str) -> Json:
    _known(files, call, who)
    return {"comments": []}


def upload(
    files: Files, path: str, query: Mapping[str, list[str]], kind: str, data: bytes, who: str
) -> Json:
    """A file's content: of a new file (v3, multipart), or in place of what a spreadsheet holds.

    The latter as gspread does it (v2), or v3.
    """
    described: Json = {}
    if query.get("uploadType", [""])[0] == "multipart":
        parts = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
            f"Content-Type: {kind}\r\n\r\n".encode() + data
        )
        about, content = list(parts.iter_parts())
        told: Any = about.get_payload(decode=True)
        described = json.loads(told or b"{}")
        kind, data = content.get_content_type(), content.get_payload(decode=True)  # type: ignore[assignment]  # a leaf: bytes
    tabs, locale = _content(kind, data)
    id_ = path.rpartition("/files")[2].lstrip("/")
    if id_:
        book = files.find(id_, who, writes=True, missing=_missing)
        book.tabs = tabs
        if not kind.startswith("application"):  # a CSV: its tab is named as the file
            tabs[0].properties["title"] = book.properties["title"]
            book.properties["timeZone"] = "America/Los_Angeles"
    else:
        book = files.new(described.get("name") or "Untitled", who, {"locale": locale}, tabs)
    book.modified = now()
    return {key: value for key, value in _file(book, who).items() if key in _USUAL}


def _content(kind: str, data: bytes) -> tuple[list[Tab], str]:
    if kind == XLSX:
        return from_xlsx(data)
    if not kind.startswith("text/csv"):
        raise error(400, "badRequest", "Bad Request")
    lines: list[list[Any]] = [list(line) for line in csv.reader(io.StringIO(data.decode()))]
    tab = Tab(
        {
            "sheetId": 0,
            "title": "Sheet1",
            "index": 0,
            "sheetType": "GRID",
            "gridProperties": {"rowCount": max(1000, len(lines)), "columnCount": 26},
        }
    )
    book = Spreadsheet("", {"locale": "en_US"}, [tab], "", "", {})
    put(book, tab, 0, 0, lines, raw=False)
    return [tab], "en_US"


Method = Callable[[Files, Call, Json, str], Any]
METHODS: Mapping[str, Method] = {
    "files.get": get,
    "files.list": list_,
    "files.create": create,
    "files.copy": copy,
    "files.delete": delete,
    "files.update": change,
    "files.export": export,
    "permissions.list": permissions,
    "permissions.create": share,
    "permissions.delete": unshare,
    "comments.list": comments,
}


def refuse_unknown(name: str) -> ApiError:
    return invalid(f"The emulator does not know {name}.")
