"""A page for each SIAE's own director: its figures beside the programme's, and nobody else's."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from sheets_sync import french
from tests.conftest import ANNA, AS_OF, HEADERS, Case
from tests.sample_people import sample_people
from tests.typing_commands import plain, typed


def pages(demo: Path) -> dict[str, str]:
    """SIAE → its page."""
    files = (demo / "documents" / "pages-siae").glob("*.html")
    texts = [plain(html.unescape(file.read_text(encoding="utf-8"))) for file in files]
    return {text.partition('class="kick">')[2].partition(" · ")[0]: text for text in texts}


def card_of(page: str, name: str) -> str:
    """The key figure of this indicator."""
    return page[page.index(f'href="#def-{name}"') :].partition("</li>")[0]


def beside(page: str, name: str) -> str:
    """What stands beside it of the programme."""
    match = re.search(r"programme \d[^·<]*", card_of(page, name))
    return match[0].strip() if match else ""


@pytest.fixture(scope="module")
def figures(demo: Path) -> dict[tuple[str, str | None], float | None]:
    options = ["--json", "--config", str(demo / "config.yaml"), "--as-of", AS_OF]
    listed = json.loads(typed(["indicators", *options]).stdout)
    return {(figure["id"], figure["siae"]): figure["value"] for figure in listed}


def test_each_siae_has_its_own_figures_beside_the_programme_s(
    demo: Path, figures: dict[tuple[str, str | None], float | None]
) -> None:
    listed = pages(demo)
    assert len(listed) == 12
    for siae, page in listed.items():
        for name in ("participants", "entrees", "sorties"):
            assert f"<b>{french.number(figures[name, siae])}</b>" in card_of(page, name)
        everybody = french.number(figures["entrees", None])
        assert f"programme {everybody}" in card_of(page, "entrees")


def test_the_programme_has_one_total_of_exits_in_the_page_of_a_siae(
    demo: Path, figures: dict[tuple[str, str | None], float | None]
) -> None:
    counted = french.number(figures["sorties_comptees", None])
    for page in pages(demo).values():
        assert f"comptées, programme {counted}" in card_of(page, "sorties")
        assert f"sur {counted})" in beside(page, "taux_sorties_positives")
        for name in ("taux_positif_18_mois", "taux_sorties_dynamiques", "progression_francais"):
            assert re.fullmatch(r"programme \d+ %", beside(page, name))
            (at,) = re.findall(r'class="d" style="left:([\d.]+)%', card_of(page, name))
            assert float(at) % 1 == 0, "the dot is no more exact than what is written"
        # Those accompanied, less those present, are all who left; so are those accompanied in a
        # year, less those in the next one who did not enter in it.
        assert beside(page, "participants") == ""
        assert beside(page, "personnes_accompagnees") == ""


def test_a_siae_has_the_whole_chain_of_its_own_exits_and_of_nobody_else_s(
    demo: Path, figures: dict[tuple[str, str | None], float | None]
) -> None:
    for siae, page in pages(demo).items():
        (entered,) = re.findall(r"(\d+) sorties? saisies?", page)
        assert float(entered) == figures["sorties_saisies", siae]


def test_no_page_has_another_siae_nor_money_nor_a_name(demo: Path) -> None:
    listed = pages(demo)
    names = {name for person in sample_people(demo) for name in person if len(name) > 3}
    for siae, page in listed.items():
        assert [other for other in listed if other != siae and other in page] == []
        assert "€" not in page
        assert "DREETS" not in page
        assert not names & set(re.findall(r"\w+", page))


def test_what_is_not_for_a_siae_alone_is_not_in_its_page(demo: Path) -> None:
    for page in pages(demo).values():
        assert "en retard" not in page
        # Nothing leads to a part that only all directors have.
        targets = set(re.findall(r'href="#([\w-]+)"', page))
        assert not [target for target in targets if f'id="{target}"' not in page]


def test_a_rate_without_a_target_of_its_own_has_the_programme_s_and_a_count_has_none(
    case: Case,
) -> None:
    case.make(
        {"Un": (HEADERS, ANNA), "Deux": (HEADERS, ("BAH", *ANNA[1:]))},
        "targets: {participants: {ensemble: 20, Un: 8}, taux_sorties_positives: 0.5}\n",
    )
    assert case.run("prepare").exit_code == 0
    listed = pages(case.folder)
    assert "objectif 8, il en manque 7" in listed["Un"]
    assert "objectif 20" not in listed["Deux"]
    assert "objectif 50 %" in listed["Deux"]


def test_one_siae_alone_is_the_programme_and_has_no_second_page(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    assert case.run("prepare").exit_code == 0
    assert not (case.folder / "documents" / "pages-siae").exists()


def test_a_rate_of_few_cases_is_hatched_and_grey_and_its_dot_stands_by_what_it_means(
    demo: Path,
) -> None:
    cards = [card_of(page, "taux_sorties_positives") for page in pages(demo).values()]
    among = re.findall(r"<span>\d+ sur (\d+)", " ".join(cards))
    few = [int(number) < 10 for number in among]
    assert set(few) == {True, False}
    assert ['class="bul s"' in card for card in cards] == few
    assert ['<b class="few">' in card for card in cards] == few
    assert all('<i class="d" aria-hidden="true"></i>programme' in card for card in cards)
