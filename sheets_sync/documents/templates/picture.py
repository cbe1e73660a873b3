"""A chart as a sharp picture in a Word document, with its alternative text."""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import quoteattr

WIDE_MM = 120
_PIXELS = 1600
# The page's style sheet has these for the dashboard; a picture must bring its own.
_STYLE = (
    "text { font-family: Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif; "
    "font-size: 11px; fill: #1B2733 } .end { font-size: 9px }"
)


def word_picture(document: Any, svg: str, alt: str) -> Any:
    """Object to show in a template for the drawing `svg`.

    Args:
        document: the `DocxTemplate`.
        alt: what a screen reader says.
    """
    from docx.shared import Mm
    from docxtpl import InlineImage

    class Picture(InlineImage):  # type: ignore[misc]  # docxtpl has no types
        def _insert_image(self) -> str:
            drawn: str = super()._insert_image()
            return drawn.replace("<wp:docPr ", f"<wp:docPr descr={quoteattr(alt)} ", 1)

    return Picture(document, io.BytesIO(png(svg)), width=Mm(WIDE_MM))


def png(svg: str) -> bytes:
    """The drawing as a picture of 1,600 pixels across, on white."""
    import resvg_py

    whole = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=whole, width=_PIXELS, background="#ffffff", style_sheet=_STYLE
        )
    )
