"""What the window read is of then: a run elsewhere makes it old, and that is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sheets_sync.web.window.window import Window
from tests.browser import Page
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case, write_book
from tests.serving import served, until
from tests.typing_commands import plain

MEETING = "meetings: {directions: {title: Directions, week: 1, weekday: mardi}}"


@pytest.fixture
def window(case: Case) -> Window:
    case.make({"Un": (HEADERS, OMAR)}, MEETING)
    return Window(case.folder / "config.yaml", lambda: date.fromisoformat(AS_OF))


def asked(window: Window, name: str) -> Any:
    return window.work[name]({}).content


def prepare_here(window: Window) -> None:
    window.work["run"]({"what": "prepare"})
    until(lambda: window.job.done)
    assert window.job.error == ""


def prepare_elsewhere(case: Case) -> None:
    """A colleague adds a person, and prepares the meeting."""
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, OMAR, ANNA)})
    assert case.run("prepare").exit_code == 0


def test_what_was_read_before_a_run_elsewhere_is_not_shown_as_of_now(
    window: Window, case: Case
) -> None:
    prepare_here(window)
    assert asked(window, "state")["steps"][0]["done"]
    assert asked(window, "decisions")["read"]
    prepare_elsewhere(case)
    assert not asked(window, "decisions")["read"]
    [step] = asked(window, "state")["steps"]
    assert "Une préparation a eu lieu ailleurs depuis" in plain(step["said"])
    prepare_here(window)
    assert asked(window, "decisions")["read"]


@pytest.mark.browser
def test_a_page_that_is_drawn_again_says_that_a_run_came_since(
    window: Window, case: Case, page: Page
) -> None:
    with served(window.application()) as address:
        page.open(f"{address}/#{window.secret}")
        page.click("#next")
        page.sees("#status", "1 ligne lue")
        prepare_elsewhere(case)
        page.click('nav [data-part="meeting"]')
        page.sees("#steps", "Une préparation a eu lieu ailleurs depuis")
        assert not page.find("#result").is_displayed()
