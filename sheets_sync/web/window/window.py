"""The window of the coordinator: a page on this computer, where every command can be given.

It asks the same functions that the commands ask; nothing of the field is decided here.
"""

from __future__ import annotations

import contextlib
import gc
import secrets
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import typer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.release.audiences import Output
from sheets_sync.release.door import Released
from sheets_sync.web.answering import Answered, Work, answering, pages
from sheets_sync.web.showing import show_file
from sheets_sync.web.window.desks.columns import ColumnsDesk
from sheets_sync.web.window.desks.copies import CopiesDesk
from sheets_sync.web.window.desks.decisions import DecisionsDesk
from sheets_sync.web.window.desks.documents import DocumentsDesk
from sheets_sync.web.window.desks.exports import ExportsDesk
from sheets_sync.web.window.desks.locks import LocksDesk
from sheets_sync.web.window.desks.meeting import MeetingDesk
from sheets_sync.web.window.desks.meeting_days import MeetingDaysDesk
from sheets_sync.web.window.desks.next_step import NextStepDesk
from sheets_sync.web.window.desks.outside_files import OutsideFilesDesk
from sheets_sync.web.window.desks.persons import PersonsDesk
from sheets_sync.web.window.desks.phones import PhonesDesk
from sheets_sync.web.window.desks.reminders import RemindersDesk
from sheets_sync.web.window.desks.settings import SettingsDesk
from sheets_sync.web.window.office import Ask, Desk, Office
from sheets_sync.web.window.start.desk import StartDesk

if TYPE_CHECKING:
    import uvicorn

    from sheets_sync.web.window.job import Job

_PAGES = Path(__file__).parent / "pages"
_LEFT_AFTER = 150.0
"""Seconds without a sign of the page after which the program ends, unless it is at work.

A browser lets a page that nobody looks at give a sign once a minute.
"""
_SIGNS = ("here", "leave", "progress")
"""What the page sends again and again: no reason to look at the memory each time."""
_ASLEEP = 10.0
"""Seconds between two looks at the clock, a second apart, that only a sleeping computer makes."""


