"""Elements of WordprocessingML, as the templates are built of."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

Namespaces = Mapping[str | None, str]
NS: Namespaces = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
LINE, INK, ACCENT, BAND = "D5DAE1", "1F2933", "00588F", "F4F6F9"
ATTENTION, ATTENTION_GROUND = "A63D00", "FCEDE4"


def element(
    namespaces: Namespaces,
    prefix: str | None,
    tag: str,
    *children: etree._Element | str,
    **attributes: str,
) -> etree._Element:
    """An element with what it holds; a text is its own."""
    name = f"{{{namespaces[prefix]}}}{tag}"
    # the types of lxml do not know that None is the default namespace
    made = etree.Element(name, attributes, nsmap=namespaces)  # type: ignore[arg-type]
    for child in children:
        if isinstance(child, str):
            made.text = child
        else:
            made.append(child)
    return made


def w(tag: str, *children: etree._Element | str, **values: object) -> etree._Element:
    """An element of WordprocessingML, its attributes in that namespace too."""
    attributes = {f"{{{NS['w']}}}{name}": str(value) for name, value in values.items()}
    return element(NS, "w", tag, *children, **attributes)


def text_run(text: str, style: str = "") -> etree._Element:
    """A run of text, in a character style or none."""
    words = w("t", text)
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    properties = [w("rPr", w("rStyle", val=style))] if style else []
    return w("r", *properties, words)


def bold_run(text: str) -> etree._Element:
    """A run of text that is bold by itself, in no style."""
    run = text_run(text)
    run.insert(0, w("rPr", w("b"), w("bCs")))
    return run


def paragraph(
    style: str | None,
    *children: etree._Element,
    keep_next: bool = False,
    new_page: bool = False,
) -> etree._Element:
    """A paragraph; `keep_next`: it stays on the page of what follows."""
    properties = [w("pStyle", val=style)] if style else []
    if keep_next:
        properties.append(w("keepNext"))
    if new_page:
        # At the top of a page that came by itself no space stands above; below a break it does.
        properties += [w("pageBreakBefore"), w("spacing", before=0)]
    return w("p", *([w("pPr", *properties)] if properties else []), *children)


def field(code: str) -> etree._Element:
    """Number that Word counts by itself, showing 1 until it does."""
    return w("fldSimple", text_run("1"), instr=f" {code} ")


def tag(words: str) -> etree._Element:
    """A tag that takes its paragraph along when the template is filled."""
    return paragraph(None, text_run(f"{{%p {words} %}}"))


def border(side: str, size: int = 4, colour: str = LINE, space: int = 0) -> etree._Element:
    """A line at one side; `size` in eighths of a point."""
    return w(side, val="single", sz=size, space=space, color=colour)


def shade(fill: str) -> etree._Element:
    """A ground."""
    return w("shd", val="clear", color="auto", fill=fill)


def content_control(
    key: str, label: str, *content: etree._Element, is_blank: bool = False
) -> etree._Element:
    """Place for a person's words, found again by its `key`, whatever stands around it."""
    properties = [w("alias", val=label), w("tag", val=key)]
    if is_blank:
        properties.append(w("showingPlcHdr"))
    return w("sdt", w("sdtPr", *properties), w("sdtContent", *content))
