"""How long the program waits for a page that was left."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import requests

from sheets_sync.web.window.window import Window, _is_left
from tests.conftest import AS_OF
from tests.serving import DEADLINE_SECONDS, served


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
