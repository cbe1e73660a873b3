"""Serving that the form on the phone and the window share: pages, and work behind a secret."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.release.door import Released
from sheets_sync.system_refusals import refusal_of_system

_SHARED_PAGES = Path(__file__).parent / "pages"
MOST_BYTES = 10_000
"""Of one request, where a form does not need more."""
# No script, form or frame but our own, no address of the page given to another, nothing kept in a
# browser that several people may use.
_POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
NO_MORE_HEADERS: Mapping[str, str] = MappingProxyType({})
_SHARED = ("common.js", "page.css", "icon.svg")
Endpoint = Callable[[Request], Awaitable[Response]]
Answered = Released[dict[str, Any]]
"""JSON that is answered: what a reader of the page may see."""
Work = Callable[[Any, dict[str, Any]], Answered]
"""Owner of the secret, and the JSON that was sent → what is answered."""


def pages(folder: Path, first: str, *others: str) -> list[Route]:
    """Files of ours as they are, beside those that all pages share; the first at the root."""
    files = [folder / name for name in others] + [_SHARED_PAGES / name for name in _SHARED]
    named = [Route(f"/{file.name}", _page(file)) for file in files]
    return [Route("/", _page(folder / first)), *named]


def _page(file: Path) -> Endpoint:
    async def give(request: Request) -> Response:  # noqa: ARG001 - the same for everybody
        return FileResponse(file, headers=HEADERS)

    return give


def answering(
    owner_of: Callable[[str], Any],
    work: Work,
    comfort: str,
    most_bytes: int = MOST_BYTES,
    too_often: Callable[[Any], bool] = lambda _: False,
) -> Endpoint:
    """Some work behind a door: what was sent with a secret that is somebody's is done.

    All else is answered with a sentence.

    Args:
        owner_of: secret → whose it is; None lets nobody in.
        comfort: what is answered besides where the work failed: that nothing is lost.
        most_bytes: the largest body there is a reason to send.
        too_often: whether an owner has asked more often than anybody types.
    """

    async def answer(request: Request) -> Response:
        try:
            secret = request.headers.get("Authorization", "").removeprefix("Bearer ")
            owner = owner_of(secret)
            if owner is None:
                return sentence_response(403, sentence("web.no_access"))
            if too_often(owner):
                return sentence_response(429, f"{sentence('web.too_often')} {comfort}")
            data = _json_object(await _body(request, most_bytes))
            answered = await run_in_threadpool(work, owner, data)
            return JSONResponse(answered.content, headers=HEADERS)
        except Refusal as refusal:
            return sentence_response(503, f"{refusal} {comfort}")
        except BodyTooLargeError:
            # The rest would be taken in all the same, were the connection kept.
            return sentence_response(413, sentence("web.too_large"), {"Connection": "close"})
        except (ValueError, KeyError, TypeError, AttributeError):
            return sentence_response(400, sentence("web.bad_request"))
        except Exception as error:  # a bug of ours: no word of it, it could carry a person's data
            if of_system := refusal_of_system(error):
                return sentence_response(503, f"{of_system} {comfort}")
            return sentence_response(500, f"{sentence('web.bug')} {comfort}")

    return answer


def sentence_response(
    status: int, text: str, headers: Mapping[str, str] = NO_MORE_HEADERS
) -> Response:
    """A sentence for the person, with a status for the page."""
    return JSONResponse({"message": text}, status, {**HEADERS, **headers})


class BodyTooLargeError(Exception):
    """A request that is larger than what it asks for can need."""


async def _body(request: Request, most_bytes: int) -> bytes:
    """The body of a request; `BodyTooLargeError` beyond `most_bytes`."""
    body = bytearray()
    async for part in request.stream():
        # Counted as it comes: the length that a request announces may be a lie.
        body += part
        if len(body) > most_bytes:
            raise BodyTooLargeError
    return bytes(body)


def _json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body, {} in none; ValueError for what is none."""
    if not body:
        return {}
    try:
        data = json.loads(body)
        # Half of a surrogate pair (« \ud800 ») is JSON and no text: no file could hold it.
        json.dumps(data, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(data, dict):
        raise TypeError("not an object")
    return data
