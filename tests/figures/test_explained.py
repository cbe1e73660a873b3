"""A figure followed back to its cells."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl

from sheets_sync.steering.key_figures import KEY_FIGURES
from tests.conftest import AS_OF, HEADERS, Case
from tests.figures.people import PATHS
from tests.typing_commands import typed


def test_explain_names_the_cells(case: Case) -> None:
    text = (
        case.make({"Essai": (HEADERS, *PATHS)})
        .run("indicators", "--explain", "taux_sorties_positives")
        .stdout
    )
    assert "3 sur 6" in text
    assert "'Essai'!H2" in text
    assert "'Essai'!H10" in text


def test_pilotage_leads_to_the_lines_that_each_key_figure_counts(demo: Path) -> None:
    book = openpyxl.load_workbook(demo / "impulser.xlsx")
    pilotage, consortium = book["Pilotage"], book["Consortium"]
    links = [
        str(cell.hyperlink.location)
        for row in pilotage.iter_rows()
        for cell in row
        if cell.hyperlink and "Consortium" in str(cell.hyperlink.location)
    ]
    assert len(links) == 8
    options = ["--config", str(demo / "config.yaml"), "--as-of", AS_OF, "--json"]
    for link, name in zip(links, KEY_FIGURES, strict=True):
        column = consortium[link.rpartition("!")[2]].column
        title, *marks = [row[column - 1].value for row in consortium.iter_rows()]
        told = json.loads(typed(["indicators", "--explain", name, *options]).stdout)
        assert str(title).startswith(told["label"])
        assert marks.count("●") == len(told["cells"])
        assert marks.count("○") == max(0, len(told["cells_among"]) - len(told["cells"]))
