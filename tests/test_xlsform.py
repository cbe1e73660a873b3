"""Forms elsewhere: as an XLSForm that pyxform takes without a word, on paper; and what is wrong with a definition."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2xform import convert

from forms.definition import FORM_IDS, load_form
from forms.xlsform import as_xlsform
from tests.conftest import ANNA, HEADERS, Case
from tests.test_programs import libreoffice


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


def test_the_form_on_paper_asks_every_question_and_tells_why(case: Case) -> None:
    import docx

    case.make({"Essai": (HEADERS, ANNA)})
    file = case.folder / "fiche.docx"
    assert case.run("forms", "paper", "participant", str(file)).exit_code == 0
    document = docx.Document(str(file))
    asked = [row.cells[0].text.split("\n")[0] for table in document.tables for row in table.rows[1:]]
    assert asked == [field.label + " *" * field.required for field in load_form("participant").fields]
    answers = {row.cells[0].text.split("\n")[0]: row.cells[1].text for table in document.tables for row in table.rows}
    assert answers["Sexe"].replace("\u00a0", " ") == "☐ Femme   ☐ Homme   ☐ Autre"
    assert answers["QPV"].replace("\u00a0", " ") == "☐ oui   ☐ non   ☐ ne sait pas"
    assert "☐" not in answers["Nationalité"]
    text = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert "délibération 2021-028" in text
    assert "{{" not in text
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    action = case.folder / "action.docx"
    assert case.run("forms", "paper", "action", str(action)).exit_code == 0
    assert "☐\u00a0Essai" in docx.Document(str(action)).tables[0].rows[3].cells[1].text
    assert (
        case.run("forms", "paper", "action", "x.pdf").exit_code,
        case.run("forms", "paper", "actions", "x.docx").exit_code,
    ) == (2, 2)


@libreoffice
def test_the_form_on_paper_prints_as_a_tagged_pdf(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    assert case.run("forms", "paper", "participant", str(case.folder / "fiche.docx"), "--pdf").exit_code == 0
    told = subprocess.run(["pdfinfo", str(case.folder / "fiche.pdf")], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged: +yes", told)


MISTAKES = {
    "label twice": ("label: Prénom,", "label: Nom,", "le titre de colonne « Nom » sert à la fois à « nom » et à « prenom »"),
    "choice twice": ("{value: Autre, aliases: [non binaire, x, autres]}", "{value: Femme}", "le choix « Femme » est deux fois dans la liste"),
    "alias of two": ("[non binaire, x, autres]", "[non binaire, madame]", "« madame » veut dire à la fois « Femme » et « Autre »"),
    "rule on nothing": ("require: date_sortie >= date_entree", "require: date_sorti >= date_entree", "« date_sorti »"),
    "unknown key": ("label: Prénom,", "label: Prénom, obligatoire: true,", "obligatoire"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_form_is_told_with_its_place(case: Case, name: str) -> None:
    before, after, said = MISTAKES[name]
    case.make({"Essai": (HEADERS, ANNA)})
    assert "Tout est prêt." in case.run("forms", "check").stdout
    text = (Path(__file__).parents[1] / "forms" / "participant.yaml").read_text(encoding="utf-8")
    (case.folder / "forms").mkdir()
    (case.folder / "forms" / "participant.yaml").write_text(text.replace(before, after, 1), encoding="utf-8")
    result = case.run("forms", "check")
    assert (result.exit_code, said in result.stdout, "participant.yaml, ligne" in result.stdout) == (2, True, True), result.stdout
    assert "✓ action" in result.stdout
