"""The calls to Google, through gspread: reads are tried again, a write whose fate is unknown says so, errors are in French."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.workbooks.google.credentials import Account, load

if TYPE_CHECKING:
    from google.auth.exceptions import GoogleAuthError
    from gspread.exceptions import APIError
    from requests import PreparedRequest, Response, Session

Json: TypeAlias = dict[str, Any]
BASE_VARIABLE = "SHEETS_SYNC_GOOGLE_API"
"""Environment variable: another address for the API, for tests and rehearsals on this machine."""
MOST_TRIES = 7
SECONDS = 1.0
"""The first pause; each is twice the last, so that seven tries outlast the minute over which Google counts."""
SAFE_BYTES = 8_000_000
"""The largest request sent: Google refuses more than 10,485,760 bytes (it recommends 2 MB, for speed; fewer calls are safer)."""
TIMEOUT = (15.0, 180.0)
"""Seconds to connect, and to answer (Google gives up a request at 180 s)."""
_TOO_MANY = {"rateLimitExceeded", "userRateLimitExceeded"}
_PASSING = (408, 429, 500, 502, 503, 504)
COPY_KEY = "sheets-sync-copy"
Result = TypeVar("Result")


def encoded(requests: object) -> bytes:
    """As it is sent: without the spaces and escapes that would make it a fifth larger."""
    return json.dumps(requests, ensure_ascii=False, separators=(",", ":")).encode()


class Unsure(Exception):
    """A write failed in a way that leaves open whether Google carried it out."""


class Api:
    """One account's access to Sheets and Drive."""

    def __init__(self, account: Account) -> None:
        import gspread
        import requests
        from google.auth.transport.requests import AuthorizedSession, Request

        self.account = account
        credentials, tokens = load(account), requests.Session()
        session = AuthorizedSession(credentials, auth_request=Request(tokens))  # type: ignore[no-untyped-call]
        base = os.environ.get(BASE_VARIABLE)
        if base:
            _redirect((session, tokens), base)
        client = gspread.Client(auth=credentials, session=session)
        client.set_timeout(TIMEOUT)
        self.http = client.http_client

    def read(self, spreadsheet: str, fields: str, ranges: Sequence[str] = ()) -> Json:
        """`spreadsheets.get`: only `fields`, of the tabs that `ranges` name, or of all."""
        params: dict[str, str | int | bool | float | list[str] | None] = {"fields": fields}
        if ranges:
            params["ranges"] = list(ranges)
        return dict(
            self._again(
                spreadsheet, lambda: self.http.fetch_sheet_metadata(spreadsheet, params=params)
            )
        )

    def write(self, spreadsheet: str, requests: Sequence[Json]) -> None:
        """`spreadsheets.batchUpdate`, once: all of it is carried out, or none.

        Raises:
            Unsure: it may have been carried out, or not: read again before going on.
            Refusal: it was not, and why.
        """
        from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL

        url, data = (
            SPREADSHEET_BATCH_UPDATE_URL % spreadsheet,
            encoded({"requests": list(requests)}),
        )
        kind = {"Content-Type": "application/json; charset=UTF-8"}
        self._once(spreadsheet, lambda: self.http.request("post", url, data=data, headers=kind))

    def copy(self, spreadsheet: str, name: str, mark: str) -> str:
        """A copy in Drive, beside the original; its id. `mark` is what it is found again by, so that a lost answer makes no second one.

        Raises:
            Refusal: Drive does not allow it, or cannot be reached.
        """
        asked = {"name": name, "appProperties": {COPY_KEY: mark}}
        wanted = {
            "q": f"appProperties has {{ key='{COPY_KEY}' and value='{mark}' }}",
            "includeItemsFromAllDrives": "true",
            "fields": "files(id)",
        }
        for tries in range(1, MOST_TRIES + 1):
            try:
                return str(
                    self._drive(
                        spreadsheet, "post", f"/{spreadsheet}/copy", {"fields": "id"}, asked
                    )["id"]
                )
            except Unsure as error:
                if tries == MOST_TRIES:
                    raise Refusal("google.unreachable") from error
            self.wait(tries)
            for file in self._drive(spreadsheet, "get", "", wanted)["files"]:
                return str(file["id"])
        raise AssertionError

    def bin(self, spreadsheet: str) -> None:
        """To Drive's bin, from which a person can take it back; where that is not allowed it stays."""
        with contextlib.suppress(Refusal, Unsure):
            self._drive(
                spreadsheet, "patch", f"/{spreadsheet}", {"fields": "id"}, {"trashed": True}
            )

    def export(self, spreadsheet: str) -> bytes:
        """The spreadsheet as Drive writes it in `.xlsx` (10 MB at most); raises `Refusal`."""
        from gspread.utils import ExportFormat

        return bytes(
            self._again(spreadsheet, lambda: self.http.export(spreadsheet, ExportFormat.EXCEL))
        )

    def rights(self, spreadsheet: str) -> Json:
        """Drive's `capabilities` of the account on a spreadsheet: `canEdit`, `canCopy`; raises `Refusal`."""
        found = self._drive(
            spreadsheet, "get", f"/{spreadsheet}", {"fields": "capabilities(canEdit,canCopy)"}
        )
        return dict(found.get("capabilities", {}))

    def wait(self, tries: int) -> None:
        """The pause after the `tries`-th failure (from 1): twice the last, a quarter more or less by chance."""
        time.sleep(SECONDS * 2 ** (tries - 1) * (0.75 + random.random() / 2))

    def refused(self, spreadsheet: str, error: APIError) -> Refusal:
        """What Google's answer means, and what to do."""
        status, told = error.response.status_code, error.error
        reasons = _reasons(error)
        message = str(told.get("message", ""))
        who = self.account.email or "votre compte"
        if "SERVICE_DISABLED" in reasons or "accessNotConfigured" in reasons:
            page = re.search(r"https://console\.\S+?(?= then|$)", message)
            return Refusal("google.api_off", api="Google Drive" if "Drive" in message else "Google Sheets", page=page[0] if page else "https://console.cloud.google.com/apis/library")  # fmt: skip
        if "ACCESS_TOKEN_SCOPE_INSUFFICIENT" in reasons or "insufficientPermissions" in reasons:
            return Refusal("google.scopes")
        if _TOO_MANY & set(reasons):
            return Refusal("google.quota")
        if status == 403 and any("storageQuota" in reason for reason in reasons):
            return Refusal("google.no_room", who=who)
        if status == 401:
            return _not_signed_in(error, self.account)
        if status in (403, 404):
            return Refusal(
                "google.not_shared" if status == 403 else "google.wrong_id", id=spreadsheet, who=who
            )
        if status == 429:
            return Refusal("google.quota")
        if status in _PASSING or status >= 500:
            return Refusal("google.unavailable", status=status)
        if "protected" in message:
            return Untouchable("google.protected", who=who)
        return Refusal("google.refused", status=status, message=message[:200])

    def _once(self, spreadsheet: str, call: Callable[[], Result]) -> Result:
        """A call that changes something: `Unsure` where it may have, `Refusal` where it has not."""
        from google.auth.exceptions import GoogleAuthError
        from gspread.exceptions import APIError
        from requests import RequestException

        try:
            return call()
        except APIError as error:
            if _will_pass(error):
                raise Unsure from error
            raise self.refused(spreadsheet, error) from error
        except RequestException as error:
            raise Unsure from error
        except GoogleAuthError as error:
            if _passing(error):
                raise Unsure from error
            raise _not_signed_in(error, self.account) from error

    def _again(self, spreadsheet: str, call: Callable[[], Result]) -> Result:
        """A call that changes nothing, tried until it succeeds, `MOST_TRIES` times at most."""
        from google.auth.exceptions import GoogleAuthError
        from gspread.exceptions import APIError
        from requests import RequestException

        for tries in range(1, MOST_TRIES + 1):
            try:
                return call()
            except APIError as error:
                if not _will_pass(error) or tries == MOST_TRIES:
                    raise self.refused(spreadsheet, error) from error
            except (RequestException, ConnectionError) as error:
                if tries == MOST_TRIES:
                    raise Refusal("google.unreachable") from error
            except GoogleAuthError as error:
                if not _passing(error) or tries == MOST_TRIES:
                    raise _not_signed_in(error, self.account) from error
            self.wait(tries)
        raise AssertionError

    def _drive(
        self,
        spreadsheet: str,
        method: str,
        path: str,
        params: Mapping[str, str],
        body: Json | None = None,
    ) -> Json:
        """One call to Drive's files. What changes something is sent once, and raises `Unsure` as `write` does."""
        from gspread.urls import DRIVE_FILES_API_V3_URL

        def call() -> Json:
            asked: dict[str, str | int | bool | float | list[str] | None] = {
                "supportsAllDrives": "true",
                **params,
            }
            return dict(
                self.http.request(
                    method, DRIVE_FILES_API_V3_URL + path, params=asked, json=body
                ).json()
            )

        return self._again(spreadsheet, call) if method == "get" else self._once(spreadsheet, call)


