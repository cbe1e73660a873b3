"""What only a filled document can have right: numbers of captions, columns, where pages end."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from report_templates.tables import NO_COLUMN

_SMALL_TEXT, _NOTE = "SmallText", "Mention"
_KEPT_TOGETHER, _ROWS_TOGETHER = 4, 8
"""Small texts, and rows, that stand on one page at least, where they begin and where they end."""
_MOST_KEPT = 24
"""Rows of a table that is kept whole: half a page."""
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
    through that with the next table. A note stays with the table that it is of. One that is too
    long for that goes over the page's end, with no few of its rows alone.
    """
    from docx.oxml.ns import qn

    for table in body.iter(qn("w:tbl")):
        rows = table.findall(qn("w:tr"))
        if len(rows) > _MOST_KEPT:
            for row in rows[_ROWS_TOGETHER:-_ROWS_TOGETHER]:
                _may_part_from_next(row)
        if any(style.get(qn("w:val")) == _NOTE for style in _styles_after(table)):
            continue
        _may_part_from_next(rows[-1])


def _may_part_from_next(row: Any) -> None:
    """Let a page end below a row."""
    from docx.oxml.ns import qn

    for keep_next in row.iter(qn("w:keepNext")):
        keep_next.set(qn("w:val"), "0")


def take_out_columns(body: Any) -> None:
    """Take out each column whose header says that it has nothing to show.

    Its width goes to the first column that stays, since a table is as wide as the text.
    """
    from docx.oxml.ns import qn

    for table in body.iter(qn("w:tbl")):
        rows = table.findall(qn("w:tr"))
        headers = ["".join(cell.itertext()) for cell in rows[0].findall(qn("w:tc"))]
        staying = [index for index, header in enumerate(headers) if NO_COLUMN not in header]
        for column_index in reversed(range(len(headers))):
            if column_index not in staying:
                # those before it are gone from the last to the first
                heir = min(staying[0], column_index + 1)
                _take_out_column(table, rows, column_index, heir)


def _take_out_column(table: Any, rows: Sequence[Any], column_index: int, heir: int) -> None:
    """Take out a column; `heir`: the one that gets its width."""
    from docx.oxml.ns import qn

    width = qn("w:w")
    grid = table.find(qn("w:tblGrid"))
    columns = grid.findall(qn("w:gridCol"))
    wider = str(int(columns[heir].get(width)) + int(columns[column_index].get(width)))
    columns[heir].set(width, wider)
    grid.remove(columns[column_index])
    for row in rows:
        cells = row.findall(qn("w:tc"))
        cells[heir].find(qn("w:tcPr")).find(qn("w:tcW")).set(width, wider)
        # The last one has no gutter at its right, whichever that is now.
        gutter = cells[column_index].find(qn("w:tcPr")).find(qn("w:tcMar"))
        if gutter is not None:
            cells[column_index - 1].find(qn("w:tcPr")).append(gutter)
        row.remove(cells[column_index])


def keep_few_small_texts_together(body: Any) -> None:
    """Let a run of small texts go over a page's end, with no few of them alone on either page."""
    for is_small, run in itertools.groupby(body.iterchildren(), key=_is_small_text):
        if not is_small:
            continue
        texts = list(run)
        # with the heading before them, and with the note below them
        for text in {*texts[: _KEPT_TOGETHER - 1], *texts[1 - _KEPT_TOGETHER :]}:
            _keep_with_next(text)


def _is_small_text(element: Any) -> bool:
    from docx.oxml.ns import qn

    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style is not None and style.get(qn("w:val")) == _SMALL_TEXT


def _keep_with_next(text: Any) -> None:
    from docx.oxml.ns import qn

    style = text.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    style.addnext(text.makeelement(qn("w:keepNext")))


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
