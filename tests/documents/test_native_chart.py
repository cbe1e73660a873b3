"""Charts that Word draws: their numbers, in the chart and in its workbook."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from docxtpl import DocxTemplate
from lxml import etree

from sheets_sync.documents.drawing.bullet import bullet
from sheets_sync.documents.drawing.native_chart import native_chart
from sheets_sync.documents.templates.picture import Drawings, png

CHART: dict[str, Any] = {
    "categories": ["langue", "mobilité"],
    "series": [
        {"nom": "levés", "valeurs": [55, 50], "couleur": "maintenant", "reste": []},
        {"nom": "encore là", "valeurs": [109, 79], "couleur": "avant", "reste": []},
    ],
}
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def test_a_chart_shows_its_numbers_without_its_workbook() -> None:
    part = etree.fromstring(native_chart(CHART).part)
    series = [[v.text for v in each.iterfind(f"{C}val//{C}v")] for each in part.iter(f"{C}ser")]
    assert series == [["55", "50"], ["109", "79"]]
    names = [v.text for v in next(part.iter(f"{C}ser")).iterfind(f"{C}cat//{C}v")]
    assert names == ["langue", "mobilité"]


def test_the_workbook_of_a_chart_has_the_same_numbers() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(native_chart(CHART).workbook)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows == [(None, "levés", "encore là"), ("langue", 55, 109), ("mobilité", 50, 79)]


def test_a_label_says_the_value_and_nothing_else() -> None:
    alone = {**CHART, "series": CHART["series"][:1]}
    labels = next(etree.fromstring(native_chart(alone).part).iter(f"{C}dLbls"))
    shown = {etree.QName(each).localname: each.get("val") for each in labels if each.get("val")}
    assert shown["showVal"] == "1"
    hidden = ("showLegendKey", "showCatName", "showSerName", "showPercent", "showBubbleSize")
    assert [shown[name] for name in hidden] == ["0"] * 5


def test_what_is_left_of_a_whole_is_grey_beside_what_is_counted() -> None:
    counted = {**CHART["series"][0], "reste": [False, True]}
    part = etree.fromstring(native_chart({**CHART, "series": [counted]}).part)
    fills = {
        next(point.iter(f"{C}idx")).get("val"): next(point.iter("{*}srgbClr")).get("val")
        for point in part.iter(f"{C}dPt")
    }
    assert fills == {"1": "BFC5CD"}


def test_a_bar_beyond_its_scale_is_full_and_a_tick_stays_inside() -> None:
    drawing = bullet(1.4, 1.0, 1.0, "Tout.", millimetres=40)
    assert 'width="40.00"' in drawing["svg"]
    assert 'x="39.40"' in drawing["svg"]
    assert png(drawing["svg"]).startswith(b"\x89PNG")


def test_the_bars_of_a_chart_are_as_far_apart_as_the_lines_of_its_labels() -> None:
    def height(label: str) -> int:
        words = {"titre": "Freins", "alt": "Freins"}
        drawn = Drawings(DocxTemplate("report_templates/rapport-financeur.docx"))
        drawn._document.init_docx()
        chart = CHART | words | {"categories": [label, "mobilité"]}
        extent = re.search(r'<wp:extent cx="\d+" cy="(\d+)"', str(drawn.chart(chart)))
        assert extent is not None
        return int(extent[1])

    assert height("Régie de quartier interprofessionnelle Nouvelle-Aquitaine") > height("langue")
    assert height("garde d’enfants, 12 sur 36") == height("langue")


def test_a_report_carries_the_workbook_of_each_of_its_charts(demo: Path) -> None:
    file = next((demo / "documents").rglob("rapport-departement-*.docx"))
    with zipfile.ZipFile(file) as package:
        names = package.namelist()
        relations = package.read("word/charts/_rels/chart1.xml.rels").decode()
    charts = [name for name in names if name.startswith("word/charts/chart")]
    workbooks = [name for name in names if name.startswith("word/embeddings/")]
    assert len(charts) == len(workbooks) == 4
    assert "graphique1.xlsx" in relations
