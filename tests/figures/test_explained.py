"""A figure followed back to its cells."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl

from sheets_sync.steering.key_figures import KEY_FIGURES
from tests.conftest import AS_OF, HEADERS, Case
from tests.figures.people import person
from tests.typing_commands import typed

PATHS = (
    person(
        "UN", date(2024, 1, 8), date(2026, 2, 2), "CDI"
    ),  # positive, but 24.8 months after entry
    person("DEUX", date(2024, 6, 3), date(2025, 9, 1), "CDD", 7),  # positive, last year
    person(
        "TROIS", date(2025, 1, 6), date(2026, 3, 2), "CDD", 6
    ),  # just six months: not more than six
    person(
        "QUATRE", date(2025, 2, 3), date(2026, 4, 1), "Formation pré-qualifiante"
    ),  # dynamic, not positive
    person("CINQ", date(2025, 3, 3), date(2026, 5, 4), "Sans nouvelles"),
    person("SIX", date(2025, 4, 1), date(2026, 6, 1), "Décès"),  # neutral
    person("SEPT", date(2026, 5, 4), date(2026, 6, 15), "CDI"),  # under three months: neutral
    person("HUIT", date(2026, 1, 5)),
    person("NEUF", date(2025, 5, 5), date(2026, 7, 1), "Formation qualifiante"),
)


def test_explain_names_the_cells(case: Case) -> None:
    text = (
        case.make({"Essai": (HEADERS, *PATHS)})
        .run("indicators", "--explain", "taux_sorties_positives")
        .stdout
    )
    assert "2 sur 5" in text
    assert "'Essai'!H2" in text
    assert "'Essai'!H10" in text


def test_pilotage_leads_to_the_lines_that_each_key_figure_counts(demo: Path) -> None:
    book = openpyxl.load_workbook(demo / "impulser.xlsx")
    pilotage, consortium = book["Pilotage"], book["Consortium"]
    links = [
        str(cell.hyperlink.location)
        for row in pilotage.iter_rows()
        for cell in row
        if cell.hyperlink and cell.value == "voir les lignes comptées"
    ]
    assert len(links) == 7
    options = ["--config", str(demo / "config.yaml"), "--as-of", AS_OF, "--json"]
    for link, name in zip(links, KEY_FIGURES, strict=True):
        column = consortium[link.rpartition("!")[2]].column
        title, *marks = [row[column - 1].value for row in consortium.iter_rows()]
        told = json.loads(typed(["indicators", "--explain", name, *options]).stdout)
        assert str(title).startswith(told["label"])
        assert marks.count("●") == len(told["cells"])
        assert marks.count("○") == max(0, len(told["cells_among"]) - len(told["cells"]))
