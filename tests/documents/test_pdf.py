"""A document as a PDF, tagged for screen readers; or why there is none."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.typing_commands import plain, typed


def texts_of_figures(file: Path) -> list[str]:
    """What a screen reader says of each figure of a PDF, as they are read; "" where nothing."""
    with pikepdf.open(file) as pdf:
        return list(_texts_of_figures(pdf.Root["/StructTreeRoot"]))


def _texts_of_figures(element: pikepdf.Object) -> Iterator[str]:
    if element.get("/S") == "/Figure":
        yield str(element.get("/Alt", ""))
    below = element.get("/K", pikepdf.Array())
    for part in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(part, pikepdf.Dictionary):
            yield from _texts_of_figures(part)


def empty_texts(file: Path) -> list[str]:
    """The kinds of the elements, cells aside, in which nothing stands."""
    with pikepdf.open(file) as pdf:
        parts = (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary))
        children = (each.get("/K") for each in parts if "/S" in each)
        listed = [each for each in children if isinstance(each, pikepdf.Array)]
        elements = [each for array in listed for each in array if is_element(each)]
        empty = [each for each in elements if "/K" not in each and "/Alt" not in each]
        return [str(each["/S"]) for each in empty if each["/S"] not in ("/TD", "/TH")]


def is_element(part: pikepdf.Object) -> bool:
    return isinstance(part, pikepdf.Dictionary) and "/S" in part


def words_in_document(file: Path) -> list[str]:
    """What stands in a Word document for those who do not see its drawings."""
    with zipfile.ZipFile(file) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    descriptions = (str(each.get("descr", "")) for each in root.iter("{*}docPr"))
    return [text for text in descriptions if text]


@pytest.mark.office
def test_a_report_prints_as_a_tagged_pdf(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, folder := tmp_path / "programme")
    words = ["report", "dreets", "--pdf", "--config", str(folder / "config.yaml"), "--as-of", AS_OF]
    result = typed(words)
    assert result.exit_code == 0, result.stderr
    file = folder / "documents" / "rapports" / "dreets" / "rapport-dreets-2026-11-23.pdf"
    pdf_info = subprocess.run(
        ["pdfinfo", str(file)], check=True, capture_output=True, text=True
    ).stdout
    assert re.search(r"Tagged: +yes", pdf_info)
    title = re.search("Title: +(.+)", plain(pdf_info))
    assert title is not None
    assert title[1] == "Rapport – DREETS, 23 novembre 2026 – impulseR Gironde"
    parts = subprocess.run(
        ["pdfinfo", "-struct", str(file)], check=True, capture_output=True, text=True
    ).stdout
    assert parts.count("H1 (block)") >= 8
    assert parts.count("Table (block)") >= 7
    assert parts.count("TH:") > 20
    data = file.read_bytes()
    # The State's table is too near the programme's to be told, so its chart is not drawn.
    assert parts.count("Figure") >= 1
    heard = texts_of_figures(file)
    assert "" not in heard, "a figure without words is silent to a screen reader"
    assert heard[1:] == words_in_document(file.with_suffix(".docx")), "each in its place"
    assert not empty_texts(file), "each would be announced, and say nothing"
    assert b"pdfuaid" in data
    with pikepdf.open(file) as pdf:
        assert pdf.Root["/Lang"] == "fr-FR"
    assert "(inchangé)" in typed(words).stdout.splitlines()[1]
    assert file.read_bytes() == data


def test_no_libreoffice_is_said(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheets_sync.documents.files.pdf.libreoffice", lambda: None)
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run("report", "dreets", "--draft", "--pdf")
    assert result.exit_code == 2
    assert "est écrit, mais pas son PDF : LibreOffice n'est pas installé" in result.stderr
    assert list((case.folder / "documents").rglob("rapport-*.docx"))
