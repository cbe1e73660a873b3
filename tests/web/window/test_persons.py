"""A request of access in the window: what is held on somebody is shown there, nothing written."""

from __future__ import annotations

from datetime import date

import pytest

from sheets_sync.web.window.window import Window
from tests.browser import Page
from tests.commands.test_forget import files_that_name, identity, know_awa, take_row_out
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case
from tests.serving import served, until


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


@pytest.mark.browser
def test_a_person_is_forgotten_once_their_row_is_gone_and_it_is_said_what_goes(
    case: Case, page: Page
) -> None:
    know_awa(case)
    window = Window(case.folder / "config.yaml", lambda: date.fromisoformat(AS_OF))
    with served(window.application()) as address:
        page.open(f"{address}/#{window.secret}")
        page.click('nav [data-part="settings"]')
        page.type("#held-who", "Awa Diallo")
        page.type("#held-born", "12/03/1995")
        page.click("#held-look")
        page.sees("#held", "ligne 2")
        page.click("#forget")
        page.sees("#status", "encore dans « Un » A2")
        take_row_out(case)
        theirs = identity(case)
        page.click("#held-look")
        until(lambda: "ligne 2" not in page.text_of("#held"))
        page.click("#forget")
        page.sees("#dialog pre", "registre : 1 empreinte")
        assert page.audit() == []
        page.click("#dialog-no")
        assert identity(case) == theirs
        page.click("#forget")
        page.click("#dialog-yes")
        page.sees("#status", "cette personne est oubliée")
    assert list(files_that_name(case, theirs)) == []
    assert "une personne oubliée" in (case.folder / "historique" / "journal.txt").read_text("utf-8")
