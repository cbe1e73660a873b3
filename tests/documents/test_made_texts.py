"""A template may name a participant by itself: that is told, for a person to mend."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import openpyxl
import pytest

import report_templates
from tests.conftest import ANNA, HEADERS, MEETINGS, Case
from tests.typing_commands import plain

OURS = Path(report_templates.__file__).parent
TOLD = "retirer du modèle (report_templates) le participant qui y est nommé"
FUNDER = "funders: {dreets: {name: DREETS, template: TEMPLATE}}\n"


def own_template(case: Case, name: str) -> Path:
    folder = case.folder / "report_templates"
    folder.mkdir(exist_ok=True)
    shutil.copy(OURS / name, folder / name)
    return folder / name


def told(case: Case, *words: str, template: str = "rapport-financeur.docx") -> bool:
    case.make({"Un": (HEADERS, ANNA)}, FUNDER.replace("TEMPLATE", template) + MEETINGS)
    result = case.run(*words)
    assert result.exit_code == 0, result.output
    assert "DIALLO" not in result.output
    return TOLD in plain(result.output)


def test_a_template_that_names_nobody_is_not_told(case: Case) -> None:
    assert not told(case, "prepare")


@pytest.mark.parametrize("place", ["paragraph", "footer", "title"])
def test_a_participant_in_a_template_of_word_is_told(case: Case, place: str) -> None:
    template = own_template(case, "rapport-financeur.docx")
    document = docx.Document(str(template))
    if place == "paragraph":
        document.add_paragraph("Avec Awa ").add_run("Diallo")
    elif place == "footer":
        document.sections[0].footer.paragraphs[0].add_run("Awa DIALLO")
    else:
        document.core_properties.title = "Rapport sur Awa Diallo"
    document.save(str(template))
    assert told(case, "report", "dreets")


def test_a_participant_in_a_funder_s_own_workbook_is_told(case: Case) -> None:
    (case.folder / "report_templates").mkdir()
    form = openpyxl.Workbook()
    form["Sheet"]["A1"], form["Sheet"]["A2"] = "{{ programme }}", "vu avec Awa Diallo"
    form.save(case.folder / "report_templates" / "formulaire.xlsx")
    assert told(case, "report", "dreets", template="formulaire.xlsx")


@pytest.mark.parametrize(
    "name", ["ordre-du-jour.txt", "ordre-du-jour.html", "relance.txt", "tableau-de-bord.html"]
)
def test_a_participant_in_a_template_of_text_is_told(case: Case, name: str) -> None:
    template = own_template(case, name)
    text = template.read_text(encoding="utf-8")
    added = "\nAvec <b>Awa</b> Diallo</p></body>" if name.endswith("html") else "\nAvec Awa Diallo"
    template.write_text(
        text.replace("</body>", added) if "</body>" in text else text + added, encoding="utf-8"
    )
    assert told(case, "prepare")
