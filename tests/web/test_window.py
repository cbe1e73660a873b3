"""The window of the coordinator in a real browser, and what opens it with a double-click."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import requests

from sheets_sync.web.window import Window
from tests.browser import Page, served, until, window
from tests.calc.desk import ExcelDesk
from tests.calc.engine import Calc
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case
from tests.desks import BAD
from tests.typing_commands import plain

DAY = date.fromisoformat(AS_OF)


class Office:
    """A programme, its window served, and the documents that were opened from it."""

    def __init__(self, folder: Path) -> None:
        self.opened: list[Path] = []
        self.window = Window(folder / "config.yaml", lambda: DAY, open_document=self.opened.append)
        self.address = ""

    @property
    def link(self) -> str:
        return f"{self.address}/#{self.window.secret}"

    def post(self, path: str, data: object, **headers: str) -> requests.Response:
        known = {"Authorization": f"Bearer {self.window.secret}"}
        return requests.post(
            f"{self.address}/{path}", json=data, headers=known | headers, timeout=60
        )


@pytest.fixture
def office(case: Case) -> Iterator[Office]:
    case.make({"Un": (HEADERS, ANNA, BAD), "Deux": (HEADERS, OMAR)})
    found = Office(case.folder)
    with served(found.window.application()) as found.address:
        yield found


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with window(1100) as opened:
        yield opened


@pytest.mark.browser
def test_the_meeting_is_prepared_with_one_button(office: Office, page: Page, case: Case) -> None:
    page.open(office.link)
    page.sees("#title", "Essai")
    assert page.audit() == []
    page.click("#prepare")
    page.sees("#status", "3 lignes lues, 1 entrée à corriger")
    page.sees("#documents", "ordre-du-jour-directions-2026-12-01.docx")
    page.sees("#counts", "Deux")
    page.sees("#changes", "Première préparation")
    page.click("#anomalies summary")
    page.sees("#anomalies li", "n'existe pas au calendrier")
    assert page.audit() == []
    assert case.tabs() == ["Un", "Deux", "Pilotage", "Anomalies", "Consortium"]
    page.click("#documents button")
    until(lambda: office.opened)
    assert office.opened[0].suffix in (".docx", ".html", ".txt", ".ics", ".eml")
    page.click("#anomalies li button")
    page.sees("#status", "Le classeur s'ouvre : aller à « Un », cellule D3.")
    assert office.opened[-1].name == "essai.xlsx"


def test_what_a_run_has_to_say_of_the_memory_is_shown(office: Office, case: Case) -> None:
    def prepared() -> str:
        office.post("run", {"what": "prepare"})
        until(lambda: office.window.job.done, 60)
        return str(office.post("progress", {}).json()["result"]["summary"])

    history = case.folder / "historique"
    copy = history / "memoire (conflicted copy 2026-11-26 101010).sqlite"
    assert copy.name not in prepared()
    copy.write_text("{}", encoding="utf-8")
    assert copy.name in prepared()


@pytest.mark.browser
def test_checking_changes_nothing_and_what_stops_the_work_is_said(
    office: Office, page: Page, case: Case
) -> None:
    page.open(office.link)
    page.click("#check")
    page.sees("#status", "1 entrée à corriger")
    assert case.tabs() == ["Un", "Deux"]
    assert not page.find("#documents-part").is_displayed()
    (case.folder / "~$essai.xlsx").write_bytes(b"\x05Marie")
    page.click("#prepare")
    page.sees("#status", "Le classeur essai.xlsx est ouvert par Marie.")
    assert not page.too_wide


def test_only_this_page_on_this_computer_is_answered(office: Office) -> None:
    assert office.post("run", {"what": "prepare"}, Authorization="Bearer devine").status_code == 403
    assert office.post("run", {"what": "prepare"}, Host="ailleurs.exemple.fr").status_code == 400
    assert office.post("run", {}).status_code == 400
    refused = office.post("open", {"path": "/etc/passwd"})
    assert (refused.status_code, "n'est pas de ce passage" in refused.json()["message"]) == (
        503,
        True,
    )
    assert office.opened == []


@pytest.mark.office
def test_a_cell_is_shown_in_the_program_that_has_it_open(case: Case, calc: Calc) -> None:
    case.make({"Un": (HEADERS, ANNA, BAD)})
    config = case.folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("workbook: essai", "workbook: excel:essai"),
        encoding="utf-8",
    )
    desk = ExcelDesk(calc, case.folder / "essai.xlsx")
    office = Office(case.folder)
    shown = office.window.show({"siae": "Un", "tab": "Un", "cell": "D3"})
    assert plain(shown["message"]) == "Excel montre « Un », D3."
    assert desk.ask("selection") == [3, 4, 3, 4]
