"""What the tests of Google share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """gspread's own folder, empty."""
    import gspread.auth

    folder = tmp_path / "gspread"
    folder.mkdir()
    monkeypatch.setattr(gspread.auth, "DEFAULT_CONFIG_DIR", folder)
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    return folder
