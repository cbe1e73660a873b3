"""The certificates that the computer trusts: an office's proxy has one of its own."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter

from sheets_sync.errors import Refusal

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def system_trust() -> ssl.SSLContext:
    """What a client trusts: the system's own store, and not a list that a library brought."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class SystemTrust(HTTPAdapter):
    """Requests whose answers come with a certificate that the system trusts."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """The connections."""
        super().init_poolmanager(*args, ssl_context=system_trust(), **options)

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        """The connections by way of a proxy."""
        return super().proxy_manager_for(*args, ssl_context=system_trust(), **options)


def redirect(sessions: Sequence[Session], hosts: Sequence[str], variable: str, base: str) -> None:
    """Send what is meant for some hosts to another server: this machine, or one over HTTPS.

    Args:
        variable: of the environment, that `base` is the value of.

    Raises:
        Refusal: the address is neither.
    """
    parts = urlsplit(base)
    is_local = parts.scheme == "http" and parts.hostname in LOCAL_HOSTS
    # Anything else would carry the account's token, and people's names, in clear.
    if parts.scheme != "https" and not is_local:
        raise Refusal("server.base", name=variable, value=base)

    class Elsewhere(SystemTrust):
        def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
            request.url = base.rstrip("/") + request.path_url
            return super().send(request, *args, **options)

    for session in sessions:
        for host in hosts:
            session.mount(f"https://{host}", Elsewhere())
