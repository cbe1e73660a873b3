"""What starts this program again where it was built into one of its own, with no Python to name."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from sheets_sync.scheduling.launcher import launcher
from sheets_sync.scheduling.schedule import read_when, schedule_entry

PROGRAM = Path("/opt/sheets-sync/sheets-sync")
CONFIG = Path("/home/marie/programme/config.yaml")


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)


def test_the_calendar_and_the_desktop_start_the_built_program(built: None) -> None:
    when = read_when("premier lundi", "7:00")
    [(_, line)] = schedule_entry("cron", when, CONFIG, PROGRAM, date(2026, 11, 23)).files
    assert line.endswith(f"{PROGRAM} unattended --keep-trying --config {CONFIG}")
    [(_, task)] = schedule_entry("taches", when, CONFIG, PROGRAM, date(2026, 11, 23)).files
    assert f"<Command>{PROGRAM}</Command>" in task
    icon = launcher("linux", "Essai", CONFIG, PROGRAM, Path("/home/marie/Bureau"))
    assert f"Exec={PROGRAM} window --config {CONFIG}" in icon.text
    shortcut = launcher("win32", "Essai", CONFIG, PROGRAM, Path("/home/marie/Bureau"))
    assert f"TargetPath = '{PROGRAM}'" in shortcut.text
    assert "-m sheets_sync" not in shortcut.text
