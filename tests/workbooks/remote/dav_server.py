"""A real WebDAV server (wsgidav) on this machine, whose n-th call may go wrong."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from cheroot.wsgi import Server
from wsgidav.fs_dav_provider import FilesystemProvider
from wsgidav.wsgidav_app import WsgiDAVApp

from tests.serving import DEADLINE_SECONDS

USER, PASSWORD = "marie", "fourmi-lampe-42"
SHARE = f"/remote.php/dav/files/{USER}"


@dataclass(frozen=True)
class DavFault:
    """What goes wrong with the `number`-th call (from 1).

    An answer of `status`, one that is `cut` in the middle, one of half a file as if it were all of
    it (`short`), of `other` bytes under the tag of the file, or a write of which `half` arrives;
    `applied`: the call is carried out first.
    """

    number: int
    status: int = 0
    cut: bool = False
    short: bool = False
    other: bytes | None = None
    half: bool = False
    applied: bool = False


@dataclass
class DavServer:
    """The server's folder, what was asked of it, what is to go wrong and what people do meanwhile.

    `meanwhile`: just before the n-th call (from 1) reaches it.
    """

    folder: Path
    port: int = 0
    calls: list[str] = field(default_factory=list)
    faults: list[DavFault] = field(default_factory=list)
    meanwhile: dict[int, Callable[[], object]] = field(default_factory=dict)

    def address(self, name: str) -> str:
        return f"http://{USER}@127.0.0.1:{self.port}{SHARE}/{name}"

    def answer(self, app: Any, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.calls.append(environ["REQUEST_METHOD"])
        number = len(self.calls)
        if number in self.meanwhile:
            self.meanwhile.pop(number)()
        fault = next((each for each in self.faults if each.number == number), None)
        if fault is None:
            return list(app(environ, start))
        return self._fail(fault, app, environ, start)

    def _fail(
        self, fault: DavFault, app: Any, environ: dict[str, Any], start: Any
    ) -> Iterable[bytes]:
        answered: list[Any] = []
        body = b""
        if fault.half:
            sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            kept = sent[: len(sent) // 2]
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(kept), str(len(kept))
        if fault.short or fault.other is not None:
            body = b"".join(app(environ, lambda *words: answered.append(words)))
            body = body[: len(body) // 2] if fault.other is None else fault.other
            [(status, headers, *_)] = answered
            tags = [header for header in headers if header[0].lower() == "etag"]
            start(status, [*tags, ("Content-Length", str(len(body)))])
            return [body]
        if fault.applied or fault.half or (fault.cut and environ["REQUEST_METHOD"] == "GET"):
            body = b"".join(app(environ, lambda *words: answered.append(words)))
        if fault.cut:
            headers = [("Content-Length", str(len(body) + 100)), ("ETag", '"x"')]
            start("200 OK", headers)
            return [body[: len(body) // 2]]
        start(f"{fault.status or 500} Fault", [("Content-Length", "0"), ("Retry-After", "1")])
        return [b""]


@contextmanager
def dav_server(folder: Path) -> Iterator[DavServer]:
    """The server over a folder, its user in `USER` and `PASSWORD`."""
    folder.mkdir(exist_ok=True)
    app = WsgiDAVApp(
        {
            "provider_mapping": {SHARE: FilesystemProvider(str(folder))},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
            "http_authenticator": {
                "accept_basic": True,
                "accept_digest": False,
                "default_to_digest": False,
            },
            "verbose": 0,
            "logging": {"enable": False},
        }
    )
    made = DavServer(folder)
    server = Server(("127.0.0.1", 0), lambda environ, start: made.answer(app, environ, start))
    server.prepare()
    made.port = server.bind_addr[1]
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.stop()
        thread.join()


def lock(server: DavServer, name: str) -> str:
    """Somebody opens the file; the token that `unlock` takes."""
    answer = requests.request(
        "LOCK",
        _anonymous_address(server, name),
        auth=(USER, PASSWORD),
        headers={"Timeout": "Second-600", "Content-Type": "application/xml"},
        data='<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/>'
        "</D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>",
        timeout=DEADLINE_SECONDS,
    )
    assert answer.status_code == 200, answer.text
    return answer.headers["Lock-Token"]


def unlock(server: DavServer, name: str, token: str) -> None:
    """They close it."""
    address, login = _anonymous_address(server, name), (USER, PASSWORD)
    headers = {"Lock-Token": token}
    answer = requests.request(
        "UNLOCK", address, auth=login, headers=headers, timeout=DEADLINE_SECONDS
    )
    assert answer.status_code == 204, answer.text


def _anonymous_address(server: DavServer, name: str) -> str:
    return server.address(name).replace(f"{USER}@", "")
