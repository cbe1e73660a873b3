"""What only a filled document can have right: the numbers of captions, where tables end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

_SEQUENCE = re.compile(r"\s*SEQ\s+(\w+)")


def number_captions(body: Any) -> None:
    """Write into each caption field of a document's body what it would show: « 1 », « 2 »."""
    numbers: Counter[str] = Counter()
    for code, shown in _fields(body):
        kind = _SEQUENCE.match(code)
        if kind and shown:
            numbers[kind[1]] += 1
            shown[0].text = str(numbers[kind[1]])
            for rest in shown[1:]:
                rest.text = ""


def end_tables(body: Any) -> None:
    """Let a table that is kept whole go to another page than what follows it.

    Its rows are made of one in a loop, so the last would be kept with the next heading as well, and
    through that with the next table. A note stays with the table that it is of.
    """
    from docx.oxml.ns import qn

    for table in body.iter(qn("w:tbl")):
        if any(style.get(qn("w:val")) == "Mention" for style in _styles_after(table)):
            continue
        for keep_next in table.findall(qn("w:tr"))[-1].iter(qn("w:keepNext")):
            keep_next.set(qn("w:val"), "0")


def _styles_after(table: Any) -> Iterator[Any]:
    from docx.oxml.ns import qn

    following = table.getnext()
    return iter(()) if following is None else following.iter(qn("w:pStyle"))


def _fields(body: Any) -> Iterator[tuple[str, list[Any]]]:
    """The code of each field, in order, and the texts that show its result.

    Our templates have simple fields; Word and LibreOffice make complex ones of them, run by run,
    as soon as somebody saves the template.
    """
    from docx.oxml.ns import qn

    code, state = "", ""
    shown: list[Any] = []
    for element in body.iter(qn("w:fldSimple"), qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        if element.tag == qn("w:fldSimple"):
            yield element.get(qn("w:instr"), ""), list(element.iter(qn("w:t")))
        elif element.tag == qn("w:fldChar"):
            state = element.get(qn("w:fldCharType"))
            if state == "begin":
                code, shown = "", []
            elif state == "end":
                yield code, shown
        elif element.tag == qn("w:instrText") and state == "begin":
            code += element.text or ""
        elif state == "separate":
            shown.append(element)
