"""Tables of the templates: a header that is repeated, a row for each item, a total."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from report_templates.word import INK, border, field, paragraph, text_run, w

_HEIGHT_TO_WRITE = 397
"""The least of a row that somebody writes in by hand: 7 mm."""
# The header has a look of its own, and neither columns nor every other row have.
LOOK = {
    "firstRow": 1,
    "lastRow": 0,
    "firstColumn": 0,
    "lastColumn": 0,
    "noHBand": 1,
    "noVBand": 1,
}
NO_COLUMN = "⌫"
"""Header, once filled, of a column that has nothing to show: it is taken out."""
Column = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """A page of A4 with margins of 20 mm at its sides.

    Attributes:
        millimetres, exact: the width of its text, in millimetres and twentieths of a point.
    """

    width: int
    height: int
    millimetres: int
    exact: int

    def widths(self, millimetres: Sequence[int]) -> list[int]:
        """The widths of columns, rounded so that they add up to the text's."""
        if sum(millimetres) != self.millimetres:
            wrong = f"columns of {list(millimetres)} mm do not add up to {self.millimetres}"
            raise ValueError(wrong)
        edges = [
            round(edge * self.exact / self.millimetres)
            for edge in itertools.accumulate(millimetres, initial=0)
        ]
        return [right - left for left, right in itertools.pairwise(edges)]


PORTRAIT = Page(11906, 16838, 170, 9638)
LANDSCAPE = Page(16838, 11906, 257, 14570)


def captioned_table(page: Page, table: Mapping[str, Any], heading: str) -> Iterator[etree._Element]:
    """A table with its caption, if it has one; else it is named by the heading above."""
    caption = table.get("caption")
    if caption:
        number = field("SEQ Tableau \\* ARABIC")
        runs = [text_run("Tableau "), number, text_run(f" – {caption}")]
        yield paragraph("Caption", *runs, keep_next=True)
    yield _table_of_loops(page, table, caption or heading)


def _table_of_loops(page: Page, table: Mapping[str, Any], name: str) -> etree._Element:
    columns, to_fill = table["columns"], table.get("fill_in", False)
    style = {True: "TableToFill", False: "Table"}[to_fill]
    widths = page.widths([column["width"] for column in columns])
    cells = list(zip(columns, widths, strict=True))
    header = [cell([_header(column)], width) for column, width in cells]
    rows = [row(header, w("tblHeader"))]
    for loop in table.get("loops", [table]):
        each = {**table, **loop}
        made = [
            cell(_cell_content(column, each), width)
            for column, width in zip(each["columns"], widths, strict=True)
        ]
        height = []
        if to_fill:
            height.append(w("trHeight", val=table.get("height", _HEIGHT_TO_WRITE)))
        _without_outer_gutter(header, made, is_framed=to_fill)
        rows += [
            loop_row(f"for {each['rows']}", len(columns), page),
            row(made, *height),
            loop_row("endfor", len(columns), page),
        ]
    if "total" in table:
        rows += _total_rows(page, table, widths)
    return w(
        "tbl",
        _properties(style, page.exact, name),
        w("tblGrid", *(w("gridCol", w=width) for width in widths)),
        *rows,
    )


def _without_outer_gutter(*rows: Sequence[etree._Element], is_framed: bool) -> None:
    """Take away the gutter of the last column: it would push its numbers off the text's edge."""
    if is_framed:
        return
    for cells in rows:
        properties = cells[-1][0]
        if properties.find("{*}tcMar") is None:
            properties.append(w("tcMar", w("right", w=0, type="dxa")))


def _total_rows(
    page: Page, table: Mapping[str, Any], widths: Sequence[int]
) -> list[etree._Element]:
    """The row that sums up, under a line of ink; it may hang on a condition."""
    columns, total = table["columns"], table["total"]
    cells = []
    for column, text, width in zip(columns, total["cells"], widths, strict=True):
        style = _style_of_cells(column)
        if isinstance(text, Mapping):
            runs = _variants(text)
        else:
            runs = [text_run(text, "Strong")] if text else []
        text_of_total = paragraph(style, *runs, keep_next=_is_kept(table))
        cells.append(cell([text_of_total], width, w("tcBorders", border("top", 8, INK))))
    _without_outer_gutter(cells, is_framed=False)
    if "if" not in total:
        return [row(cells)]
    before, after = (
        loop_row(words, len(columns), page) for words in (f"if {total['if']}", "endif")
    )
    return [before, row(cells), after]


