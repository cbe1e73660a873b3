"""The HTTP server: tokens, who may what, quotas, planned faults, a list of the calls made."""

from __future__ import annotations

import gzip
import json
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.sheets_emulator import changes, drive, fields, values
from tests.sheets_emulator.accounts import Accounts
from tests.sheets_emulator.grid import Area, Spreadsheet, Tab, not_found
from tests.sheets_emulator.request_rules import may_edit
from tests.sheets_emulator.schema import ApiError, Call, Json, discovery, invalid

MOST_BYTES = 10_485_760
"""What Google refuses a body beyond (reported in its own error message)."""


class Answer(NamedTuple):
    """An HTTP answer; `body` is JSON, or bytes of `kind`, or nothing."""

    status: int
    body: Any
    kind: str = "application/json; charset=UTF-8"


@dataclass
class Fault:
    """What goes wrong with the `number`-th call (from 1) of those that are `on`.

    Request (all of the API), write, token.

    An error `status` (with a `reason`, in Drive's own form), or a connection that `drop`s;
    `applied` says whether the call is carried out first; `delay` in seconds.
    """

    number: int
    on: str = "request"
    status: int = 0
    reason: str = ""
    drop: bool = False
    applied: bool = False
    delay: float = 0.0


@dataclass
class Emulator:
    """All the state of one emulated Google.

    Files, accounts, what was asked of it and what is to go wrong. `meanwhile` is what people do
    just before the n-th call (from 1) reaches Google.
    """

    files: drive.Files = field(default_factory=drive.Files)
    accounts: Accounts = field(default_factory=Accounts)
    faults: list[Fault] = field(default_factory=list)
    calls: list[Json] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    quota: dict[str, int] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)
    meanwhile: dict[int, Callable[[], None]] = field(default_factory=dict)
    check_answers: bool = True
    lock: threading.RLock = field(default_factory=threading.RLock)
    _recent: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def answer(
        self, verb: str, path: str, query: dict[str, list[str]], headers: Any, data: bytes
    ) -> Answer:
        """What a request gets; `ConnectionError` where the plan says that the line drops."""
        if path.startswith("/control/"):
            return self._control(verb, path, data)
        writes = verb != "GET" and path != "/token"
        kinds = (
            ["token"]
            if path == "/token"
            else ["request", "write"]
            if writes
            else ["request", "read"]
        )
        with self.lock:
            self.calls.append({"verb": verb, "path": path, "query": query, "bytes": len(data)})
            for kind in kinds:
                self.counts[kind] = self.counts.get(kind, 0) + 1
            fault = next(
                (
                    one
                    for one in self.faults
                    if one.on in kinds and one.number == self.counts[one.on]
                ),
                None,
            )
            if path != "/token" and self.counts["request"] in self.meanwhile:
                self.meanwhile.pop(self.counts["request"])()
        if fault and fault.delay:
            time.sleep(fault.delay)
        if fault and not fault.applied and (fault.drop or fault.status):
            return self._failed(fault)
        answer = self._carried_out(verb, path, query, headers, data)
        return self._failed(fault) if fault and (fault.drop or fault.status) else answer

    @staticmethod
    def _failed(fault: Fault) -> Answer:
        if fault.drop:
            raise ConnectionAbortedError
        if fault.reason:
            return Answer(fault.status, drive.error(fault.status, fault.reason, fault.reason).body)
        return Answer(fault.status, _STANDARD[fault.status].body)

    def _carried_out(
        self, verb: str, path: str, query: dict[str, list[str]], headers: Any, data: bytes
    ) -> Answer:
        with self.lock:
            try:
                if path == "/token":
                    return Answer(*self.accounts.token(data))
                if len(data) > MOST_BYTES:
                    raise invalid(f"Request payload size exceeds the limit: {MOST_BYTES} bytes.")
                return self._api(verb, path, query, headers, data)
            except ApiError as error:
                return Answer(error.code, error.body)

    def _api(
        self, verb: str, path: str, query: dict[str, list[str]], headers: Any, data: bytes
    ) -> Answer:
        about_drive = "/drive/" in path
        name = "drive.v3" if about_drive else "sheets.v4"
        who = self.accounts.who(headers.get("Authorization", ""), about_drive, verb != "GET")
        self._refuse_disabled(name)
        self._count_quota(who, verb)
        if path.startswith("/upload/"):
            return Answer(
                200,
                drive.upload(self.files, path, query, headers.get("Content-Type", ""), data, who),
            )
        api = discovery(name)
        call = api.route(verb, path, query)
        if call is None:
            return Answer(404, b"<html>404</html>", "text/html; charset=UTF-8")
        body = _json(data) if data and call.method.get("request") else {}
        api.check_body(call, body)
        body = without_null(body)
        if about_drive:
            method = drive.METHODS.get(call.name)
            if method is None:
                raise drive.refuse_unknown(call.name)
            made = method(self.files, call, body, who)
            if isinstance(made, tuple):
                return Answer(200, made[1], made[0])
            if self.check_answers:
                api.check_answer(call, made)
            return Answer(204, None, "text/html") if made is None else Answer(200, made)
        made = fields.keep(fields.parse(call.one("fields") or "*"), self._sheets(call, body, who))
        if self.check_answers:
            api.check_answer(call, made)
        return Answer(200, made)

    def _sheets(self, call: Call, body: Json, who: str) -> Json:
        if call.name == "spreadsheets.create":
            tabs = [
                Tab(
                    {
                        "sheetId": n,
                        "index": n,
                        "sheetType": "GRID",
                        **s["properties"],
                        "gridProperties": {"rowCount": 1000, "columnCount": 26}
                        | s["properties"].get("gridProperties", {}),
                    }
                )
                for n, s in enumerate(body.get("sheets", []))
            ]
            wanted = body.get("properties", {})
            return self.files.new(
                wanted.get("title", "Untitled spreadsheet"), who, wanted, tabs
            ).as_json(None, with_data=False)
        writes = call.method["httpMethod"] != "GET" and not call.name.endswith("ByDataFilter")
        book = self.files.find(
            call.path["spreadsheetId"], who, writes=writes, missing=lambda _: not_found()
        )
        if call.name == "spreadsheets.get":
            return self._shown(book, call.query.get("ranges"), call, who)
        if call.name == "spreadsheets.getByDataFilter":
            areas = [values.located(book, wanted) for wanted in body.get("dataFilters", [])]
            return _for(book.as_json(areas or None, bool(body.get("includeGridData"))), book, who)
        if call.name == "spreadsheets.batchUpdate":
            made, replies = changes.apply(book, body, who)
            self._replace(made)
            more = {}
            if body.get("includeSpreadsheetInResponse"):
                areas = [made.locate(text) for text in body.get("responseRanges", [])]
                more = {
                    "updatedSpreadsheet": _for(
                        made.as_json(areas or None, bool(body.get("responseIncludeGridData"))),
                        made,
                        who,
                    )
                }
            return {"spreadsheetId": book.id, "replies": replies, **more}
        if call.name == "spreadsheets.sheets.copyTo":
            return self._copy_to(book, call, body, who)
        method = values.METHODS.get(call.name)
        if method is None:
            raise ApiError(501, f"The emulator does not know {call.name}.", "UNIMPLEMENTED")
        target = book.copy() if writes else book
        answer = method(target, call, body)
        if writes:
            self._replace(target)
        return answer

    def _replace(self, book: Spreadsheet) -> None:
        book.revision += 1
        book.modified = drive.now()
        self.files.books[book.id] = book

    def _copy_to(self, book: Spreadsheet, call: Call, body: Json, who: str) -> Json:
        source = book.tab(int(call.path["sheetId"]))
        target = self.files.find(
            body["destinationSpreadsheetId"], who, writes=True, missing=lambda _: not_found()
        ).copy()
        made = source.copy()
        made.properties |= {
            "title": f"Copy of {source.title}",
            "sheetId": max(tab.id for tab in target.tabs) + 7,
        }
        target.tabs.append(made)
        target.renumber()
        self._replace(target)
        return made.properties

    @staticmethod
    def _shown(book: Spreadsheet, ranges: list[str] | None, call: Call, who: str) -> Json:
        areas: list[tuple[Tab, Area]] | None = (
            [book.locate(text) for text in ranges] if ranges else None
        )
        wanted = call.one("fields")
        with_data = (
            "data" in fields.parse(wanted).get("sheets", {"data": {}})
            if wanted
            else call.true("includeGridData")
        )
        return _for(book.as_json(areas, with_data), book, who)

    def _refuse_disabled(self, name: str) -> None:
        service = {"drive.v3": "drive.googleapis.com", "sheets.v4": "sheets.googleapis.com"}[name]
        if service in self.disabled:
            title = "Google Drive API" if name == "drive.v3" else "Google Sheets API"
            page = f"https://console.developers.google.com/apis/api/{service}/overview?project=1"
            raise ApiError(
                403,
                f"{title} has not been used in project 1 before or it is disabled. "
                f"Enable it by visiting {page} then retry. If you enabled this API recently, "
                "wait a few minutes for the action to propagate to our systems and retry.",
                "PERMISSION_DENIED",
                [
                    {
                        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                        "reason": "SERVICE_DISABLED",
                        "domain": "googleapis.com",
                        "metadata": {"service": service},
                    }
                ],
            )

    def _count_quota(self, who: str, verb: str) -> None:
        kind = "read" if verb == "GET" else "write"
        limit = self.quota.get(kind)
        if limit is None:
            return
        recent = self._recent.setdefault((who, kind), deque())
        while recent and recent[0] < time.monotonic() - self.quota.get("seconds", 60):
            recent.popleft()
        if len(recent) >= limit:
            raise ApiError(
                429,
                _quota_exceeded(kind.title()),
                "RESOURCE_EXHAUSTED",
            )
        recent.append(time.monotonic())

    def _control(self, verb: str, path: str, data: bytes) -> Answer:
        body = _json(data) if data else {}
        with self.lock:
            if path == "/control/faults" and verb == "POST":
                self.faults = [
                    Fault(**fault)
                    for fault in (body if isinstance(body, list) else body.get("faults", []))
                ]
                self.counts.clear()
            elif path == "/control/calls" and verb == "DELETE":
                self.calls.clear()
                self.counts.clear()
            elif path == "/control/settings" and verb == "POST":
                self.quota = body.get("quota", self.quota)
                self.disabled = set(body.get("disabled", self.disabled))
                self.accounts.skew = body.get("clock_skew", self.accounts.skew)
                self._recent.clear()
            elif path != "/control/calls":
                return Answer(404, {"error": "control: faults, calls, settings"})
            return Answer(
                200, {"calls": list(self.calls), "faults": [vars(fault) for fault in self.faults]}
            )


