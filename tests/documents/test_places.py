"""Where documents lie, and the page that leads to them."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest

from sheets_sync.documents.files.places import folder_of
from tests.conftest import ANNA, AS_OF, CROWD, HEADERS, Case
from tests.documents.page_audit import audited
from tests.typing_commands import plain, typed


@pytest.mark.parametrize(
    ("file", "folder"),
    [
        ("ordre-du-jour-directions-2026-12-01.docx", "2026-12-01-directions"),
        ("releve-de-decisions-directions-2026-12-01.docx", "2026-12-01-directions"),
        ("invitation-comite-de-suivi-2026-12-01.ics", "2026-12-01-comite-de-suivi"),
        ("rapport-dreets-2026-11-26.docx", "rapports/dreets"),
        ("rapport-dreets-2026-11-26-projet.docx", "rapports/dreets"),
        ("rapport-fse-2021-2026-11-26-rectificatif-annexe.xlsx", "rapports/fse-2021"),
        ("relance-net-horizon-2026-11-26.eml", "relances/2026-11-26"),
        ("tableau-de-bord-2026-11-26.html", ""),
    ],
)
def test_a_document_lies_with_its_meeting_its_funder_or_its_day(file: str, folder: str) -> None:
    assert folder_of(file) == folder


CONFIG = "meetings: {directions: {title: Comité}}\nfunders: {dreets: {name: DREETS}}"


def test_the_page_lists_what_is_new_then_what_was_there(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, *CROWD)}, CONFIG)
    assert case.run("prepare", as_of="2026-10-26").exit_code == 0
    assert case.run("prepare", as_of="2026-11-26").exit_code == 0
    page = plain((case.folder / "documents" / "index.html").read_text(encoding="utf-8"))
    new, before = page.split("<summary>")
    assert "2026-12-01-directions/ordre-du-jour-directions-2026-12-01.docx" in new
    assert "Rapport à la DREETS" in new
    assert "<h3>Comité, 1er décembre 2026</h3>" in new
    assert "<h3>Page de chaque SIAE</h3>" not in new, "of one SIAE it would be the directors' page"
    assert "<h3>Relances du 26 novembre 2026</h3>" in new
    assert "relances/2026-10-26/" in before
    assert "relances/2026-11-26/" not in before


def test_the_annex_of_an_issued_report_stands_with_it(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, *CROWD)}, CONFIG)
    assert case.run("report", "dreets", "--yes", as_of="2026-11-26").exit_code == 0
    assert case.run("prepare", as_of="2026-11-26").exit_code == 0
    page = (case.folder / "documents" / "index.html").read_text(encoding="utf-8")
    new = page.partition("<summary>")[0]
    assert "rapport-dreets-2026-11-26.docx" in new
    assert "rapport-dreets-2026-11-26-annexe.xlsx" in new


def test_what_nobody_configured_is_not_made(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    (case.folder / "config.yaml").write_text(
        "programme: Essai\nworkbook: essai.xlsx\nsiae: [{tab: Essai, name: Essai, kind: ACI}]\n",
        encoding="utf-8",
    )
    assert case.run("prepare").exit_code == 0
    documents = case.folder / "documents"
    assert not [*documents.rglob("rapport-*"), *documents.rglob("ordre-du-jour-*")]
    assert case.run("agenda", "directions").exit_code == 0  # asked for, it is made
    assert list(documents.rglob("ordre-du-jour-*"))


def test_the_page_calls_each_document_by_its_name_with_a_link_a_format(demo: Path) -> None:
    page = plain((demo / "documents" / "index.html").read_text(encoding="utf-8"))
    lines = re.findall(r"<(?:h3|li)>(.*?)</(?:h3|li)>", page)
    listed = [html.unescape(re.sub(r"<[^>]*>", "", line)) for line in lines]
    meeting = listed.index("Comité de pilotage des directions, 1er décembre 2026")
    assert listed[meeting + 1 : meeting + 5] == [
        "Ordre du jour Word",
        "Relevé de décisions Word",
        "Invitation Invitation, courriel · Invitation, agenda",
        "Notes pour préparer texte",
    ]
    assert "Page de chaque SIAE" in listed
    assert "Recycl'Aubarède page" in listed


@pytest.mark.browser
def test_axe_finds_nothing_in_the_page_that_leads_to_every_document(
    demo: Path, tmp_path: Path
) -> None:
    page = (demo / "documents" / "index.html").read_text(encoding="utf-8")
    audit = audited(page, tmp_path, 390)
    assert audit["violations"] == []
    assert audit["width"] <= audit["room"]


def test_a_report_made_alone_joins_what_the_last_prepare_made(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, folder := tmp_path / "programme")
    index = folder / "documents" / "index.html"
    before = plain(index.read_text(encoding="utf-8"))
    old = folder / "documents" / "tableau-de-bord-2026-10-20.html"
    old.write_text("<html></html>", encoding="utf-8")
    words = ["report", "dreets", "--yes", "--config", str(folder / "config.yaml"), "--as-of", AS_OF]
    assert typed(words).exit_code == 0
    new, _, earlier = plain(index.read_text(encoding="utf-8")).partition("Avant</summary>")
    issued = f"rapports/dreets/rapport-dreets-{AS_OF}.docx"
    assert issued not in before
    assert issued in new
    assert f"tableau-de-bord-{AS_OF}.html" in new
    assert "ordre-du-jour-directions-2026-12-01.docx" in new
    assert "tableau-de-bord-2026-10-20.html" in earlier
