"""`export`: the same table in every format, without what may be personal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.sample_people import run


def test_own_columns_that_may_be_personal_stay_in_the_tab_and_it_is_said(case: Case) -> None:
    case.make(
        {"Essai": ((*HEADERS, "Téléphone", "Atelier cuisine"), (*ANNA, "06 00 00 00 00", "oui"))}
    )
    said = case.run("export", str(case.folder / "sans.csv")).stdout
    assert "laissées dans les onglets, car peut-être personnelles : Téléphone." in said
    assert (
        "Atelier cuisine" in (case.folder / "sans.csv").read_text(encoding="utf-8").splitlines()[0]
    )
    assert "06 00" not in (case.folder / "sans.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_the_export_is_the_same_in_every_format(case: Case, ending: str) -> None:
    import pandas as pd

    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    file = case.folder / f"table.{ending}"
    assert case.run("export", str(file)).exit_code == 0
    read: Any = {
        "csv": pd.read_csv,
        "parquet": pd.read_parquet,
        "xlsx": lambda f: pd.read_excel(f, engine="calamine"),
    }[ending]
    frame = read(file)
    assert list(frame.columns[:4]) == ["siae", "tab", "row", "person"]
    assert frame["date_entree"].tolist() == ["2025-02-03", "2024-09-02"]
    assert not {"nom", "prenom", "date_naissance", "pass_iae", "commentaire", "frein_sante"} & set(
        frame.columns
    )


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_the_sample_is_exported_whole_in_every_format(
    demo: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"table.{ending}"
    done = run(demo, "export", str(file))
    assert done.exit_code == 0, done.output
    assert file.stat().st_size > 10_000
