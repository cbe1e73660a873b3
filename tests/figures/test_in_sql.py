"""Every figure a second time, in SQL."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml

from tests.conftest import AS_OF
from tests.typing_commands import typed

QUERY = (Path(__file__).parent / "figures.sql").read_text(encoding="utf-8")
PERIODS = (
    ("2026-01-01", "2026-11-23"),
    ("2025-07-01", "2025-12-31"),
    ("2026-02-01", "2026-02-28"),
    ("2000-01-01", "2026-11-23"),
)


@pytest.fixture(scope="module")
def tables(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """The sample's export and its Financements, as two SQL tables."""
    file = tmp_path_factory.mktemp("sql") / "tout.csv"
    options = ["--config", str(demo / "config.yaml"), "--as-of", AS_OF]
    assert typed(["export", str(file), "--with-names", *options]).exit_code == 0
    base = sqlite3.connect(":memory:")
    base.row_factory = sqlite3.Row
    pd.read_csv(file, dtype=str, keep_default_na=False).to_sql("p", base, index=False)
    config = yaml.safe_load((demo / "config.yaml").read_text(encoding="utf-8"))
    kinds = [(member["name"], member["kind"]) for member in config["siae"]]
    base.execute("CREATE TABLE k (siae TEXT, kind TEXT)")
    base.executemany("INSERT INTO k VALUES (?, ?)", kinds)
    base.execute("CREATE TABLE f (debut TEXT, fin TEXT, accorde REAL, recu REAL, depense REAL)")
    sheet = openpyxl.load_workbook(demo / "impulser.xlsx", data_only=True)["Financements"]
    titles, *money = [
        row
        for row in sheet.iter_rows(values_only=True)
        if sum(cell is not None for cell in row) > 3
    ]
    at = {str(title): place for place, title in enumerate(titles)}
    for row in money:
        days = [row[at[name]].date().isoformat() for name in ("Début", "Fin")]  # type: ignore[union-attr]  # the sample has dates there
        base.execute(
            "INSERT INTO f VALUES (?, ?, ?, ?, ?)",
            [*days, *(row[at[name]] for name in ("Accordé", "Reçu", "Dépensé"))],
        )
    return base


@pytest.mark.parametrize(("start", "end"), PERIODS)
def test_sql_finds_the_same_figures(
    demo: Path, tables: sqlite3.Connection, start: str, end: str
) -> None:
    options = [
        "--config",
        str(demo / "config.yaml"),
        "--as-of",
        AS_OF,
        "--from",
        start,
        "--to",
        end,
    ]
    figures = json.loads(typed(["indicators", "--json", *options]).stdout)
    assert len(figures) > 500
    found: dict[str | None, dict[str, Any]] = {}
    for name in {figure["siae"] for figure in figures}:
        found[name] = dict(
            tables.execute(QUERY, {"start": start, "end": end, "siae": name}).fetchone()
        )
        money = found[name]
        money["taux_utilisation"] = (
            money["depense"] / money["accorde"] if money["accorde"] else None
        )
        money["cout_participant"] = (
            money["depense"] / money["personnes_accompagnees"]
            if money["personnes_accompagnees"]
            else None
        )
        money["cout_sortie_positive"] = (
            money["depense"] / money["sorties_positives"] if money["sorties_positives"] else None
        )
    wrong = [
        (figure["id"], figure["siae"], figure["value"], found[figure["siae"]][figure["id"]])
        for figure in figures
        if figure["value"] != pytest.approx(found[figure["siae"]][figure["id"]], abs=1e-6)
    ]
    assert wrong == []
