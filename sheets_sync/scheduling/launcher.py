"""Put on the desktop what opens the window with a double-click: a shortcut (Windows), a `.command` (macOS), a `.desktop` (Linux)."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from sheets_sync.files import put_text


class Launcher(NamedTuple):
    """The file on the desktop, and its text; on Windows the shortcut is made by PowerShell, and this is what it is told."""

    file: Path
    text: str


def put_launcher(programme: str, config: Path, dry_run: bool) -> Path:
    """Make the launcher for this system; where it is."""
    made = launcher(sys.platform, programme, config, Path(sys.executable), desktop_folder())
    if dry_run:
        return made.file
    if sys.platform == "win32":
        subprocess.run(
            ["powershell", "-NoProfile", "-NonInteractive", "-Command", made.text],  # noqa: S607
            check=True,
            capture_output=True,
        )
        return made.file
    put_text(made.file, made.text)
    made.file.chmod(0o755)
    if gio := shutil.which("gio"):  # GNOME asks before it trusts a launcher on the desktop
        subprocess.run(
            [gio, "set", str(made.file), "metadata::trusted", "true"],
            check=False,
            capture_output=True,
        )
    return made.file


def launcher(system: str, programme: str, config: Path, python: Path, desktop: Path) -> Launcher:
    """What opens the window of a programme on `system` (as `sys.platform` names it)."""
    name = "Préparer la réunion - " + re.sub(r'[<>:"/\\|?*]', " ", programme)
    words = [str(python), "-m", "sheets_sync", "window", "--config", str(config)]
    if system == "win32":
        quiet = python.with_name("pythonw.exe")  # no black window behind the page
        target = desktop / f"{name}.lnk"
        settings = {
            "TargetPath": str(quiet), "Arguments": subprocess.list2cmdline(words[1:]), "WorkingDirectory": str(config.parent), "Description": "sheets-sync",
        }  # fmt: skip
        lines = [
            f"$link = (New-Object -ComObject WScript.Shell).CreateShortcut({_powershell(str(target))})"
        ]
        lines += [f"$link.{key} = {_powershell(value)}" for key, value in settings.items()]
        return Launcher(target, "; ".join([*lines, "$link.Save()"]))
    if system == "darwin":
        return Launcher(desktop / f"{name}.command", f"#!/bin/sh\nexec {shlex.join(words)}\n")
    entry = {
        "Type": "Application", "Name": name, "Comment": "Contrôler les saisies et préparer la réunion", "Exec": " ".join(map(_in_entry, words)),
        "Path": str(config.parent), "Icon": "x-office-spreadsheet", "Terminal": "false", "Categories": "Office;",
    }  # fmt: skip
    return Launcher(
        desktop / f"{name}.desktop",
        "[Desktop Entry]\n" + "".join(f"{key}={value}\n" for key, value in entry.items()),
    )


def desktop_folder() -> Path:
    """The person's desktop; her home where there is none."""
    if sys.platform.startswith("linux") and (asked := shutil.which("xdg-user-dir")):
        said = subprocess.run(
            [asked, "DESKTOP"], check=False, capture_output=True, text=True
        ).stdout.strip()
        if said and Path(said).is_dir():
            return Path(said)
    found = [
        Path.home() / name for name in ("Desktop", "Bureau", "OneDrive/Desktop", "OneDrive/Bureau")
    ]
    return next((folder for folder in found if folder.is_dir()), Path.home())


def _powershell(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _in_entry(word: str) -> str:
    """A word of `Exec`, quoted as the Desktop Entry Specification asks (§ « The Exec key »)."""
    escaped = re.sub(r'([\\"`$])', r"\\\1", word).replace("%", "%%")
    return f'"{escaped}"'.replace("\\", "\\\\") if re.search(r"[^\w./%-]", word) else escaped