def _properties(style: str, width: int, name: str, indent: int = 0) -> etree._Element:
    return w(
        "tblPr",
        w("tblStyle", val=style),
        w("tblW", w=width, type="dxa"),
        *([w("tblInd", w=indent, type="dxa")] if indent else []),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0620", **LOOK),
        w("tblCaption", val=name),
    )


def plain_table(
    rows: Sequence[etree._Element],
    widths: Sequence[int],
    name: str,
    style: str = "Layout",
    indent: int = 0,
) -> etree._Element:
    """A table that sets things side by side; its labels are its header."""
    return w(
        "tbl",
        _properties(style, sum(widths), name, indent),
        w("tblGrid", *(w("gridCol", w=width) for width in widths)),
        *rows,
    )


def _header(column: Column) -> etree._Element:
    style = "TableHeader"
    if column.get("number"):
        style = "TableHeaderNumber"
    runs = [text_run(column["header"])] if column["header"] else []
    if "unless" in column:
        runs.append(text_run(f"{{% if {column['unless']} %}}{NO_COLUMN}{{% endif %}}"))
    return paragraph(style, *runs)


def _is_kept(table: Mapping[str, Any]) -> bool:
    """Whether its rows stay on one page: those that somebody writes in may take many."""
    return bool(table.get("keep", not table.get("fill_in", False)))


def _style_of_cells(column: Column) -> str:
    if column.get("number"):
        return "TableNumber"
    return "TableText"


def _cell_content(column: Column, table: Mapping[str, Any]) -> list[etree._Element]:
    style, keep = _style_of_cells(column), _is_kept(table)
    if "help" in column:
        question = paragraph(style, text_run(column["cell"], "Strong"))
        return [question, paragraph("TableHelp", text_run(column["help"]))]
    if "below" in column:
        return [paragraph(style, *_runs_with_line_below(column), keep_next=keep)]
    runs = _variants(column) if "variants" in column else []
    if not runs and column["cell"]:
        runs = [text_run(column["cell"], column.get("style", ""))]
    return [paragraph(style, *runs, keep_next=keep)]


def _runs_with_line_below(column: Column) -> list[etree._Element]:
    """A text and, on a condition, a line of another look below it."""
    runs = _variants(column) if "variants" in column else [text_run(column["cell"])]
    below = column["below"]
    # in the same paragraph, behind a break that goes with it
    return [
        *runs,
        text_run(f"{{% if {below['when']} %}}", below["style"]),
        w("r", w("br")),
        text_run(f"{below['cell']}{{% endif %}}", below["style"]),
    ]


def _variants(column: Column) -> list[etree._Element]:
    """A run for each look that a cell may have, of which one says something when it is filled.

    Each has its condition whole: one that began in a run and ended in the next would take the
    border between the two along, and the second text would have the first one's look.
    """
    runs, before = [], ""
    for variant in column["variants"]:
        condition = f"{before}({variant['when']})"
        text = variant.get("cell", column["cell"])
        runs.append(text_run(f"{{% if {condition} %}}{text}{{% endif %}}", variant["style"]))
        before = f"{before}not ({variant['when']}) and "
    otherwise = before.removesuffix(" and ")
    if column["cell"]:
        text = f"{{% if {otherwise} %}}{column['cell']}{{% endif %}}"
        runs.append(text_run(text, column.get("style", "")))
    return runs


def cell(
    paragraphs: Sequence[etree._Element],
    width: int,
    *properties: etree._Element,
    across: int = 1,
) -> etree._Element:
    """A cell; `across`: how many columns it spans."""
    span = [w("gridSpan", val=across)] if across > 1 else []
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa"), *span, *properties), *paragraphs)


def row(cells: Sequence[etree._Element], *properties: etree._Element) -> etree._Element:
    """A row that no page cuts."""
    return w("tr", w("trPr", w("cantSplit"), *properties), *cells)


def loop_row(words: str, columns: int, page: Page) -> etree._Element:
    """A row with a tag that takes the row along: one cell across, so that the tag is read whole."""
    text = paragraph("TableText", text_run(f"{{%tr {words} %}}"))
    return row([cell([text], page.exact, across=columns)])
