"""The form for the phone, as a small web application: one SIAE's form behind a secret link.

Entries go to the tab the way imported ones do.
"""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from forms.form import Field
from forms.values import Cell, ReadingContext
from sheets_sync.catalogue import sentence
from sheets_sync.entry.new_rows import WHOLE, check_entries
from sheets_sync.errors import Refusal
from sheets_sync.outside.answer_file import Answer
from sheets_sync.outside.submissions import Imported, Inbox, bring_in
from sheets_sync.settings import Web
from sheets_sync.web.answering import Endpoint, Work, answering, pages
from sheets_sync.web.links import Access, given, of_secret

Today = Callable[[], date]
_DIGITS = ("date", "integer", "postal_code", "pass_iae")
"""The types of field that a phone shows its keyboard of digits for."""
_LONG = "commentaire"
"""The field that people write sentences in."""
_LINE, _PAGE = 300, 3_000
"""Characters that can be typed in a field, and in that one."""


def application(inbox: Inbox, programme: str, today: Today) -> Starlette:
    """The pages, and behind the secret of a link: the form, the check, the way to the tab."""
    desk = _EntryDesk(inbox, programme, today)
    return Starlette(routes=[*pages("form.html", "form.js", "worker.js"), *desk.routes])


class _EntryDesk:
    """Desk where entries are handed in, one at a time."""

    def __init__(self, inbox: Inbox, programme: str, today: Today) -> None:
        self.inbox, self.programme, self.today = inbox, programme, today
        self.one_at_a_time = threading.Lock()

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/form", self._behind_secret(self.form), methods=["GET"]),
            Route("/check", self._behind_secret(self.check), methods=["POST"]),
            Route("/send", self._behind_secret(self.send), methods=["POST"]),
        ]

    def _behind_secret(self, work: Work) -> Endpoint:
        return answering(self._access, work, sentence("web.kept_on_phone"))

    def _access(self, secret: str) -> Access | None:
        return of_secret(given(self.inbox.history), secret)

    def form(self, access: Access, _data: dict[str, Any]) -> dict[str, Any]:
        """The definition, as the page draws it."""
        return {
            "title": sentence("web.form_title"),
            "programme": self.programme,
            "siae": access.siae,
            "who": access.who,
            "fields": [self._question(field) for field in self.inbox.form.fields],
        }

    def _question(self, field: Field) -> dict[str, Any]:
        return {
            "id": field.id,
            "label": field.label,
            "help": field.help,
            "type": field.type,
            "group": field.group or self.inbox.form.label,
            "required": field.required,
            "options": list(field.offered(self.inbox.siae)),
            "long": field.id == _LONG,
            "digits": field.type in _DIGITS and not field.partial,
            "most": _most_characters(field),
        }

    def check(self, access: Access, data: dict[str, Any]) -> dict[str, Any]:
        """Check what is typed so far: messages by field."""
        context = ReadingContext(self.today(), self.inbox.siae)
        texts = self._texts(data)
        if too_long := self._too_long(texts):
            return {"wrong": too_long}
        [entry] = check_entries([texts], self.inbox.form, access.siae, context)
        return {"wrong": entry.wrong}

    def _too_long(self, texts: dict[str, Cell]) -> dict[str, str]:
        """Field → that what is typed there is longer than anybody types: nothing reads it."""
        return {
            field.id: sentence("web.too_long", most=_most_characters(field))
            for field in self.inbox.form.fields
            if len(str(texts.get(field.id, ""))) > _most_characters(field)
        }

    def send(self, access: Access, data: dict[str, Any]) -> dict[str, Any]:
        """Put an entry in the tab; one that was sent before is there already."""
        key = f"web:{data['key']}"[:80]
        texts = self._texts(data)
        if too_long := self._too_long(texts):
            return {"outcome": "refused", "wrong": too_long}
        answer = Answer(1, key, access.siae, texts)
        with self.one_at_a_time:
            imported = bring_in([answer], self.inbox, self.today(), dry_run=False)
        left_out = [*imported.duplicates, *imported.refused]
        if not left_out:
            return {"outcome": "added", "message": _added_text(imported)}
        wrong = self.check(access, data)["wrong"]
        if not wrong:
            reasons = (answer.reason for answer in left_out)
            wrong = {WHOLE: " ".join(reason[0].upper() + reason[1:] for reason in reasons)}
        return {"outcome": "refused", "wrong": wrong}

    def _texts(self, data: dict[str, Any]) -> dict[str, Cell]:
        """Texts typed in the fields that the form has."""
        known = {field.id for field in self.inbox.form.fields}
        return {
            name: str(text)
            for name, text in data["texts"].items()
            if name in known and str(text).strip()
        }


def _most_characters(field: Field) -> int:
    """How much can be typed in a field: a page where people write, a line elsewhere."""
    return _PAGE if field.type == "text" and field.id == _LONG else _LINE


def _added_text(imported: Imported) -> str:
    for tab, rows in imported.added.items():
        for row in rows:
            return sentence("web.added", tab=tab, row=row)
    return sentence("web.already_added")


def link_to(web: Web, secret: str) -> str:
    """The link that is given out.

    The secret stands after the « # », which browsers keep to themselves: no log has it.
    """
    return f"{web_address(web)}/#{secret}"


def web_address(web: Web) -> str:
    """Address at which phones reach the form."""
    if web.address:
        return web.address.rstrip("/")
    if web.certificate:
        return f"https://{socket.gethostname()}:{web.port}"
    return f"http://localhost:{web.port}"


def serve_until_stopped(served: Starlette, web: Web, folder: Path, without_https: bool) -> None:
    """Serve until stopped.

    Without a certificate only this computer is listened to (a proxy on it may add HTTPS), unless
    `without_https`.

    Args:
        folder: what the paths of the certificate and key are relative to.

    Raises:
        Refusal: a certificate is not there, or the port is taken.
    """
    import uvicorn

    certificate = _existing_file(web.certificate, folder)
    key = _existing_file(web.key, folder)
    host = "127.0.0.1"
    if certificate or without_https:
        host = "0.0.0.0"  # noqa: S104 - phones are to reach it
    _require_free_port(host, web.port)
    gc.enable()  # a command that lasts
    uvicorn.run(
        served,
        host=host,
        port=web.port,
        log_config=None,
        server_header=False,
        ws="none",
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )


def _existing_file(name: str | None, folder: Path) -> Path | None:
    if not name:
        return None
    file = folder / name
    if not file.is_file():
        raise Refusal("web.certificate", file=file)
    return file


def _require_free_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        # As uvicorn does: a port that was left a moment ago is not taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal("web.port", port=port) from error
