"""The window knows when meetings are held: in config, by the tab « Réunions », or asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.web.window.window import Window
from tests.browser import Page, window
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case
from tests.serving import served, until
from tests.typing_commands import plain

DAY = date.fromisoformat(AS_OF)
MEETINGS = ("Réunion", "Date", "Heure", "Lieu", "Animation")


class Desks:
    """What the page asks of the window, without the page."""

    def __init__(self, config: Path) -> None:
        self.window = Window(config, lambda: DAY, open_document=lambda _: None)

    def ask(self, what: str, /, **data: Any) -> dict[str, Any]:
        return self.window.work[what](data).content

    def prepare(self) -> None:
        self.ask("run", what="prepare")
        until(lambda: self.window.job.done)
        assert self.window.job.error == ""

    def steps(self) -> list[str]:
        return [plain(step["label"]) for step in self.ask("state")["steps"] if not step["done"]]

    def groups(self) -> list[str]:
        return [plain(group["title"]) for group in self.ask("documents")["groups"]]


def test_from_an_empty_start_the_next_meeting_gets_its_agenda(tmp_path: Path) -> None:
    desks = Desks(tmp_path / "config.yaml")
    members = [{"name": "Un", "kind": "ACI"}]
    desks.ask("begin", folder=str(tmp_path), programme="Essai", members=members)
    assert desks.steps() == ["Fixer le jour de la réunion", "Préparer la réunion"]
    said = desks.ask("hold", name="directions", week=2, weekday="jeudi", time="14h", place="Mairie")
    assert "la prochaine est le jeudi 10 décembre 2026" in plain(said["message"])
    assert desks.steps() == ["Préparer la réunion du jeudi 10 décembre 2026"]
    Case(tmp_path).run("setup")
    enter_somebody(tmp_path)
    desks.prepare()
    assert "Comité de pilotage des directions, jeudi 10 décembre 2026" in desks.groups()
    folder = tmp_path / "documents" / "2026-12-10-directions"
    assert (folder / "ordre-du-jour-directions-2026-12-10.docx").is_file()


def enter_somebody(folder: Path) -> None:
    import openpyxl

    [file] = folder.glob("*.xlsx")
    book = openpyxl.load_workbook(file)
    header = [str(cell.value).removesuffix(" *") for cell in book["Un"][2]]
    entry: tuple[Any, ...] = ANNA[:6]
    for title, value in zip(HEADERS[:6], entry, strict=True):
        near = next(n for n, one in enumerate(header, 1) if one.startswith(title[:6]))
        book["Un"].cell(3, near, value)
    book.save(file)


@pytest.fixture
def planned(case: Case) -> Case:
    rows = (MEETINGS, ("directions", date(2026, 12, 3), "14h", "Mairie", ""))
    return case.make({"Un": (HEADERS, OMAR), "Réunions": rows})


def test_a_day_in_the_tab_is_the_windows_too(planned: Case) -> None:
    desks = Desks(planned.folder / "config.yaml")
    # Nothing was read yet but that tab; and nothing at all where somebody has the workbook open.
    assert desks.steps() == ["Préparer la réunion du jeudi 3 décembre 2026"]
    desks.prepare()
    assert "Comité de pilotage des directions, jeudi 3 décembre 2026" in desks.groups()


def test_a_workbook_that_cannot_be_read_meanwhile_keeps_its_days(planned: Case) -> None:
    desks = Desks(planned.folder / "config.yaml")
    assert desks.steps() == ["Préparer la réunion du jeudi 3 décembre 2026"]
    (planned.folder / "essai.xlsx").write_bytes(b"half of it")
    assert desks.steps() == ["Préparer la réunion du jeudi 3 décembre 2026"]


def test_lists_go_to_another_tab_where_the_staff_have_one_of_that_name(case: Case) -> None:
    own = (("Listes", "Autre"), ("Bus", "Vélo"))
    case.make({"Un": (HEADERS, ANNA), "Listes": own}, "leave: [Listes]\n")
    # Whoever adopted the workbook left the tab aside: nothing of it is ours.
    config = case.folder / "config.yaml"
    desks = Desks(config)
    assert "Listes de choix" in desks.ask("complete")["message"]
    desks.ask("complete", add=True)
    assert {"Listes", "Listes de choix", "Saisie"} <= set(case.tabs())
    assert desks.ask("complete")["lacks"] is False


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": "autre"}, "n’existe pas"),
        ({"time": "25h"}, "n’est pas une heure"),
        ({"week": 7}, "Rien n’a été changé"),
        ({"weekday": "dimanche"}, "Rien n’a été changé"),
    ],
)
def test_no_day_is_refused_and_config_stays(
    planned: Case, changes: dict[str, Any], told: str
) -> None:
    config = planned.folder / "config.yaml"
    before = config.read_bytes()
    day = {"name": "directions", "week": 1, "weekday": "mardi", "time": "9h30", "place": ""}
    with pytest.raises(Exception, match=told):
        Desks(config).ask("hold", **{**day, **changes})
    assert config.read_bytes() == before


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with window(390) as opened:
        yield opened


@pytest.mark.browser
def test_the_day_is_fixed_on_the_page_and_what_was_corrected_is_prepared_again(
    case: Case, page: Page
) -> None:
    case.make({"Un": (HEADERS, OMAR)})
    desks = Desks(case.folder / "config.yaml")
    with served(desks.window.application()) as address:
        page.open(f"{address}/#{desks.window.secret}")
        page.sees("#next", "Fixer le jour de la réunion")
        page.click("#next")
        page.sees("#dialog", "Pas encore fixée")
        assert page.audit() == []
        assert not page.too_wide
        page.click("#dialog-yes")
        page.sees("#status", "la prochaine est le mardi 1er décembre 2026")
        page.click("#next")
        page.sees("#again", "Préparer de nouveau")
        first = desks.window.job
        page.click("#again")
        until(lambda: desks.window.job is not first and desks.window.job.done)
        assert desks.window.job.error == ""
        assert page.audit() == []
