"""Pictures of what people see in a real run of the sample: LibreOffice prints, Chromium shows."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

NEEDED = ("soffice", "pdftoppm", "pdftotext", "chromium", "chromedriver")
AS_OF = "2026-11-23"
SIAE = "Atelier des Quais"
MISTAKE = "le 12/12"
"""What stands in the cell whose note is shown open, once in the sample of `AS_OF`."""
_NOTES = re.compile(r"xl/comments(\d+)\.xml")


def pictures(images: Path) -> None:
    """Every picture of the docs, into the folder `images`."""
    with tempfile.TemporaryDirectory() as name:
        config = Path(name) / "demo" / "config.yaml"
        _command("demo", str(config.parent), "--as-of", AS_OF, "--quiet")
        dashboard(config, images)
        window(config, images / "fenetre.png")
        phone(config, images / "telephone.png")
        tabs(config, images)
        steering(config, images / "pilotage")
        documents(config, images)


def dashboard(config: Path, images: Path) -> None:
    """The page of the directors, on a desk and on a phone."""
    (page,) = (config.parent / "documents").glob("tableau-de-bord-*.html")
    for name, width in (("bureau", 1280), ("telephone", 500)):
        _run(
            "chromium",
            "--headless",
            "--no-sandbox",
            "--hide-scrollbars",
            f"--window-size={width},1500",
            f"--screenshot={images / f'tableau-de-bord-{name}.png'}",
            page.as_uri(),
        )


def documents(config: Path, images: Path) -> None:
    """The first pages of a report, and an agenda."""
    shown = {"rapport-departement": "rapport", "ordre-du-jour-directions": "ordre-du-jour"}
    for start, picture in shown.items():
        file = next((config.parent / "documents").rglob(f"{start}*.docx"))
        _run(
            "soffice",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(config.parent),
            str(file),
        )
        pages = config.parent / f"{file.stem}.pdf"
        last = "2" if picture == "rapport" else "1"
        _run("pdftoppm", "-r", "60", "-l", last, "-png", str(pages), str(images / picture))
    (images / "ordre-du-jour-1.png").rename(images / "ordre-du-jour.png")


def window(config: Path, picture: Path) -> None:
    """The coordinator's window, after the meeting has been prepared in it."""
    from sheets_sync.web.window.window import Window
    from tests import browser, serving

    shown = Window(config, lambda: date.fromisoformat(AS_OF))
    with serving.served(shown.application()) as address, browser.window(1000, 1250) as page:
        page.open(f"{address}/#{shown.secret}")
        page.click("#next")
        page.sees("#status", "lignes lues")
        page.run("scrollTo(0, 0)")
        page.driver.save_screenshot(str(picture))


def phone(config: Path, picture: Path) -> None:
    """The form on a phone, with a date that no calendar has."""
    from tests import browser

    with _serving(config) as link, browser.window(500, 900) as page:
        page.open(link)
        page.click("#new")
        page.type("#nom", "KONÉ")
        page.find("#date_naissance").send_keys("31021999\t")
        page.sees("#date_naissance-problem", "calendrier")
        page.run("scrollTo(0, 0)")
        page.driver.save_screenshot(str(picture))


@contextmanager
def _serving(config: Path) -> Iterator[str]:
    """`sheets-sync serve`, and a counsellor's link to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _change(config, "port: 8765", f"port: {port}")
    who = ("forms", "links", "--siae", SIAE, "--who", "MD", "--json")
    link: str = json.loads(_command(*who, "--config", str(config)))["made"]
    server = subprocess.Popen(
        [sys.executable, "-m", "sheets_sync", "serve", "--config", str(config)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield link
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers at port {port}")


def tabs(config: Path, images: Path) -> None:
    """A tab with its feedback, one note open; and the entry cards."""
    # The sample's staff have a tab « Listes » of their own.
    _change(config, "  listes: Listes ", "  listes: Listes de saisie ")
    _command("setup", "--config", str(config), "--as-of", AS_OF, "--quiet")
    workbook = config.with_name("impulser.xlsx")
    open_note(workbook, MISTAKE)
    printed = _print(workbook)
    _page_with(printed, "Saisie d’une personne", images / "saisie", "-r", "90")
    corner = ("-r", "420", "-x", "270", "-y", "290", "-W", "1500", "-H", "540")
    _page_with(printed, "Identité", images / "onglet", *corner)


def open_note(workbook: Path, text: str) -> None:
    """Show the note that holds `text` as if the mouse were over its cell, in a file of our own."""
    with zipfile.ZipFile(workbook) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for name, notes in parts.items():
        found = _NOTES.fullmatch(name)
        if found and text in notes.decode():
            # XlsxWriter, which drew the sample, numbers notes and their drawing alike.
            drawing = f"xl/drawings/vmlDrawing{found[1]}.vml"
            parts[drawing] = _shown(parts[drawing].decode(), _cell(notes.decode(), text)).encode()
            break
    else:
        raise LookupError(f"no note of the sample says « {text} »")
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)


def _cell(notes: str, text: str) -> tuple[int, int]:
    """Row and column, from 0, of the cell that the note with `text` is on."""
    from forms.headers.matching import cell_position

    before = notes[: notes.index(text)]
    row, column = cell_position(re.findall(r'<comment ref="(\w+)"', before)[-1])
    return row - 1, column - 1


def _shown(drawing: str, cell: tuple[int, int]) -> str:
    row, column = cell
    where = f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    shapes = re.split(r"(?=<v:shape )", drawing)
    for nth, shape in enumerate(shapes):
        if where in shape:
            visible = shape.replace("visibility:hidden", "visibility:visible")
            shapes[nth] = visible.replace("<x:MoveWithCells/>", "<x:Visible/><x:MoveWithCells/>")
    return "".join(shapes)


def steering(config: Path, picture: Path) -> None:
    """The first page of Pilotage, in a workbook of its own so that it is the first of the file."""
    _change(config, "\nsteering: {}", "\nsteering: {workbook: ../pilotage.xlsx}")
    _command("consolidate", "--config", str(config), "--as-of", AS_OF, "--quiet")
    printed = _print(config.parents[1] / "pilotage.xlsx")
    _run("pdftoppm", "-r", "110", "-png", "-singlefile", str(printed), str(picture))


def _change(config: Path, old: str, new: str) -> None:
    text = config.read_text(encoding="utf-8")
    if old not in text:
        raise LookupError(f"{config.name} of the sample has no « {old} »")
    config.write_text(text.replace(old, new), encoding="utf-8")


def _print(workbook: Path) -> Path:
    """The workbook as LibreOffice prints it, beside it."""
    folder = str(workbook.parent)
    _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(workbook))
    return workbook.with_suffix(".pdf")


def _page_with(pdf: Path, text: str, picture: Path, *how: str) -> None:
    """The first page on which a text stands, or a part of it, as a picture."""
    pages = _run("pdftotext", "-layout", str(pdf), "-").split("\f")
    number = next(str(number) for number, page in enumerate(pages, 1) if text in page)
    page = ("-f", number, "-l", number)
    _run("pdftoppm", *how, "-png", "-singlefile", *page, str(pdf), str(picture))


def _command(*words: str) -> str:
    """A command of ours, and what it printed."""
    return _run(sys.executable, "-m", "sheets_sync", *words)


def _run(*command: str) -> str:
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return ended.stdout.decode()
