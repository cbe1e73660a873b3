"""Files for other programs, from the window: what leaves with each is said before it does."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sheets_sync.web.window.window import Window
from tests.browser import Page
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case
from tests.seen_by_duckdb import rows_of
from tests.serving import served


@pytest.fixture
def link(case: Case) -> Iterator[str]:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    window = Window(case.folder / "config.yaml", lambda: date.fromisoformat(AS_OF))
    with served(window.application()) as address:
        yield f"{address}/#{window.secret}"


def export(page: Page, what: str, form: str) -> None:
    page.click('nav [data-part="documents"]')
    page.click("#export")
    page.sees("#export-warning", "Une ligne par personne")
    for field, value in (("what", what), ("format", form)):
        choose = f"const one = document.querySelector('#export-{field}'); one.value = '{value}';"
        page.run(f"{choose} one.dispatchEvent(new Event('change'))")


def rows(file: Path, mark: str) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened, delimiter=mark))


@pytest.mark.browser
def test_names_leave_only_where_they_are_asked_for_and_that_is_warned_of(
    link: str, case: Case, phone: Page
) -> None:
    phone.open(link)
    export(phone, "rows", "csv")
    phone.sees("#export-warning", "sans les noms")
    assert phone.audit() == []
    assert not phone.too_wide
    phone.click("#dialog-yes")
    phone.sees("#status", f"export-{AS_OF}.csv : 2 lignes, sans les noms.")
    (anna, _) = rows(case.folder / f"export-{AS_OF}.csv", ",")
    assert "nom" not in anna
    export(phone, "names", "excel")
    phone.sees("#export-warning", "à garder pour vous")
    assert phone.audit() == []
    phone.click("#dialog-yes")
    phone.sees("#status", "2 lignes, avec les noms (à garder pour soi)")
    (anna, _) = rows(case.folder / f"export-{AS_OF}.csv", ";")
    assert anna["nom"] == ANNA[0]
    journal = (case.folder / "historique" / "journal.txt").read_text("utf-8")
    assert journal.count("export avec les noms") == 1


@pytest.mark.browser
def test_the_figures_of_a_region_leave_as_parquet_whatever_form_was_chosen(
    link: str, case: Case, page: Page
) -> None:
    page.open(link)
    export(page, "figures", "csv")
    page.sees("#export-warning", "sans ligne par personne")
    page.click("#dialog-yes")
    page.sees("#status", "les chiffres de 1 mois à partager")
    assert rows_of(case.folder / f"export-{AS_OF}.parquet")


@pytest.mark.browser
def test_a_workbook_of_the_staff_is_never_written_over(link: str, case: Case, page: Page) -> None:
    before = (case.folder / "essai.xlsx").read_bytes()
    page.open(link)
    export(page, "rows", "xlsx")
    page.type("#export-file", str(case.folder / "essai.xlsx"))
    page.click("#dialog-yes")
    page.sees("#status", "essai.xlsx")
    assert page.find("#status .bad").is_displayed()
    assert (case.folder / "essai.xlsx").read_bytes() == before
