"""What opens the window with a double-click, on each system."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from sheets_sync.scheduling.launcher import launcher
from tests.conftest import ANNA, HEADERS, Case
from tests.serving import DEADLINE_SECONDS, until


def test_a_launcher_for_each_system() -> None:
    config, python, desktop = Path("/d/Marie's/config.yaml"), Path("/v/bin/python"), Path("/b")
    made = launcher("win32", "impulseR: Gironde", config, python, desktop)
    assert made.file.name == "Préparer la réunion - impulseR- Gironde.lnk"
    assert "$link.TargetPath = '/v/bin/pythonw.exe'" in made.text
    assert (
        "--config \"/d/Marie''s/config.yaml\"" in made.text
        or "--config /d/Marie''s/config.yaml" in made.text
    )
    made = launcher("darwin", "Essai", config, python, desktop)
    assert (made.file.suffix, made.text.splitlines()[1]) == (
        ".command",
        "exec /v/bin/python -m sheets_sync window --config '/d/Marie'\"'\"'s/config.yaml'",
    )
    made = launcher("linux", "Essai", Path("/d/à 100 %/config.yaml"), python, desktop)
    assert (
        'Exec=/v/bin/python -m sheets_sync window --config "/d/à 100 %%/config.yaml"' in made.text
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a .desktop file is Linux's")
def test_a_double_click_opens_the_window(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    home = case.folder / "chez moi"
    (home / "Bureau").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    result = case.run_plain("window", "--install")
    assert result.exit_code == 0, result.output
    (file,) = (home / "Bureau").iterdir()
    assert os.access(file, os.X_OK)
    if validate := shutil.which("desktop-file-validate"):
        subprocess.run([validate, str(file)], check=True)
    (line,) = re.findall(r"^Exec=(.*)$", file.read_text(encoding="utf-8"), re.M)
    seen = home / "adresse"
    browser_ = home / "navigateur"
    browser_.write_text(f"#!/bin/sh\necho \"$1\" > '{seen}'\n", encoding="utf-8")
    browser_.chmod(0o755)
    program = subprocess.Popen(
        shlex.split(line.replace("%%", "%")), env=os.environ | {"BROWSER": str(browser_)}
    )
    try:
        until(lambda: seen.exists() and seen.read_text().strip())
        address, _, ticket = seen.read_text().strip().partition("/#")

        def ask(name: str, secret: str) -> dict[str, str]:
            known = {"Authorization": f"Bearer {secret}"}
            answer = requests.post(
                f"{address}/{name}", json={}, headers=known, timeout=DEADLINE_SECONDS
            )
            return dict(answer.json())

        assert ask("about", ask("enter", ticket)["secret"])["programme"] == "Essai"
    finally:
        program.terminate()
        program.wait(DEADLINE_SECONDS)
