"""Build the program for this system: `python installers/build.py`, in a folder `dist/`.

It makes an environment of its own with the versions of constraints.txt, so that what is built does
not depend on what else is installed here. A certificate to sign with is named by the environment:
`SIGN_WITH` is a command to which the program's path is added.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
BUILD, DIST = ROOT / "build" / "installers", ROOT / "dist"
TOOL = "pyinstaller==6.22.3"


def main() -> None:
    """Build, sign where that is asked for, try, and pack."""
    python = _environment()
    folders = ("--distpath", DIST, "--workpath", BUILD / "work")
    _run(python, "-m", "PyInstaller", "--noconfirm", *folders, HERE / "sheets_sync.spec")
    _strip(DIST / "sheets-sync")
    is_windows = sys.platform == "win32"
    program = DIST / "sheets-sync" / ("sheets-sync.exe" if is_windows else "sheets-sync")
    if sign := os.environ.get("SIGN_WITH"):
        _run(*shlex.split(sign), program)
    _try(program)
    kind = "zip" if is_windows else "gztar"
    name = f"sheets-sync-{sys.platform}"
    sys.stdout.write(f"{shutil.make_archive(str(DIST / name), kind, DIST, 'sheets-sync')}\n")


def _environment() -> Path:
    folder = BUILD / "environment"
    venv.create(folder, with_pip=True, clear=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    _run(python, "-m", "pip", "install", "--quiet", "-c", HERE / "constraints.txt", ROOT, TOOL)
    return python


def _strip(folder: Path) -> None:
    """Take the names for debuggers, 17 MB, out of a Python that was built from its sources.

    Out of that alone: OpenBLAS, which numpy brings along, does not start without its own.
    """
    for library in folder.rglob("libpython*.so*"):
        if shutil.which("strip"):
            _run("strip", library)


def _try(program: Path) -> None:
    """The built program says its version, and makes the sample: what it lacks shows here."""
    _run(program, "--version")
    trial = BUILD / "trial"
    shutil.rmtree(trial, ignore_errors=True)
    _run(program, "demo", trial)
    _run(program, "check", "--config", trial / "config.yaml", may_find=True)


def _run(*words: object, may_find: bool = False) -> None:
    """Run a program; exit code 1 is what `check` says where it found something."""
    done = subprocess.run([str(word) for word in words], check=False, cwd=ROOT)
    if done.returncode not in ((0, 1) if may_find else (0,)):
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
