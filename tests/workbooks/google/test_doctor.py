"""`doctor` on a Google spreadsheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_sync.workbooks.google import workbook
from tests.conftest import ANNA, HEADERS
from tests.desks import Programme
from tests.sheets_emulator.server import Emulator


def test_doctor_says_what_is_missing_step_by_step(
    google: Emulator, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    account = next(iter(google.accounts.keys))

    def doctor(expected: int = 2) -> str:
        workbook._access.cache_clear()
        result = programme.run("doctor")
        assert result.exit_code == expected, result.output
        return result.stdout

    assert "✗ Classeur Google : Aucun accès à Google n'est installé" in doctor()
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "cle.json"))
    google.accounts.skew = 7200
    assert "L'horloge" in doctor()
    google.accounts.skew = 0
    google.disabled = {"sheets.googleapis.com"}
    assert "Google Sheets n'est pas activée" in doctor()
    google.disabled = set()
    del programme.desk.book.shares[account]
    assert f"✓ Accès à Google : {account}" in doctor()
    assert "n'est pas partagé avec" in doctor()
    programme.desk.share("reader")
    assert "n'a que le droit de lire" in doctor()
    programme.desk.share("writer")
    programme.desk.does(
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "title": "Essais"},
                "fields": "title",
            }
        }
    )
    assert "l'onglet « Essai » n'y est pas ; « Essais » y est" in doctor()
    programme.desk.does(
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "title": "Essai"},
                "fields": "title",
            }
        }
    )
    google.disabled = {"drive.googleapis.com"}
    assert "la copie d'avant chaque écriture est un fichier" in doctor(0)
    google.disabled = set()
    programme.desk.book.properties["locale"] = "en_US"
    said = doctor(0)
    assert "sa langue est en_US" in said
    assert said.endswith("Tout est prêt.\n")
