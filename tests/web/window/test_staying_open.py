"""How long the program waits for a page that was left."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests

from sheets_sync.web.window.window import Window, _is_left
from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.serving import DEADLINE_SECONDS, free_port, served, until
from tests.typing_commands import plain


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


@contextlib.contextmanager
def window_in(
    folder: Path, browser: str = "true"
) -> Iterator[tuple[subprocess.Popen[str], Callable[..., Any]]]:
    """The program as it is started in a folder, and what asks it something."""
    words = [sys.executable, "-m", "sheets_sync", "window"]
    environment = os.environ | {"BROWSER": browser}
    with subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as window:
        try:
            assert window.stdout is not None
            said = re.search(r"(http://\S+)/#([\w-]+)", window.stdout.readline())
            assert said is not None
            address, secret = said.groups()

            def ask(name: str, **data: Any) -> Any:
                known = {"Authorization": f"Bearer {secret}"}
                answer = requests.post(
                    f"{address}/{name}", json=data, headers=known, timeout=DEADLINE_SECONDS
                )
                assert answer.ok, answer.text
                return answer.json()

            yield window, ask
        finally:
            window.terminate()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program without a signal")
def test_phones_are_served_no_more_once_the_system_ends_the_window(case: Case) -> None:
    port = free_port()
    case.make({"Un": (HEADERS, ANNA)}, f"web: {{port: {port}}}\n")
    with window_in(case.folder) as (window, ask):
        ask("serve", on=True)
        window.terminate()
        window.wait(DEADLINE_SECONDS)
        with pytest.raises(requests.ConnectionError):
            requests.get(f"http://localhost:{port}/", timeout=DEADLINE_SECONDS)


@pytest.mark.skipif(sys.platform == "win32", reason="the browser is a script of the shell")
def test_the_browser_is_started_with_what_opens_the_page_once(case: Case, tmp_path: Path) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    browser, started_with = tmp_path / "navigateur", tmp_path / "adresse.txt"
    browser.write_text(
        f'#!/bin/sh\necho "$1" > {started_with}.part\nmv {started_with}.part {started_with}\n'
    )
    browser.chmod(0o700)
    with window_in(case.folder, browser=f"{browser} %s") as (_, ask):
        until(started_with.exists)
        _, _, ticket = started_with.read_text().strip().partition("/#")
        assert ticket
        assert ticket not in str(ask("about"))
        assert ask("enter")["secret"] != ticket


def test_a_window_started_where_no_programme_is_says_that_it_shows_the_last_one(
    case: Case, tmp_path: Path
) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    with window_in(case.folder) as (_, ask):
        assert ask("about")["notice"] == ""
    empty = tmp_path / "vide"
    empty.mkdir()
    with window_in(empty) as (_, ask):
        notice = ask("about")["notice"]
        assert f"ouvert la dernière fois, dans {case.folder}" in plain(notice)
        ask("look", workbook=str(case.folder / "essai.xlsx"))
        assert ask("about")["notice"] == ""
