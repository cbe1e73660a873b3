"""What is served on a free port of this machine, and what is waited for."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette

from sheets_sync.web.connections import PatientServer, patient_server

DEADLINE_SECONDS = 120
"""For what comes of itself: the machine may have fifteen other things to do."""


def until(holds: Callable[[], Any], seconds: float = DEADLINE_SECONDS) -> None:
    """Wait for what comes of itself."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError("it did not come")
        time.sleep(0.02)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(server: PatientServer) -> Iterator[PatientServer]:
    """The server at work in a thread of its own, until the end of the block."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    try:
        yield server
    finally:
        server.should_exit = True
        thread.join(DEADLINE_SECONDS)


def port(server: PatientServer) -> int:
    """The number that the system gave it."""
    number: int = server.servers[0].sockets[0].getsockname()[1]
    return number


@contextlib.contextmanager
def served(application: Starlette) -> Iterator[str]:
    """The address of a web application of ours while it is served."""
    with running(patient_server(application, host="127.0.0.1", port=0)) as server:
        yield f"http://127.0.0.1:{port(server)}"


def certificate_and_key(folder: Path) -> tuple[Path, Path]:
    """A certificate for « localhost » that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files
