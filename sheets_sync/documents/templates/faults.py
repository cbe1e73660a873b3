"""Faults of a template, explained to whoever edited it: in which paragraph, what to do."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from forms.definition_file import did_you_mean
from sheets_sync.catalogue import sentence

_TAG = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
_HALF_TAG = re.compile(r"{{|{%|}}|%}")
# docxtpl marks a block that takes its paragraph, row, cell or run along: {%p for … %}.
_BLOCK = re.compile(r"{%[-+]?\s*(?:(?:p|tr|tc|r)\s+)?(for|if|macro|endfor|endif|endmacro)\b")
_CLOSED_BY = {"for": "endfor", "if": "endif", "macro": "endmacro"}
# Word sets straight quotes as typographic ones while somebody types, and Jinja knows none of these.
_TYPOGRAPHIC = re.compile(r"{[{%][^}]*[«»’“”]")
_UNKNOWN_FILTER = re.compile(r"No (?:filter|test) named '(\w+)'")
_MAX_QUOTED = 80
"""Characters of a paragraph that are quoted."""


class Paragraph(NamedTuple):
    """A text of a template; `cell`: its address in a workbook, as « Bilan!B2 »."""

    text: str
    cell: str = ""


def explain(template: Path, error: Exception, names: Iterable[str]) -> str:
    """Explain what is wrong, where, and what to do, in one French sentence or two.

    Args:
        error: what Jinja raised.
        names: what a template may show.
    """
    from jinja2 import UndefinedError
    from jinja2.exceptions import SecurityError

    lines = paragraphs(template)
    if isinstance(error, UndefinedError):
        return _undefined(lines, error, names)
    if isinstance(error, SecurityError):
        return sentence(
            "documents.template_forbidden", where=_quoted_paragraph(_using(lines, "__"))
        )
    return _cut_tag(lines) or _open_block(lines) or _unreadable_tag(lines, error)


def unknown_name(template: Path, word: str, names: Iterable[str], *, owner: str | None) -> str:
    """That `word` is not among `names`, with the paragraph.

    Args:
        owner: what it is a name of, as `point` in `point.sujet`; "" of what no name says; None
            where it stands alone.
    """
    return _unknown_name_text(paragraphs(template), word, names, owner)


def _unknown_name_text(
    lines: Sequence[Paragraph], word: str, names: Iterable[str], owner: str | None
) -> str:
    pattern = re.compile(rf"{_pattern_before(owner)}{re.escape(word)}\b")
    using = (line for line in lines if any(map(pattern.search, _TAG.findall(line.text))))
    paragraph, whole = _quoted_paragraph(next(using, Paragraph(""))), ""
    if owner:
        whole = f"{owner}."
    hint = did_you_mean(f"{whole}{word}", sorted(f"{whole}{name}" for name in names))
    return sentence("documents.template_unknown", word=f"{whole}{word}", where=paragraph, hint=hint)


def _pattern_before(owner: str | None) -> str:
    """What stands before a name in a tag."""
    alone, access = r"(?<![.\w])", r"(?:\.\s*|\[\s*['\"])"
    if owner is None:
        return alone
    if not owner:
        return access
    return rf"{alone}{re.escape(owner)}\s*{access}"


def paragraphs(template: Path) -> list[Paragraph]:
    """The text of every paragraph; the cells of a workbook; the lines of a text."""
    if template.suffix == ".xlsx":
        from sheets_sync.workbooks.xlsx.placeholders import texts_of

        return [Paragraph(text, cell) for text, cell in texts_of(template)]
    if template.suffix != ".docx":
        return list(map(Paragraph, template.read_text(encoding="utf-8").splitlines()))
    return list(map(Paragraph, _word_paragraphs(template)))


def _word_paragraphs(template: Path) -> list[str]:
    """Those of the body, then of headers and footers; those in tables too."""
    from docx import Document
    from docx.oxml.ns import qn

    document = Document(str(template))
    parts = [document.element.body]
    for section in document.sections:
        parts += [section.header._element, section.footer._element]

    def words(paragraph: Any) -> str:
        return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))

    return list(map(words, itertools.chain.from_iterable(part.iter(qn("w:p")) for part in parts)))


def _undefined(lines: Sequence[Paragraph], error: Exception, names: Iterable[str]) -> str:
    # Jinja quotes the name last; where it quotes nothing, it says nothing but the name.
    word = [str(error), *re.findall(r"'([^']+)'", str(error))][-1]
    owners = re.compile(rf"(?<![.\w])([\w.]+)\s*\.\s*{re.escape(word)}\b")
    tags = itertools.chain.from_iterable(_TAG.findall(line.text) for line in lines)
    for owner in itertools.chain.from_iterable(map(owners.findall, tags)):
        # The same name may be right elsewhere: of `effectifs.sexe`, and not of `nombres`.
        there = _names_of(owner, names)
        if isinstance(there, Mapping) and word not in there:
            return _unknown_name_text(lines, word, there, owner)
    return _unknown_name_text(lines, word, names, None)


def _names_of(owner: str, names: Any) -> Any:
    """What stands under a name with points, `effectifs.sexe`; None where there is no such name."""
    for name in owner.split("."):
        if not isinstance(names, Mapping):
            return None
        names = names.get(name)
    return names


def _cut_tag(lines: Sequence[Paragraph]) -> str:
    """A tag that does not end in the paragraph it begins in; "" if there is none."""
    for line in lines:
        if half_tag := _HALF_TAG.search(_TAG.sub("", line.text)):
            return sentence(
                "documents.template_cut", where=_quoted_paragraph(line), mark=half_tag[0]
            )
    return ""


def _open_block(lines: Sequence[Paragraph]) -> str:
    """A loop or condition that is not closed, or closed without being open; "" for none."""
    open_blocks: list[tuple[str, Paragraph]] = []
    for line in lines:
        for word in _BLOCK.findall(line.text):
            if word in _CLOSED_BY:
                open_blocks.append((word, line))
            elif not open_blocks or _CLOSED_BY[open_blocks[-1][0]] != word:
                return sentence(
                    "documents.template_not_opened", word=word, where=_quoted_paragraph(line)
                )
            else:
                open_blocks.pop()
    if not open_blocks:
        return ""
    word, line = open_blocks[-1]
    closing = _CLOSED_BY[word]
    return sentence(
        "documents.template_not_closed", word=word, where=_quoted_paragraph(line), closing=closing
    )


def _unreadable_tag(lines: Sequence[Paragraph], error: Exception) -> str:
    quoted = [line for line in lines if _TYPOGRAPHIC.search(line.text)]
    if quoted:
        return sentence("documents.template_quotes", where=_quoted_paragraph(quoted[0]))
    if match := _UNKNOWN_FILTER.search(str(error)):
        paragraph = _quoted_paragraph(_using(lines, match[1]))
        return sentence("documents.template_filter", word=match[1], where=paragraph)
    return sentence(
        "documents.template_unreadable", where=_quoted_paragraph(_paragraph_in_error(lines, error))
    )


def _paragraph_in_error(lines: Sequence[Paragraph], error: Exception) -> Paragraph:
    """The paragraph that Jinja stopped at, as far as it says."""
    nearby = (_with_single_spaces(str(text)) for text in getattr(error, "docx_context", ()))
    if in_document := next((text for text in nearby if "{" in text), ""):
        return Paragraph(in_document)
    number = getattr(error, "lineno", None) or 0
    if 0 < number <= len(lines):
        return lines[number - 1]
    return Paragraph("")


def _using(lines: Sequence[Paragraph], word: str) -> Paragraph:
    """The first paragraph with `word` in a tag."""
    pattern = re.compile(re.escape(word))
    using = (line for line in lines if any(map(pattern.search, _TAG.findall(line.text))))
    return next(using, Paragraph(""))


def _quoted_paragraph(paragraph: Paragraph) -> str:
    """« , dans « Effectifs : {{ nombre… » », a long text cut; "" of an empty paragraph."""
    text = _with_single_spaces(paragraph.text)
    if not text:
        return ""
    if len(text) > _MAX_QUOTED:
        text = f"{text[: _MAX_QUOTED - 3]}…"
    if paragraph.cell:
        return sentence("documents.template_where_cell", cell=paragraph.cell, text=text)
    return sentence("documents.template_where", text=text)


def _with_single_spaces(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
