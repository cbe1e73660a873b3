"""A workbook encrypted with a password ([MS-OFFCRYPTO]): opened, changed, and encrypted again.

While it is open it lies decrypted in a folder that only its owner may read, and that goes with it,
or with the next run where this one is killed.
The workbook's own folder, which may be shared or synchronised, never holds it so.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, Outcome, digest, put
from sheets_sync.locks import refuse_if_open
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.encrypted.passwords import VARIABLE, password_of
from sheets_sync.workbooks.shared.clear_folder import ClearFolder
from sheets_sync.workbooks.shared.protocol import Grid
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook


class EncryptedWorkbook:
    """A `.xlsx` or `.xlsm` file that a password keeps shut."""

    notices: Sequence[str] = ()

    def __init__(self, path: Path) -> None:
        """Open `path`; raises `Refusal` where its password is not known, or is another."""
        refuse_if_open(path)
        password = password_of(path)
        if password is None:
            raise Refusal("password.asked", file=path.name, variable=VARIABLE)
        self.path, self.name = path, path.name
        self._password, self._digest = password, digest(path)
        folder = ClearFolder.make()
        folder.remove_with(self)
        self._folder = folder.path
        if folder.removed:
            self.notices = [sentence("workbooks.left_in_clear", count=folder.removed)]
        # Of the same name, for the sentences that name it.
        self._inside = self._folder / path.name
        self._inside.touch(mode=0o600)
        self._inside.write_bytes(decrypted(path, password))
        self._book = XlsxWorkbook(self._inside)

    @property
    def tabs(self) -> Sequence[str]:
        """Names of its tabs, in order."""
        return self._book.tabs

    def read(self, tab: str) -> Grid:
        """The tab named `tab`, one of `tabs`."""
        return self._book.read(tab)

    def known_as(self, tab: str) -> bytes | None:
        """As that of the file."""
        return self._book.known_as(tab)

    def address(self, tab: str, cell: str) -> str:  # noqa: ARG002 - a link adds them itself
        """Its path."""
        return str(self.path)

    def settle(self) -> None:
        """Do nothing: it is written whole or not at all."""

    def save(self) -> None:
        """Nothing: what is published is in the file."""

    def publish(self, update: WorkbookUpdate, made_on: date, copies: Copies) -> Outcome:
        """As `XlsxWorkbook.publish`, then encrypted; the copy that is kept is encrypted too."""
        inner = Copies(self._folder / "copies", 1, self._folder)
        if self._book.publish(update, made_on, inner) == "unchanged":
            # Encrypted again it would be other bytes.
            return "unchanged"
        data = encrypted(self._inside, self._password)
        return put(
            self.path,
            lambda draft: _write_data(draft, data),
            copies,
            unchanged_since=self._digest,
        )


def _write_data(draft: Path, data: bytes) -> None:
    draft.write_bytes(data)


def decrypted(path: Path, password: str) -> bytes:
    """The workbook without its password; raises `Refusal` where it is another, or damaged."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    made = io.BytesIO()
    try:
        with path.open("rb") as file:
            office = msoffcrypto.OfficeFile(file)
            office.load_key(password=password, verify_password=True)
            office.decrypt(made, verify_integrity=True)
    except InvalidKeyError as error:
        raise Refusal("password.wrong", file=path.name) from error
    except (DecryptionError, FileFormatError, OSError, ValueError, LookupError) as error:
        raise Refusal("password.damaged", file=path.name) from error
    return made.getvalue()


def encrypted(path: Path, password: str) -> bytes:
    """The workbook under a password, as Excel itself encrypts (AES-256, « agile »)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    made = io.BytesIO()
    with path.open("rb") as file:
        OOXMLFile(file).encrypt(password, made)
    return made.getvalue()
