"""The dashboard page: its figures, and in a real browser that axe-core finds nothing in it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from sheets_sync import french
from sheets_sync.documents.dashboard.page_tables import (
    PageColumn,
    PageTable,
    cell_of_rate,
    cell_with_bar,
)
from sheets_sync.figures.figure import Figure
from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.documents.page_audit import audited
from tests.needs import CHROMIUM
from tests.sample_people import sample_people
from tests.steering.figures import rate
from tests.typing_commands import plain, typed


@pytest.fixture(scope="module")
def page(demo: Path) -> str:
    (file,) = (demo / "documents").glob("tableau-de-bord-*.html")
    return file.read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 768, 390])
def test_axe_finds_no_violation_and_nothing_overflows(
    page: str, tmp_path: Path, width: int
) -> None:
    audit = audited(page, tmp_path, width)
    assert audit["violations"] == []
    assert audit["passes"] > 20
    assert audit["width"] <= audit["room"]


@pytest.mark.browser
def test_the_audit_can_fail(page: str, tmp_path: Path) -> None:
    worse = page.replace('<html lang="fr">', "<html>").replace("--soft: #5B6672", "--soft: #B8C0C8")
    assert {rule for rule, _ in audited(worse, tmp_path, 1280)["violations"]} == {
        "html-has-lang",
        "color-contrast",
    }


def test_the_page_needs_nothing_from_elsewhere(page: str) -> None:
    assert not re.search(r"<script|https?://|url\((?!#)|@import|<link|<img|<iframe", page)
    assert "default-src 'none'" in page
    assert len(page) < 200_000


def test_the_page_has_the_figures_and_no_name(demo: Path, page: str) -> None:
    options = ["--json", "--config", str(demo / "config.yaml"), "--as-of", AS_OF]
    figures = {
        f["id"]: f for f in json.loads(typed(["indicators", *options]).stdout) if f["siae"] is None
    }
    cards = re.findall(
        r'class="l"><a href="#def-(\w+)"[^>]*>(.*?)</a>.*?<b>(.*?)</b>', page, re.DOTALL
    )
    assert len(cards) == 8
    value_of_card = {
        html.unescape(label).replace("\u00a0", " "): value for _, label, value in cards
    }
    for name in ("participants", "entrees", "sorties"):
        assert value_of_card[figures[name]["label"]] == french.number(figures[name]["value"])
    for name in ("taux_sorties_positives", "taux_positif_18_mois"):
        assert value_of_card[figures[name]["label"]] == french.percent(figures[name]["value"])


def test_a_key_figure_leads_to_its_definition(page: str) -> None:
    named = re.findall(r'href="#(def-\w+)"', page)
    assert len(named) == 8
    assert not [name for name in named if f'<div id="{name}">' not in page]


def test_a_matter_leads_to_a_part_that_is_there(page: str) -> None:
    targets = set(re.findall(r'<small>.*?href="#(\w+)"', page))
    assert targets
    assert not [target for target in targets if f'id="{target}"' not in page]


def test_the_page_has_no_name(demo: Path, page: str) -> None:
    words = set(re.findall(r"\w+", html.unescape(page)))
    names = {name for person in sample_people(demo) for name in person if len(name) > 3}
    assert not names & words


def rows_of(page: str, caption: str) -> list[dict[str, str]]:
    """The rows of a table, by header; the first column under its own."""
    table = page[page.index(caption) :].partition("</table>")[0]
    headers, *rows = [
        [html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(CELL, row)]
        for row in re.findall(r"<tr(?! class=\"grp\").*?</tr>", table, re.DOTALL)
    ]
    return [dict(zip(headers, row, strict=True)) for row in rows]


CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
SHOWN = {
    "Présentes": "participants",
    "Entrées": "entrees",
    "Sorties": "sorties",
    "Comptées": "sorties_comptees",
    "Positives": "sorties_positives",
    "Contrats 60 j": "contrats_finissant",
    "Titres 90 j": "titres_finissant",
    "Entretien 60 j": "sans_entretien",
}
"""Header of the table of SIAE → the indicator under it."""


def test_each_siae_has_its_figures_under_their_headers(demo: Path, page: str) -> None:
    options = ["--json", "--config", str(demo / "config.yaml"), "--as-of", AS_OF]
    listed = json.loads(typed(["indicators", *options]).stdout)
    figures = {(figure["id"], figure["siae"]): figure["value"] for figure in listed}
    rows = rows_of(page, "Tableau\u00a0: Chiffres par SIAE")
    assert len(rows) == 13
    for row in rows[:-1]:
        # A column of noughts only is a sentence below the table.
        shown = {header: row.get(header, "0").removeprefix("▲ à regarder : ") for header in SHOWN}
        siae = plain(row["SIAE"])
        assert shown == {header: french.number(figures[id_, siae]) for header, id_ in SHOWN.items()}


def test_each_table_downloads_as_a_file_that_a_french_spreadsheet_reads(page: str) -> None:
    tables = page.count("<table>")
    files = re.findall(r'download="(.*?)" href="data:text/csv;charset=utf-8,(.*?)"', page)
    assert len(files) == tables == 7
    contents = {name: unquote(html.unescape(content)) for name, content in files}
    rows = list(csv.reader(io.StringIO(contents[f"par-siae-{AS_OF}.csv"]), delimiter=";"))
    assert rows[0][0] == "\ufeffSIAE"
    assert len(rows) == 14
    assert len(rows[1]) == len(rows[0])
    # The shares stand in it as numbers, not rounded to what the page shows.
    column = rows[0].index("Taux positif")
    assert re.fullmatch(r"0,\d+|1", rows[-1][column])


def test_a_text_in_the_file_is_never_a_formula(case: Case) -> None:
    case.make({"=1+1": (HEADERS, ANNA)})
    assert case.run("prepare").exit_code == 0
    (file,) = (case.folder / "documents").glob("tableau*.html")
    text = unquote(html.unescape(file.read_text(encoding="utf-8")))
    assert "\n'=1+1;ACI" in text
    assert "\n=1+1;" not in text


def test_each_month_of_a_trend_tells_its_value_to_hover_and_keyboard(demo: Path, page: str) -> None:
    options = ["--json", "--config", str(demo / "config.yaml"), "--as-of", AS_OF]
    figures = json.loads(typed(["indicators", *options]).stdout)
    present = next(f["value"] for f in figures if f["id"] == "participants" and not f["siae"])
    drawn = page[page.index('id="trends"') : page.index("<details")]
    assert drawn.count("<fieldset") == 3
    labels = [html.unescape(text) for text in re.findall(r'type="radio"[^>]*><span>(.*?)<', drawn)]
    assert f"novembre 2026 : {french.number(present)}" in map(plain, labels)
    assert any(re.search(r"\d+ % \(\d+ sur \d+\)", plain(text)) for text in labels)


def test_a_month_without_a_rate_is_neither_drawn_nor_told(page: str) -> None:
    rates = page[page.index('name="taux"') - 2000 :]
    months = re.findall(r'name="taux"><span>(\w+\s\d{4})', html.unescape(rates))
    everybody = re.findall(r'name="presents"><span>(\w+\s\d{4})', html.unescape(page))
    assert len(everybody) == 24
    assert 0 < len(months) < 24
    assert months == everybody[-len(months) :]


def test_a_month_in_which_nothing_is_urgent_says_so(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    assert case.run("prepare").exit_code == 0
    (file,) = (case.folder / "documents").glob("tableau*.html")
    assert "Rien d'urgent ce mois-ci." in plain(html.unescape(file.read_text(encoding="utf-8")))


def test_what_nobody_collects_is_said_once_below_the_table_of_siae(case: Case) -> None:
    case.make({"Essai": (HEADERS[:5], ANNA[:5])})
    assert case.run("prepare").exit_code == 0
    (file,) = (case.folder / "documents").glob("tableau-de-bord-*.html")
    text = plain(html.unescape(file.read_text(encoding="utf-8")))
    assert text.count("Contrats finissant sous 60 jours : non saisi.") == 1


def test_a_rate_to_look_at_is_marked_once_and_its_bar_stands_where_the_others_do() -> None:
    low = replace(rate(4, 20), target=0.5)
    number: PageColumn[Figure] = PageColumn("Taux", lambda figure: cell_of_rate(figure, 0.5))
    drawn = PageColumn[Figure]("Barre", lambda each: cell_with_bar(each, 0.5), is_drawn=True)
    table = PageTable("t", "T", [number, drawn], [low], "2026-11-23")
    (row,) = table.context()["lignes"]
    assert [cell["alerte"] for cell in row["cellules"]] == [True, False]


@pytest.mark.browser
@pytest.mark.office
def test_the_page_prints_on_two_pages(demo: Path, tmp_path: Path) -> None:
    (file,) = (demo / "documents").glob("tableau-de-bord-*.html")
    printed = tmp_path / "page.pdf"
    command = [
        str(CHROMIUM.find()),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={printed}",
        file.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    pdf_info = subprocess.run(
        ["pdfinfo", printed], check=True, capture_output=True, text=True
    ).stdout
    assert re.search(r"Pages:\s+2\n", pdf_info)
    words = subprocess.run(["pdftotext", printed, "-"], check=True, capture_output=True, text=True)
    assert "Mois par mois." in words.stdout
    assert "survoler" not in words.stdout


def test_names_typed_as_html_stay_text(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    config = case.folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("programme: Essai", "programme: 'A<b>&C'"),
        encoding="utf-8",
    )
    assert case.run("prepare").exit_code == 0
    (file,) = (case.folder / "documents").glob("tableau-de-bord-*.html")
    text = file.read_text(encoding="utf-8")
    assert "A&lt;b&gt;&amp;C" in text
    assert "A<b>" not in text


def test_no_length_of_the_page_is_written_with_a_comma(page: str) -> None:
    # A style sheet passes over « left:45,2% »: every bar would begin at nought.
    assert re.findall(r"\d,\d+%[;\"]", page) == []
    assert re.search(r"width:\d+\.\d+%", page)


def test_every_apostrophe_that_is_read_is_the_printed_one(page: str) -> None:
    shown = re.sub(r"<style.*?</style>|href=\"[^\"]*\"", "", page, flags=re.DOTALL)
    assert re.findall(r"\w(?:'|&#39;)\w", shown) == []
    assert "l’objectif" in shown


def test_the_columns_of_the_siae_stand_in_groups_that_cover_them_all(page: str) -> None:
    table = page[page.index("Tableau\u00a0: Chiffres par SIAE") :].partition("</table>")[0]
    over, headers, *_ = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    assert sum(map(int, re.findall(r'colspan="(\d+)"', over))) == headers.count("<th")
    assert "<span>Sorties positives</span>" in over


def test_a_course_of_years_says_up_to_when_the_last_is_and_few_cases_are_dashed(page: str) -> None:
    shown = plain(page).partition("Depuis le début, chaque chiffre clé")[2].partition("<table")[0]
    assert "année par année, depuis chaque 1er janvier ; 2026 jusqu'au 23 novembre 2026" in shown
    assert 'class="ln few"' in shown
