"""The pages on data protection say what is done with the data, and no more than is done."""

from __future__ import annotations

from pathlib import Path

import docx

from sheets_sync.documents.from_forms.privacy_pages import TEMPLATES
from tests.conftest import ANNA, HEADERS, Case
from tests.typing_commands import plain


def texts(file: Path) -> str:
    """All that stands in a Word document, tables included."""
    document = docx.Document(str(file))
    parts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        parts += [cell.text for row in table.rows for cell in row.cells]
    return plain("\n".join(parts))


def test_the_register_names_who_and_what_as_config_and_forms_say(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, more="privacy: {public_threshold: 7}\n")
    result = case.run("forms", "privacy", str(case.folder / "pages"))
    assert result.exit_code == 0, result.stderr
    register, assessment = (texts(case.folder / "pages" / name) for name in TEMPLATES)
    assert "Essai" in register
    assert "Fin du titre de séjour" in register
    assert "inférieur à 7" in register
    assert "inférieur à 7" in assessment
    assert "Les classeurs sont des fichiers" in register
    assert "chez Google" not in register
    assert "Chaque financeur" in register
    assert "les petits effectifs" in assessment
    # No person of the tab is in a page about all of them.
    for name in ANNA[:2]:
        assert str(name) not in register + assessment


def test_pages_that_somebody_completed_stay(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    pages = case.folder / "pages"
    case.run("forms", "privacy", str(pages))
    completed = pages / TEMPLATES[0]
    document = docx.Document(str(completed))
    document.add_paragraph("Délégué : contacté le 3 mars.")
    document.save(str(completed))
    before = completed.read_bytes()
    result = case.run("forms", "privacy", str(pages))
    assert result.exit_code == 0, result.stderr
    assert completed.read_bytes() == before
    assert "(nouvelle version)" in result.stdout


def test_that_an_authority_is_given_names_on_demand_is_said(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, "funders: {fse: {name: Région}}")
    case.run("forms", "privacy", str(case.folder / "pages"))
    register, assessment = (texts(case.folder / "pages" / name) for name in TEMPLATES)
    for page in (register, assessment):
        assert "FSE+" in page
        assert "Date de naissance" in page
        assert "à faire confirmer par l'autorité de gestion" in page.replace("’", "'")
        assert "jamais avec un nom" not in page


def test_an_authority_that_config_has_no_operation_of_is_no_recipient(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, "funders: {dreets: {name: DREETS}}")
    case.run("forms", "privacy", str(case.folder / "pages"))
    for name in TEMPLATES:
        page = texts(case.folder / "pages" / name)
        assert "FSE" not in page
        assert "DREETS" in page or "financeur" in page


def test_the_texts_of_the_coordination_are_not_said_to_be_under_a_pseudonym(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    case.run("forms", "privacy", str(case.folder / "pages"))
    document = docx.Document(str(case.folder / "pages" / TEMPLATES[0]))
    leaves = {
        row.cells[0].text: row.cells[2].text
        for table in document.tables
        for row in table.rows
        if len(row.cells) == 3
    }
    assert leaves["Sujet"].startswith("oui, tel quel")
    assert leaves["Sexe"] == "sans nom, sous un pseudonyme"
