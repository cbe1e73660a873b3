"""A chart that Word draws and a person can edit: its part, and the workbook of its numbers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from lxml import etree

_COLOURS = {"maintenant": "#00588F", "avant": "#BFC5CD"}
"""What a series means → its colour, the same in sheet, page and document."""
_INK, _SOFT = "#1F2933", "#5B6672"
_FONT = {"name": "Calibri", "size": 9.5, "color": _INK}
_TAB = "Données"
# The date stands in the file: without one of its own the same chart would be another file each day.
_MADE = datetime(2020, 1, 1)  # noqa: DTZ001 - XlsxWriter takes no time zone
_CHART_PART = "xl/charts/chart1.xml"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK_RELATION = "rId1"
"""The relation from the chart's part to its workbook."""


class NativeChart(NamedTuple):
    """The part of a chart, and the workbook that Word opens to edit its numbers."""

    part: bytes
    workbook: bytes


def native_chart(chart: Mapping[str, Any]) -> NativeChart:
    """Bars from the left, the first on top; several series stand one behind the other.

    Args:
        chart: `categories`, and `series` with `nom`, `valeurs`, `couleur`, and `reste`: which of
            the bars are grey, as what is left of a whole.
    """
    with zipfile.ZipFile(io.BytesIO(_workbook(chart, drawn=True))) as package:
        part = package.read(_CHART_PART)
    return NativeChart(_for_word(part), _workbook(chart, drawn=False))


def _workbook(chart: Mapping[str, Any], *, drawn: bool) -> bytes:
    from xlsxwriter import Workbook

    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        page = book.add_worksheet(_TAB)
        page.write_column(1, 0, chart["categories"])
        for column, series in enumerate(chart["series"], 1):
            page.write(0, column, series["nom"])
            page.write_column(1, column, series["valeurs"])
        if drawn:
            page.insert_chart(0, 4, _chart(book, chart["categories"], chart["series"]))
    return made.getvalue()


def _chart(book: Any, categories: Sequence[str], series: Sequence[Mapping[str, Any]]) -> Any:
    kind = {"type": "bar"}
    if len(series) > 1:
        kind["subtype"] = "stacked"
    drawn, last = book.add_chart(kind), len(categories)
    for column, each in enumerate(series, 1):
        options: dict[str, Any] = {
            "name": [_TAB, 0, column],
            "categories": [_TAB, 1, 0, last, 0],
            "values": [_TAB, 1, column, last, column],
            "fill": {"color": _COLOURS[each["couleur"]]},
            "gap": 45,
        }
        if any(each["reste"]):
            rest = {"fill": {"color": _COLOURS["avant"]}}
            options["points"] = [rest if is_rest else None for is_rest in each["reste"]]
        if len(series) == 1:
            options["data_labels"] = {"value": True, "font": {**_FONT, "bold": True}}
        else:
            # in a stack the numbers stand with the names, where neither covers the other
            options["overlap"] = 100
        drawn.add_series(options)
    drawn.set_legend({"none": True})
    drawn.set_title({"none": True})
    drawn.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    drawn.set_plotarea({"fill": {"none": True}})
    # XlsxWriter turns the axes of a bar chart: its x axis is the one of the values.
    drawn.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    drawn.set_y_axis(
        {
            "reverse": True,
            "num_font": _FONT,
            "line": {"color": _SOFT, "width": 0.75},
            "major_tick_mark": "none",
            "minor_tick_mark": "none",
        }
    )
    return drawn


def _switch_off_other_labels(labels: etree._Element) -> None:
    """Write out what a label leaves away: by the standard what is not mentioned is shown."""
    values = labels.find(f"{{{_C}}}showVal")
    if values is None:
        return
    for name in ("showBubbleSize", "showPercent", "showSerName", "showCatName"):
        values.addnext(etree.Element(f"{{{_C}}}{name}", {"val": "0"}))
    values.addprevious(etree.Element(f"{{{_C}}}showLegendKey", {"val": "0"}))


def _for_word(part: bytes) -> bytes:
    """The part as it stands in a document: with its workbook, and with what Excel takes as said."""
    root = etree.fromstring(part)
    chart = root.find(f"{{{_C}}}chart")
    if chart is None:
        raise ValueError("no chart")
    # By the standard a chart that says nothing draws nought where a value is missing.
    blanks = etree.SubElement(chart, f"{{{_C}}}dispBlanksAs", {"val": "gap"})
    visible = chart.find(f"{{{_C}}}plotVisOnly")
    if visible is not None:
        visible.addnext(blanks)
    for labels in root.iter(f"{{{_C}}}dLbls"):
        _switch_off_other_labels(labels)
    for settings in root.findall(f"{{{_C}}}printSettings"):
        root.remove(settings)
    external = etree.SubElement(root, f"{{{_C}}}externalData", {f"{{{_R}}}id": WORKBOOK_RELATION})
    etree.SubElement(external, f"{{{_C}}}autoUpdate", {"val": "0"})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
