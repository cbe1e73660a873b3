"""The form for the phone, as a small web application: one SIAE's form behind a secret link.

Entries go to the tab the way imported ones do.
"""

from __future__ import annotations

import gc
import hashlib
import socket
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from forms.form import Field, Form
from forms.relevance import relevance
from forms.values import Cell, ReadingContext
from sheets_sync.catalogue import sentence
from sheets_sync.entry.bounds import LONG, most_characters
from sheets_sync.entry.checked_entries import WHOLE, check_entries, missing_texts
from sheets_sync.errors import Refusal
from sheets_sync.outside.answer_file import Answer
from sheets_sync.outside.submissions import Imported, Inbox, Wish, bring_in
from sheets_sync.release.door import Door
from sheets_sync.settings.sections import Web
from sheets_sync.web.answering import Answered, Endpoint, answering, pages
from sheets_sync.web.phone.links import Access, given, of_secret
from sheets_sync.web.phone.people import COUNSELLOR, OpenTab, PeopleDesk, typed_texts
from sheets_sync.web.phone.rate import Rate

Today = Callable[[], date]
_PAGES = Path(__file__).parent / "pages"
_DIGITS = ("date", "integer", "postal_code", "pass_iae")
"""The types of field that a phone shows its keyboard of digits for."""
_MOST_KEY = 100
"""Characters of the key that a page gives an entry: four numbers of 32 bits."""
_BYTES_OF_CHARACTER = 6
"""The most that JSON takes for one: « \\u0000 »; a letter in UTF-8 takes four at most."""
_BYTES_AROUND = 500
"""Of a request, besides what is typed: braces, the names of its parts."""
# A page checks 0.4 s after the last key, whoever types; after days offline a phone sends a queue.
BURST, PER_SECOND = 60, 3.0
_HELD = ("workbook.open", "remote.locked")
"""Refusals of a workbook that somebody has open, whose remedy is not for who is on the phone."""
_SOON = timedelta(days=21)
"""How long before its end a link says so."""


def application(
    inbox_now: Callable[[], Inbox],
    door: Door,
    programme: str,
    today: Today,
    rate: Rate | None = None,
) -> Starlette:
    """The pages, and behind the secret of a link: the form, the check, the way to the tab.

    Args:
        inbox_now: where entries go, with config and lists as they are by now.
        door: all that goes to the phone passes there.
        rate: how often a link may ask; None: as often as a person types.
    """
    desk = _EntryDesk(inbox_now, door, programme, today, rate or Rate(BURST, PER_SECOND))
    files = sorted(path.name for path in _PAGES.iterdir() if path.suffix in (".js", ".css"))
    return Starlette(routes=[*pages(_PAGES, "form.html", *files), *desk.routes])


