"""Faults of a template, explained to whoever edited it: in which paragraph, what to do."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from forms.definition_file import did_you_mean
from sheets_sync.catalogue import sentence

_TAG = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
_HALF_TAG = re.compile(r"{{|{%|}}|%}")
# docxtpl marks a block that takes its paragraph, row, cell or run along: {%p for … %}.
_BLOCK = re.compile(r"{%[-+]?\s*(?:(?:p|tr|tc|r)\s+)?(for|if|macro|endfor|endif|endmacro)\b")
_CLOSED_BY = {"for": "endfor", "if": "endif", "macro": "endmacro"}
# Word sets straight quotes as typographic ones while somebody types, and Jinja knows none of these.
_TYPOGRAPHIC = re.compile(r"{[{%][^}]*[«»’“”]")
_BEFORE = {True: r"(?:\.\s*|\[\s*['\"])", False: r"(?<![.\w])"}
"""Whether a name is one of an item (`point.sujet`) → what stands before it in a tag."""
_UNKNOWN_FILTER = re.compile(r"No (?:filter|test) named '(\w+)'")
_MAX_QUOTED = 80
"""Characters of a paragraph that are quoted."""


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
        return _unknown_name(lines, error, names)
    if isinstance(error, SecurityError):
        return sentence("documents.template_forbidden", where=_where(_using(lines, "__")))
    return _cut_tag(lines) or _open_block(lines) or _unreadable_tag(lines, error)


def unknown_name(template: Path, word: str, names: Iterable[str], *, of_item: bool) -> str:
    """That `word` is not among `names`, with the paragraph.

    Args:
        of_item: whether it stands after a point, as `sujet` in `point.sujet`.
    """
    pattern = re.compile(rf"{_BEFORE[of_item]}{re.escape(word)}\b")
    using = filter(lambda line: _has_tag_with(line, pattern), paragraphs(template))
    hint, paragraph = did_you_mean(word, sorted(names)), _where(next(using, ""))
    return sentence("documents.template_unknown", word=word, where=paragraph, hint=hint)


def paragraphs(template: Path) -> list[str]:
    """The text of every paragraph; the cells of a workbook; the lines of a text."""
    if template.suffix == ".xlsx":
        from sheets_sync.workbooks.xlsx.placeholders import texts_of

        return texts_of(template)
    if template.suffix != ".docx":
        return template.read_text(encoding="utf-8").splitlines()
    return _word_paragraphs(template)


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


def _unknown_name(lines: Sequence[str], error: Exception, names: Iterable[str]) -> str:
    # Jinja quotes the name last; where it quotes nothing, it says nothing but the name.
    word = [str(error), *re.findall(r"'([^']+)'", str(error))][-1]
    hint = did_you_mean(word, sorted(_names_along_path(lines, word, names)))
    paragraph = _where(_using(lines, word))
    return sentence("documents.template_unknown", word=word, where=paragraph, hint=hint)


def _names_along_path(lines: Sequence[str], word: str, names: Iterable[str]) -> Iterable[str]:
    """The names that stand where `word` was looked for: of `nombres.entres` those of `nombres`."""
    tags = itertools.chain.from_iterable(map(_TAG.findall, lines))
    found = (re.search(rf"([\w.]+)\.{re.escape(word)}\b", tag) for tag in tags)
    path = next((match[1] for match in found if match), "")
    there: Any = names
    for name in filter(None, path.split(".")):
        if not isinstance(there, Mapping):
            return names
        there = there.get(name)
    if not isinstance(there, Mapping):
        return names
    return there


def _cut_tag(lines: Sequence[str]) -> str:
    """A tag that does not end in the paragraph it begins in; "" if there is none."""
    for line in lines:
        if mark := _HALF_TAG.search(_TAG.sub("", line)):
            return sentence("documents.template_cut", where=_where(line), mark=mark[0])
    return ""


def _open_block(lines: Sequence[str]) -> str:
    """A loop or condition that is not closed, or closed without being open; "" for none."""
    open_blocks: list[tuple[str, str]] = []
    for line in lines:
        for word in _BLOCK.findall(line):
            if word in _CLOSED_BY:
                open_blocks.append((word, line))
            elif not open_blocks or _CLOSED_BY[open_blocks[-1][0]] != word:
                return sentence("documents.template_not_opened", word=word, where=_where(line))
            else:
                open_blocks.pop()
    if not open_blocks:
        return ""
    word, line = open_blocks[-1]
    closing = _CLOSED_BY[word]
    return sentence("documents.template_not_closed", word=word, where=_where(line), closing=closing)


def _unreadable_tag(lines: Sequence[str], error: Exception) -> str:
    if quoted := next(filter(_TYPOGRAPHIC.search, lines), ""):
        return sentence("documents.template_quotes", where=_where(quoted))
    if match := _UNKNOWN_FILTER.search(str(error)):
        paragraph = _where(_using(lines, match[1]))
        return sentence("documents.template_filter", word=match[1], where=paragraph)
    return sentence("documents.template_unreadable", where=_where(_where_it_stopped(lines, error)))


def _where_it_stopped(lines: Sequence[str], error: Exception) -> str:
    """The paragraph that Jinja stopped at, as far as it says; else ""."""
    nearby = (_with_single_spaces(str(text)) for text in getattr(error, "docx_context", ()))
    if in_document := next((text for text in nearby if "{" in text), ""):
        return in_document
    number = getattr(error, "lineno", None) or 0
    if 0 < number <= len(lines):
        return lines[number - 1]
    return ""


def _using(lines: Sequence[str], word: str) -> str:
    """The first paragraph with `word` in a tag; "" for none."""
    pattern = re.compile(re.escape(word))
    return next(filter(lambda line: _has_tag_with(line, pattern), lines), "")


def _has_tag_with(line: str, pattern: re.Pattern[str]) -> bool:
    return any(map(pattern.search, _TAG.findall(line)))


def _where(line: str) -> str:
    text = _with_single_spaces(line)
    if not text:
        return ""
    if len(text) > _MAX_QUOTED:
        text = f"{text[: _MAX_QUOTED - 3]}…"
    return sentence("documents.template_where", text=text)


def _with_single_spaces(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
