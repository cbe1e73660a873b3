"""What is said when Google refuses: rights, APIs, clocks, keys, the network."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sheets_sync.workbooks.google import calls, workbook
from tests.conftest import ANNA, HEADERS
from tests.desks import BAD, Programme
from tests.sheets_emulator.server import Emulator
from tests.workbooks.google.refused import refused


def test_a_wrong_id_and_a_spreadsheet_not_shared_are_told_apart(
    google: Emulator, tmp_path: Path
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    account = next(iter(google.accounts.keys))
    del programme.desk.book.shares[account]
    assert f"n'est pas partagé avec {account}" in refused(programme)
    del google.files.books[programme.desk.id]
    assert "Aucun classeur Google n'a l'identifiant" in refused(programme)


def test_an_api_that_is_off_a_wrong_clock_and_a_revoked_key_are_told(
    google: Emulator, tmp_path: Path
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    google.disabled = {"sheets.googleapis.com"}
    assert "L'API Google Sheets n'est pas activée" in refused(programme)
    google.disabled = set()
    workbook._access.cache_clear()
    google.accounts.skew = 3 * 3600
    assert "L'horloge de cet ordinateur est fausse" in refused(programme)
    google.accounts.skew = 0
    google.accounts.keys.clear()
    workbook._access.cache_clear()
    assert "Google refuse la clé" in refused(programme)


def test_google_out_of_reach_is_told(
    google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    monkeypatch.setenv(calls.BASE_VARIABLE, "http://127.0.0.1:9")
    assert "Google n'est pas joignable" in refused(programme)
    monkeypatch.setenv(calls.BASE_VARIABLE, "http://ailleurs.example")
    assert "seule une adresse https" in refused(programme)


def test_who_may_only_read_gets_the_sheets_in_a_file(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    programme.desk.share("reader")
    for disabled in (set[str](), {"drive.googleapis.com"}):
        google.disabled = disabled
        result = programme.run("consolidate")
        assert result.exit_code == 0, result.output
        assert "n'a que le droit de lire ce classeur" in result.stdout
        assert (programme.folder / "Essai-consortium.xlsx").exists()
    assert programme.desk.tabs() == ["Essai"]


def test_no_secret_is_ever_shown_or_kept(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, BAD)})
    key = json.loads((tmp_path / "cle.json").read_text())
    said = [programme.run("--debug", "prepare").output]
    google.accounts.keys.clear()
    workbook._access.cache_clear()
    said.append(programme.run("prepare").output)
    secrets = [key["private_key"][40:90], key["private_key_id"], *google.accounts.tokens]
    for text in [
        *said,
        *(
            file.read_text(errors="replace")
            for file in programme.folder.rglob("*")
            if file.is_file()
        ),
    ]:
        assert not any(secret in text for secret in secrets)
