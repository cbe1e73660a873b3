"""Microsoft Graph and its sign-in on this machine, as far as their references describe them.

Only the operations below, with their conditions and answers (learn.microsoft.com/graph/api:
`shares-get`, `driveitem-get`, `driveitem-createuploadsession`, `driveitem-get-content`; the
device flow: RFC 8628). Anything else is answered 400, so that a call Graph does not have fails.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

APPLICATION, DIRECTORY = "11111111-2222-3333-4444-555555555555", "asso-test"
ADDRESS = "https://asso.sharepoint.com/:x:/s/programme/EaBcD?e=4xYz"
USER = "marie@asso.example"
_SHARED = "u!" + base64.urlsafe_b64encode(ADDRESS.encode()).decode().rstrip("=")
_LOGIN = f"/{DIRECTORY}/oauth2/v2.0"
_ITEM, _DRIVE = "01NKDM7HMOJT", "b!qnfox2ppp"
_TOKENS = {
    "token_type": "Bearer",
    "expires_in": 3600,
    "access_token": "acces",
    "refresh_token": "durable",
}


@dataclass(frozen=True)
class GraphFault:
    """What goes wrong with the `number`-th call (from 1): an answer of `status`, or none at all.

    `applied`: the call is carried out first.
    """

    number: int
    status: int = 0
    applied: bool = False


@dataclass
class GraphServer:
    """One file, what was asked, what is to go wrong, and what people do meanwhile.

    Attributes:
        meanwhile: just before the n-th call (from 1) reaches it.
        stamp: what a file that is uploaded comes back as: SharePoint writes the columns of a
            library into its properties.
    """

    file: Path
    port: int = 0
    calls: list[str] = field(default_factory=list)
    faults: list[GraphFault] = field(default_factory=list)
    meanwhile: dict[int, Callable[[], object]] = field(default_factory=dict)
    is_locked: bool = False
    is_signed_out: bool = False
    is_code_refused: bool = False
    is_code_typed: bool = True
    stamp: Callable[[bytes], bytes] = bytes
    _uploads: dict[str, tuple[bytearray, int]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def tag(self) -> str:
        return f'"c:{{{hashlib.sha256(self.file.read_bytes()).hexdigest()[:12]}}},1"'

    def answer(self, call: Call) -> Answer:
        """The answer to one call, with what goes wrong with it."""
        self.calls.append(f"{call.method} {_named(call.path)}")
        number = len(self.calls)
        if number in self.meanwhile:
            self.meanwhile.pop(number)()
        fault = next((each for each in self.faults if each.number == number), None)
        if fault is None:
            return self._answer(call)
        if fault.applied:
            self._answer(call)
        return Answer(fault.status, headers={"Retry-After": "1"})

    def _answer(self, call: Call) -> Answer:
        if call.path.startswith(f"/{DIRECTORY}/"):
            return self._sign_in(call)
        if call.path.startswith("/files/"):
            return self._file(call)
        if call.headers.get("authorization") != "Bearer acces":
            return _error(401, "InvalidAuthenticationToken")
        if (call.method, call.path) == ("GET", f"/v1.0/shares/{_SHARED}/driveItem"):
            if call.headers.get("if-none-match") == self.tag():
                return Answer(304)
            return self._item() if self.file.exists() else _error(404, "itemNotFound")
        if (call.method, call.path) == (
            "POST",
            f"/v1.0/drives/{_DRIVE}/items/{_ITEM}/createUploadSession",
        ):
            return self._begin_upload(call)
        return _error(400, "BadRequest")

    def _item(self, status: int = 200) -> Answer:
        return _json(
            {
                "id": _ITEM,
                "name": self.file.name,
                "size": self.file.stat().st_size,
                "eTag": f'"{{86EB4C8E}},{len(self.calls)}"',
                "cTag": self.tag(),
                "file": {},
                "parentReference": {"driveId": _DRIVE},
                "@microsoft.graph.downloadUrl": f"{self.url}/files/down",
            },
            status,
        )

    def _begin_upload(self, call: Call) -> Answer:
        if self.is_locked:
            return _error(423, "notAllowed")
        if call.headers.get("if-match") not in (None, self.tag()):
            return _error(412, "preconditionFailed")
        assert json.loads(call.body)["deferCommit"] is True
        name = f"up{len(self._uploads)}"
        self._uploads[name] = (bytearray(), 0)
        return _json({"uploadUrl": f"{self.url}/files/{name}", "expirationDateTime": "2026-12-01"})

    def _file(self, call: Call) -> Answer:
        # « If you include the Authorization header when issuing the PUT call … 401. »
        if "authorization" in call.headers:
            return _error(401, "unauthenticated")
        name = call.path.rpartition("/")[2]
        if call.method == "GET" and name == "down":
            return Answer(200, self.file.read_bytes())
        if name not in self._uploads:
            return _error(404, "itemNotFound")
        received, total = self._uploads[name]
        if call.method == "DELETE":
            del self._uploads[name]
            return Answer(204)
        if call.method == "PUT":
            return self._piece(name, call)
        if call.method == "POST" and not call.body and len(received) == total:
            if self.is_locked:
                return _error(423, "resourceLocked")
            self.file.write_bytes(self.stamp(bytes(received)))
            del self._uploads[name]
            return self._item()
        return _error(400, "invalidRequest")

    def _piece(self, name: str, call: Call) -> Answer:
        received, _ = self._uploads[name]
        where = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", call.headers["content-range"])
        assert where is not None
        first, last, total = map(int, where.groups())
        is_whole = last + 1 == total or len(call.body) % (320 * 1024) == 0
        if first != len(received) or last - first + 1 != len(call.body) or not is_whole:
            return _error(416, "invalidRange")
        received += call.body
        self._uploads[name] = (received, total)
        return _json({"nextExpectedRanges": [f"{last + 1}-"]}, 202)

    def _sign_in(self, call: Call) -> Answer:
        issuer = f"https://login.microsoftonline.com/{DIRECTORY}/v2.0"
        if call.path.endswith("/.well-known/openid-configuration"):
            base = f"https://login.microsoftonline.com{_LOGIN}"
            return _json(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "device_authorization_endpoint": f"{base}/devicecode",
                }
            )
        asked = {name: values[0] for name, values in parse_qs(call.body.decode()).items()}
        if asked.get("client_id") != APPLICATION:
            return _json({"error": "unauthorized_client"}, 400)
        if call.path == f"{_LOGIN}/devicecode":
            return _json(
                {
                    "user_code": "ABCD-EFGH",
                    "device_code": "d",
                    "verification_uri": "https://microsoft.com/devicelogin",
                    "expires_in": 900,
                    "interval": 1,
                }
            )
        if self.is_signed_out and asked["grant_type"] == "refresh_token":
            return _json({"error": "invalid_grant"}, 400)
        if self.is_code_refused:
            return _json({"error": "authorization_declined"}, 400)
        if not self.is_code_typed and asked["grant_type"] != "refresh_token":
            return _json({"error": "authorization_pending"}, 400)
        claims = {
            "iss": issuer,
            "aud": APPLICATION,
            "exp": 4_000_000_000,
            "iat": 1_700_000_000,
            "sub": "s",
            "preferred_username": USER,
        }
        parts = [{"alg": "none"}, claims]
        encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
        return _json({**_TOKENS, "id_token": ".".join([*encoded, ""])})


@dataclass(frozen=True)
class Call:
    """What was asked; the names of the headers in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What is answered; a status of 0 is a connection that is cut."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def _json(value: dict[str, Any], status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


def _error(status: int, code: str) -> Answer:
    return _json({"error": {"code": code, "message": "In English."}}, status)


def _named(path: str) -> str:
    """A call as a test names it: the last part of its path."""
    return re.sub(r"up\d+$", "upload", path.rpartition("/")[2])


@contextmanager
def graph_server(file: Path) -> Iterator[GraphServer]:
    """The server over one file."""
    made = GraphServer(file)

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            path = urlsplit(self.path).path
            answer = made.answer(Call(self.command, path, headers, body))
            if not answer.status:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status not in (204, 304):
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if answer.status not in (204, 304):
                self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 - http.server's own names

        def log_message(self, *args: object) -> None:
            """Keep what pytest shows to what fails."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
