"""The window of the coordinator: a page on this computer with two buttons, how far the work is, what it found, and the documents."""

from __future__ import annotations

import gc
import os
import secrets
import subprocess
import sys
import threading
import time
import webbrowser
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from sheets_sync import french
from sheets_sync.commands.cards import cards_text
from sheets_sync.documents.summary import changes_text
from sheets_sync.errors import Refusal
from sheets_sync.monthly import Run, bring_together, prepare
from sheets_sync.steering.month import Month
from sheets_sync.web.serve import answering, pages
from sheets_sync.workbooks.addresses import EXCEL, is_address
from sheets_sync.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    import uvicorn

What = Literal["prepare", "check"]
MOST_SHOWN = 300
"""Anomalies of a SIAE that are listed; all are in the Anomalies sheet."""
_LEFT_AFTER = 40.0
"""Seconds without a sign of the page after which the program ends, unless it is at work."""


@dataclass
class Job:
    """A piece of work under way: the step it is at, about how many there are, and how it ended."""

    total: int
    step: str = "Ouverture"
    count: int = 0
    done: bool = False
    error: str = ""
    result: Mapping[str, Any] | None = None

    def tell(self, step: str) -> None:
        """Go on to a step."""
        self.step, self.count = step, self.count + 1


@dataclass
class Window:
    """What the page asks, behind the secret in its address."""

    file: Path
    today: Callable[[], date]
    asked: What | Literal[""] = ""
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
        routes = [
            Route(
                f"/{name}",
                answering(self._allowed, self._for(do), " Rien n'est perdu."),
                methods=["GET", "POST"],
            )
            for name, do in work.items()
        ]
        only_here = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
        return Starlette(
            routes=[*pages("window.html", "window.js"), *routes], middleware=[only_here]
        )

    def _allowed(self, secret: str) -> Literal[True] | None:
        return True if secrets.compare_digest(secret, self.secret) else None

    @staticmethod
    def _for(
        do: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> Callable[[Any, dict[str, Any]], dict[str, Any]]:
        return lambda _, data: do(data)

    def about(self, _data: dict[str, Any]) -> dict[str, Any]:
        """What the page is for."""
        config = open_workspace(self.file).config
        asked, self.asked = self.asked, ""
        return {
            "programme": config.programme,
            "workbook": config.workbook,
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
            workspace = open_workspace(self.file)
            what: What = "prepare" if data["what"] == "prepare" else "check"
            self.job = Job(len(workspace.members) + (11 if what == "prepare" else 8))
            work = (self.job, what, workspace)
            threading.Thread(target=self._work, args=work, daemon=True).start()
        return {}

    def _work(self, job: Job, what: What, workspace: Workspace) -> None:
        try:
            day = self.today()
            done: Run | Month
            if what == "prepare":
                done = prepare(workspace, day, progress=job.tell)
            else:
                done = bring_together(workspace, day, progress=job.tell)
            documents = done.documents if isinstance(done, Run) else ()
            self.documents = [document.path for document in documents]
            job.result = _told(done)
        except Refusal as refusal:
            job.error = str(refusal)
        except Exception as error:  # a bug of ours: no word of it, it could carry a person's data
            job.error = f"Panne inattendue ({type(error).__name__}). Lancer « sheets-sync --debug {what} » dans un terminal pour la trace."
        finally:
            job.done = True

    def progress(self, _data: dict[str, Any]) -> dict[str, Any]:
        """How far the work is, from 0 to 1, and how it ended."""
        job = self.job
        share = 1.0 if job.done else min(0.95, job.count / max(1, job.total))
        return {
            "step": job.step,
            "share": share,
            "done": job.done,
            "error": job.error,
            "result": job.result,
        }

    def open(self, data: dict[str, Any]) -> dict[str, Any]:
        """Open a document of the last work in its own program."""
        path = next((path for path in self.documents if str(path) == data["path"]), None)
        if path is None:
            raise Refusal("window.document", file=Path(str(data["path"])).name)
        self.open_document(path)
        return {}

    def show(self, data: dict[str, Any]) -> dict[str, Any]:
        """Go to a cell: in the browser for Google, in Excel where it is open there, else open the workbook and say where."""
        workspace = open_workspace(self.file)
        places = {member.name: member.place for member in workspace.members}
        place = places.get(data["siae"], workspace.place)
        where = workspace.as_written(place)
        tab, cell = str(data["tab"]), str(data["cell"])
        if where.startswith(EXCEL):
            from sheets_sync.workbooks.excel.workbook import ExcelWorkbook

            ExcelWorkbook(Path(place)).show(tab, cell)
            return {"message": f"Excel montre « {tab} », {cell}."}
        if is_address(place):
            webbrowser.open(workspace.open(place).address(tab, cell))
            return {}
        self.open_document(Path(place))
        return {
            "message": f"Le classeur s'ouvre : aller à « {tab} », cellule {cell}. Le fermer avant de préparer la réunion."
        }


def _told(done: Run | Month) -> dict[str, Any]:
    """What the page shows of a piece of work."""
    month = done.month if isinstance(done, Run) else done
    errors, warnings = (
        Counter(a.siae for a in month.anomalies if a.severity == severity)
        for severity in ("error", "warning")
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for anomaly in sorted(month.anomalies, key=lambda a: a.severity != "error"):
        if anomaly.severity != "info" and len(found[anomaly.siae]) < MOST_SHOWN:
            where = anomaly.cell or (f"ligne {anomaly.row}" if anomaly.row else anomaly.tab)
            cell = anomaly.cell or (f"A{anomaly.row}" if anomaly.row else "")
            found[anomaly.siae].append(
                {
                    "severity": anomaly.severity,
                    "where": where,
                    "message": anomaly.message,
                    "tab": anomaly.tab,
                    "cell": cell,
                }
            )
    rows = [
        [c.siae, c.read, c.kept, c.set_aside, errors[c.siae], warnings[c.siae]]
        for c in month.consortium.counts
    ]
    total = f"{french.several(sum(c.read for c in month.consortium.counts), 'ligne lue', 'lignes lues')}, {french.several(errors.total(), 'entrée')} à corriger, {french.several(warnings.total(), 'point')} à vérifier."
    documents: list[dict[str, str]] = []
    parts = [total]
    if isinstance(done, Run):
        documents = [
            {"name": document.path.name, "path": str(document.path)} for document in done.documents
        ]
        parts += [
            *filter(None, [cards_text(done.cards, dry_run=False)]),
            *done.published.reasons,
        ]
    return {
        "summary": "\n".join(parts), "errors": errors.total(), "counts": rows, "documents": documents,
        "changes": changes_text(done.changes) if isinstance(done, Run) else "",
        "anomalies": [{"siae": siae, "errors": errors[siae], "warnings": warnings[siae], "found": lines} for siae, lines in found.items()],
    }  # fmt: skip


def open_window(file: Path, today: Callable[[], date], asked: What | Literal[""] = "") -> None:
    """Serve the page on a free port of this computer, open it in the browser, and end some time after it was left."""
    import uvicorn

    gc.enable()  # a command that lasts
    window = Window(file, today, asked)
    server = uvicorn.Server(
        uvicorn.Config(
            window.application(),
            host="127.0.0.1",
            port=0,
            log_config=None,
            ws="none",
            server_header=False,
        )
    )
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
        program = "open" if sys.platform == "darwin" else "xdg-open"
        subprocess.Popen([program, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: RUF100, S603
