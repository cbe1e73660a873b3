"""Files as a person reads them, in lines of text: sheets, documents, pages, mails.

A swapped label or a changed sentence is a line in a diff. What differs from run to run without
meaning anything (paths of a temporary folder) is written as a constant.
"""

from __future__ import annotations

import email
import email.policy
import functools
import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS = 60
"""Rows of a sheet that are written out; further ones would only make the diff long."""


def sheet_as_text(file: Path, tab: str, rows: int = MOST_ROWS) -> str:
    """The cells of a tab: address, what is shown in it, then its formula, link and note."""
    sheet, shown = (book[tab] for book in _opened(file))
    lines = [line for row in sheet.iter_rows(max_row=rows) for line in _row_as_text(row, shown)]
    if sheet.max_row > rows:
        lines.append(f"… {sheet.max_row - rows} more rows")
    return "\n".join([*lines, *_about(sheet)]) + "\n"


@functools.lru_cache(maxsize=1)
def _opened(file: Path) -> tuple[Workbook, Workbook]:
    """The workbook with its formulas, and with what they come to; its sheets are read in turn."""
    return openpyxl.load_workbook(file), openpyxl.load_workbook(file, data_only=True)


def _row_as_text(row: Sequence[Cell | MergedCell], shown: Worksheet) -> Iterator[str]:
    for cell in row:
        value = shown[cell.coordinate].value
        if value is not None or cell.comment:
            parts = [f"{cell.coordinate}: {_line(value)}"]
            if str(cell.value).startswith("="):
                parts.append(f"  {cell.value}")
            if cell.hyperlink:
                parts.append(f"  → {cell.hyperlink.location or cell.hyperlink.target}")
            if cell.comment:
                parts.append(f"  note: {_line(cell.comment.text)}")
            yield "".join(parts)


def _about(sheet: Worksheet) -> Iterator[str]:
    """What is set for the sheet as a whole."""
    if sheet.freeze_panes:
        yield f"frozen at {sheet.freeze_panes}"
    if sheet.auto_filter.ref:
        yield f"filter {sheet.auto_filter.ref}"
    for validation in sheet.data_validations.dataValidation:
        yield f"validation {validation.sqref}: {validation.type} {validation.formula1}"
    for area in sheet.conditional_formatting:
        rules = [(rule.type, rule.formula) for rule in area.rules]
        yield f"conditional format {area.sqref}: {rules}"


def document_as_text(file: Path) -> str:
    """A Word document: headers, paragraphs with their style and tables row by row, footers."""
    document = docx.Document(str(file))
    section = document.sections[0]
    lines = [f"header: {_line(p.text)}" for p in section.header.paragraphs if p.text.strip()]
    lines += _blocks(document)
    lines += [f"footer: {_line(p.text)}" for p in section.footer.paragraphs if p.text.strip()]
    properties = document.core_properties
    lines.append(f"title: {_plain(properties.title)}; author: {_plain(properties.author)}")
    return "\n".join(lines) + "\n"


def _blocks(document: Document) -> Iterator[str]:
    for block in _inner_content(document.element.body, document):
        if isinstance(block, Paragraph):
            if block.text.strip():
                yield f"[{block.style.name if block.style else ''}] {_line(block.text)}"
        else:
            yield from (_table_row(row.cells) for row in block.rows)
    for shape in document.inline_shapes:
        yield f"picture: {_plain(shape._inline.docPr.get('descr'))}"


def _inner_content(element: Any, document: Document) -> Iterator[Paragraph | Table]:
    """Paragraphs and tables, those in content controls too, which python-docx passes over."""
    for child in element:
        if child.tag == qn("w:p"):
            yield Paragraph(child, document._body)
        elif child.tag == qn("w:tbl"):
            yield Table(child, document._body)
        elif child.tag == qn("w:sdt"):
            yield from _inner_content(child.find(qn("w:sdtContent")), document)


def _table_row(cells: object) -> str:
    texts = [_line(cell.text) for cell in cells]  # type: ignore[attr-defined]
    # a merged cell comes once for each column it covers
    kept = [text for nth, text in enumerate(texts) if nth == 0 or text != texts[nth - 1]]
    return "| " + " | ".join(kept) + " |"


def page_as_text(file: Path) -> str:
    """An HTML page: its texts, a line each, drawings by their descriptions."""
    page = file.read_text(encoding="utf-8")
    page = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r"<svg\b[^>]*>", "\n[drawing]\n", page)
    texts = (_line(html.unescape(text)) for text in re.split(r"<[^>]*>", page))
    return "\n".join(text for text in texts if text.strip()) + "\n"


def text_file_as_text(file: Path) -> str:
    """A plain text, its no-break spaces shown."""
    return "".join(f"{_plain(line)}\n" for line in file.read_text(encoding="utf-8").splitlines())


def mail_as_text(file: Path) -> str:
    """A mail draft: its headers, its text, the names of what is attached."""
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    lines = [
        f"{name}: {_plain(value)}" for name, value in message.items() if "oundary" not in value
    ]
    body = message.get_body(("plain",))
    if body is not None:
        lines += [_plain(line) for line in body.get_content().splitlines()]
    lines += [f"attached: {part.get_filename()}" for part in message.iter_attachments()]
    return "\n".join(lines) + "\n"


def output_as_text(text: str, folder: Path) -> str:
    """What a command printed, with the folder of this run written as FOLDER."""
    text = text.replace(str(folder), "FOLDER")
    text = re.sub(r"\d{4}-\d\d-\d\d \d\dh\d{4}", "TIME", text)  # in the names of copies
    text = re.sub(r"\d\d/\d\d/\d{4} \d\d:\d\d", "DAY AND HOUR", text)  # of the runs they precede
    text = re.sub(r"DAY AND HOUR, sur \S+ \([^)]*\)", "DAY AND HOUR, sur COMPUTER (WHO)", text)
    text = re.sub(r"\d\d/\d\d/\d{4} à \d+\sh(\s\d\d)?", "TIME", text)  # of runs
    text = re.sub(r"sur \S+ \(.*\), version \S+", "sur COMPUTER (WHO), version VERSION", text)
    lines = text.splitlines()
    return "\n".join(_plain(line) for line in lines) + "\n"


def _plain(value: object) -> str:
    """No-break spaces as « ~ », so that one that is missing or too many is seen."""
    return str(value).replace("\u00a0", "~").replace("\u202f", "~").rstrip()


def _line(value: object) -> str:
    """The same in one line; the mark of a run changes with all that the run found."""
    text = " ⏎ ".join(_plain(value).splitlines())
    return re.sub(r"Passage \d+-[0-9a-f]{6}", "Passage MARK", text)
