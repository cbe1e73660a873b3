"""A Word document as a tagged PDF (PDF/UA), by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome, put

_FILTER = (
    'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"},"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)
_USUAL = (
    r"C:\Program Files\LibreOffice\program\soffice.exe", r"C:\Program Files (x86)\LibreOffice\program\soffice.exe", "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)  # fmt: skip
MOST_SECONDS = 180


def libreoffice() -> str | None:
    """Where LibreOffice's program is; None if it is not installed."""
    return shutil.which("soffice") or next((place for place in _USUAL if Path(place).exists()), None)


def print_pdf(document: Path) -> tuple[Path, Outcome]:
    """The PDF beside `document`. One made after the document is left as it is, since LibreOffice dates what it writes.

    Raises:
        Refusal: LibreOffice is not installed, or does not manage.
    """
    made = document.with_suffix(".pdf")
    if made.exists() and made.stat().st_mtime_ns >= document.stat().st_mtime_ns:
        return made, "unchanged"
    program = libreoffice()
    if program is None:
        raise Refusal("pdf.no_program", file=document.name)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"  # apart from a LibreOffice that is open
        command = [
            program,
            profile,
            "--headless",
            "--convert-to",
            _FILTER.replace("{program}", "calc" if document.suffix == ".xlsx" else "writer"),
            "--outdir",
            name,
            os.fspath(document),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=MOST_SECONDS)  # noqa: S603 - LibreOffice, on a file we wrote
            data = (folder / made.name).read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise Refusal("pdf.failed", file=document.name) from error
    return made, put(made, lambda draft: _write(draft, data))


def _write(draft: Path, data: bytes) -> None:
    draft.write_bytes(data)
