"""How long the program waits for a page that was left."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
import requests

from sheets_sync.web.window.window import Window, _is_left
from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.serving import DEADLINE_SECONDS, free_port, served


def test_a_page_that_is_loaded_again_is_there_as_soon_as_it_asks_for_anything(
    tmp_path: Path,
) -> None:
    window = Window(tmp_path / "config.yaml", lambda: date.fromisoformat(AS_OF))
    known = {"Authorization": f"Bearer {window.secret}"}
    with served(window.application()) as address:

        def asks(name: str) -> bool:
            """What the page asks for long after its last sign; whether it is given up then."""
            window.seen = time.monotonic() - 100
            answer = requests.post(
                f"{address}/{name}", json={}, headers=known, timeout=DEADLINE_SECONDS
            )
            assert answer.ok
            window.seen -= 20
            return _is_left(window)

        assert asks("leave")
        assert not asks("about")
        assert asks("leave")
        assert not asks("here")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program without a signal")
def test_phones_are_served_no_more_once_the_system_ends_the_window(case: Case) -> None:
    port = free_port()
    case.make({"Un": (HEADERS, ANNA)}, f"web: {{port: {port}}}\n")
    words = [sys.executable, "-m", "sheets_sync", "window"]
    environment = os.environ | {"BROWSER": "true"}
    with subprocess.Popen(
        words, cwd=case.folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as window:
        assert window.stdout is not None
        said = re.search(r"(http://\S+)/#([\w-]+)", window.stdout.readline())
        assert said is not None
        address, secret = said.groups()
        known = {"Authorization": f"Bearer {secret}"}
        on = requests.post(
            f"{address}/serve", json={"on": True}, headers=known, timeout=DEADLINE_SECONDS
        )
        assert on.ok, on.text
        window.terminate()
        window.wait(DEADLINE_SECONDS)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://localhost:{port}/", timeout=DEADLINE_SECONDS)
