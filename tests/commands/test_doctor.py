"""`doctor`: what is missing to work."""

from __future__ import annotations

from tests.conftest import ANNA, HEADERS, Case


def test_doctor_looks_at_files_too(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run("doctor")
    assert (result.exit_code, "✓ essai.xlsx : se lit et peut être remplacé." in result.stdout) == (
        0,
        True,
    )
    (case.folder / ".~lock.essai.xlsx#").write_text(",Marie,poste,;", encoding="utf-8")
    result = case.run("doctor")
    assert (
        result.exit_code,
        "✗ essai.xlsx : Le classeur essai.xlsx est ouvert par Marie" in result.stdout,
    ) == (2, True)
