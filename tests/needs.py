"""The programs that some tests need beside Python.

Which are here, and the Debian packages that bring the others.

`python3 tests/needs.py` prints the packages of what is missing. `.ci/run` asks it before there is
any environment, so this file imports nothing but the standard library. A test says what it needs by
a marker, one of `NEEDS`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
SYSTEM_PYTHON = "/usr/bin/python3"
"""The Python that Debian's `python3-uno` is for; ours does not see that package."""


@dataclass(frozen=True)
class Program:
    """What people call it, the packages of Debian that hold it, and where it is, if at all."""

    label: str
    packages: tuple[str, ...]
    find: Callable[[], str | None]


def command(*names: str) -> Callable[[], str | None]:
    """A finder of the first of these commands that is installed."""

    @cache
    def find() -> str | None:
        return next(filter(None, map(shutil.which, names)), None)

    return find


@cache
def find_uno() -> str | None:
    """The Python that can speak to LibreOffice."""
    if shutil.which(SYSTEM_PYTHON) is None:
        return None
    asked = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return SYSTEM_PYTHON if asked.returncode == 0 else None


def find_axe() -> str | None:
    """The audit of a page, which `make test` has npm put beside us."""
    return str(AXE) if AXE.exists() else None


LIBREOFFICE = Program("LibreOffice", ("libreoffice-calc", "libreoffice-writer"), command("soffice"))
POPPLER = Program("poppler", ("poppler-utils",), command("pdftotext"))
UNO = Program("UNO", ("python3-uno",), find_uno)
CHROMIUM = Program(
    "Chromium", ("chromium",), command("chromium", "chromium-browser", "google-chrome")
)
CHROMEDRIVER = Program("chromedriver", ("chromium-driver",), command("chromedriver"))
NPM = Program("npm", ("npm",), command("npm"))
AXE_CORE = Program("axe-core", (), find_axe)
NODE = Program("Node", ("nodejs",), command("node"))
JAVA = Program("Java", ("default-jre-headless",), command("java"))

NEEDS: Mapping[str, tuple[Program, ...]] = {
    "office": (LIBREOFFICE, UNO, POPPLER),
    "browser": (CHROMIUM, CHROMEDRIVER, AXE_CORE),
    "node": (NODE,),
    "java": (JAVA,),
}
"""What each marker of a test asks for."""
COMMANDS: Mapping[str, str] = {
    "soffice": "office",
    "pdftotext": "office",
    "pdfinfo": "office",
    "chromium": "browser",
    "chromium-browser": "browser",
    "google-chrome": "browser",
    "chromedriver": "browser",
    "node": "node",
    "java": "java",
}
"""The marker that a test carries to start one of these."""


def missing(markers: Iterable[str]) -> list[Program]:
    """What these markers ask for and is not here."""
    asked = [program for marker in markers for program in NEEDS.get(marker, ())]
    return [program for program in dict.fromkeys(asked) if program.find() is None]


def missing_packages() -> list[str]:
    """The Debian packages of all that is not here, axe-core through npm."""
    absent = missing(NEEDS)
    if AXE_CORE in absent and NPM.find() is None:
        absent.append(NPM)
    return sorted({package for program in absent for package in program.packages})


if __name__ == "__main__":
    sys.stdout.write(" ".join(missing_packages()) + "\n")
