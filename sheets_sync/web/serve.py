"""The form for the phone, as a small web application: one SIAE's form behind a secret link; entries go to the tab the way imported ones do."""

from __future__ import annotations

import gc
import json
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from forms.definition import Field, Form
from forms.values import Cell, ReadingContext
from sheets_sync.config import Config
from sheets_sync.entry.new_rows import WHOLE, check_entries
from sheets_sync.errors import Refusal
from sheets_sync.history.store import History
from sheets_sync.outside.submissions import Answer, Imported, bring_in
from sheets_sync.web.links import Access, given, of_secret

PAGES = Path(__file__).parent / "pages"
MOST_BYTES = 100_000
"""Of one request: a form filled to the brim is a tenth of it."""
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
}  # fmt: skip
Today = Callable[[], date]
Work = Callable[[Any, dict[str, Any]], dict[str, Any]]
"""Whose secret it is, and what was sent → what is answered."""


def application(config: Config, form: Form, history: History, today: Today) -> Starlette:
    """The pages, and behind the secret of a link: the form, the check of what is typed, and the way to the tab."""
    return Starlette(
        routes=[
            *pages("form.html", "form.js", "worker.js"),
            *_Counter(config, form, history, today).routes,
        ]
    )


def pages(first: str, *others: str) -> list[Route]:
    """Files of ours as they are; the first at the root."""

    def page(name: str) -> Callable[[Request], Awaitable[Response]]:
        async def give(request: Request) -> Response:  # noqa: ARG001 - the same for everybody
            return FileResponse(PAGES / name, headers=HEADERS)

        return give

    return [
        Route("/", page(first)),
        *(Route(f"/{name}", page(name)) for name in (*others, "common.js", "page.css", "icon.svg")),
    ]


class _Counter:
    """Where entries are handed in, one at a time."""

    def __init__(self, config: Config, form: Form, history: History, today: Today) -> None:
        self.config, self.form, self.history, self.today = config, form, history, today
        self.names = tuple(member.name for member in config.siae)
        self.one_at_a_time = threading.Lock()

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/form", self._open(self.asked), methods=["GET"]),
            Route("/check", self._open(self.checked), methods=["POST"]),
            Route("/send", self._open(self.sent), methods=["POST"]),
        ]

    def _open(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        return answering(
            lambda secret: of_secret(given(self.history), secret),
            work,
            " La saisie reste sur ce téléphone et repartira toute seule.",
        )

    def asked(self, access: Access, data: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - nothing is sent with it
        """The definition, as the page draws it."""
        fields = [self._question(field) for field in self.form.fields]
        return {
            "title": "Saisie d'une personne",
            "programme": self.config.programme,
            "siae": access.siae,
            "who": access.who,
            "fields": fields,
        }

    def _question(self, field: Field) -> dict[str, Any]:
        return {
            "id": field.id, "label": field.label, "help": field.help, "type": field.type, "group": field.group or self.form.label,
            "required": field.required, "options": list(field.offered(self.names)), "long": field.id == "commentaire",
            "digits": field.type in ("date", "integer", "postal_code", "pass_iae") and not field.partial,
        }  # fmt: skip

    def checked(self, access: Access, data: dict[str, Any]) -> dict[str, Any]:
        """What is wrong with what is typed so far, by field."""
        [entry] = check_entries(
            [self._texts(data)], self.form, access.siae, ReadingContext(self.today(), self.names)
        )
        return {"wrong": entry.wrong}

    def sent(self, access: Access, data: dict[str, Any]) -> dict[str, Any]:
        """Put an entry in the tab; one that was sent before is there already."""
        texts = self._texts(data)
        with self.one_at_a_time:
            answer = Answer(1, f"web:{data['key']}"[:80], access.siae, texts)
            done = bring_in(
                [answer], self.form, self.config, self.history, self.today(), dry_run=False
            )
        if done.refused or done.there:
            reason = " ".join(
                text[0].upper() + text[1:] for _, text in [*done.there, *done.refused]
            )
            return {
                "outcome": "refused",
                "wrong": self.checked(access, data)["wrong"] or {WHOLE: reason},
            }
        return {"outcome": "added", "message": _where(done)}

    def _texts(self, data: dict[str, Any]) -> dict[str, Cell]:
        """What was typed in the fields there are."""
        known = {field.id for field in self.form.fields}
        return {
            name: str(text)
            for name, text in data["texts"].items()
            if name in known and str(text).strip()
        }


def link_to(config: Config, secret: str) -> str:
    """The link that is given out. The secret stands after the « # », which browsers keep to themselves: no log has it."""
    return f"{address_of(config)}/#{secret}"


def address_of(config: Config) -> str:
    """Where phones reach the form."""
    here = socket.gethostname() if config.web.certificate else "localhost"
    return (
        config.web.address.rstrip("/")
        or f"{'https' if config.web.certificate else 'http'}://{here}:{config.web.port}"
    )


def run(config: Config, form: Form, history: History, today: Today, without_https: bool) -> None:
    """Serve until stopped.

    Without a certificate only this computer is listened to (a proxy on it may add HTTPS), unless `without_https`.

    Raises:
        Refusal: a certificate is not there, or the port is taken.
    """
    import uvicorn

    certificate, key = (
        config.folder / file if file else None for file in (config.web.certificate, config.web.key)
    )
    for file in filter(None, (certificate, key)):
        if not file.is_file():
            raise Refusal("web.certificate", file=file)
    host = "0.0.0.0" if certificate or without_https else "127.0.0.1"  # noqa: S104 - phones are to reach it
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, config.web.port))
        except OSError as error:
            raise Refusal("web.port", port=config.web.port) from error
    gc.enable()  # a command that lasts
    uvicorn.run(
        application(config, form, history, today), host=host, port=config.web.port, log_config=None, server_header=False, ws="none",
        ssl_certfile=certificate, ssl_keyfile=key,
    )  # fmt: skip


def _where(done: Imported) -> str:
    found = [(tab, line) for tab, lines in done.added.items() for line in lines]
    return (
        f"C'est dans l'onglet « {found[0][0]} », ligne {found[0][1]}."
        if found
        else "C'est déjà dans l'onglet."
    )


def answering(
    whose: Callable[[str], Any], work: Work, kept: str
) -> Callable[[Request], Awaitable[Response]]:
    """Some work behind a door: what was sent with a secret that is somebody's is done; all else is said in a sentence.

    Args:
        whose: secret → whose it is; None lets nobody in.
        kept: what is said after a refusal of what has been sent.
    """

    async def answer(request: Request) -> Response:
        try:
            body = b"".join([part async for part in limited(request)])
            who = whose(request.headers.get("Authorization", "").removeprefix("Bearer "))
            if who is None:
                return said(
                    403, "Ce lien n'est plus valable. En demander un autre à la coordination."
                )
            return JSONResponse(
                await run_in_threadpool(work, who, json.loads(body) if body else {}),
                headers=HEADERS,
            )
        except Refusal as refusal:
            return said(503, f"{refusal}{kept}")
        except (ValueError, KeyError, TypeError, AttributeError):
            return said(400, "Cette demande n'a pas la forme attendue : recharger la page.")
        except Exception:  # a bug of ours: no word of it, it could carry a person's data
            return said(500, f"Panne inattendue.{kept}")

    return answer


def said(status: int, message: str) -> Response:
    """A sentence for the person, with a status for the page."""
    return JSONResponse({"message": message}, status, HEADERS)


async def limited(request: Request) -> AsyncIterator[bytes]:
    """The parts of a body; ValueError beyond `MOST_BYTES`."""
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise ValueError("too long")
        yield part