class _EntryDesk:
    """Desk where entries are handed in, one at a time."""

    def __init__(
        self,
        inbox_now: Callable[[], Inbox],
        door: Door,
        programme: str,
        today: Today,
        rate: Rate,
    ) -> None:
        self.inbox_now, self.door, self.programme = inbox_now, door, programme
        self.today, self.rate = today, rate
        self.inbox = inbox = inbox_now()
        self.one_at_a_time = threading.Lock()
        self.most_bytes = _most_bytes(inbox.form)
        self.missing = missing_texts(inbox.form)

    @property
    def people(self) -> PeopleDesk:
        return PeopleDesk(self.inbox)

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/form", self._behind_secret(self.form), methods=["GET"]),
            Route("/check", self._behind_secret(self.check), methods=["POST"]),
            Route("/send", self._behind_secret(self.send), methods=["POST"]),
            Route("/mine", self._behind_secret(self.mine), methods=["GET"]),
            Route("/find", self._behind_secret(self.find), methods=["POST"]),
            Route("/change", self._behind_secret(self.change), methods=["POST"]),
        ]

    def _behind_secret(self, work: Callable[[Access, dict[str, Any]], dict[str, Any]]) -> Endpoint:
        def released(access: Access, data: dict[str, Any]) -> Answered:
            try:
                # A page stays open for weeks: lists and columns are those of now.
                self.inbox = self.inbox_now()
                return self.door.release("phone", work(access, data))
            except Refusal as refusal:
                if refusal.code in _HELD:
                    raise Refusal("web.workbook_held") from refusal
                self.door.reword(refusal, "phone")
                raise

        comfort = sentence("web.kept_on_phone")
        return answering(self._access, released, comfort, self.most_bytes, self._asks_too_often)

    def _access(self, secret: str) -> Access | None:
        return of_secret(given(self.inbox.history), secret, self.today())

    def _asks_too_often(self, access: Access) -> bool:
        return self.rate.is_exceeded(access.digest)

    def form(self, access: Access, _data: dict[str, Any]) -> dict[str, Any]:
        """The definition, as the page draws it: only what the SIAE's tab has a column for."""
        tab = OpenTab(self.inbox, access.siae, self.today())
        asked = relevance(self.inbox.form)
        return {
            "title": sentence("web.form_title"),
            # Names are for the tab's own readers; the title of all is read by every SIAE.
            "programme": self.door.mask("reminder")(self.programme),
            "siae": access.siae,
            "who": access.who,
            "notice": _end_text(access, self.today()),
            "closed": self._closed_text(tab),
            "today": f"{self.today():%d/%m/%Y}",
            # Whom she adds, she follows, unless she says otherwise.
            "begins_with": {COUNSELLOR: access.who},
            "fields": [
                self._question(field) | {"relevant": asked.get(field.id)}
                for field in self.inbox.form.fields
                if field.id in tab.field_ids or (field.required and tab.has_column(field.id))
            ],
        }

    def _closed_text(self, tab: OpenTab) -> str:
        """Sentence on why nobody new can be added from a phone; "" where they can.

        What a tab tells in several columns, no entry can be given; and who needs it would be told
        so after all that they typed.
        """
        needed = [field for field in self.inbox.form.fields if field.required]
        spread = [
            field.label
            for field in needed
            if tab.has_column(field.id) and field.id not in tab.field_ids
        ]
        if not spread:
            return ""
        return sentence("web.closed", tab=tab.tab.tab, fields=spread)

    def _question(self, field: Field) -> dict[str, Any]:
        return {
            "id": field.id,
            "label": field.label,
            "help": field.help_on_phone or field.help,
            "type": field.type,
            "group": field.group or self.inbox.form.label,
            "required": field.required,
            "missing": self.missing.get(field.id, ""),
            "today": field.today,
            "options": list(field.offered(self.inbox.siae)),
            "long": field.id == LONG,
            "digits": field.type in _DIGITS and not field.partial,
            "most": most_characters(field, self.inbox.form),
        }

    def check(self, access: Access, data: dict[str, Any]) -> dict[str, Any]:
        """Check what is typed so far: messages by field.

        At the end of a step (`whole`) the tab is looked at too: who is there already is told then,
        and not after all that follows.
        """
        texts = self._texts(data)
        if not data.get("whole"):
            context = ReadingContext(self.today(), self.inbox.siae)
            [entry] = check_entries([texts], self.inbox.form, access.siae, context)
            return {"wrong": entry.wrong, "known": ""}
        entries = OpenTab(self.inbox, access.siae, self.today()).entries
        [entry] = entries.check([texts])
        lacks = entries.lacks_room(list(entry.values))
        if lacks and not entry.wrong:
            return {"wrong": {WHOLE: lacks[0].upper() + lacks[1:]}, "known": ""}
        known = entries.known(entry.values)
        if not known or not {"nom", "prenom", "date_naissance"}.isdisjoint(entry.wrong):
            return {"wrong": entry.wrong, "known": ""}
        return {"wrong": entry.wrong, "known": sentence("web.known", row=known[-1].row)}

    def mine(self, access: Access, _data: dict[str, Any]) -> dict[str, Any]:
        """Whom the link's holder follows."""
        return self.people.mine(access, self.today())

    def find(self, access: Access, data: dict[str, Any]) -> dict[str, Any]:
        """A person by their whole name."""
        return self.people.find(access, data, self.today())

    def change(self, access: Access, data: dict[str, Any]) -> dict[str, Any]:
        """Change what the tab has of a person; sent again, it is there already."""
        with self.one_at_a_time:
            return self.people.change(access, data, self.today())

    def send(self, access: Access, data: dict[str, Any]) -> dict[str, Any]:
        """Put an entry in the tab; one that was sent before is there already."""
        key = _entry_key(access, data["key"])
        answer = Answer(1, (key,), access.siae, self._texts(data))
        with self.one_at_a_time:
            imported = bring_in([answer], self.inbox, self.today(), Wish(whole=True))
        left_out = [*imported.duplicates, *imported.refused]
        if not left_out:
            return {"outcome": "added", "message": _added_text(imported)}
        wrong = self.check(access, {**data, "whole": True})["wrong"]
        if not wrong:
            reasons = (answer.reason for answer in left_out)
            wrong = {WHOLE: " ".join(reason[0].upper() + reason[1:] for reason in reasons)}
        return {"outcome": "refused", "wrong": wrong}

    def _texts(self, data: dict[str, Any]) -> dict[str, Cell]:
        """Texts typed in the fields that the form has.

        Those that are asked for only where another says so are there empty too: what is then
        missing is told.
        """
        known = {field.id: bool(field.relevant) for field in self.inbox.form.fields}
        return {
            name: text
            for name, text in typed_texts(data["texts"]).items()
            if name in known and (text.strip() or known[name])
        }


def _entry_key(access: Access, key: object) -> str:
    """Key that an entry is known again by; pages of two SIAE may come upon the same.

    ValueError where it is none that a page of ours gives.
    """
    if not isinstance(key, str) or not 0 < len(key) <= _MOST_KEY:
        raise ValueError("no key of a page")
    return "web:" + hashlib.sha256(f"{access.siae}\0{key}".encode()).hexdigest()


def _end_text(access: Access, today: date) -> str:
    """Sentence on the end of a link, where it is near; "" otherwise."""
    if not access.until:
        return ""
    last_day = date.fromisoformat(access.until)
    if last_day - today > _SOON:
        return ""
    return sentence("web.ends_soon", day=last_day)


def _most_bytes(form: Form) -> int:
    """The size of a request with every field of the form filled to the brim."""
    around = 3 * sum(len(field.id.encode()) + len('"": "", ') for field in form.fields)
    # A change sends what was seen and shown beside what is typed.
    characters = _MOST_KEY + 3 * sum(most_characters(field, form) for field in form.fields)
    return _BYTES_AROUND + around + characters * _BYTES_OF_CHARACTER


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
    from sheets_sync.web.connections import patient_server

    certificate = _existing_file(web.certificate, folder)
    key = _existing_file(web.key, folder)
    host = "127.0.0.1"
    if certificate or without_https:
        host = "0.0.0.0"  # noqa: S104 - phones are to reach it
    _require_free_port(host, web.port)
    gc.enable()  # a command that lasts
    server = patient_server(served, host=host, port=web.port, certificate=certificate, key=key)
    server.run()


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
