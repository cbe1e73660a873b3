"""What goes to a funder, opened to its last part: figures, no places and no persons."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
from openpyxl.packaging.custom import StringProperty

import report_templates
from forms.words import fold
from tests.conftest import Case
from tests.documents.reporting import report
from tests.every_part import texts_of
from tests.sample_people import sample_people

OURS = Path(report_templates.__file__).parent
PSEUDONYM = re.compile(r"P-[A-Z2-9]{8}")
CELL = re.compile(r"'[^'<>]+'!\$?[A-Z]+\$?\d|\w ! [A-Z]{1,2}\d+")
ROW = re.compile(r"\blignes?\s\d", re.IGNORECASE)
# Parts that a program keeps beside what is seen.
HIDDEN_PARTS = re.compile(r"comment|custom|external|people|vba|embeddings", re.IGNORECASE)
CHART_NUMBERS = re.compile(r"word/embeddings/graphique\d\.xlsx")
"""What Word opens when somebody edits a chart: the numbers that it shows, and no more."""
PROPERTIES = re.compile(r"<(?:\w+:)?(creator|lastModifiedBy|Company|Manager|Template)>([^<]+)<")


def outside_files(folder: Path) -> list[Path]:
    return sorted((folder / "documents").rglob("rapport-*"))


def parts(file: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(file) as package:
        for name in package.namelist():
            yield name, package.read(name)


def texts(file: Path) -> Iterator[tuple[str, str]]:
    """The name and text of each part, and the name of the file itself."""
    yield "name", file.name
    yield from texts_of(file.name, file.read_bytes())


def test_no_file_for_a_funder_has_a_place_or_a_pseudonym(demo: Path) -> None:
    files = outside_files(demo)
    assert len(files) == 8
    traces = [
        (file.name, name, match[0])
        for file in files
        for name, text in texts(file)
        if not re.search(r"\.png|theme\d?\.xml", name)
        for pattern in (PSEUDONYM, CELL, ROW)
        if (match := pattern.search(text))
    ]
    assert traces == []


def test_no_file_for_a_funder_names_a_participant(demo: Path) -> None:
    people = {f"{fold(family)} {fold(given)}" for family, given in sample_people(demo)}
    people |= {" ".join(reversed(name.split(" ", 1))) for name in people}
    for file in outside_files(demo):
        for name, text in texts(file):
            words = f" {fold(text)} "
            assert [person for person in people if f" {person} " in words] == [], (file, name)


def test_what_is_not_seen_is_as_clean_as_what_is(demo: Path) -> None:
    for file in outside_files(demo):
        for name, data in parts(file):
            if not CHART_NUMBERS.fullmatch(name):
                assert not HIDDEN_PARTS.search(name), (file, name)
            assert PROPERTIES.findall(data.decode("utf-8", "ignore")) == [], (file, name)
        if file.suffix == ".xlsx":
            book = openpyxl.load_workbook(file)
            assert {sheet.sheet_state for sheet in book} == {"visible"}
            assert list(book.defined_names) == []


def test_a_picture_brings_no_text_along(demo: Path) -> None:
    pictures = [
        data for file in outside_files(demo) for name, data in parts(file) if "media" in name
    ]
    assert pictures
    assert [
        chunk for data in pictures for chunk in (b"tEXt", b"iTXt", b"eXIf") if chunk in data
    ] == []


def test_who_saved_a_template_is_not_in_what_is_made_of_it(case: Case) -> None:
    """Word and Excel write the name of whoever last saved it into a funder's own form."""
    templates = case.folder / "report_templates"
    templates.mkdir()
    document = docx.Document(str(OURS / "rapport-financeur.docx"))
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.keywords = "Awa DIALLO"
    document.save(str(templates / "rapport-financeur.docx"))
    form = openpyxl.Workbook()
    form.properties.creator = form.properties.lastModifiedBy = "Awa DIALLO"
    own_properties: Any = form
    own_properties.custom_doc_props.append(StringProperty(name="Relu par", value="Awa DIALLO"))
    form["Sheet"]["A1"] = "{{ nombres.personnes_accompagnees }}"
    form.save(templates / "formulaire.xlsx")
    for funder in ("convention: C-1", "template: formulaire.xlsx"):
        file = report(case, funder)
        assert [name for name, text in texts(file) if "DIALLO" in text] == []
        made = file.rename(case.folder / file.name)
    assert str(openpyxl.load_workbook(made)["Sheet"]["A1"].value) == "22"
