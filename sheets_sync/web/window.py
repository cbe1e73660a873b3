"""The window of the coordinator: a page on this computer with two buttons.

It shows how far the work is, what it found, and the documents.
"""

from __future__ import annotations

import gc
import os
import secrets
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import refusal_of_system
from sheets_sync.monthly import bring_together, prepare
from sheets_sync.release.door import Released
from sheets_sync.web.answering import Work, answering, pages
from sheets_sync.web.window_result import check_result, prepare_result
from sheets_sync.workbooks.shared.addresses import EXCEL, is_address
from sheets_sync.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    import uvicorn

Task = Literal["prepare", "check"]
_STEPS: Mapping[Task, int] = {"prepare": 11, "check": 8}
"""About how many steps there are besides one for each member."""
_LEFT_AFTER = 40.0
"""Seconds without a sign of the page after which the program ends, unless it is at work."""


@dataclass
class Job:
    """A piece of work under way: the step it is at, about how many there are, and how it ended."""

    total: int
    step: str = field(default_factory=lambda: sentence("web.opening"))
    count: int = 0
    done: bool = False
    error: str = ""
    result: Released[dict[str, Any]] | None = None

    def go_on(self, step: str) -> None:
        """Go on to a step."""
        self.step, self.count = step, self.count + 1

    @property
    def share(self) -> float:
        """Share done, from 0 to 1."""
        if self.done:
            return 1.0
        return min(0.95, self.count / max(1, self.total))


@dataclass
class Window:
    """Requests of the page, behind the secret in its address."""

    file: Path
    today: Callable[[], date]
    asked: Task | Literal[""] = ""
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    job: Job = field(default_factory=lambda: Job(0, done=True))
    seen: float = field(default_factory=time.monotonic)
    documents: Sequence[Path] = ()
    open_document: Callable[[Path], None] = lambda path: show_file(path)

    def application(self) -> Starlette:
        """The page, for this computer only."""
        work = {
            "about": self.about,
            "here": self.here,
            "run": self.run,
            "progress": self.progress,
            "open": self.open,
            "show": self.show,
        }
        comfort, methods = sentence("web.nothing_lost"), ["GET", "POST"]
        routes = [
            Route(f"/{name}", answering(self._allowed, _for_all(do), comfort), methods=methods)
            for name, do in work.items()
        ]
        # A page of the web that has this address by DNS rebinding gives another host's name.
        only_here = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
        return Starlette(
            routes=[*pages("window.html", "window.js"), *routes], middleware=[only_here]
        )

    def _allowed(self, secret: str) -> bool | None:
        return secrets.compare_digest(secret, self.secret) or None

    def about(self, _data: dict[str, Any]) -> dict[str, Any]:
        """Describe the programme that the page is for."""
        workspace = open_workspace(self.file)
        asked, self.asked = self.asked, ""
        return {
            "programme": workspace.programme,
            "workbook": workspace.as_written(workspace.place),
            "folder": self.file.parent.name,
            "asked": asked,
        }

    def here(self, _data: dict[str, Any]) -> dict[str, Any]:
        """The page is still open."""
        self.seen = time.monotonic()
        return {}

    def run(self, data: dict[str, Any]) -> dict[str, Any]:
        """Begin a piece of work; what is under way goes on."""
        if self.job.done:
            task: Task = "prepare" if data["what"] == "prepare" else "check"
            workspace = open_workspace(self.file, task)
            self.job = Job(len(workspace.members) + _STEPS[task])
            work = (self.job, task, workspace)
            threading.Thread(target=self._work, args=work, daemon=True).start()
        return {}

    def _work(self, job: Job, task: Task, workspace: Workspace) -> None:
        try:
            job.result = self._result_of(job, task, workspace)
        except Refusal as refusal:
            job.error = str(refusal)
        except Exception as error:  # a bug of ours: no word of it, it could carry a person's data
            bug = sentence("web.bug_in_work", name=type(error).__name__, command=task)
            job.error = str(refusal_of_system(error) or bug)
        finally:
            job.done = True

    def _result_of(self, job: Job, task: Task, workspace: Workspace) -> Released[dict[str, Any]]:
        day = self.today()
        if task == "check":
            self.documents = []
            return check_result(bring_together(workspace, day, progress=job.go_on))
        run = prepare(workspace, day, progress=job.go_on)
        self.documents = [document.path for document in run.documents]
        return prepare_result(run)

    def progress(self, _data: dict[str, Any]) -> dict[str, Any]:
        """Progress of the work, from 0 to 1, and its result once it ended."""
        job = self.job
        return {
            "step": job.step,
            "share": job.share,
            "done": job.done,
            "error": job.error,
            "result": job.result and job.result.content,
        }

    def open(self, data: dict[str, Any]) -> dict[str, Any]:
        """Open a document of the last work in its own program."""
        path = next((path for path in self.documents if str(path) == data["path"]), None)
        if path is None:
            raise Refusal("window.document", file=Path(str(data["path"])).name)
        self.open_document(path)
        return {}

    def show(self, data: dict[str, Any]) -> dict[str, Any]:
        """Go to a cell: in the browser for Google, in Excel where it is open there.

        Else the workbook is opened, and where to go is said.
        """
        workspace = open_workspace(self.file)
        workbook = workspace.place_of(data["siae"])
        tab, cell = str(data["tab"]), str(data["cell"])
        if workspace.as_written(workbook).startswith(EXCEL):
            from sheets_sync.workbooks.excel.workbook import ExcelWorkbook

            ExcelWorkbook(Path(workbook)).show(tab, cell)
            return {"message": sentence("web.shown_in_excel", tab=tab, cell=cell)}
        if is_address(workbook):
            webbrowser.open(workspace.open(workbook).address(tab, cell))
            return {}
        self.open_document(Path(workbook))
        return {"message": sentence("web.opens", tab=tab, cell=cell)}


def _for_all(do: Callable[[dict[str, Any]], dict[str, Any]]) -> Work:
    """Work that is the same for everybody who may ask for it."""
    return lambda _, data: do(data)


def open_window(file: Path, today: Callable[[], date], asked: Task | Literal[""] = "") -> None:
    """Serve the page on a free port of this computer, and open it in the browser.

    It ends some time after the page was left.
    """
    from sheets_sync.web.connections import patient_server

    gc.enable()  # a command that lasts
    window = Window(file, today, asked)
    server = patient_server(window.application(), host="127.0.0.1", port=0)
    threading.Thread(target=_attend, args=(window, server), daemon=True).start()
    server.run()


def _attend(window: Window, server: uvicorn.Server) -> None:
    """Open the browser once the page is there; end when it is not any more."""
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    webbrowser.open(f"http://127.0.0.1:{port}/#{window.secret}")
    while not window.job.done or time.monotonic() - window.seen < _LEFT_AFTER:
        time.sleep(1)
    server.should_exit = True


def show_file(path: Path) -> None:
    """Open a file in the program that this computer has for it."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - one of our own documents
    else:
        program = {"darwin": "open"}.get(sys.platform, "xdg-open")
        nowhere = subprocess.DEVNULL
        subprocess.Popen([program, str(path)], stdout=nowhere, stderr=nowhere)
