"""A file in SharePoint or OneDrive for Business, by Microsoft Graph v1.0.

`PUT …/content` documents no condition; an upload session does (`if-match`, answered 412), so that a
file goes there by one: learn.microsoft.com/graph/api/driveitem-createuploadsession.
"""

from __future__ import annotations

from requests import Response, Session

from sheets_sync.workbooks.remote.address import SharePointAddress
from sheets_sync.workbooks.remote.microsoft_account import MicrosoftAccount, new_session
from sheets_sync.workbooks.remote.remote_file import CHANGED, LOCKED, TIMEOUT, Answer

_GRAPH = "https://graph.microsoft.com/v1.0"
_PIECE = 32 * 320 * 1024
"""Bytes of a file in one request: a multiple of 320 KiB, under 60 MiB, as Graph asks."""


class SharePointServer:
    """A `Server` that somebody signed in to."""

    signed_out = "microsoft.signed_out"

    def __init__(self, address: SharePointAddress) -> None:
        """Raises `Refusal` where nobody is signed in."""
        account = MicrosoftAccount(address.host)
        signed_in = account.renewed()
        self.address, self.user = address, signed_in.user
        # A file travels by addresses that are keys themselves: they refuse whoever sends a token.
        self._files = new_session()
        self._graph: Session = new_session()
        self._graph.headers["Authorization"] = f"Bearer {signed_in.access_token}"

    def fetch(self, tag: str) -> Answer:
        """As `Server` says."""
        described = self._describe(tag)
        if described.status_code != 200:
            return _status_answer(described)
        item = described.json()
        file = self._files.get(item["@microsoft.graph.downloadUrl"], timeout=TIMEOUT)
        # The tag of the content: that of the item changes with each column of the library. It was
        # asked for before the file, so that a younger file under it is found changed, never taken.
        return Answer(file.status_code, file.content, item.get("cTag", ""), _pause_asked(file))

    def send(self, data: bytes, tag: str) -> Answer:
        """As `Server` says.

        Whoever saves between the last look and the end of it (a tenth of a second) is written over;
        their version stays in the history that SharePoint keeps of the file.
        """
        described = self._describe()
        if described.status_code != 200:
            return _status_answer(described)
        item = described.json()
        begun = self._graph.post(
            f"{_GRAPH}/drives/{item['parentReference']['driveId']}/items/{item['id']}"
            "/createUploadSession",
            headers={"If-Match": tag},
            json={"item": {"@microsoft.graph.conflictBehavior": "replace"}, "deferCommit": True},
            timeout=TIMEOUT,
        )
        if begun.status_code == 409:
            # What it answers while the upload of somebody who has it open is under way.
            return Answer(LOCKED)
        if begun.status_code != 200:
            return _status_answer(begun)
        url = begun.json()["uploadUrl"]
        sent = self._send_pieces(url, data)
        if sent.status_code != 202:
            return _status_answer(sent)
        now = self._describe()
        if now.status_code != 200 or now.json().get("cTag") != tag:
            self._files.delete(url, timeout=TIMEOUT)
            return Answer(CHANGED) if now.status_code == 200 else _status_answer(now)
        return _status_answer(self._files.post(url, data=b"", timeout=TIMEOUT))

    def _describe(self, tag: str = "") -> Response:
        """The item: its id, its drive, the tag of its content, where to load it from."""
        headers = {"Prefer": "redeemSharingLinkIfNecessary"}
        if tag:
            headers["If-None-Match"] = tag
        url = f"{_GRAPH}/shares/{self.address.sharing_token}/driveItem"
        return self._graph.get(url, headers=headers, timeout=TIMEOUT)

    def _send_pieces(self, url: str, data: bytes) -> Response:
        """Send all of it; the answer to the last piece, or to the first that was not accepted."""
        answer = Response()
        for start in range(0, len(data), _PIECE):
            piece = data[start : start + _PIECE]
            where = f"bytes {start}-{start + len(piece) - 1}/{len(data)}"
            answer = self._files.put(
                url, data=piece, headers={"Content-Range": where}, timeout=TIMEOUT
            )
            if answer.status_code != 202:
                break
        return answer


def _status_answer(answer: Response) -> Answer:
    return Answer(answer.status_code, retry_after=_pause_asked(answer))


def _pause_asked(answer: Response) -> str:
    return str(answer.headers.get("Retry-After", ""))
