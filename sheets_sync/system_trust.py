"""The certificates that the computer trusts: an office's proxy has one of its own."""

from __future__ import annotations

import ssl
from typing import Any

from requests.adapters import HTTPAdapter


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
