"""Drawings in a Word document: charts that Word draws, bars as vectors, each with its words."""

from __future__ import annotations

import functools
import io
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sheets_sync.documents.drawing.native_chart import native_chart
from sheets_sync.workbooks.xlsx.parts.packing import steady_zip
from sheets_sync.xml_text import escape, quoteattr

_PIXELS = 600
_EMU = 36000
"""A millimetre in the unit of drawings."""
_WIDE_MM = 170
_LOGO_MM = (40, 16)
"""The most that a logo is wide and high: the emblem and two more stand side by side."""
_PICTURES = ("PNG", "JPEG", "GIF", "BMP", "TIFF")
_SHOWN = ("dpi", "icc_profile", "transparency")
"""What a picture says of itself that is seen."""
_JPEG_QUALITY = 95
_BAR_MM, _LINE_MM, _EDGES_MM = 5.3, 4, 4
"""Height of a bar of a chart with the space around it, of a line of its label, of the edges."""
_SHORT_LABEL, _LABEL_LETTERS = 30, 20
"""Letters of a label that stands in one line; of a line of a longer one, as LibreOffice cuts it."""
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DRAWINGML = "http://schemas.openxmlformats.org/drawingml/2006"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FIRST_CHART = 8000
"""Numbers of what a screen reader counts: beyond those that python-docx gives to pictures."""
_SVG_TYPE = "image/svg+xml"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


class _Inserted(NamedTuple):
    """A drawing as docxtpl takes it: it ends the run that its tag stands in, and begins another."""

    drawing: str
    beside: str = ""

    def __html__(self) -> str:
        words = f"  {escape(self.beside)}".rstrip()
        return (
            f"</w:t></w:r><w:r><w:drawing>{self.drawing}</w:drawing></w:r>"
            f'<w:r><w:t xml:space="preserve">{words}'
        )

    def __str__(self) -> str:
        return self.__html__()


