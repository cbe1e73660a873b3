"""Blocks of a template's body: texts, tables, the cover, cards of figures, blanks to write in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from report_templates.tables import PORTRAIT, Page, captioned_table, cell, plain_table, row
from report_templates.word import (
    ACCENT,
    ATTENTION,
    ATTENTION_GROUND,
    BAND,
    INK,
    bold_run,
    border,
    content_control,
    field,
    paragraph,
    shade,
    tag,
    text_run,
    w,
)

_STYLES: Mapping[str, str | None] = {
    "title": "Title",
    "eyebrow": "Eyebrow",
    "heading": "Heading1",
    "subheading": "Heading2",
    "bullet": "ListBullet",
    "caption": "Caption",
    "below_heading": "BelowHeading",
    "note": "Mention",
    "picture": "Picture",
    "small": "SmallText",
    "text": None,
    "strong": None,
    "below_table": "AfterTable",
    "strong_below_table": "AfterTable",
}
"""Kinds of paragraphs in `sources/`, and the style of each; None is Normal."""
_EDGE, _GUTTER = 1134, 283
"""The margin at a page's side, and the space between two facts or cards."""
_COVER = 2300
"""The least height of a cover above its facts: as high without logos as with them."""
_CARDS = 3
Blocks = Sequence[Mapping[str, Any]]


def body(blocks: Blocks, page: Page = PORTRAIT, heading: str = "") -> Iterator[etree._Element]:
    """The paragraphs and tables of these blocks, in order.

    Args:
        heading: the last one before them, which names a table without a caption.
    """
    for block in blocks:
        kind, words = next(iter(block.items()))
        if kind == "table":
            yield from captioned_table(page, words, heading)
        elif kind == "for":
            yield tag(f"for {words}")
            yield from body(block["each"], page, heading)
            yield tag("endfor")
        elif kind == "if":
            yield from _condition(block, page, heading)
            heading = next(
                (each["heading"] for each in block["then"] if "heading" in each), heading
            )
        elif kind in _MADE:
            yield from _MADE[kind](words, page)
        else:
            yield _text_paragraph(block)
            heading = words if kind.endswith("heading") else heading


def _condition(block: Mapping[str, Any], page: Page, heading: str) -> Iterator[etree._Element]:
    yield tag(f"if {block['if']}")
    yield from body(block["then"], page, heading)
    if "else" in block:
        yield tag("else")
        yield from body(block["else"], page, heading)
    yield tag("endif")


def _text_paragraph(block: Mapping[str, Any]) -> etree._Element:
    """A paragraph; `keep`: on the page of what follows, `new_page`: at the top of one."""
    kind, words = next(iter(block.items()))
    style = "Strong" if kind.startswith("strong") else ""
    pieces = [words] if isinstance(words, str) else words
    runs = [_piece(piece, style) for piece in pieces]
    return paragraph(
        _STYLES[kind],
        *runs,
        keep_next=block.get("keep", False),
        new_page=block.get("new_page", False),
    )


def _piece(piece: str | Mapping[str, str], style: str) -> etree._Element:
    """A piece of a text: as it is, strong, asked for, or a blank to fill in (`blank`: its key)."""
    if isinstance(piece, str):
        return text_run(piece, style)
    if "blank" in piece:
        known = f"textes.{piece['blank']}"
        asked = text_run(f"{{% if not {known} %}}{piece['hint']}{{% endif %}}", "Blank")
        written = text_run(f"{{{{ {known} | join(' ') }}}}")
        return content_control(piece["blank"], piece["hint"], asked, written)
    if "asked" in piece:
        return text_run(piece["asked"], "Blank")
    # not in a style: LibreOffice makes an element of its own of it, and a term is none
    return bold_run(piece["strong"])


def _facts(facts: Sequence[Mapping[str, Any]], page: Page) -> Iterator[etree._Element]:
    """What, when, where: a label over its value, side by side, each under a line of ink."""
    widths, labels, values = _fact_cells(facts, page)
    rows = [row(labels, w("tblHeader")), row(values)]
    yield plain_table(rows, widths, "Repères")


def _fact_cells(
    facts: Sequence[Mapping[str, Any]], page: Page, ground: str = ""
) -> tuple[list[int], list[etree._Element], list[etree._Element]]:
    """The widths of the columns, and the cells of their labels and of their values."""
    shares = page.exact - _GUTTER * (len(facts) - 1)
    millimetres = sum(fact["width"] for fact in facts)
    widths: list[int] = []
    labels: list[etree._Element] = []
    values: list[etree._Element] = []

    for fact in facts:
        if widths:
            widths.append(_GUTTER)
            for cells in (labels, values):
                cells.append(cell([paragraph("FactLabel")], _GUTTER, *_grounds(ground)))
        width = round(shares * fact["width"] / millimetres)
        widths.append(width)
        label = paragraph("FactLabel", text_run(fact["label"]))
        labels.append(cell([label], width, *_grounds(ground, border("top", 8, INK))))
        values.append(cell(_fact(fact), width, *_grounds(ground)))
    widths[-1] += page.exact - sum(widths)
    return widths, labels, values


def _grounds(ground: str, *lines: etree._Element) -> list[etree._Element]:
    """The ground of a cell and its lines; one of its own colour hides the seam to the next row."""
    if ground:
        lines = (*lines, border("bottom", 4, ground))
    borders = [w("tcBorders", *lines)] if lines else []
    return [*borders, *([shade(ground)] if ground else [])]


def _fact(fact: Mapping[str, Any]) -> list[etree._Element]:
    value = fact["value"]
    pieces = [value] if isinstance(value, str) else value
    lines = [paragraph("Fact", *(_piece(piece, "") for piece in pieces))]
    if "note" in fact:
        lines.append(paragraph("FactNote", text_run(fact["note"])))
    return lines


