"""Words on the command line that are not known, and files that must not be replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ANNA, HEADERS, Case


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["agenda", "direction"], "Vouliez-vous « directions »"),
        (["report", "dret"], "Vouliez-vous « dreets »"),
        (["indicators", "--explain", "entree"], "Vouliez-vous « entrees »"),
        (["indicators", "--siae", "Esai"], "Vouliez-vous « Essai »"),
        (["export", "table.txt"], ".csv, .xlsx ou .parquet"),
        (["indicators", "--from", "hier"], "AAAA-MM-JJ"),
    ],
)
def test_a_wrong_word_on_the_line_gets_the_nearest_right_one(
    case: Case, words: list[str], said: str
) -> None:
    result = case.make({"Essai": (HEADERS, ANNA)}).run(*words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_export_never_replaces_the_staffs_workbook(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    before = (case.folder / "essai.xlsx").read_bytes()
    assert case.run("export", str(case.folder / "essai.xlsx")).exit_code == 2
    assert (case.folder / "essai.xlsx").read_bytes() == before


def test_a_broken_template_is_explained(case: Case) -> None:
    from docx import Document

    folder: Path = case.make({"Essai": (HEADERS, ANNA)}).folder / "report_templates"
    folder.mkdir()
    document = Document()
    document.add_paragraph("{{ programe }}")
    document.save(str(folder / "rapport-financeur.docx"))
    result = case.run("report", "dreets", "--draft")
    assert result.exit_code == 2
    assert (
        "« programe » n'est pas connu, dans « {{ programe }} ». Vouliez-vous « programme » ?"
        in result.stderr
    )
