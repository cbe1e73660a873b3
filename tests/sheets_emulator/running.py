"""An emulator in a thread of this process, and a session whose calls to Google go there."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from tests.sheets_emulator.server import Emulator, Server


@contextlib.contextmanager
def running() -> Iterator[tuple[Emulator, str]]:
    """The emulator and its address, until the end of the block."""
    emulator = Emulator()
    server = Server(emulator)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield emulator, server.address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
