"""What was decided stands in the window after the next run too, and can be decided otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sheets_sync.web.window.window import Window
from tests.browser import Page
from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.people.alike import HEADERS as HEADERS_ALIKE
from tests.people.alike import MAYBE_ONE
from tests.serving import served, until
from tests.typing_commands import plain


def window_of(case: Case) -> Window:
    return Window(case.folder / "config.yaml", lambda: date.fromisoformat(AS_OF))


def prepare(window: Window) -> dict[str, Any]:
    """Prepare the meeting; what is to decide then, and what was decided."""
    window.work["run"]({"what": "prepare"})
    until(lambda: window.job.done)
    assert window.job.error == ""
    decisions: dict[str, Any] = window.work["decisions"]({}).content
    return decisions


def test_two_who_were_said_to_be_one_can_be_asked_about_again(case: Case) -> None:
    one, other = MAYBE_ONE["transliteration"]
    case.make({"Un": (HEADERS_ALIKE, one), "Deux": (HEADERS_ALIKE, other)})
    window = window_of(case)
    [asked] = prepare(window)["questions"]
    window.work["decide"]({"code": asked["code"], "answer": "oui"})
    said = prepare(window)
    assert "same_person" not in {each["kind"] for each in said["questions"]}
    [decided] = said["decided"]
    assert plain(decided["text"]) == "Un (ligne 2) et Deux (ligne 2) : une seule personne."
    window.work["ask_again"]({"code": decided["code"]})
    said = prepare(window)
    assert asked["code"] in {each["code"] for each in said["questions"]}
    assert said["decided"] == []


@pytest.mark.browser
def test_what_was_accepted_is_taken_back_in_the_window(case: Case, phone: Page) -> None:
    titles, hours = (*HEADERS, "Heures / semaine"), 18
    case.make({"Un": (titles, (*ANNA, hours))})
    window = window_of(case)
    [asked] = [each for each in prepare(window)["questions"] if each["kind"] == "exception"]
    window.work["decide"]({"code": asked["code"], "answer": "Dérogation de la DDETS"})
    prepare(window)
    with served(window.application()) as address:
        phone.open(f"{address}/#{window.secret}")
        phone.click('nav [data-part="decide"]')
        phone.click("#decide details summary")
        phone.sees("#decide details", "Accepté : Dérogation de la DDETS")
        assert phone.audit() == []
        assert not phone.too_wide
        phone.click("#decide details button.small")
        phone.sees("#status", "Pas accepté")
    assert [each["code"] for each in prepare(window)["questions"]] == [asked["code"]]
