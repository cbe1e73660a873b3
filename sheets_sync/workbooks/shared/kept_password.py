"""A password: in the environment, or in the system's keyring; never in a file of ours.

A scheduled run has no keyboard: it finds the password where the coordinator put it once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from sheets_sync.errors import Refusal


@dataclass(frozen=True)
class KeptPassword:
    """Where a password is looked for: a variable of the environment first, then the keyring.

    Attributes:
        service, account: what the keyring has it under.
    """

    variable: str
    service: str
    account: str

    def find(self) -> str | None:
        """The password; None where nobody gave it."""
        given = os.environ.get(self.variable)
        if given:
            return given
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(self.service, self.account)
        except KeyringError:
            # A server without a desktop has no keyring.
            return None

    def keep(self, password: str) -> None:
        """Keep it in the system's keyring; raises `Refusal` where there is none."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(self.service, self.account, password)
        except KeyringError as error:
            raise Refusal("password.no_keyring", variable=self.variable) from error
