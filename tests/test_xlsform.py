"""Every form as an XLSForm that pyxform takes without a word, with the checks that a phone can make."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2xform import convert

from forms.definition import FORM_IDS, load_form
from forms.xlsform import as_xlsform
from tests.conftest import ANNA, HEADERS, Case


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_pyxform_takes_it_without_a_warning(case: Case, tmp_path: Path, form_id: str) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    file = tmp_path / f"{form_id}.xlsx"
    result = case.run("forms", "xlsform", form_id, str(file))
    assert result.exit_code == 0, result.stderr
    warnings: list[str] = []
    made = convert(
        str(file), validate=bool(shutil.which("java")) or "CI" in os.environ, warnings=warnings
    )  # ODK Validate is in Java
    assert warnings == []
    for field in load_form(form_id).fields:
        assert f"/{field.id}" in made.xform


def test_rules_lists_and_bounds_are_carried(case: Case) -> None:
    made = as_xlsform(load_form("participant"), ["Un", "Deux"], date(2026, 11, 23))
    rows = {row["name"]: row for row in made.survey if row["type"] != "end_group"}
    assert rows["siae"]["type"] == "select_one siae"
    assert rows["sortie_duree_mois"]["required"] == "(${motif_sortie} = 'cdd' or ${motif_sortie} = 'interim')"
    assert rows["motif_sortie"]["required"] == "${date_sortie} != ''"
    assert "(${date_entree} = '' or . >= ${date_entree})" in rows["date_sortie"]["constraint"]
    assert rows["heures_hebdo"]["constraint"] == "(. > 0) and (. <= 48)"
    assert rows["frein_langue"]["type"] == rows["frein_budget"]["type"]
    assert {"contract.too_short", "exit.date_missing"} <= set(made.left_out)  # the second would be a circle
    names = [(row["list_name"], row["name"]) for row in made.choices]
    assert len(names) == len(set(names))


def test_the_staff_s_workbook_is_never_the_target(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run("forms", "xlsform", "participant", str(case.folder / "essai.xlsx"))
    assert result.exit_code == 2
    assert openpyxl.load_workbook(case.folder / "essai.xlsx").sheetnames == ["Essai"]
    assert "Vouliez-vous « participant » ?" in case.run("forms", "xlsform", "participants", "x.xlsx").stderr