def _for(answer: Json, book: Spreadsheet, who: str) -> Json:
    """What of the protections an account is told.

    Whether it may edit there, and, if so, who else.
    """
    sheets = []
    for sheet in answer["sheets"]:
        ranges = []
        for protection in sheet.get("protectedRanges", []):
            edits = may_edit(book, protection, who) or bool(protection.get("warningOnly"))
            told = {key: value for key, value in protection.items() if key != "editors" or edits}
            ranges.append(told | ({"requestingUserCanEdit": True} if edits else {}))
        sheets.append(sheet | ({"protectedRanges": ranges} if ranges else {}))
    properties = {
        key: value for key, value in answer["properties"].items() if not key.startswith("x-")
    }
    return answer | {"sheets": sheets, "properties": properties}


def without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_null(item) for key, item in value.items() if item is not None}
    return [without_null(item) for item in value] if isinstance(value, list) else value


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise invalid("Invalid JSON payload received. Unexpected token.") from error


def _quota_exceeded(kind: str) -> str:
    """Google's own words: `kind` is « Read » or « Write »."""
    return (
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per minute "
        "per user' of service 'sheets.googleapis.com' for consumer 'project_number:1'."
    )


_STANDARD = {
    408: ApiError(408, "The request timed out.", "DEADLINE_EXCEEDED"),
    429: ApiError(429, _quota_exceeded("Write"), "RESOURCE_EXHAUSTED"),
    500: ApiError(500, "Internal error encountered.", "INTERNAL"),
    502: ApiError(502, "Bad Gateway", "UNAVAILABLE"),
    503: ApiError(503, "The service is currently unavailable.", "UNAVAILABLE"),
    504: ApiError(504, "Deadline exceeded.", "DEADLINE_EXCEEDED"),
    401: ApiError(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED"),
    403: ApiError(403, "The caller does not have permission", "PERMISSION_DENIED"),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def _serve(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = parse_qs(parts.query, keep_blank_values=True)
        try:
            answer = self.server.emulator.answer(
                self.command, parts.path, query, self.headers, data
            )
        except ConnectionError:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = (
            b""
            if answer.body is None
            else answer.body
            if isinstance(answer.body, bytes)
            else json.dumps(answer.body).encode()
        )
        self.send_response(answer.status)
        if len(body) > 2000 and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - the standard library's names

    def log_message(self, *args: object) -> None:
        """Nothing: `GET /control/calls` tells."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(
            (timestamp or time.time()) + self.server.emulator.accounts.skew
        )


class Server(ThreadingHTTPServer):
    """An emulator that listens on loopback; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, emulator: Emulator, port: int = 0) -> None:
        self.emulator = emulator
        super().__init__(("127.0.0.1", port), _Handler)
        emulator.accounts.token_uri = f"{self.address}/token"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no accident of ours; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"
