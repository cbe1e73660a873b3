"""A real SMTP server on this machine, and the mails that reached it."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.serving import DEADLINE_SECONDS

USER, PASSWORD = "relances@exemple.fr", "un mot de passe"
UNKNOWN = "partie@exemple.fr"


class PostOffice:
    """Takes the mails for whoever it knows."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.most = 100
        self.users: list[str] = []
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == UNKNOWN:
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if len(self.mails) >= self.most:
            return "452 4.3.1 no room, said to accueil@exemple.fr"
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=POLICY)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.users.append(data.login.decode())
        right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=right, handled=right)


@contextlib.contextmanager
def open_post_office(certificate: tuple[Path, Path] | None = None) -> Iterator[PostOffice]:
    """The server on a free port of this machine; with a certificate it encrypts and asks who."""
    office = PostOffice()
    settings: dict[str, Any] = {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        settings = {
            "tls_context": context,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": office.authenticate,
        }
    with socket.create_server(("localhost", 0)) as probe:
        office.port = probe.getsockname()[1]
    controller = Controller(
        office,
        hostname="localhost",
        port=office.port,
        ready_timeout=DEADLINE_SECONDS,
        **settings,
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
