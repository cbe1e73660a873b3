"""Calls to Google Sheets and Drive, through gspread; failures become refusals in French.

A read that fails is tried again. A write is sent once: where its fate is unknown the caller is told
so (`Unsure`), since sent again it could be carried out twice.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import gspread
from google.auth.transport.requests import AuthorizedSession, Request
from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEET_BATCH_UPDATE_URL
from gspread.utils import ExportFormat
from requests import Session

from sheets_sync.errors import Refusal
from sheets_sync.system_trust import SystemTrust
from sheets_sync.workbooks.google.api.credentials import Account, load_credentials
from sheets_sync.workbooks.google.api.failures import FAILURES, Unsure, is_transient, refusal_of
from sheets_sync.workbooks.shared.redirecting import redirect

Json: TypeAlias = dict[str, Any]
# Of gspread: what may stand in the query of a call.
Parameters: TypeAlias = dict[str, str | int | bool | float | list[str] | None]
BASE_VARIABLE = "SHEETS_SYNC_GOOGLE_API"
"""Environment variable: another address for the API, for tests and rehearsals on this machine."""
MAX_ATTEMPTS = 7
SECONDS = 1.0
"""The first pause; each is twice the last, so that seven attempts outlast the minute over which
Google counts its quotas (60 reads and 60 writes a minute for an account)."""
SAFE_BYTES = 8_000_000
"""The largest request sent. Google refuses more than 10,485,760 bytes. It recommends 2 MB, for
speed; but one call more is one more that can fail half-way through a run."""
TIMEOUT = (15.0, 180.0)
"""Seconds to connect, and to answer (Google gives up a request at 180 s)."""
COPY_KEY = "sheets-sync-copy"
_HOSTS = ("sheets.googleapis.com", "www.googleapis.com", "oauth2.googleapis.com")
Result = TypeVar("Result")


def encoded(requests: object) -> bytes:
    """Requests as they are sent: without the spaces and escapes that would make it a fifth more."""
    return json.dumps(requests, ensure_ascii=False, separators=(",", ":")).encode()


class Api:
    """One account's access to Sheets and Drive."""

    def __init__(self, account: Account) -> None:
        self.account = account
        credentials, token_session = load_credentials(account), Session()
        request = Request(token_session)
        # google-auth gives types to some of its functions only.
        session = AuthorizedSession(credentials, auth_request=request)  # type: ignore[no-untyped-call]
        for each in (session, token_session):
            each.mount("https://", SystemTrust())
        base = os.environ.get(BASE_VARIABLE)
        if base:
            redirect((session, token_session), _HOSTS, BASE_VARIABLE, base)
        client = gspread.Client(auth=credentials, session=session)
        client.set_timeout(TIMEOUT)
        self.http = client.http_client

    def get_spreadsheet(self, spreadsheet_id: str, fields: str, ranges: Sequence[str] = ()) -> Json:
        """`spreadsheets.get`: only `fields`, of the tabs that `ranges` name, or of all."""
        params: Parameters = {"fields": fields}
        if ranges:
            params["ranges"] = list(ranges)
        return dict(
            self._repeat(
                spreadsheet_id,
                lambda: self.http.fetch_sheet_metadata(spreadsheet_id, params=params),
            )
        )

    def batch_update(
        self,
        spreadsheet_id: str,
        requests: Sequence[Json],
        ranges: Sequence[str] = (),
        fields: str = "",
    ) -> Json:
        """`spreadsheets.batchUpdate`, once: all of it is carried out, or none.

        Args:
            ranges: what of the spreadsheet, as it is right after, is given back: `fields` of them.

        Raises:
            Unsure: it may have been carried out, or not: read again before going on.
            Refusal: it was not, and why.
        """
        url = SPREADSHEET_BATCH_UPDATE_URL % spreadsheet_id
        # gspread's own batch_update escapes every accent, and so meets the limit of size sooner.
        body: Json = {"requests": list(requests)}
        params: Parameters = {}
        if ranges:
            body |= {
                "includeSpreadsheetInResponse": True,
                "responseIncludeGridData": True,
                "responseRanges": list(ranges),
            }
            params = {"fields": f"updatedSpreadsheet({fields})"}
        headers = {"Content-Type": "application/json; charset=UTF-8"}

        def call() -> Json:
            data = encoded(body)
            answer = self.http.request("post", url, params=params, data=data, headers=headers)
            return dict(answer.json().get("updatedSpreadsheet", {}))

        return self._send_once(spreadsheet_id, call)

    def copy_file(self, spreadsheet_id: str, name: str, label: str) -> str:
        """A copy in Drive, beside the original; its id.

        Args:
            label: what the copy is found again by, so that a lost answer makes no second one.

        Raises:
            Refusal: Drive does not allow it, or cannot be reached.
        """
        body = {"name": name, "appProperties": {COPY_KEY: label}}
        labelled = {
            "q": f"appProperties has {{ key='{COPY_KEY}' and value='{label}' }}",
            "includeItemsFromAllDrives": "true",
            "fields": "files(id)",
        }
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                copy = self._drive(
                    spreadsheet_id, "post", f"/{spreadsheet_id}/copy", {"fields": "id"}, body
                )
                return str(copy["id"])
            except Unsure as error:
                if attempt == MAX_ATTEMPTS:
                    raise Refusal("google.unreachable") from error
            self.wait(attempt)
            # The copy may have been made, and only its answer lost.
            for file in self._drive(spreadsheet_id, "get", "", labelled)["files"]:
                return str(file["id"])
        raise AssertionError

    def trash_file(self, spreadsheet_id: str) -> None:
        """Put a file in Drive's bin, from which a person can take it back.

        Where that is not allowed it stays: an old copy too many does no harm.
        """
        with contextlib.suppress(Refusal, Unsure):
            self._drive(
                spreadsheet_id, "patch", f"/{spreadsheet_id}", {"fields": "id"}, {"trashed": True}
            )

    def export(self, spreadsheet_id: str) -> bytes:
        """The spreadsheet as Drive writes it in `.xlsx` (10 MB at most); raises `Refusal`."""
        return bytes(
            self._repeat(
                spreadsheet_id, lambda: self.http.export(spreadsheet_id, ExportFormat.EXCEL)
            )
        )

    def capabilities(self, spreadsheet_id: str) -> Json:
        """Rights that Drive gives the account on a spreadsheet: `canEdit`, `canCopy`.

        Raises:
            Refusal: Drive is not allowed, or cannot be reached.
        """
        fields = {"fields": "capabilities(canEdit,canCopy)"}
        file = self._drive(spreadsheet_id, "get", f"/{spreadsheet_id}", fields)
        return dict(file.get("capabilities", {}))

    def wait(self, attempt: int) -> None:
        """Pause after the `attempt`-th failure (from 1), twice as long as after the one before.

        A quarter more or less by chance keeps two computers from coming back at the same moment.
        """
        time.sleep(SECONDS * 2 ** (attempt - 1) * (0.75 + random.random() / 2))

    def _send_once(self, spreadsheet_id: str, call: Callable[[], Result]) -> Result:
        """Make a call that changes something: `Unsure` where it may have, `Refusal` where not."""
        try:
            return call()
        except FAILURES as failure:
            if is_transient(failure):
                raise Unsure from failure
            raise refusal_of(failure, self.account, spreadsheet_id) from failure

    def _repeat(self, spreadsheet_id: str, call: Callable[[], Result]) -> Result:
        """Make a call that changes nothing until it succeeds, `MAX_ATTEMPTS` times at most."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                return call()
            except FAILURES as failure:
                if attempt == MAX_ATTEMPTS or not is_transient(failure):
                    raise refusal_of(failure, self.account, spreadsheet_id) from failure
            self.wait(attempt)
        raise AssertionError

    def _drive(
        self,
        spreadsheet_id: str,
        method: str,
        path: str,
        params: Mapping[str, str],
        body: Json | None = None,
    ) -> Json:
        """Make a call to Drive's files; one that changes something as `batch_update` does."""
        url = DRIVE_FILES_API_V3_URL + path
        # Without this, files of a shared drive do not exist for Drive.
        query: Parameters = {"supportsAllDrives": "true", **params}

        def call() -> Json:
            return dict(self.http.request(method, url, params=query, json=body).json())

        if method == "get":
            return self._repeat(spreadsheet_id, call)
        return self._send_once(spreadsheet_id, call)
