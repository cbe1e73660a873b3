"""A document as a tagged PDF (PDF/UA): by LibreOffice, else by Word on Windows."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome, put_bytes
from sheets_sync.system_refusals import temporary_folder

_TAGGED = (
    '{"PDFUACompliance":{"type":"boolean","value":"true"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)
_PROGRAMS = {".xlsx": "calc"}
"""The part of LibreOffice that prints a kind of file, where it is not the one for texts."""
_USUAL_PROGRAMS = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
# Word's own export: 17 is PDF, the last three ask for document properties, bookmarks from headings
# and structure tags.
_ASK_WORD = (
    "$ErrorActionPreference = 'Stop'; $word = New-Object -ComObject Word.Application; "
    "try { $word.DisplayAlerts = 0; "
    "$document = $word.Documents.Open($env:SHEETS_SYNC_DOCUMENT, $false, $true); "
    "$document.ExportAsFixedFormat($env:SHEETS_SYNC_PDF, 17, $false, 0, 0, 1, 1, 0, "
    "$true, $true, 1, $true) } finally { $word.Quit(0) }"
)
MOST_SECONDS = 180
_CELLS = ("/TD", "/TH")
_CHART = "{*}graphic/{*}graphicData[@uri='http://schemas.openxmlformats.org/drawingml/2006/chart']"
"""Where a drawing is a chart that Word draws."""


def libreoffice() -> str | None:
    """Path of LibreOffice's program; None if it is not installed."""
    usual = (program for program in _USUAL_PROGRAMS if Path(program).exists())
    return shutil.which("soffice") or next(usual, None)


def word() -> str | None:
    """The PowerShell that Word is asked through, on Windows; None elsewhere."""
    # Our tests have no Word to try it on.
    if sys.platform != "win32":
        return None
    return shutil.which("powershell")


def print_pdf(document: Path) -> tuple[Path, Outcome]:
    """The PDF beside `document`.

    One made after the document is left as it is, since programs date what they write.

    Raises:
        Refusal: neither program is installed, or it does not manage.
    """
    made = document.with_suffix(".pdf")
    if made.exists() and made.stat().st_mtime_ns >= document.stat().st_mtime_ns:
        return made, "unchanged"
    with temporary_folder() as folder:
        printed = folder / made.name
        command = _by_libreoffice(document, folder) or _by_word(document)
        if command is None:
            raise Refusal("pdf.no_program", file=document.name)
        paths = {"SHEETS_SYNC_DOCUMENT": str(document.resolve()), "SHEETS_SYNC_PDF": str(printed)}
        try:
            subprocess.run(
                command,
                check=True,
                capture_output=True,
                timeout=MOST_SECONDS,
                env=os.environ | paths,
            )
            data = _for_screen_readers(printed.read_bytes(), document)
        except (OSError, subprocess.SubprocessError) as error:
            raise Refusal("pdf.failed", file=document.name) from error
    return made, put_bytes(made, data)


def _for_screen_readers(pdf: bytes, document: Path) -> bytes:
    """The PDF without the empty paragraphs of its cells, and with the words of its charts."""
    # it takes a while to load, and few print
    from pikepdf import Dictionary, Pdf

    with Pdf.open(io.BytesIO(pdf)) as file:
        parts = (each for each in file.objects if isinstance(each, Dictionary))
        elements = [each for each in parts if "/S" in each]
        for element in elements:
            _take_out_empty_paragraphs(element)
        _say_charts(elements, _words_of_charts(document))
        made = io.BytesIO()
        file.save(made)
    return made.getvalue()


def _take_out_empty_paragraphs(element: Any) -> None:
    """Take out what a cell has to hold and nobody hears: each is announced for nothing."""
    from pikepdf import Array

    children = element.get("/K")
    if not isinstance(children, Array):
        children = Array([] if children is None else [children])
    heard = [child for child in children if not _is_empty_paragraph(child)]
    if len(heard) < len(children):
        element["/K"] = Array(heard)


def _is_empty_paragraph(element: Any) -> bool:
    """True for a text of whatever style; a cell stays, its column counts on it."""
    from pikepdf import Dictionary

    if not isinstance(element, Dictionary) or "/S" not in element:
        return False
    return not {"/K", "/Alt"} & set(element.keys()) and element["/S"] not in _CELLS


def _say_charts(elements: Iterable[Any], words: Sequence[str]) -> None:
    """Give each chart its words: LibreOffice leaves out those of Word's charts.

    Only where it is sure which is which: as many figures without words as there are charts.
    """
    figures = (each for each in elements if each["/S"] == "/Figure")
    bare = [each for each in figures if "/Alt" not in each]
    if len(bare) != len(words):
        return
    for figure, text in zip(bare, words, strict=True):
        figure["/Alt"] = text


def _words_of_charts(document: Path) -> list[str]:
    """What a screen reader says of each chart of a Word document, from the first to the last."""
    if document.suffix != ".docx":
        return []
    with zipfile.ZipFile(document) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    drawings = root.iter("{*}inline", "{*}anchor")
    charts = [each for each in drawings if each.find(_CHART) is not None]
    described = (each.find("{*}docPr") for each in charts)
    return ["" if each is None else each.get("descr", "") for each in described]


def _by_libreoffice(document: Path, folder: Path) -> list[str] | None:
    program = libreoffice()
    if program is None:
        return None
    # A profile of its own, since a LibreOffice that is open would take the command and do nothing.
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    kind = _PROGRAMS.get(document.suffix, "writer")
    return [
        program,
        profile,
        "--headless",
        "--convert-to",
        f"pdf:{kind}_pdf_Export:{_TAGGED}",
        "--outdir",
        os.fspath(folder),
        os.fspath(document),
    ]


def _by_word(document: Path) -> list[str] | None:
    program = word()
    if document.suffix != ".docx" or program is None:
        return None
    return [program, "-NoProfile", "-NonInteractive", "-Command", _ASK_WORD]
