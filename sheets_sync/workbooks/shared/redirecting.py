"""Requests that are meant for a service of the web, sent to another server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session

from sheets_sync.errors import Refusal
from sheets_sync.system_trust import SystemTrust
from sheets_sync.workbooks.shared.addresses import LOCAL_HOSTS


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
