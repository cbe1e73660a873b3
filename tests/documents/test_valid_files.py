"""Every file that we write is held against the schemas of Open XML, and its PDF is heard."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
import outloud
import pytest
from docx.oxml.ns import qn
from docx.table import Table
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openxml_audit import FileFormat, OpenXmlValidator, ValidationSeverity

import report_templates
from report_templates.make import build_template, sources
from sheets_sync.documents.files.pdf import _TAGGED
from tests.calc.desk import Convert
from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.corpus import try_file
from tests.typing_commands import typed

TEMPLATES = sorted(Path(report_templates.__file__).parent.glob("*.docx"))

MEANT = {
    "TAG-020",  # an empty cell is an empty cell when heard; of paragraphs `empty_paragraphs` knows
    "TBL-012",  # the minutes' tables are there to be written in
    "TBL-014",  # the form's tables that go on to a second page are looked for on their first only
}
"""Findings that are no fault of ours."""
READING_ORDER = "'id': 'ORD-001'"
"""The rule that holds the order of the structure against that of the page."""


def errors(file: Path) -> Counter[str]:
    """What a validator of the format says of a file, each with its part; no mere warnings."""
    validator = OpenXmlValidator(FileFormat.MICROSOFT_365, max_errors=0)
    return Counter(
        f"{error.part_uri}: {error.description}"
        for error in validator.validate(file).errors
        if error.severity == ValidationSeverity.ERROR
    )


def empty_paragraphs(file: Path) -> list[str]:
    """What stands before each paragraph without a text or a picture, those of cells left out."""
    document = docx.Document(str(file))
    texts = ["the beginning"]
    empty = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            texts.append(f"the table « {block.rows[0].cells[0].text} »")
        elif block.text.strip() or block._p.findall(f".//{qn('w:drawing')}"):
            texts.append(block.text)
        else:
            empty.append(texts[-1])
    return empty


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.stem)
def test_a_template_is_valid(template: Path) -> None:
    assert not errors(template)


@pytest.mark.parametrize("source", sources(), ids=lambda file: file.stem)
def test_a_template_is_the_one_its_source_makes(source: Path) -> None:
    shipped = source.parents[1] / f"{source.stem}.docx"
    with (
        zipfile.ZipFile(shipped) as there,
        zipfile.ZipFile(io.BytesIO(build_template(source))) as made,
    ):
        # part by part: another zlib packs the same text otherwise
        parts = {name: made.read(name) for name in made.namelist()}
        assert {name: there.read(name) for name in there.namelist()} == parts, (
            "run `python -m report_templates.make`"
        )
    assert {file.stem for file in TEMPLATES} == {file.stem for file in sources()}


def test_what_the_sample_writes_is_valid_and_has_no_empty_paragraph(demo: Path) -> None:
    written = [file for file in demo.rglob("*") if file.suffix in (".docx", ".xlsx")]
    assert len(written) >= 13
    assert {file.name: errors(file) for file in written if errors(file)} == {}
    documents = [file for file in written if file.suffix == ".docx"]
    assert {file.name: empty_paragraphs(file) for file in documents if empty_paragraphs(file)} == {}


@pytest.mark.parametrize("form", ["participant", "financement"])
def test_a_form_on_paper_is_valid(demo: Path, form: str, tmp_path: Path) -> None:
    file = tmp_path / "fiche.docx"
    config = demo / "config.yaml"
    result = typed(["forms", "paper", form, str(file), "--config", str(config)])
    assert result.exit_code == 0, result.output
    assert not errors(file)
    assert not empty_paragraphs(file)


def test_workbooks_written_on_demand_are_valid(case: Case) -> None:
    file = case.make({"Essai": (HEADERS, ANNA)}).folder / "essai.xlsx"
    assert case.run("consolidate").exit_code == 0
    assert case.run("export", str(case.folder / "table.xlsx")).exit_code == 0
    assert case.run("setup", "--excel-buttons").exit_code == 0
    assert {name: errors(case.folder / name) for name in ("table.xlsx", "boutons.xlsm")} == {
        "table.xlsx": {},
        "boutons.xlsm": {},
    }
    assert not errors(file)
    file.unlink()
    assert case.run("setup").exit_code == 0
    assert not errors(file)


def worked_in(file: Path) -> Path:
    """A workbook that another program wrote and that a validator finds fault with."""
    book = openpyxl.Workbook()
    tab = book.create_sheet("Saisie", 0)
    for row in range(1, 30):
        tab.append([f"Nom {row}", "Prénom", row, f"=C{row}*2"])
    tab["A1"].font = Font(bold=True, color="FF0000")
    tab["A7"].comment = Comment("Une note de Marie", "Marie")
    choices = DataValidation(type="list", formula1='"CDDI,CDI"', sqref="B2:B30")
    tab.add_data_validation(choices)
    chart = BarChart()
    chart.add_data(Reference(tab, min_col=3, min_row=1, max_row=9))
    tab.add_chart(chart, "F2")
    book.save(file)
    return file


def test_a_workbook_that_we_publish_into_has_no_error_that_was_not_there(tmp_path: Path) -> None:
    file = worked_in(tmp_path / "essai.xlsx")
    before = errors(file)
    # sheets, feedback and charts go in, out and in again; then columns and rows are added
    (tmp_path / "copy").mkdir()
    outcome = try_file(file, tmp_path / "copy")
    assert outcome.problems == []
    assert outcome.marked
    assert before, "the workbook is meant to have an error of its own"
    assert errors(tmp_path / "copy" / file.name) - before == Counter()


def texts(file: Path) -> list[str]:
    """The paragraphs of a document and of its cells, numbers of captions included."""
    body = docx.Document(str(file)).element.body
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]


@pytest.mark.office
def test_templates_saved_by_another_program_say_the_same(
    demo: Path, tmp_path: Path, convert: Convert
) -> None:
    shutil.copytree(demo, folder := tmp_path / "programme")
    (folder / "report_templates").mkdir()
    for template in TEMPLATES:
        convert(template, "docx", folder / "report_templates")
    shutil.rmtree(folder / "documents")
    config = folder / "config.yaml"
    assert typed(["prepare", "--config", str(config), "--as-of", AS_OF]).exit_code == 0
    written = sorted((demo / "documents").rglob("*.docx"))
    assert len(written) == 8
    for file in written:
        again = folder / file.relative_to(demo)
        assert texts(again) == texts(file), file.name


@pytest.mark.office
def test_a_document_is_heard_as_it_is_seen(demo: Path, tmp_path: Path) -> None:
    paper = tmp_path / "fiche.docx"
    typed(["forms", "paper", "participant", str(paper), "--config", str(demo / "config.yaml")])
    documents = [*sorted((demo / "documents").rglob("*.docx")), paper]
    print_tagged(documents, tmp_path)
    for document in documents:
        heard = outloud.check(str(tmp_path / f"{document.stem}.pdf"))
        assert heard.error is None
        findings = [
            finding
            for finding in heard.findings
            if finding.rule not in MEANT
            and not is_of_charts_alone(finding, described_charts(document))
        ]
        assert findings == [], document.name
        assert READING_ORDER in str(heard.criteria["pdfua1"]), "the rule has another name now"


def described_charts(file: Path) -> int:
    """How many charts a document has, all of them with an alternative text."""
    body = docx.Document(str(file)).element.body
    charts = [inline for inline in body.iter(qn("wp:inline")) if list(inline.iter(qn("c:chart")))]
    assert all(chart.find(qn("wp:docPr")).get("descr") for chart in charts), file.name
    return len(charts)


def is_of_charts_alone(heard: Any, charts: int) -> bool:
    """True for `FIG-001`, a figure without an alternative text, of native charts and nothing else.

    LibreOffice 7.4 leaves out the text that the document has for a chart. What is heard instead is
    the heading above and, tagged within the figure, every label and value.
    """
    finding: tuple[str, int, dict[str, str]] = (heard.rule, heard.count, heard.location)
    return finding == ("FIG-001", charts, {"first": "Document/Graphique/Figure"})


def print_tagged(documents: Sequence[Path], folder: Path) -> None:
    """The PDFs that `--pdf` makes of the documents, by one start of LibreOffice."""
    options = ["--headless", "--convert-to", f"pdf:writer_pdf_Export:{_TAGGED}"]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    names = [str(document) for document in documents]
    subprocess.run(
        ["soffice", profile, *options, "--outdir", str(folder), *names],
        check=True,
        capture_output=True,
        timeout=300,
    )


def test_no_line_of_a_document_can_begin_with_a_colon(demo: Path) -> None:
    files = [*demo.glob("documents/**/*.docx")]
    assert len(files) > 5
    for file in files:
        with zipfile.ZipFile(file) as package:
            names = [name for name in package.namelist() if re.search("document.xml$|footer", name)]
            words = "".join(package.read(name).decode() for name in names)
        assert re.findall(r"[^\s>]+ [:;!?»%€](?=[\s<])|« ", words) == [], file.name
