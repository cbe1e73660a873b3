"""Connections that are let go of: half a request holds no place, however many come at once.

uvicorn lets go of a connection that is idle between two requests (`timeout_keep_alive`), not of one
whose first request never ends; its `limit_concurrency` refuses those who come last, which are the
phones. So the places are limited here, and given back by whoever has waited longest.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from socket import socket

REQUEST_SECONDS = 20.0
"""From the first byte of a request, or the opening of a connection, to its last byte."""
MOST_CONNECTIONS = 300
"""Twelve phones hold two or three each; a system may give a process no more than 1,024."""
MOST_HEADER_BYTES = 16_384
_HANDSHAKE_SECONDS = 5.0


class PatientProtocol(H11Protocol):
    """A connection that is closed when its request takes too long, or its place is needed."""

    _deadline: asyncio.TimerHandle | None = None
    _since = 0.0

    # uvicorn gives a connection that can be written to, where asyncio says any transport.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_request()
        self._make_room()

    def data_received(self, data: bytes) -> None:
        # The next request on a connection has its own time, from its first byte.
        if self._deadline is None:
            self._await_request()
        super().data_received(data)
        if not self._is_half_open:
            self._forget_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_deadline()
        super().connection_lost(exc)

    @property
    def _is_half_open(self) -> bool:
        """Whether no whole request is there: nothing is being answered."""
        return self.conn.their_state in (h11.IDLE, h11.SEND_BODY)

    def _await_request(self) -> None:
        self._since = self.loop.time()
        self._deadline = self.loop.call_later(REQUEST_SECONDS, self._give_up)

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        if self._is_half_open:
            # Not `close`: that waits until the other side has taken what was sent to it.
            self.transport.abort()

    def _make_room(self) -> None:
        if len(self.connections) <= MOST_CONNECTIONS:
            return
        others = cast("set[PatientProtocol]", self.connections)
        half_open = (one for one in others if one._is_half_open and one is not self)
        oldest = min(half_open, key=lambda one: one._since, default=None)
        if oldest is not None:
            # At once: of many that open together, each is to push out another.
            self.connections.discard(oldest)
            oldest._give_up()


class PatientServer(uvicorn.Server):
    """The same patience with a TLS handshake, which comes before any connection of ours is made."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        if self.config.ssl is not None:
            # uvicorn passes no time for the handshake on to asyncio, whose own is a minute.
            loop: Any = asyncio.get_running_loop()
            loop.create_server = partial(
                loop.create_server, ssl_handshake_timeout=_HANDSHAKE_SECONDS
            )
        await super().startup(sockets)


def patient_server(
    application: Any, *, host: str, port: int, certificate: Any = None, key: Any = None
) -> PatientServer:
    """Server of an application of ours, not yet running.

    Args:
        certificate, key: the files that make it HTTPS.
    """
    return PatientServer(
        uvicorn.Config(
            application,
            host=host,
            port=port,
            # So many are accepted in one go, before any is let go of.
            backlog=100,
            http=PatientProtocol,
            h11_max_incomplete_event_size=MOST_HEADER_BYTES,
            log_config=None,
            server_header=False,
            ws="none",
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
    )
