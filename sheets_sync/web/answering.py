"""Serving that the form on the phone and the window share: pages, and work behind a secret."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal

PAGES = Path(__file__).parent / "pages"
MOST_BYTES = 100_000
"""Of one request: a form filled to the brim is a tenth of it."""
# No script, form or frame but our own, no address of the page given to another, nothing kept in a
# browser that several people may use.
_POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_SHARED = ("common.js", "page.css", "icon.svg")
Endpoint = Callable[[Request], Awaitable[Response]]
Work = Callable[[Any, dict[str, Any]], dict[str, Any]]
"""Owner of the secret, and the JSON that was sent → the JSON that is answered."""


def pages(first: str, *others: str) -> list[Route]:
    """Files of ours as they are; the first at the root."""
    named = [Route(f"/{name}", _page(name)) for name in (*others, *_SHARED)]
    return [Route("/", _page(first)), *named]


def _page(name: str) -> Endpoint:
    async def give(request: Request) -> Response:  # noqa: ARG001 - the same for everybody
        return FileResponse(PAGES / name, headers=HEADERS)

    return give


def answering(owner_of: Callable[[str], Any], work: Work, comfort: str) -> Endpoint:
    """Some work behind a door: what was sent with a secret that is somebody's is done.

    All else is answered with a sentence.

    Args:
        owner_of: secret → whose it is; None lets nobody in.
        comfort: what is answered besides where the work failed: that nothing is lost.
    """

    async def answer(request: Request) -> Response:
        try:
            body = b"".join([part async for part in _limited(request)])
            secret = request.headers.get("Authorization", "").removeprefix("Bearer ")
            owner = owner_of(secret)
            if owner is None:
                return message(403, sentence("web.no_access"))
            data = json.loads(body) if body else {}
            answered = await run_in_threadpool(work, owner, data)
            return JSONResponse(answered, headers=HEADERS)
        except Refusal as refusal:
            return message(503, f"{refusal} {comfort}")
        except (ValueError, KeyError, TypeError, AttributeError):
            return message(400, sentence("web.bad_request"))
        except Exception:  # a bug of ours: no word of it, it could carry a person's data
            return message(500, f"{sentence('web.bug')} {comfort}")

    return answer


def message(status: int, text: str) -> Response:
    """A sentence for the person, with a status for the page."""
    return JSONResponse({"message": text}, status, HEADERS)


async def _limited(request: Request) -> AsyncIterator[bytes]:
    """The parts of a body; ValueError beyond `MOST_BYTES`."""
    size = 0
    async for part in request.stream():
        # Counted as it comes: the length that a request announces may be a lie.
        size += len(part)
        if size > MOST_BYTES:
            raise ValueError("too long")
        yield part
