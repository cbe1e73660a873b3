"""Put on the desktop what opens the window with a double-click.

A shortcut on Windows, a `.command` on macOS, a `.desktop` on Linux.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from sheets_sync.catalogue import sentence
from sheets_sync.files import put_text
from sheets_sync.safe_names import file_name
from sheets_sync.scheduling.own_program import own_words, without_terminal

_DESKTOPS = ("Desktop", "Bureau", "OneDrive/Desktop", "OneDrive/Bureau")


class Launcher(NamedTuple):
    """The file on the desktop, and its text.

    On Windows the shortcut is made by PowerShell, and the text is what PowerShell is given.
    """

    file: Path
    text: str


def put_launcher(programme: str, config: Path, dry_run: bool) -> Path:
    """Make the launcher for this system; where it is."""
    made = launcher(sys.platform, programme, config, Path(sys.executable), desktop_folder())
    if dry_run:
        return made.file
    if sys.platform == "win32":
        shell = ["powershell", "-NoProfile", "-NonInteractive", "-Command", made.text]
        subprocess.run(shell, check=True, capture_output=True)
        return made.file
    put_text(made.file, made.text)
    made.file.chmod(0o755)
    if gio := shutil.which("gio"):  # GNOME asks before it trusts a launcher on the desktop
        trust = [gio, "set", str(made.file), "metadata::trusted", "true"]
        subprocess.run(trust, check=False, capture_output=True)
    return made.file


def launcher(system: str, programme: str, config: Path, python: Path, desktop: Path) -> Launcher:
    """File that opens the window of a programme on `system` (as `sys.platform` names it)."""
    name = file_name(sentence("scheduling.launcher", programme=programme))
    words = [*own_words(python), "window", "--config", str(config)]
    if system == "win32":
        return _shortcut(desktop / f"{name}.lnk", words, config)
    if system == "darwin":
        return Launcher(desktop / f"{name}.command", f"#!/bin/sh\nexec {shlex.join(words)}\n")
    entry = {
        "Type": "Application",
        "Name": name,
        "Comment": sentence("scheduling.launcher_does"),
        "Exec": " ".join(map(_in_entry, words)),
        "Path": str(config.parent),
        "Icon": "x-office-spreadsheet",
        "Terminal": "false",
        "Categories": "Office;",
    }
    lines = [f"{key}={value}\n" for key, value in entry.items()]
    return Launcher(desktop / f"{name}.desktop", "".join(["[Desktop Entry]\n", *lines]))


def _shortcut(file: Path, words: list[str], config: Path) -> Launcher:
    settings = {
        # No black window behind the page.
        "TargetPath": str(without_terminal(words[0])),
        "Arguments": subprocess.list2cmdline(words[1:]),
        "WorkingDirectory": str(config.parent),
        "Description": "sheets-sync",
    }
    create = f"(New-Object -ComObject WScript.Shell).CreateShortcut({_powershell(str(file))})"
    lines = [f"$link.{key} = {_powershell(value)}" for key, value in settings.items()]
    return Launcher(file, "; ".join([f"$link = {create}", *lines, "$link.Save()"]))


def desktop_folder() -> Path:
    """The person's desktop; their home where there is none."""
    if sys.platform.startswith("linux") and (program := shutil.which("xdg-user-dir")):
        asked = subprocess.run([program, "DESKTOP"], check=False, capture_output=True, text=True)
        folder = asked.stdout.strip()
        if folder and Path(folder).is_dir():
            return Path(folder)
    folders = [Path.home() / name for name in _DESKTOPS]
    return next((folder for folder in folders if folder.is_dir()), Path.home())


def _powershell(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _in_entry(word: str) -> str:
    """A word of `Exec`, quoted as the Desktop Entry Specification asks (§ « The Exec key »)."""
    escaped = re.sub(r'([\\"`$])', r"\\\1", word).replace("%", "%%")
    if not re.search(r"[^\w./%-]", word):
        return escaped
    # The string itself is unescaped once more, before the quoting is undone.
    return f'"{escaped}"'.replace("\\", "\\\\")