def _cover(cover: Mapping[str, Any], page: Page) -> Iterator[etree._Element]:
    """The head of a report, on a ground from edge to edge of the page."""
    inner, labels, values = _fact_cells(cover["facts"], page, BAND)
    widths = [_EDGE, *inner, _EDGE]
    whole = len(inner)

    def edge() -> etree._Element:
        return cell([paragraph("FactLabel")], _EDGE, *_grounds(BAND))

    def across(*paragraphs: etree._Element) -> etree._Element:
        at_the_foot = (*_grounds(BAND), w("vAlign", val="bottom"))
        inside = cell(paragraphs, page.exact, *at_the_foot, across=whole)
        return row([edge(), inside, edge()], w("trHeight", val=_COVER), w("tblHeader"))

    def foot(width: int, columns: int = 1) -> etree._Element:
        line = w("tcBorders", border("bottom", 18, ACCENT))
        return cell([paragraph("FactLabel")], width, line, shade(BAND), across=columns)

    # a tab sets all but the first logo at the right edge of the text
    logos = paragraph(
        "Logos",
        text_run(f"{{{{ {cover['logos']}[0] }}}}"),
        w("r", w("tab")),
        text_run(f"{{{{ {cover['logos']}[2] }}}}"),
        text_run(f"{{% if {cover['logos']}[2] %}}   {{% endif %}}"),
        text_run(f"{{{{ {cover['logos']}[1] }}}}"),
    )
    yield plain_table(
        [
            across(
                tag(f"if {cover['logos']}"),
                logos,
                tag("endif"),
                paragraph("Eyebrow", text_run(cover["eyebrow"])),
                paragraph("CoverTitle", text_run(cover["title"])),
                tag(f"if {cover['unfinished']}"),
                paragraph("CoverNote", text_run(f"{{{{ {cover['unfinished']} }}}}", "Attention")),
                tag("endif"),
            ),
            row([edge(), *labels, edge()], w("tblHeader")),
            row([edge(), *values, edge()]),
            row([foot(_EDGE), foot(page.exact, whole), foot(_EDGE)]),
        ],
        widths,
        "Couverture",
        indent=-_EDGE,
    )


def _cards_table(name: str, page: Page) -> Iterator[etree._Element]:
    """Three key figures side by side: label, figure with its count, bar, objective."""
    share = (page.exact - _GUTTER * (_CARDS - 1)) // _CARDS
    widths: list[int] = []
    labels: list[etree._Element] = []
    figures: list[etree._Element] = []
    for number in range(_CARDS):
        if widths:
            widths.append(_GUTTER)
            for cells in (labels, figures):
                cells.append(cell([paragraph("FactLabel")], _GUTTER))
        widths.append(share)
        card = f"{name}[{number}]"
        line = w("tcBorders", border("top", 12, INK))
        label = paragraph("CardLabel", text_run(f"{{{{ {card}.label }}}}"), keep_next=True)
        labels.append(cell([label], share, line))
        figures.append(cell(_card_lines(card), share))
    widths[-1] += page.exact - sum(widths)
    rows = [row(labels, w("tblHeader")), row(figures)]
    yield plain_table(rows, widths, "Chiffres clés")


def _card_lines(card: str) -> list[etree._Element]:
    objective = [
        text_run(f"{{% if {card}.atteint %}}✓ {{{{ {card}.objectif }}}}{{% endif %}}", "Reached"),
        text_run(f"{{% if not {card}.atteint %}}{{{{ {card}.objectif }}}}{{% endif %}}"),
    ]
    return [
        paragraph(
            "CardFigure",
            text_run(f"{{{{ {card}.valeur }}}}"),
            text_run(f"  {{{{ {card}.detail }}}}", "CardDetail"),
        ),
        paragraph("CardBar", text_run(f"{{{{ {card}.dessin }}}}")),
        paragraph("CardLabel", *objective),
    ]


def _chart_caption(words: str, _page: Page) -> Iterator[etree._Element]:
    """A line below the heading of a chart, with the number of the chart."""
    number = field("SEQ Graphique \\* ARABIC")
    runs = [text_run("Graphique "), number, text_run(f" – {words}")]
    yield paragraph(_STYLES["below_heading"], *runs)


def _blank(blank: Mapping[str, Any], page: Page) -> Iterator[etree._Element]:
    """Place that only a person fills: their words where they are known, else a mark for them.

    `key` is the section in the tab of texts, `hint` what to write.
    """
    key, hint = blank["key"], blank["hint"]
    known = f"textes.{key}"
    yield tag(f"if {known}")
    written = [
        tag(f"for texte in {known}"),
        paragraph(None, text_run("{{ texte }}")),
        tag("endfor"),
    ]
    yield content_control(key, blank["label"], *written)
    yield tag("else")
    hint = [text_run("À compléter", "Attention"), text_run(f" · {blank['hint']}")]
    place = content_control(key, blank["label"], paragraph("BlankText", *hint), is_blank=True)
    ground = (w("tcBorders", border("left", 24, ATTENTION)), shade(ATTENTION_GROUND))
    height = w("trHeight", val=blank.get("height", 640))
    # a header to who hears it: it says what the place is for
    rows = [row([cell([place], page.exact, *ground)], height, w("tblHeader"))]
    yield plain_table(rows, [page.exact], blank["label"], style="BlankPlace")
    yield tag("endif")


_MADE: Mapping[str, Callable[[Any, Page], Iterator[etree._Element]]] = {
    "facts": _facts,
    "cover": _cover,
    "cards": _cards_table,
    "blank": _blank,
    "chart_caption": _chart_caption,
}
"""Blocks that are made of more than a paragraph."""
