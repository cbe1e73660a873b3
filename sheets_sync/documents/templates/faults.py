"""Say to whoever edited a template in Word what is wrong with it: in which paragraph, and what to write there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from forms.definition_file import did_you_mean

_TAG = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
_BLOCK = re.compile(r"{%[-+]?\s*(?:(?:p|tr|tc|r)\s+)?(for|if|macro|endfor|endif|endmacro)\b")
_CLOSED_BY = {"for": "endfor", "if": "endif", "macro": "endmacro"}


def explain(template: Path, error: Exception, names: Iterable[str]) -> str:
    """What is wrong, where, and what to do, in one French sentence or two.

    Args:
        error: what Jinja raised.
        names: what a template may show.
    """
    from jinja2 import UndefinedError
    from jinja2.exceptions import SecurityError

    lines = paragraphs(template)
    if isinstance(error, UndefinedError):
        word = re.findall(r"'([^']+)'", str(error))[-1] if "'" in str(error) else str(error)
        return f"« {word} » n'est pas connu{_at(_using(lines, word))}. {did_you_mean(word, sorted(names))}"
    if isinstance(error, SecurityError):
        return f"une balise{_at(_using(lines, '__'))} fait plus que montrer une valeur, ce qui n'est pas permis. L'effacer."
    for line in lines:
        rest = _TAG.sub("", line)
        if mark := re.search(r"{{|{%|}}|%}", rest):
            return f"une balise est coupée{_at(line)} (près de « {mark[0]} »). Elle doit tenir dans un seul paragraphe et s'écrire {{{{ nom }}}}, ou {{%p for … %}}."  # fmt: skip
    if fault := _blocks(lines):
        return fault
    quoted = next((line for line in lines if re.search(r"{[{%][^}]*[«»’“”]", line)), None)
    if quoted:
        return f"une balise contient un guillemet ou une apostrophe typographique{_at(quoted)}. Les retaper droits (\" ou '), ou les sortir de la balise."  # fmt: skip
    if match := re.search(r"No (filter|test) named '(\w+)'", str(error)):
        return f"« {match[2]} » n'est pas un filtre connu{_at(_using(lines, match[2]))}. L'effacer, avec la barre qui le précède."
    number = getattr(error, "lineno", None) or 0
    near = [
        text
        for text in (
            re.sub(r"\s+", " ", str(text)).strip() for text in getattr(error, "docx_context", ())
        )
        if "{" in text
    ]
    line = near[0] if near else lines[number - 1] if 0 < number <= len(lines) else ""
    return f"une balise n'est pas lisible{_at(line)}. Elle doit s'écrire {{{{ nom }}}}, avec un seul nom."


def paragraphs(template: Path) -> list[str]:
    """The text of every paragraph, those of tables, headers and footers too; the cells of a workbook; the lines of a text."""
    if template.suffix == ".xlsx":
        from sheets_sync.workbooks.xlsx.placeholders import texts_of

        return texts_of(template)
    if template.suffix != ".docx":
        return template.read_text(encoding="utf-8").splitlines()
    from docx import Document
    from docx.oxml.ns import qn

    document = Document(str(template))
    parts = [
        document.element.body,
        *(
            part._element
            for section in document.sections
            for part in (section.header, section.footer)
        ),
    ]
    return [
        "".join(text.text or "" for text in line.iter(qn("w:t")))
        for part in parts
        for line in part.iter(qn("w:p"))
    ]


def _using(lines: Sequence[str], word: str) -> str:
    """The first paragraph with `word` in a tag."""
    return next((line for line in lines if any(word in tag for tag in _TAG.findall(line))), "")


def _blocks(lines: Sequence[str]) -> str:
    """A loop or condition that is not closed, or closed without being open; "" if there is none."""
    open_: list[tuple[str, str]] = []
    for line in lines:
        for word in _BLOCK.findall(line):
            if word in _CLOSED_BY:
                open_.append((word, line))
            elif not open_ or _CLOSED_BY[open_[-1][0]] != word:
                return f"« {word} » ferme ce qui n'est pas ouvert{_at(line)}. L'effacer, ou mettre la balise d'ouverture plus haut."
            else:
                open_.pop()
    if not open_:
        return ""
    word, line = open_[-1]
    return f"« {word} » est ouvert et jamais fermé{_at(line)}. Ajouter {{%p {_CLOSED_BY[word]} %}} dans un paragraphe plus bas."


def _at(line: str) -> str:
    text = re.sub(r"\s+", " ", line).strip()
    return f", dans « {text if len(text) <= 80 else text[:77] + '…'} »" if text else ""