def _reasons(error: APIError) -> list[str]:
    """Google's own words for what is wrong: of Sheets in `details`, of Drive in `errors`."""
    return [
        str(each.get("reason", ""))
        for key in ("details", "errors")
        for each in error.error.get(key, [])
    ]


def _will_pass(error: APIError) -> bool:
    """Whether the same call may succeed a little later; Drive says with 403 what Sheets says with 429."""
    return error.response.status_code in _PASSING or bool(_TOO_MANY & set(_reasons(error)))


def _passing(error: GoogleAuthError) -> bool:
    from google.auth.exceptions import TransportError

    return isinstance(error, TransportError) or bool(error.retryable)


def _not_signed_in(error: Exception, account: Account) -> Refusal:
    """Why Google gave no token; its own words carry no secret, but are in English and long, so ours stand instead."""
    from google.auth.exceptions import TransportError

    text = str(error)
    if isinstance(error, TransportError):
        return Refusal("google.unreachable")
    if "iat and exp" in text or "short-lived" in text:
        return Refusal("google.clock")
    if account.kind == "authorized_user":
        return Refusal("google.sign_in_again", file=account.file)
    return Refusal("google.key_refused", file=account.file, who=account.email)


def _redirect(sessions: Sequence[Session], base: str) -> None:
    """Send what is meant for Google's API to another server: this machine, or one reached over HTTPS."""
    from requests.adapters import HTTPAdapter

    parts = urlsplit(base)
    if parts.scheme != "https" and not (
        parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    ):
        raise Refusal("google.base", name=BASE_VARIABLE, value=base)

    class Elsewhere(HTTPAdapter):
        def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
            request.url = base.rstrip("/") + request.path_url
            return super().send(request, *args, **options)

    for session in sessions:
        for host in ("sheets", "www", "oauth2"):
            session.mount(f"https://{host}.googleapis.com", Elsewhere())
