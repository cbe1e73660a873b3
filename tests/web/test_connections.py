"""Half a request holds no place, and a phone is answered however many of them there are."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from sheets_sync.web import connections
from sheets_sync.web.connections import MOST_CONNECTIONS, PatientServer, patient_server
from tests.serving import DEADLINE_SECONDS, certificate_and_key, port, running, until

SLOW = 1_500
HALF_OPEN = (
    b"",
    b"GET / HTTP/1.1\r\nHost: a\r\n",
    b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\nhalf of",
)

WHOLE = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body())


APPLICATION = Starlette(routes=[Route("/echo", _echo, methods=["POST"])])


@pytest.fixture
def server() -> Iterator[PatientServer]:
    with running(patient_server(APPLICATION, host="127.0.0.1", port=0)) as started:
        yield started


def connect(server: PatientServer, sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port(server)), timeout=DEADLINE_SECONDS)
    connection.sendall(sent)
    return connection


def is_let_go(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def answer(connection: socket.socket) -> bytes:
    """The head of an answer and its two bytes, which may come apart."""
    received = b""
    while not received.partition(b"\r\n\r\n")[2]:
        more = connection.recv(1_000)
        assert more, "it was let go before it was answered"
        received += more
    return received


def echo(server: PatientServer) -> str:
    address = f"http://127.0.0.1:{port(server)}/echo"
    return requests.post(address, data=b"a phone", timeout=DEADLINE_SECONDS).text


def test_a_phone_is_answered_among_1500_slow_sockets(server: PatientServer) -> None:
    with contextlib.ExitStack() as stack:
        room_for_sockets(stack)
        for number in range(SLOW):
            sent = HALF_OPEN[number % len(HALF_OPEN)]
            stack.enter_context(connect(server, sent))
            if number % 500 == 0:
                assert echo(server) == "a phone"
        assert echo(server) == "a phone"
        until(lambda: len(server.server_state.connections) <= MOST_CONNECTIONS)


def room_for_sockets(stack: contextlib.ExitStack) -> None:
    """Let this process open as many as the system allows: the test has both ends of each."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 4_096 <= hard or hard == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4_096), hard))
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("sent", HALF_OPEN)
def test_half_a_request_is_let_go(
    server: PatientServer, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.2)
    with connect(server, sent) as connection:
        assert is_let_go(connection)


def test_a_byte_now_and_then_does_not_keep_a_place(
    server: PatientServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.3)
    with connect(server, b"GET / HTTP/1.1\r\n") as connection:
        connection.settimeout(0.02)
        until(lambda: _is_gone_after_a_byte(connection))


def _is_gone_after_a_byte(connection: socket.socket) -> bool:
    try:
        connection.sendall(b"x")
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def test_the_second_request_of_a_connection_has_a_time_of_its_own(
    server: PatientServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(server, WHOLE) as connection:
        assert answer(connection).endswith(b"ab")
        monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.2)
        connection.sendall(WHOLE[:20])
        assert is_let_go(connection)


def test_what_is_being_answered_is_never_pushed_out(
    server: PatientServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 1)
    with connect(server, HALF_OPEN[2]) as older, connect(server, b"") as newer:
        assert is_let_go(older)
        newer.sendall(WHOLE)
        assert answer(newer).endswith(b"ab")


def test_headers_beyond_any_browser_s_are_refused(server: PatientServer) -> None:
    with connect(server, b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000) as connection:
        assert connection.recv(1_000).startswith(b"HTTP/1.1 4")


def test_a_handshake_that_does_not_end_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_HANDSHAKE_SECONDS", 1.0)
    files = certificate_and_key(tmp_path)
    encrypted = patient_server(
        APPLICATION, host="127.0.0.1", port=0, certificate=files[0], key=files[1]
    )
    with running(encrypted) as server, connect(server, b"\x16\x03\x01") as connection:
        assert is_let_go(connection)
        # A phone on a busy machine may take longer than that as well: it comes again.
        until(lambda: _is_answered_encrypted(server, files[0]))


def _is_answered_encrypted(server: PatientServer, certificate: Path) -> bool:
    context = ssl.create_default_context(cafile=certificate)
    try:
        with context.wrap_socket(connect(server, b""), server_hostname="localhost") as phone:
            phone.sendall(WHOLE)
            return answer(phone).endswith(b"ab")
    except (ConnectionError, ssl.SSLError):
        return False
