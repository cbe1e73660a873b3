"""An office whose proxy signs with its own certificate: what the system trusts is trusted."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from starlette.applications import Starlette

from sheets_sync.system_trust import SystemTrust
from sheets_sync.web.connections import patient_server
from tests.serving import DEADLINE_SECONDS, certificate_and_key, port, running


def test_a_certificate_counts_once_the_system_trusts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = certificate_and_key(tmp_path)
    server = patient_server(Starlette(), host="localhost", port=0, certificate=certificate, key=key)

    def status() -> int:
        with requests.Session() as session:
            session.mount("https://", SystemTrust())
            address = f"https://localhost:{port(server)}/"
            return session.get(address, timeout=DEADLINE_SECONDS).status_code

    with running(server):
        with pytest.raises(requests.exceptions.SSLError):
            status()
        # As an office adds its own authority to the computers it gives out.
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert status() == 404
