"""The desk of locks: what opens a workbook, a password or an account; kept in the keyring."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.config import Config, load_config
from sheets_sync.errors import Refusal
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.workbooks.giving_password import give_password, lock_of
from sheets_sync.workbooks.remote.address import SharePointAddress, remote_address
from sheets_sync.workbooks.remote.microsoft_account import (
    ANY_DIRECTORY,
    Application,
    AskedCode,
    MicrosoftAccount,
)


class LocksDesk:
    """Takes passwords, and has somebody sign in; config is read, and no workbook opened."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._asked: tuple[MicrosoftAccount, AskedCode] | None = None

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {
            "locks": self.locks,
            "password": self.password,
            "sign_in": self.sign_in,
            "signed_in": self.signed_in,
        }

    def locks(self, _data: dict[str, Any]) -> dict[str, Any]:
        """The workbooks of config that something opens, and what."""
        config = load_config(self.office.file)
        locks = [{"workbook": name, "by": lock_of(name, config.folder)} for name in _named(config)]
        return {"locks": [lock for lock in locks if lock["by"]]}

    def password(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep the password of a workbook."""
        give_password(*self._workbook(data), str(data["password"]))
        return {"message": sentence("window.password_kept")}

    def sign_in(self, data: dict[str, Any]) -> dict[str, Any]:
        """A code to type, by an application that is known already where none is given."""
        name, _ = self._workbook(data)
        address = remote_address(name)
        if not isinstance(address, SharePointAddress):
            raise Refusal("window.no_workbook", file=name)
        account = MicrosoftAccount(address.host)
        application, directory = (str(data[one]).strip() for one in ("application", "directory"))
        known = account.application
        if application or known is None:
            known = Application(application, directory or ANY_DIRECTORY)
        code = account.ask_code(known)
        self._asked = account, code
        return {"page": code.page, "code": code.text}

    def signed_in(self, _data: dict[str, Any]) -> dict[str, Any]:
        """Whether the code that was asked for last is typed."""
        if self._asked is None:
            raise Refusal("window.not_read")
        account, code = self._asked
        user = account.signed_in(code, waits=False)
        if not user:
            return {"message": ""}
        self._asked = None
        text = sentence("commands.microsoft_signed_in", user=user, host=account.host)
        return {"message": text}

    def _workbook(self, data: dict[str, Any]) -> tuple[str, Path]:
        """As it was named, and what its path is relative to: a programme's own, or one chosen."""
        workbook = str(data["workbook"]).strip()
        if self.office.is_set_up:
            config = load_config(self.office.file)
            if workbook in _named(config):
                return workbook, config.folder
        return workbook, Path()


def _named(config: Config) -> list[str]:
    """The workbooks that config names, each once."""
    return list(dict.fromkeys(filter(None, _all_named(config))))


def _all_named(config: Config) -> Iterator[str | None]:
    yield from (config.workbook, config.consortium.workbook, config.steering.workbook)
    yield from (siae.workbook for siae in config.siae)
