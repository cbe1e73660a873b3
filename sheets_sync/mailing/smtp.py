"""Mails over an SMTP server: encrypted unless config says otherwise, one connection for all."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr

from sheets_sync.errors import Refusal
from sheets_sync.mailing.account import mail_password
from sheets_sync.settings.sections import Mail
from sheets_sync.system_trust import system_trust

_SECONDS = 30.0
_TAKEN = (250, 251)
"""Answers to an address that is known: here, or where the server sends it on to."""


class Mailer:
    """An open connection to the server of an account.

    Attributes:
        sent: how many mails the server took.
    """

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server
        self.sent = 0

    def send(self, message: EmailMessage) -> Sequence[str]:
        """Send a mail; those whom the server refuses. Where there is one, it goes to nobody.

        Half sent, nobody would be reminded in their place: they are asked about first.
        """
        to = [address for _, address in getaddresses([message["To"]])]
        self._server.ehlo_or_helo_if_needed()
        self._server.mail(parseaddr(message["From"])[1])
        refused = [each for each in to if self._server.rcpt(each)[0] not in _TAKEN]
        self._server.rset()
        if not refused:
            self._server.send_message(message)
            self.sent += 1
        return refused


@contextlib.contextmanager
def connected(mail: Mail) -> Iterator[Mailer]:
    """The account's server, signed in to.

    Raises:
        Refusal: it cannot be reached, does not encrypt, takes nothing from this account, or an
            answer of it ends the work; how many mails had left is said.
    """
    password = mail_password(mail) if mail.user else ""
    with contextlib.ExitStack() as stack:
        mailer: list[Mailer] = []
        stack.enter_context(_errors_reworded(mail, lambda: mailer[0].sent if mailer else 0))
        server = stack.enter_context(_server(mail))
        if mail.security == "starttls":
            server.starttls(context=system_trust())
        if mail.user:
            server.login(mail.user, password)
        mailer.append(Mailer(server))
        yield mailer[0]


def _server(mail: Mail) -> smtplib.SMTP:
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.server, mail.port, timeout=_SECONDS, context=system_trust())
    return smtplib.SMTP(mail.server, mail.port, timeout=_SECONDS)


@contextlib.contextmanager
def _errors_reworded(mail: Mail, sent: Callable[[], int]) -> Iterator[None]:
    """Say what the server or the network answered in one sentence, never in the server's words.

    They may repeat an address.
    """
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise Refusal("mail.refused", server=mail.server, sent=sent()) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Refusal("mail.no_tls", server=mail.server, sent=sent()) from error
    except smtplib.SMTPResponseException as error:
        answer = error.smtp_code
        raise Refusal("mail.failed", server=mail.server, answer=answer, sent=sent()) from error
    except ssl.SSLError as error:
        raise Refusal("mail.certificate", server=mail.server, sent=sent()) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Refusal(
            "mail.unreachable", server=mail.server, port=mail.port, sent=sent()
        ) from error
