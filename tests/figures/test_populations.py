"""Figures that stand side by side are about the same people, or the difference is said."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.steering.exit_line import PARTS
from tests.conftest import AS_OF, HEADERS, MEETINGS, Case
from tests.figures.people import person
from tests.golden.as_text import document_as_text
from tests.typing_commands import plain, typed

_OUT_OF = re.compile(r"(\d[\d ]*) sur (\d[\d ]*)")


@pytest.fixture(scope="module", params=["2026", "2025-S2", "2026-02", "debut"])
def figures(demo: Path, request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Every figure of the sample over a period, of the whole and of each SIAE."""
    options = ["--config", str(demo / "config.yaml"), "--as-of", AS_OF, "--period", request.param]
    told: list[dict[str, Any]] = json.loads(typed(["indicators", "--json", *options]).stdout)
    return told


def test_each_of_ours_says_whom_it_is_about(figures: list[dict[str, Any]]) -> None:
    assert [figure["id"] for figure in figures if figure["population"] is None] == []


def test_no_rate_is_counted_among_more_than_those_it_is_about(
    figures: list[dict[str, Any]],
) -> None:
    wrong = [
        (figure["id"], figure["siae"], figure["denominator"], figure["population"]["text"])
        for figure in figures
        if figure["denominator"] is not None
        and figure["id"] != "taux_utilisation"  # among euros
        and figure["denominator"] > figure["population"]["size"]
    ]
    assert wrong == []


def test_all_exits_add_up(figures: list[dict[str, Any]]) -> None:
    by_siae: dict[str | None, dict[str, float]] = {}
    for figure in figures:
        by_siae.setdefault(figure["siae"], {})[figure["id"]] = figure["numerator"]
    for siae, counts in by_siae.items():
        parts = sum(counts[name] for name in PARTS)
        assert (siae, parts) == (siae, counts["sorties_saisies"])
        assert counts["sorties"] + counts["transferts"] == counts["sorties_saisies"]


def test_exits_of_every_kind_stand_in_one_line(case: Case) -> None:
    gone = date(2026, 3, 2)
    rows = (
        person("UN", date(2025, 1, 6), gone, "Autre SIAE"),
        person("DEUX", date(2025, 1, 6), gone, "Décès"),
        person("TROIS", date(2025, 1, 6), gone, ""),
        person("QUATRE", date(2025, 1, 6), gone, "CDD"),
        person("CINQ", date(2025, 1, 6), gone, "CDI"),
        person("SIX", date(2025, 1, 6), gone, "Sans nouvelles"),
    )
    case.make({"Un": (HEADERS, *rows), "Deux": (HEADERS, person("UN", date(2026, 3, 9)))}, MEETINGS)
    assert case.run("prepare").exit_code in (0, 1)
    line = (
        "6 sorties saisies : 1 transfert entre SIAE membres, 1 neutralisée, 1 sans motif, "
        "1 sans durée et 2 comptées dans le taux du programme."
    )
    folder = case.folder / "documents"
    page = next(iter(sorted(folder.glob("tableau-de-bord-*.html"))))
    (agenda,) = folder.rglob("ordre-du-jour-directions-*.docx")
    assert line in plain(page.read_text(encoding="utf-8"))
    assert line in plain(document_as_text(agenda)).replace("~", " ")


def test_where_nobody_left_no_line_adds_up_exits(case: Case) -> None:
    case.make({"Un": (HEADERS, person("UN", date(2026, 3, 9)))}, MEETINGS)
    assert case.run("prepare").exit_code in (0, 1)
    (agenda,) = (case.folder / "documents").rglob("ordre-du-jour-directions-*.docx")
    assert "0 sortie saisie" not in plain(document_as_text(agenda)).replace("~", " ")


def test_no_table_of_a_report_counts_among_more_people_than_it_is_about(demo: Path) -> None:
    """« 134 sur 238 » in a table about 237 people: the tables on the path and the freins."""
    for file in (demo / "documents").rglob("rapport-*.docx"):
        text = plain(document_as_text(file)).replace("~", " ")
        found = re.search(r"(\d[\d ]*) personnes présentes au moins un jour", text)
        if found is None:
            continue
        people = _number(found[1])
        section = text.partition("Parcours")[2].partition("Argent et temps")[0]
        counted = [_number(among) for _, among in _OUT_OF.findall(section)]
        identified = re.findall(r"^\| [^|]+ \| (\d+) \| \d+ \| \d+ % \|$", section, re.MULTILINE)
        assert [among for among in [*counted, *map(_number, identified)] if among > people] == []


def _number(text: str) -> int:
    return int(text.replace(" ", ""))


def test_explain_counts_over_the_period_of_the_definition(case: Case) -> None:
    own = """indicators:
  - {id: entrees_12m, label: Entrées sur un an, kind: flow, count: persons, unit: personnes,
     period: 12m, good: up, cell: date_entree, where: entre_la, definition: Sur un an.,
     source: essai}
"""
    case.make({"Un": (HEADERS, person("UN", date(2025, 12, 8)))})
    (case.folder / "indicators.yaml").write_text(own, encoding="utf-8")
    told = json.loads(case.run("indicators", "--explain", "entrees_12m", "--json").stdout)
    assert (told["value"], told["from"]) == (1, "2025-11-24")
    asked = case.run("indicators", "--explain", "entrees_12m", "--json", "--period", "2026")
    assert json.loads(asked.stdout)["value"] == 0
