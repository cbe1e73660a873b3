"""A document as a PDF, tagged for screen readers; or why there is none."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.typing_commands import typed


@pytest.mark.office
def test_a_report_prints_as_a_tagged_pdf(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, folder := tmp_path / "programme")
    words = ["report", "dreets", "--pdf", "--config", str(folder / "config.yaml"), "--as-of", AS_OF]
    result = typed(words)
    assert result.exit_code == 0, result.stderr
    file = folder / "documents" / "rapports" / "dreets" / "rapport-dreets-2026-11-23.pdf"
    told = subprocess.run(["pdfinfo", str(file)], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Tagged: +yes", told)
    assert re.search(r"Title: +\S", told)
    parts = subprocess.run(
        ["pdfinfo", "-struct", str(file)], check=True, capture_output=True, text=True
    ).stdout
    assert parts.count("H1 (block)") >= 8
    assert parts.count("Table (block)") >= 7
    assert parts.count("TH:") > 20
    data = file.read_bytes()
    # The State's table is too near the programme's to be told, so its chart is not drawn.
    assert parts.count("Figure") >= 1
    assert data.count(b"/Alt") >= 1
    assert b"pdfuaid" in data
    assert b"/Lang(fr-FR)" in data
    assert "(inchangé)" in typed(words).stdout.splitlines()[1]
    assert file.read_bytes() == data


def test_no_libreoffice_is_said(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheets_sync.documents.files.pdf.libreoffice", lambda: None)
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run("report", "dreets", "--pdf")
    assert result.exit_code == 2
    assert "est écrit, mais pas son PDF : LibreOffice n'est pas installé" in result.stderr
    assert list((case.folder / "documents").rglob("rapport-*.docx"))
