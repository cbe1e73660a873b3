"""Starts a LibreOffice without a window and hands it what is asked on standard input.

A JSON line each way.

Runs in the Python that has UNO, which is the system's and not ours.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import NamedValue


def start(folder: str) -> tuple[subprocess.Popen[bytes], Any]:
    """A LibreOffice with a profile and a pipe of its own, and `office` inside it."""
    pipe = f"calc-{Path(folder).name}"
    program = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    context = connected(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    loader = context.ServiceManager.createInstanceWithContext("com.sun.star.loader.Python", context)
    script = Path(__file__).with_name("office.py").as_uri()
    factory = loader.activate("sheets_sync.tests.Office", "", script, None)
    return program, factory.createInstanceWithContext(context)


def connected(address: str) -> Any:
    """The program's own context, once it has come up."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(3_000):
        try:
            return resolver.resolve(address)
        except Exception:  # not there yet
            time.sleep(0.1)
    raise RuntimeError("LibreOffice did not start")


def main() -> None:
    """Answer until there are no more questions."""
    with tempfile.TemporaryDirectory() as folder:
        program, office = start(folder)
        try:
            for line in sys.stdin:
                sys.stdout.write(office.execute((NamedValue("question", line),)) + "\n")
                sys.stdout.flush()
        finally:
            program.kill()
            program.wait()


if __name__ == "__main__":
    main()
