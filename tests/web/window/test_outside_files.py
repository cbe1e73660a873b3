"""A file from elsewhere in the window: what it says is shown first, what is chosen is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheets_sync.web.window.window import Window
from tests.browser import Page
from tests.conftest import AS_OF, Case
from tests.outside.test_reconcile import HEADERS, HERE, OTHER, there, written
from tests.serving import served, until

NEW_END, NEW_PASS_END = date(2027, 6, 30), date(2027, 8, 31)


@pytest.fixture
def window(case: Case) -> Window:
    case.make({"Essai": (HEADERS, HERE, OTHER)})
    return Window(case.folder / "config.yaml", lambda: date.fromisoformat(AS_OF))


def cell(case: Case, name: str) -> Any:
    return openpyxl.load_workbook(case.folder / "essai.xlsx")["Essai"][name].value


def answers(folder: Path) -> Path:
    file = folder / "reponses.csv"
    line = "Traoré,Mariam,04/05/1990,05/01/2026"
    file.write_text(f"nom,prenom,date_naissance,date_entree\n{line}\n", encoding="utf-8")
    return file


def choose_file(page: Page, kind: str, file: Path) -> None:
    page.click('nav [data-part="outside"]')
    page.click(f"#{kind}")
    page.type("#outside-file", str(file))
    page.click("#take")


@pytest.mark.browser
def test_only_what_is_ticked_is_written_and_the_rest_goes_to_anomalies(
    window: Window, case: Case, phone: Page
) -> None:
    file = written(case.folder, there(pass_fin=NEW_PASS_END, fin=NEW_END))
    with served(window.application()) as address:
        phone.open(f"{address}/#{window.secret}")
        choose_file(phone, "reconcile", file)
        phone.click("#go")
        phone.sees("#outside-result", "3 différences avec les onglets")
        phone.sees("#outside-result", "26/02/2027, là 30/06/2027")
        assert phone.audit() == []
        assert not phone.too_wide
        phone.click("#outside-result li:first-child label")
        phone.sees("#settle", "Écrire 1 valeur du fichier, signaler le reste")
        phone.click("#settle")
        assert phone.audit() == []
        phone.click("#dialog-yes")
        phone.sees("#status", "1 case écrite dans les onglets")
    changed = {cell(case, "H2").date() == NEW_END, cell(case, "J2").date() == NEW_PASS_END}
    assert changed == {True, False}
    rules = [one["rule"] for one in case.check()["anomalies"]]
    assert rules.count("outside.differs") == rules.count("outside.missing_there") == 1


@pytest.mark.browser
def test_answers_are_shown_before_they_are_added(window: Window, case: Case, page: Page) -> None:
    file = answers(case.folder)
    with served(window.application()) as address:
        page.open(f"{address}/#{window.secret}")
        choose_file(page, "import", file)
        page.run("document.querySelector('#outside-siae').value = 'Essai'")
        page.click("#go")
        page.sees("#outside-result", "« Essai » : 1 ligne à ajouter")
        assert page.audit() == []
        assert cell(case, "A4") is None
        page.click("#add")
        page.click("#dialog-yes")
        page.sees("#status", "« Essai » : 1 ligne ajoutée")
    assert cell(case, "A4") == "Traoré"


def test_a_file_that_is_none_of_those_known_says_so_and_changes_nothing(
    window: Window, case: Case
) -> None:
    window.work["hold_against"]({"file": str(answers(case.folder)), "siae": ""})
    until(lambda: window.job.done)
    assert "n'a les titres d'aucun fichier connu" in window.job.error.replace("’", "'")
    assert not (case.folder / "historique" / "memoire.sqlite").exists()