@dataclass
class Window:
    """Requests of the page, behind the secret in its address.

    Attributes:
        ticket: what the browser is given in its place: it opens the page once. The address that a
            browser is started with can be read by whoever else uses this computer.
    """

    file: Path
    today: Callable[[], date]
    open_document: Callable[[Path], None] = show_file
    notice: str = ""
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    seen: float = field(default_factory=time.monotonic)
    left: bool = False

    def __post_init__(self) -> None:
        self.office = Office(self.file, self.today, self.open_document, notice=self.notice)

    @property
    def job(self) -> Job:
        """The piece of work under way, or the last one."""
        return self.office.job

    @property
    def work(self) -> Mapping[str, Callable[[dict[str, Any]], Answered]]:
        """All that the page may ask for, by name: each answer as its reader may see it."""
        without_names: Sequence[Desk] = (
            {"here": _nothing, "leave": _nothing},
            NextStepDesk(self.office).desk,
            MeetingDesk(self.office).desk,
            MeetingDaysDesk(self.office).desk,
            DecisionsDesk(self.office).desk,
            DocumentsDesk(self.office).desk,
            CopiesDesk(self.office).desk,
            SettingsDesk(self.office).desk,
        )
        # What she types, chooses or corrects here is sent back as it was shown.
        on_own_screen: Sequence[Desk] = (
            StartDesk(self.office).desk,
            RemindersDesk(self.office).desk,
            PhonesDesk(self.office).desk,
            ColumnsDesk(self.office).desk,
            OutsideFilesDesk(self.office).desk,
            PersonsDesk(self.office).desk,
            ExportsDesk(self.office).desk,
            LocksDesk(self.office).desk,
        )
        asks: dict[str, tuple[Output, Ask]] = {}
        for desk in without_names:
            asks |= {name: ("window", ask) for name, ask in desk.items()}
        for desk in on_own_screen:
            asks |= {name: ("own_screen", ask) for name, ask in desk.items()}
        return {name: self._released(name, *ask) for name, ask in asks.items()}

    def _released(
        self, name: str, output: Output, ask: Ask
    ) -> Callable[[dict[str, Any]], Answered]:
        def answer(data: dict[str, Any]) -> Answered:
            if name not in _SIGNS:
                # Where config cannot be read, that is told by whoever needs it.
                with contextlib.suppress(Refusal):
                    self.office.forget_overtaken()
            try:
                answered = ask(data)
            except Refusal as refusal:
                # Where config cannot be read nobody is known: that is what is said then.
                self.office.door.reword(refusal, output)
                raise
            if isinstance(answered, Released):
                return answered
            return self.office.door.release(output, answered)

        return answer

    def application(self) -> Starlette:
        """The page, for this computer only."""
        # A page of the web that has this address by DNS rebinding gives another host's name.
        only_here = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
        scripts = sorted(path.name for path in _PAGES.iterdir() if path.suffix in (".js", ".css"))
        return Starlette(
            routes=[*pages(_PAGES, "window.html", *scripts), *self._routes()],
            middleware=[only_here],
        )

    def _routes(self) -> Iterator[Route]:
        comfort = sentence("web.nothing_lost")
        entering = self._signed("enter", self._released("enter", "own_screen", self._given_secret))
        yield Route("/enter", answering(self._enters, entering, comfort), methods=["POST"])
        for name, ask in self.work.items():
            endpoint = answering(self._allowed, self._signed(name, ask), comfort)
            yield Route(f"/{name}", endpoint, methods=["GET", "POST"])

    def _allowed(self, secret: str) -> bool | None:
        return secrets.compare_digest(secret, self.secret) or None

    def _enters(self, secret: str) -> bool | None:
        """True if a page may learn the secret: it has it, or is the first with the ticket."""
        if self._allowed(secret):
            return True
        if not self.ticket or not secrets.compare_digest(secret, self.ticket):
            return None
        self.ticket = ""
        return True

    def _given_secret(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {"secret": self.secret}

    def _signed(self, name: str, ask: Callable[[dict[str, Any]], Answered]) -> Work:
        """Work that is the same for everybody who may ask for it, and a sign of the page.

        A page that was closed says so; one that is only loaded again asks for something at once.
        One that another page took the programme from is told: it would write into the other.
        """

        def work(_allowed: bool, data: dict[str, Any]) -> Answered:
            self.seen, self.left = time.monotonic(), name == "leave"
            if data.get("of", self.office.programme_key) != self.office.programme_key:
                raise Refusal("window.other_programme")
            return ask(data)

        return work


def _nothing(_data: dict[str, Any]) -> dict[str, Any]:
    """A sign of the page, and no more."""
    return {}


def open_window(file: Path, today: Callable[[], date], notice: str = "") -> None:
    """Serve the page on a free port of this computer, and open it in the browser.

    It ends some time after the page was left.

    Args:
        notice: what the page says of the programme first, "" for nothing.
    """
    from sheets_sync.web.connections import patient_server

    gc.enable()  # a command that lasts
    window = Window(file, today, notice=notice)
    server = patient_server(window.application(), host="127.0.0.1", port=0)
    threading.Thread(target=_attend, args=(window, server), daemon=True).start()
    # uvicorn hands the signal on once it has stopped, and the system would end us there.
    signal.signal(signal.SIGTERM, _end_on_signal)
    try:
        server.run()
    finally:
        window.office.phone_form.stop()


def _end_on_signal(_signal: int, _frame: FrameType | None) -> None:
    """End as a program that is left does: what is served to phones ends with it."""
    sys.exit()


def _attend(window: Window, server: uvicorn.Server) -> None:
    """Open the browser once the page is there; end when it is not any more."""
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    address = f"http://127.0.0.1:{port}/#"
    # Said in any case: of a browser that does not open nobody tells.
    typer.echo(sentence("window.address", address=f"{address}{window.secret}"))
    webbrowser.open(f"{address}{window.ticket}")
    looked_at = time.monotonic()
    # Phones are served although nobody looks at the page.
    while not (window.job.done and _is_left(window) and not window.office.phone_form.is_served):
        time.sleep(1)
        if time.monotonic() - looked_at > _ASLEEP:
            window.seen = time.monotonic()
        looked_at = time.monotonic()
    server.should_exit = True


def _is_left(window: Window) -> bool:
    patience = _LEFT_AFTER
    if window.left:
        patience /= 10
    return time.monotonic() - window.seen > patience
