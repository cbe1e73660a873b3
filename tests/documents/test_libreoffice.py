"""What LibreOffice makes of our files, and a template that comes back from it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.calc.desk import Convert
from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.typing_commands import plain, typed


def page(file: Path, number: int) -> str:
    return subprocess.run(
        ["pdftotext", "-f", str(number), "-l", str(number), "-layout", str(file), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.mark.office
def test_pilotage_prints_on_two_pages(demo: Path, tmp_path: Path, convert: Convert) -> None:
    shutil.copytree(demo, folder := tmp_path / "programme")
    config = folder / "config.yaml"
    apart = re.sub(
        "^(consortium|steering): {}",
        r"\1: {workbook: feuilles.xlsx}",
        config.read_text(encoding="utf-8"),
        flags=re.M,
    )
    config.write_text(apart, encoding="utf-8")
    assert typed(["consolidate", "--config", str(config), "--as-of", AS_OF]).exit_code == 0
    file = convert(folder / "feuilles.xlsx", "pdf", tmp_path)
    assert "Pilotage – impulseR Gironde" in page(file, 1)
    assert "À décider" in page(file, 1)
    assert re.search(r"\d+ entrées pour \d+ sorties", plain(page(file, 1)))
    assert "Ensemble" in page(file, 2)
    assert "Qualité des saisies" in page(file, 2)
    assert "Comparaisons" in page(file, 2)
    assert page(file, 3).lstrip().startswith("Anomalies")


@pytest.mark.office
def test_the_documents_open_as_pages(demo: Path, tmp_path: Path, convert: Convert) -> None:
    for file in (demo / "documents").rglob("*.docx"):
        assert "impulseR Gironde" in page(convert(file, "pdf", tmp_path), 1)


@pytest.mark.office
@pytest.mark.parametrize(
    "template",
    [
        "ordre-du-jour-directions.docx",
        "ordre-du-jour-accompagnateurs.docx",
        "rapport-financeur.docx",
    ],
)
def test_a_template_saved_by_libreoffice_still_fills(
    case: Case, template: str, tmp_path: Path, convert: Convert
) -> None:
    import report_templates

    case.make({"Essai": (HEADERS, ANNA)})
    (tmp_path / "report_templates").mkdir()
    convert(
        Path(report_templates.__file__).parent / template, "docx", tmp_path / "report_templates"
    )
    words = (
        ["report", "dreets", "--draft"]
        if template.startswith("rapport")
        else ["agenda", template.removeprefix("ordre-du-jour-").removesuffix(".docx")]
    )
    assert case.run(*words).exit_code == 0


@pytest.mark.office
def test_the_workbook_saved_by_libreoffice_says_the_same(
    demo: Path, tmp_path: Path, convert: Convert
) -> None:
    convert(demo / "impulser.xlsx", "xlsx", tmp_path)
    shutil.copy(demo / "config.yaml", tmp_path / "config.yaml")
    first, again = (
        typed(["check", "--json", "--config", str(folder / "config.yaml"), "--as-of", AS_OF]).stdout
        for folder in (demo, tmp_path)
    )
    assert json.loads(first) == json.loads(again)