class Drawings:
    """Puts drawings into one document, each a part of it.

    Args:
        document: the `DocxTemplate` that is being filled.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        self._charts = 0
        self._vectors: dict[str, str] = {}

    def chart(self, chart: Mapping[str, Any]) -> _Inserted:
        """Object to show in a template for a chart."""
        self._charts += 1
        number = self._charts
        made = native_chart(chart)
        relation = self._add_chart(made.part, steady_zip(made.workbook), number)
        labels = chart["categories"]
        each = max(_BAR_MM, _LINE_MM * max(map(_lines_of_label, labels)) + 1)
        high = round(_EMU * (each * len(labels) + _EDGES_MM))
        return _Inserted(
            f'<wp:inline xmlns:wp="{_DRAWINGML}/wordprocessingDrawing" xmlns:r="{_RELATIONS}" '
            'distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{_WIDE_MM * _EMU}" cy="{high}"/>'
            f'<wp:docPr id="{_FIRST_CHART + number}" name="Graphique {number}" '
            f"descr={quoteattr(chart['alt'])} title={quoteattr(chart['titre'])}/>"
            "<wp:cNvGraphicFramePr/>"
            f'<a:graphic xmlns:a="{_DRAWINGML}/main"><a:graphicData uri="{_DRAWINGML}/chart">'
            f'<c:chart xmlns:c="{_DRAWINGML}/chart" r:id="{relation}"/>'
            "</a:graphicData></a:graphic></wp:inline>"
        )

    def _add_chart(self, part: bytes, workbook: bytes, number: int) -> str:
        from docx.opc.constants import RELATIONSHIP_TYPE

        chart = self._add_part(f"/word/charts/chart{number}.xml", _CHART_TYPE, part)
        name = f"/word/embeddings/graphique{number}.xlsx"
        numbers = self._add_part(name, _WORKBOOK_TYPE, workbook)
        chart.relate_to(numbers, RELATIONSHIP_TYPE.PACKAGE)
        return str(self._document.docx.part.relate_to(chart, RELATIONSHIP_TYPE.CHART))

    def vector(self, drawing: Mapping[str, Any]) -> _Inserted:
        """Object to show in a template for a bar: the vector, and a picture of it for old Words."""
        from docx.shared import Mm
        from lxml import etree

        body = self._document.docx.part
        picture = io.BytesIO(png(drawing["svg"]))
        inline = body.new_pic_inline(picture, width=Mm(drawing["mm"]))
        _describe(inline, drawing["alt"])
        (blip,) = inline.iter("{*}blip")
        extensions = etree.SubElement(blip, f"{{{_DRAWINGML}/main}}extLst")
        extension = etree.SubElement(
            extensions, f"{{{_DRAWINGML}/main}}ext", {"uri": _SVG_EXTENSION}
        )
        vector = etree.SubElement(extension, f"{{{_SVG}}}svgBlip", nsmap={"asvg": _SVG})
        vector.set(f"{{{_RELATIONS}}}embed", self._add_vector(drawing["svg"]))
        return _Inserted(inline.xml, drawing.get("beside", ""))

    def logo(self, logo: Mapping[str, Any]) -> _Inserted | str:
        """Object to show in a template for a picture of the consortium's own; "" for none.

        One that is no picture, or gone since, leaves its place empty: a report is worth more.
        """
        from docx.image.exceptions import UnrecognizedImageError

        file = Path(logo["fichier"])
        if not logo["fichier"] or not file.is_file():
            return ""
        try:
            pixels = _pixels_alone(file)
            inline = self._document.docx.part.new_pic_inline(pixels, *_size_of_logo(pixels))
        except (OSError, SyntaxError, UnrecognizedImageError):
            return ""
        _describe(inline, logo["alt"])
        return _Inserted(inline.xml)

    def _add_vector(self, svg: str) -> str:
        from docx.opc.constants import RELATIONSHIP_TYPE

        if svg not in self._vectors:
            name = f"/word/media/barre{len(self._vectors) + 1}.svg"
            part = self._add_part(name, _SVG_TYPE, svg.encode())
            relation = self._document.docx.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
            self._vectors[svg] = str(relation)
        return self._vectors[svg]

    def _add_part(self, name: str, kind: str, data: bytes) -> Any:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        return Part(PackURI(name), kind, data, self._document.docx.part.package)


def _lines_of_label(label: str) -> int:
    if len(label) <= _SHORT_LABEL:
        return 1
    return len(textwrap.wrap(label, _LABEL_LETTERS))


def _describe(inline: Any, words: str) -> None:
    """Say a drawing in words, and have it begin and end where its text does."""
    inline.docPr.set("descr", words)
    for side in "TBLR":
        # else LibreOffice keeps a distance of its own around it
        inline.set(f"dist{side}", "0")


def _size_of_logo(pixels: io.BytesIO) -> tuple[int, int]:
    """Width and height at which a logo is as large as may be, in the unit of drawings."""
    from PIL import Image

    with Image.open(pixels) as image:
        wide, high = image.size
    pixels.seek(0)
    scale = min(_LOGO_MM[0] / wide, _LOGO_MM[1] / high) * _EMU
    return round(wide * scale), round(high * scale)


def _pixels_alone(file: Path) -> io.BytesIO:
    """A picture without what is said in it: the author, words and place of EXIF and XMP leave.

    Raises:
        OSError, SyntaxError: it is none that Word reads, or broken.
    """
    from PIL import Image, ImageOps

    with Image.open(file, formats=_PICTURES) as image:
        # a camera turns a picture by a word of EXIF
        plain = ImageOps.exif_transpose(image).copy()
        picture_options = {key: image.info[key] for key in _SHOWN if key in image.info}
        plain.info = {}
        if plain.mode == "CMYK":
            # python-docx does not know such a JPEG without its EXIF
            plain = plain.convert("RGB")
            picture_options.pop("icc_profile", None)
        pixels = io.BytesIO()
        plain.save(pixels, image.format, quality=_JPEG_QUALITY, **picture_options)
    pixels.seek(0)
    return pixels


@functools.lru_cache(maxsize=256)
def png(svg: str) -> bytes:
    """The drawing as a picture of 600 pixels across."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=_PIXELS))
