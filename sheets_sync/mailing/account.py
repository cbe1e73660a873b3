"""The mail account's password: in the environment or in the system's keyring, never in a file."""

from __future__ import annotations

import os

from sheets_sync.errors import Refusal
from sheets_sync.settings.sections import Mail

VARIABLE = "SHEETS_SYNC_MAIL_PASSWORD"
_SERVICE = "sheets-sync mail"


def mail_password(mail: Mail) -> str:
    """The password of the account; raises `Refusal` where nobody gave it."""
    given = os.environ.get(VARIABLE) or _from_keyring(mail)
    if not given:
        raise Refusal("mail.password", user=mail.user, server=mail.server, variable=VARIABLE)
    return given


def keep_mail_password(mail: Mail, password: str) -> None:
    """Keep it in the system's keyring; raises `Refusal` where there is none, or no account."""
    import keyring
    from keyring.errors import KeyringError

    if not (mail.server and mail.user):
        raise Refusal("mail.no_account")
    try:
        keyring.set_password(_SERVICE, _account_name(mail), password)
    except KeyringError as error:
        raise Refusal("mail.no_keyring", variable=VARIABLE) from error


def _from_keyring(mail: Mail) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, _account_name(mail))
    except KeyringError:
        # A server without a desktop has no keyring.
        return None


def _account_name(mail: Mail) -> str:
    return f"{mail.user} {mail.server}"
