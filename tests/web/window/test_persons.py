"""A request of access in the window: what is held on somebody is shown there, nothing written."""

from __future__ import annotations

from datetime import date

import pytest

from sheets_sync.web.window.window import Window
from tests.browser import Page
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case
from tests.serving import served


@pytest.mark.browser
def test_what_is_held_on_a_person_is_shown_and_who_of_several_is_asked(
    case: Case, phone: Page
) -> None:
    other = (*ANNA[:3], date(1999, 8, 7), *ANNA[4:])
    case.make({"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, other)})
    case.run("prepare")
    before = (case.folder / "essai.xlsx").read_bytes()
    window = Window(case.folder / "config.yaml", lambda: date.fromisoformat(AS_OF))
    with served(window.application()) as address:
        phone.open(f"{address}/#{window.secret}")
        phone.click('nav [data-part="settings"]')
        phone.type("#held-who", "Omar Ahmadi")
        phone.click("#held-look")
        phone.sees("#held", "ligne 3")
        assert "AHMADI" in phone.text_of("#held")
        assert phone.audit() == []
        assert not phone.too_wide
        phone.type("#held-who", "Awa Diallo")
        phone.click("#held-look")
        phone.sees("#held", "Plusieurs personnes")
        phone.click("#held li:nth-child(2) button")
        phone.sees("#held", "07/08/1999")
    assert (case.folder / "essai.xlsx").read_bytes() == before
