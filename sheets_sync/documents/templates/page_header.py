"""Head every page of a Word document with a text: that it is a draft, or a correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.styles.style import BaseStyle

_STYLE = "header"
"""Name of Word's own style, whatever its language."""


def head_every_page(document: Document, text: str) -> None:
    """Put `text` above what each header has, that of a first or an even page too.

    It is put into the filled document, so that a consortium's own template needs no tag for it.
    """
    # Word and LibreOffice write its name in small letters or not.
    named = (style for style in document.styles if (style.name or "").lower() == _STYLE)
    style = next(named, None)
    for section in document.sections:
        _head(section, document.settings.odd_and_even_pages_header_footer, text, style)


def _head(section: Section, odd_and_even: bool, text: str, style: BaseStyle | None) -> None:
    headers = [section.header]
    if section.different_first_page_header_footer:
        headers.append(section.first_page_header)
    if odd_and_even:
        headers.append(section.even_page_header)
    for header in headers:
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        # A header that python-docx adds has one empty paragraph; another's stays below ours.
        if paragraph.text:
            paragraph = paragraph.insert_paragraph_before()
        paragraph.style = style
        paragraph.add_run(text)
