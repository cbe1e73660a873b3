"""Names made from any text are safe wherever they are used."""

from __future__ import annotations

import email
import email.policy
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from xlsxwriter import Workbook

from sheets_sync.documents.meetings.reminder import mail_draft
from sheets_sync.safe_names import file_name, header_text, sheet_name

HOSTILE = (
    "",
    ".",
    "..",
    "../../etc/passwd",
    "C:\\Windows\\x",
    "CON",
    "nul.txt",
    "com1 .docx",
    "a\r\nBcc: all@exemple.fr",
    "a\x85b\u2028c",
    "\u202egnp.exe",
    "\u200f",
    "👩‍👩‍👧",
    "'apostrophes'",
    "Historique",
    "[a]:*?/\\",
    "é" * 300,
    "\ud800",
    "x" + " ." * 60,
)
TEXTS = st.text(st.characters(codec=None, exclude_categories=[]), max_size=150)


Test = TypeVar("Test", bound=Callable[..., None])


def hostile(test: Test) -> Test:
    for text in HOSTILE:
        test = example(text)(test)
    return test


@hostile
@given(TEXTS)
def test_a_file_of_that_name_lies_in_its_folder(text: str) -> None:
    name = file_name(text)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.docx"
        file.write_bytes(b"x")
        assert [one.name for one in Path(folder).iterdir()] == [f"{name}.docx"]
    assert not set(name) & set('<>:"/\\|?*')
    assert name == name.strip(" .")
    assert file_name(name) == name


@pytest.mark.parametrize("name", ["con", "CON", "Nul.txt", "lpt9", "COM1 .x", "aux.tar.gz"])
def test_no_name_is_that_of_a_device(name: str) -> None:
    assert file_name(name) == f"_{name}"


@pytest.mark.parametrize(
    "name",
    ["dreets", "Atelier des Quais", "impulseR Gironde", "L'Étape – Bègles (33)", "a.b", "📊"],
)
def test_a_usual_name_stays_as_it_is(name: str) -> None:
    assert (file_name(name), sheet_name(name), header_text(name)) == (name, name, name)


@hostile
@given(TEXTS)
def test_excel_takes_a_sheet_of_that_name(text: str) -> None:
    name = sheet_name(text)
    data = io.BytesIO()
    # XlsxWriter refuses what Excel would.
    with Workbook(data) as book:
        book.add_worksheet(name)
    assert load_workbook(data).sheetnames == [name]
    assert sheet_name(name) == name


@hostile
@given(TEXTS)
def test_a_subject_adds_no_header_to_a_mail(text: str) -> None:
    message = email.message_from_bytes(mail_draft(text, "Bonjour."), policy=email.policy.default)
    assert message.keys() == [
        "Subject",
        "X-Unsent",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    ]
    assert message.get_content() == "Bonjour.\r\n"
    assert message["Subject"] == header_text(text)
