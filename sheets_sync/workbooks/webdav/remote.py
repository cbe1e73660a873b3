"""A file on a WebDAV server: its bytes and their tag, and a change only where it is still that.

Reading is tried again as often as it takes. A write whose fate is unknown is looked for on the
server first: sent again blindly, it could undo what somebody did meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.shared.kept_password import KeptPassword
from sheets_sync.workbooks.webdav.address import WebDavAddress

VARIABLE = "SHEETS_SYNC_WEBDAV_PASSWORD"
ATTEMPTS = 6
SECONDS = 2.0
"""The first pause, each twice the last: a minute, in which whoever has it open may close it."""
_LONGEST_PAUSE = 30.0
_TIMEOUT = (15, 120)
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_LOCKED, _CHANGED, _SAME = 423, 412, 304
_REFUSED: Mapping[int, str] = {
    401: "webdav.password",
    403: "webdav.forbidden",
    404: "webdav.missing",
    409: "webdav.no_folder",
    _LOCKED: "webdav.locked",
    507: "webdav.full",
}


class ChangedMeanwhileError(Exception):
    """The file on the server is another than the one that was read."""


class _UnsureError(Exception):
    """It is not known whether the server carried a write out."""


@dataclass(frozen=True)
class Version:
    """What a file on the server is: its bytes and the server's tag for them."""

    data: bytes
    tag: str


class Remote:
    """One file on a WebDAV server.

    Attributes:
        waited: whether somebody had it open when it was to be written.
    """

    def __init__(self, address: WebDavAddress, password: str | None = None) -> None:
        """Raises `Refusal` where no password is known."""
        from requests import Session
        from requests.auth import HTTPBasicAuth

        given = password or _of_account(address).find()
        if given is None:
            raise Refusal("webdav.no_password", **_address_words(address), variable=VARIABLE)
        self.address = address
        self.waited = False
        self._session = Session()
        # As bytes: requests would write texts in Latin-1, which no password need be.
        self._session.auth = HTTPBasicAuth(address.user.encode(), given.encode())

    def get(self, tag: str = "") -> Version | None:
        """The file; None where it is still what has this tag.

        Raises:
            Refusal: it cannot be had.
        """
        headers = {"If-None-Match": tag} if tag else {}
        for attempt in range(ATTEMPTS):
            try:
                answer = self._session.get(
                    self.address.url, headers=headers, timeout=_TIMEOUT, allow_redirects=False
                )
            except OSError as error:
                # Half a file ends here as well: the server said how long it is.
                self._wait(attempt, None, Refusal("webdav.no_answer", **self._file_words), error)
                continue
            if answer.status_code == _SAME and tag:
                return None
            if answer.status_code == 200:
                return Version(answer.content, answer.headers.get("ETag", ""))
            self._again_or_refuse(attempt, answer)
        raise Refusal("webdav.no_answer", **self._file_words)

    def put(self, data: bytes, tag: str) -> str:
        """Put `data` in the place of what has this tag; the new tag.

        Raises:
            ChangedMeanwhileError: it is another file by now; nothing is written.
            Refusal: it cannot be written; what was there stands.
        """
        if not tag:
            raise Refusal("webdav.no_tag", **self._file_words)
        for attempt in range(ATTEMPTS):
            try:
                self._put_once(attempt, data, tag)
            except _UnsureError as unsure:
                self._pause(attempt, None)
                now = self.get()
                if now is not None and now.data == data:
                    return now.tag
                if now is not None and now.tag != tag:
                    # A write that was cut off leaves the beginning of it: that is ours to finish.
                    if not (now.data and data.startswith(now.data)):
                        raise ChangedMeanwhileError from unsure
                    tag = now.tag
                continue
            written = self.get()
            if written is None or written.data != data:
                raise ChangedMeanwhileError
            return written.tag
        raise Refusal("webdav.no_answer", **self._file_words)

    def _put_once(self, attempt: int, data: bytes, tag: str) -> None:
        """One write; returns where it is done, raises `_UnsureError` where it may be."""
        headers = {"If-Match": tag}
        try:
            answer = self._session.put(
                self.address.url,
                data=data,
                headers=headers,
                timeout=_TIMEOUT,
                allow_redirects=False,
            )
        except OSError as error:
            raise _UnsureError from error
        if answer.status_code in (200, 201, 204):
            return
        if answer.status_code == _CHANGED:
            # Also what a write of ours is answered that was carried out, and whose answer was lost.
            raise _UnsureError
        if answer.status_code in (_LOCKED, *_TRANSIENT):
            if attempt == ATTEMPTS - 1:
                raise self._refusal(answer)
            self.waited = self.waited or answer.status_code == _LOCKED
            if answer.status_code == _LOCKED:
                self._pause(attempt, answer)
            raise _UnsureError
        raise self._refusal(answer)

    def _again_or_refuse(self, attempt: int, answer: Any) -> None:
        if answer.status_code not in (_LOCKED, *_TRANSIENT):
            raise self._refusal(answer)
        self._wait(attempt, answer, self._refusal(answer), None)

    def _wait(self, attempt: int, answer: Any, refusal: Refusal, cause: Exception | None) -> None:
        if attempt == ATTEMPTS - 1:
            raise refusal from cause
        self._pause(attempt, answer)

    def _pause(self, attempt: int, answer: Any) -> None:
        seconds = SECONDS * 2**attempt
        asked = "" if answer is None else answer.headers.get("Retry-After", "")
        if asked.isdecimal():
            seconds = max(seconds, float(asked))
        # Where pauses are switched off, in tests, what the server asks for is switched off too.
        time.sleep(min(seconds, _LONGEST_PAUSE) if SECONDS else 0)

    def _refusal(self, answer: Any) -> Refusal:
        code = _REFUSED.get(answer.status_code, "webdav.other")
        if answer.status_code in _TRANSIENT:
            code = "webdav.no_answer"
        return Refusal(code, **self._file_words, status=answer.status_code)

    @property
    def _file_words(self) -> dict[str, str]:
        return _address_words(self.address)


def _address_words(address: WebDavAddress) -> dict[str, str]:
    return {"file": address.name, "host": address.host, "user": address.user}


def keep_webdav_password(address: WebDavAddress, password: str) -> None:
    """Keep it in the system's keyring; raises `Refusal` where there is none."""
    _of_account(address).keep(password)


def _of_account(address: WebDavAddress) -> KeptPassword:
    return KeptPassword(VARIABLE, "sheets-sync-webdav", f"{address.user}@{address.host}")
