"""The form for the phone while it is served from the window: `serve`, in a process of its own."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sheets_sync.errors import Refusal
from sheets_sync.scheduling.own_program import own_words

_STARTS_IN = 20.0
"""Seconds that it may take until it listens: a slow computer, a virus scanner."""


@dataclass
class ServedForm:
    """Form that is served, until it is stopped or the window is left."""

    _process: subprocess.Popen[bytes] | None = None

    @property
    def is_served(self) -> bool:
        """Whether phones are answered."""
        return self._process is not None and self._process.poll() is None

    def start(self, config: Path, port: int) -> None:
        """Serve the form of a programme; it is there once the port answers.

        Raises:
            Refusal: something else has the port, or `serve` cannot: with what it says.
        """
        if self.is_served:
            return
        if _port_answers(port):
            raise Refusal("web.port", port=port)
        words = [*own_words(Path(sys.executable)), "serve", "--config", str(config)]
        # Windows keeps a file that the process still writes to: it goes with the next cleaning.
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            # A file and no pipe: nobody reads on once it is there, and a full pipe would stop it.
            output = Path(folder) / "serve.txt"
            with output.open("wb") as file:
                self._process = subprocess.Popen(
                    words, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
                )
            end = time.monotonic() + _STARTS_IN
            while self.is_served and time.monotonic() < end:
                if _port_answers(port):
                    return
                time.sleep(0.1)
            self.stop()
            # The address comes first, whether it can be served or not.
            _, *lines = output.read_text("utf-8", "replace").splitlines() or [""]
            raise Refusal("window.not_served", problem=" ".join(lines))

    def stop(self) -> None:
        """Serve no more."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


def _port_answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
        return True
    return False
