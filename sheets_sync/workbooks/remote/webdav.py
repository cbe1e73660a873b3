"""A file on a WebDAV server, as Nextcloud is one: RFC 4918, with the tags of HTTP."""

from __future__ import annotations

from requests import Response, Session
from requests.auth import HTTPBasicAuth

from sheets_sync.errors import Refusal
from sheets_sync.system_trust import SystemTrust
from sheets_sync.workbooks.remote.address import WebDavAddress
from sheets_sync.workbooks.remote.remote_file import TIMEOUT, Answer
from sheets_sync.workbooks.shared.kept_password import KeptPassword

VARIABLE = "SHEETS_SYNC_WEBDAV_PASSWORD"


class WebDavServer:
    """A `Server` with a user and a password."""

    signed_out = "webdav.password"

    def __init__(self, address: WebDavAddress, password: str | None = None) -> None:
        """Raises `Refusal` where no password is known."""
        given = password or _of_account(address).find()
        self.address, self.user = address, address.user
        if given is None:
            words = {"user": address.user, "host": address.host}
            raise Refusal("webdav.no_password", **words, variable=VARIABLE)
        self._session = Session()
        self._session.mount("https://", SystemTrust())
        # As bytes: requests would write texts in Latin-1, which no password need be.
        self._session.auth = HTTPBasicAuth(address.user.encode(), given.encode())

    def fetch(self, tag: str) -> Answer:
        """As `Server` says."""
        headers = {"If-None-Match": tag} if tag else {}
        answer = self._session.get(
            self.address.url, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )
        return _dav_answer(answer, answer.content)

    def send(self, data: bytes, tag: str) -> Answer:
        """As `Server` says."""
        answer = self._session.put(
            self.address.url,
            data=data,
            headers={"If-Match": tag},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        return _dav_answer(answer)


def _dav_answer(answer: Response, data: bytes = b"") -> Answer:
    headers = answer.headers
    return Answer(answer.status_code, data, headers.get("ETag", ""), headers.get("Retry-After", ""))


def keep_webdav_password(address: WebDavAddress, password: str) -> None:
    """Keep it in the system's keyring; raises `Refusal` where there is none."""
    _of_account(address).keep(password)


def _of_account(address: WebDavAddress) -> KeptPassword:
    return KeptPassword(VARIABLE, "sheets-sync-webdav", f"{address.user}@{address.host}")
