"""Which account is used, and where its credentials are sought."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ANNA, HEADERS
from tests.desks import Programme
from tests.sheets_emulator.server import Emulator
from tests.workbooks.google.refused import refused


def test_credentials_are_sought_where_gspread_and_google_keep_them(
    google: Emulator, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    assert "Aucun accès à Google n'est installé" in refused(programme)
    (home / "credentials.json").write_text("{}")
    assert "doctor --sign-in" in refused(programme)
    (home / "authorized_user.json").write_text(json.dumps(google.accounts.new_person()))
    assert programme.run("consolidate").exit_code == 0
    (home / "service_account.json").write_text("{}")
    assert "n'est pas une clé de compte de service" in refused(programme)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "absent.json"))
    assert "n'existe pas (GOOGLE_APPLICATION_CREDENTIALS)" in refused(programme)
    config = programme.folder / "config.yaml"
    config.write_text(config.read_text() + "google: {credentials: ../cle.json}\n", encoding="utf-8")
    assert programme.run("check").exit_code == 0


def test_a_person_who_signed_in_may_be_revoked(
    google: Emulator, tmp_path: Path, home: Path
) -> None:
    programme = Programme(google, tmp_path / "p", {"Essai": (HEADERS, ANNA)})
    (home / "authorized_user.json").write_text(json.dumps(google.accounts.new_person()))
    google.accounts.people.clear()
    assert "doctor --sign-in" in refused(programme)
