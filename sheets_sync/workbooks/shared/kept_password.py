"""A password: in the environment, or in the system's keyring; never in a file of ours.

A scheduled run has no keyboard: it finds the password where the coordinator put it once.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass

from sheets_sync.errors import Refusal

_PIECE = 1_000
"""Characters in one entry of a keyring: Windows holds 2,560 bytes in one, two for a character."""


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

        pieces: list[str] = []
        try:
            for account in self._accounts():
                piece = keyring.get_password(self.service, account)
                if piece is None:
                    break
                pieces.append(piece)
        except KeyringError:
            # A server without a desktop has no keyring.
            return None
        return "".join(pieces) or None

    def keep(self, password: str) -> None:
        """Keep it in the system's keyring; raises `Refusal` where there is none."""
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        pieces = [password[start : start + _PIECE] for start in range(0, len(password), _PIECE)]
        accounts = self._accounts()
        try:
            for piece, account in zip(pieces, accounts, strict=False):
                keyring.set_password(self.service, account, piece)
            # What is left of a longer one.
            with contextlib.suppress(PasswordDeleteError):
                for account in accounts:
                    keyring.delete_password(self.service, account)
        except KeyringError as error:
            raise Refusal("password.no_keyring", variable=self.variable) from error

    def _accounts(self) -> Iterator[str]:
        """The entries that a long one is kept in, in order."""
        yield self.account
        for number in itertools.count(2):
            yield f"{self.account} ({number})"
