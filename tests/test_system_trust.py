"""An office whose proxy signs with its own certificate: what the system trusts is trusted."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import requests
from starlette.applications import Starlette

from sheets_sync.system_trust import SystemTrust
from sheets_sync.web.connections import patient_server
from tests.browser import until
from tests.web.test_connections import certificate_and_key


def test_a_certificate_counts_once_the_system_trusts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = certificate_and_key(tmp_path)
    server = patient_server(Starlette(), host="localhost", port=0, certificate=certificate, key=key)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    address = f"https://localhost:{server.servers[0].sockets[0].getsockname()[1]}/"

    def status() -> int:
        with requests.Session() as session:
            session.mount("https://", SystemTrust())
            return session.get(address, timeout=30).status_code

    try:
        with pytest.raises(requests.exceptions.SSLError):
            status()
        # As an office adds its own authority to the computers it gives out.
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert status() == 404
    finally:
        server.should_exit = True
        thread.join(10)
