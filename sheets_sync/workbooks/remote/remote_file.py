"""A file on a server: its bytes and their tag, and a change only where it is still that.

Reading is tried again as often as it takes. A write whose fate is unknown is looked for on the
server first: sent again blindly, it could undo what somebody did meanwhile.
"""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn, Protocol

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.remote.address import RemoteAddress

ATTEMPTS = 6
SECONDS = 2.0
"""The first pause, each twice the last: a minute, in which whoever has it open may close it."""
TIMEOUT = (15, 120)
CHANGED, LOCKED = 412, 423
_LONGEST_PAUSE = 30.0
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_SAME, _SENT = 304, (200, 201, 204)
_REFUSED: Mapping[int, str] = {
    403: "remote.forbidden",
    404: "remote.missing",
    LOCKED: "remote.locked",
}
_NOT_WRITTEN: Mapping[int, str] = {409: "remote.no_folder", 507: "remote.full"}
"""What a write alone is answered by."""


class ChangedMeanwhileError(Exception):
    """The file on the server is another than the one that was read."""


class _UnsureError(Exception):
    """It is not known whether the server carried a write out."""


@dataclass(frozen=True)
class Version:
    """What a file on the server is: its bytes and the server's tag for them."""

    data: bytes
    tag: str


@dataclass(frozen=True)
class Answer:
    """What a server answers: a status of HTTP, a file with its tag, how long to wait (seconds)."""

    status: int
    data: bytes = b""
    tag: str = ""
    retry_after: str = ""


class Server(Protocol):
    """One file on one kind of server.

    Attributes:
        user: who is signed in, "" where that is not known.
        signed_out: code of the refusal where they are not, or no longer.
    """

    user: str
    signed_out: str

    @property
    def address(self) -> RemoteAddress: ...

    def fetch(self, tag: str) -> Answer:
        """The file; 304 where it is still what has this tag, which may be "".

        Raises:
            OSError: no answer, or half of one.
        """

    def send(self, data: bytes, tag: str) -> Answer:
        """Put `data` in the place of what has this tag; 412 where that is another by now.

        Raises:
            OSError: no answer: it may be carried out, or not.
        """


class RemoteFile:
    """One file on a server.

    Attributes:
        waited: whether somebody had it open when it was to be written.
    """

    def __init__(self, server: Server) -> None:
        self.address = server.address
        self.waited = False
        self._server = server

    def get(self, tag: str = "") -> Version | None:
        """The file; None where it is still what has this tag.

        Raises:
            Refusal: it cannot be had.
        """
        for attempt in range(ATTEMPTS):
            is_last = attempt == ATTEMPTS - 1
            try:
                answer = self._server.fetch(tag)
            except OSError as error:
                # Half a file ends here as well: the server said how long it is.
                if is_last:
                    raise Refusal("remote.not_reached", **self._file_words) from error
                pause(attempt)
                continue
            if answer.status == _SAME and tag:
                return None
            if answer.status == 200:
                return Version(answer.data, answer.tag)
            if is_last or answer.status not in (LOCKED, *_TRANSIENT):
                self._refuse(answer, "remote.not_reached", {}, "remote.not_given")
            pause(attempt, answer.retry_after)
        raise AssertionError("unreachable")

    def put(self, data: bytes, tag: str) -> str:
        """Put `data` in the place of what has this tag; the new tag.

        Raises:
            ChangedMeanwhileError: it is another file by now; nothing is written.
            Refusal: it cannot be written; what was there stands.
        """
        if not tag:
            raise Refusal("remote.no_tag", **self._file_words)
        for attempt in range(ATTEMPTS):
            try:
                self._put_once(attempt, data, tag)
            except _UnsureError as unsure:
                pause(attempt)
                now = self._look()
                if now is not None and same_workbook(now.data, data):
                    return now.tag
                if now is not None and now.tag != tag:
                    # A write that was cut off leaves the beginning of it: that is ours to finish.
                    if not (now.data and data.startswith(now.data)):
                        raise ChangedMeanwhileError from unsure
                    tag = now.tag
                continue
            except Refusal:
                # Some servers refuse what they have carried out all the same.
                with contextlib.suppress(Refusal):
                    now = self.get()
                    if now is not None and same_workbook(now.data, data):
                        return now.tag
                raise
            written = self._read_back()
            if written is None or not same_workbook(written.data, data):
                raise ChangedMeanwhileError
            return written.tag
        raise Refusal("remote.no_answer", **self._file_words)

    def _look(self) -> Version | None:
        """What is there by now, of a write whose fate is not known."""
        try:
            return self.get()
        except Refusal as refusal:
            raise Refusal("remote.no_answer", **self._file_words) from refusal

    def _read_back(self) -> Version | None:
        """What was just sent; a refusal does not say that nothing is written."""
        try:
            return self.get()
        except Refusal as refusal:
            raise Refusal("remote.not_read_back", **self._file_words, reason=refusal) from refusal

    def _put_once(self, attempt: int, data: bytes, tag: str) -> None:
        """One write; returns where it is done, raises `_UnsureError` where it may be."""
        try:
            answer = self._server.send(data, tag)
        except OSError as error:
            raise _UnsureError from error
        if answer.status in _SENT:
            return
        if answer.status == CHANGED:
            # Also what a write of ours is answered that was carried out, and whose answer was lost.
            raise _UnsureError
        if answer.status in (LOCKED, *_TRANSIENT) and attempt < ATTEMPTS - 1:
            if answer.status == LOCKED:
                self.waited = True
                pause(attempt, answer.retry_after)
            raise _UnsureError
        self._refuse(answer, "remote.no_answer", _NOT_WRITTEN, "remote.other")

    def _refuse(
        self, answer: Answer, no_answer: str, codes: Mapping[int, str], other: str
    ) -> NoReturn:
        """Raise `Refusal`; `no_answer`, `other`: its code where what is answered does not say."""
        code = {**_REFUSED, **codes}.get(answer.status, other)
        if answer.status == 401:
            code = self._server.signed_out
        if answer.status in _TRANSIENT:
            code = no_answer
        raise Refusal(code, **self._file_words, status=answer.status)

    @property
    def _file_words(self) -> dict[str, str]:
        return {"file": self.address.name, "host": self.address.host, "user": self._server.user}


def pause(attempt: int, asked: str = "") -> None:
    """Wait before the next attempt, the longer the more there were.

    Args:
        attempt: from 0. asked: the seconds that the server asks for.
    """
    seconds = SECONDS * 2**attempt
    if asked.isdecimal():
        seconds = max(seconds, float(asked))
    # Where pauses are switched off, in tests, what the server asks for is switched off too.
    time.sleep(min(seconds, _LONGEST_PAUSE) if SECONDS else 0)


def same_workbook(one: bytes, other: bytes) -> bool:
    """True if two files hold the same sheets.

    SharePoint writes the columns of its library into the properties of a file that it is given:
    what comes back is never to the byte what was sent, and its sheets are.
    """
    if one == other:
        return True
    try:
        return _sheet_parts(one) == _sheet_parts(other)
    except zipfile.BadZipFile:
        return False


def _sheet_parts(data: bytes) -> dict[str, int]:
    """Each part of the workbook proper → its checksum (CRC-32)."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {entry.filename: entry.CRC for entry in package.infolist()}
    # `_rels` of the workbook names the part with the properties as well.
    return {
        name: crc for name, crc in parts.items() if name.startswith("xl/") and "_rels/" not in name
    }
