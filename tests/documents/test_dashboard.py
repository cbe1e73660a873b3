"""The dashboard page: its figures, and in a real browser that axe-core finds nothing in it."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sheets_sync import french
from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.needs import AXE, CHROMIUM
from tests.sample_people import sample_people
from tests.typing_commands import typed

AUDIT = """
axe.run(document).then(found => {
  const told = document.createElement("script");
  told.type = "application/json";
  told.id = "told";
  told.textContent = JSON.stringify({
    violations: found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html)]),
    passes: found.passes.length,
    width: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  });
  document.body.append(told);
});
"""


@pytest.fixture(scope="module")
def page(demo: Path) -> str:
    (file,) = (demo / "documents").glob("tableau-de-bord-*.html")
    return file.read_text(encoding="utf-8")


def audited(page: str, folder: Path, width: int) -> dict[str, Any]:
    """What axe-core says of the page with everything open, in a window so wide."""
    allowed = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page).replace(
        "<details>", "<details open>"
    )
    script = f"<script>{AXE.read_text(encoding='utf-8')}</script><script>{AUDIT}</script></body>"
    file = folder / "audit.html"
    file.write_text(allowed.replace("</body>", script), encoding="utf-8")
    command = [
        str(CHROMIUM.find()),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={width},900",
        "--virtual-time-budget=30000",
        "--dump-dom",
        file.as_uri(),
    ]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    told = re.search(r'<script type="application/json" id="told">(.*?)</script>', shown, re.DOTALL)
    assert told is not None, shown[-2000:]
    found: dict[str, Any] = json.loads(html.unescape(told[1]))
    return found


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_violation_and_nothing_overflows(
    page: str, tmp_path: Path, width: int
) -> None:
    found = audited(page, tmp_path, width)
    assert found["violations"] == []
    assert found["passes"] > 20
    assert found["width"] <= found["room"]


@pytest.mark.browser
def test_the_audit_can_fail(page: str, tmp_path: Path) -> None:
    worse = page.replace('<html lang="fr">', "<html>").replace("--soft: #4A5866", "--soft: #B8C0C8")
    assert {rule for rule, _ in audited(worse, tmp_path, 1280)["violations"]} == {
        "html-has-lang",
        "color-contrast",
    }


def test_the_page_needs_nothing_from_elsewhere(page: str) -> None:
    assert not re.search(r"<script|https?://|url\((?!#)|@import|<link|<img|<iframe", page)
    assert "default-src 'none'" in page
    assert len(page) < 100_000


def test_the_page_has_the_figures_and_no_name(demo: Path, page: str) -> None:
    options = ["--json", "--config", str(demo / "config.yaml"), "--as-of", AS_OF]
    figures = {
        f["id"]: f for f in json.loads(typed(["indicators", *options]).stdout) if f["siae"] is None
    }
    cards = re.findall(r'class="label">(.*?)</p>.*?class="value">(.*?)</span>', page, re.DOTALL)
    assert len(cards) == 7
    said = {html.unescape(label).replace("\u00a0", " "): value for label, value in cards}
    for name in ("participants", "entrees", "sorties"):
        assert said[figures[name]["label"]] == french.number(figures[name]["value"])
    for name in ("taux_sorties_positives", "taux_positif_18_mois"):
        assert said[figures[name]["label"]] == french.percent(figures[name]["value"])


def test_the_page_has_no_name(demo: Path, page: str) -> None:
    words = set(re.findall(r"\w+", html.unescape(page)))
    names = {name for person in sample_people(demo) for name in person if len(name) > 3}
    assert not names & words


def rows_of(page: str, caption: str) -> list[dict[str, str]]:
    """The rows of a table, by header; the first column under its own."""
    table = page[page.index(caption) :].partition("</table>")[0]
    headers, *rows = [
        [html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(CELL, row)]
        for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    ]
    return [dict(zip(headers, row, strict=True)) for row in rows]


CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
SHOWN = {
    "Participants": "participants",
    "Entrées": "entrees",
    "Sorties": "sorties",
    "Sorties positives": "sorties_positives",
    "Contrats sous 60 j": "contrats_finissant",
    "PASS sous 90 j": "pass_finissant",
    "Titres sous 90 j": "titres_finissant",
    "Sans entretien 60 j": "sans_entretien",
}
"""Header of the table of SIAE → the indicator under it."""


def test_each_siae_has_its_figures_under_their_headers(demo: Path, page: str) -> None:
    options = ["--json", "--config", str(demo / "config.yaml"), "--as-of", AS_OF]
    listed = json.loads(typed(["indicators", *options]).stdout)
    figures = {(figure["id"], figure["siae"]): figure["value"] for figure in listed}
    rows = rows_of(page, "sous l'objectif du programme")
    assert len(rows) == 13
    for row in rows[:-1]:
        shown = {header: row[header] for header in SHOWN}
        assert shown == {
            header: french.number(figures[id_, row["SIAE"]]) for header, id_ in SHOWN.items()
        }


def test_names_typed_as_html_stay_text(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    config = case.folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("programme: Essai", "programme: 'A<b>&C'"),
        encoding="utf-8",
    )
    assert case.run("prepare").exit_code == 0
    (file,) = (case.folder / "documents").glob("*.html")
    text = file.read_text(encoding="utf-8")
    assert "A&lt;b&gt;&amp;C" in text
    assert "A<b>" not in text
