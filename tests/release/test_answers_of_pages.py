"""What the window and the phone's form are answered, read to the last word by an attacker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.commands.by_itself.serve import CurrentInbox
from sheets_sync.config_edit import read_section
from sheets_sync.errors import Refusal
from sheets_sync.stages.door_before_reading import door_before_reading
from sheets_sync.web.phone.rate import Rate
from sheets_sync.web.phone.serve import application
from sheets_sync.web.window.window import Window
from sheets_sync.workspace import open_workspace
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case
from tests.serving import served, until
from tests.web.counter import DAY, Counter

AWA = "Awa Diallo"
NAMED_IN_CONFIG = f"""\
meetings:
  directions: {{title: Comité autour d'{AWA}, place: Chez {AWA}}}
funders:
  dreets: {{name: DREETS, title: Parcours d'{AWA}, convention: Dossier {AWA}}}
"""
POINT = ("directions", f"Situation d'{AWA}, née le 12/03/1995", "Un")
ASKED_BY_NAME = {
    "about",
    "adopt",
    "begin",
    "browse",
    "exports",
    "held_on",
    "leave",
    "look",
    "look_tab",
}
"""What is asked for by a person's name or sends a file's place back; « about » is beside it."""


@pytest.fixture
def named(case: Case) -> Case:
    agenda = (("Réunion", "Sujet", "Proposé par"), POINT)
    case.make({"Un": (HEADERS, ANNA, OMAR), "Ordre du jour": agenda}, NAMED_IN_CONFIG)
    config = case.folder / "config.yaml"
    config.write_text(
        config.read_text("utf-8").replace("programme: Essai", f"programme: Avec {AWA}"), "utf-8"
    )
    return case


class Page:
    """The window's page, and all that it was answered."""

    def __init__(self, folder: Path) -> None:
        self.opened: list[Path] = []
        self.window = Window(
            folder / "config.yaml",
            lambda: date.fromisoformat(AS_OF),
            open_document=self.opened.append,
        )

    def ask(self, what: str, /, **data: Any) -> dict[str, Any]:
        return self.window.work[what](data).content

    def done(self, what: str, /, **data: Any) -> None:
        self.ask(what, **data)
        until(lambda: self.window.job.done)
        assert self.window.job.error == ""

    def all_answers(self) -> Iterator[tuple[str, str]]:
        """Everything there is to ask, without telling it more than it takes."""
        yield "about", json.dumps(self.ask("about"), ensure_ascii=False)
        for what in self.window.work.keys() - ASKED_BY_NAME:
            with suppress(Refusal, KeyError, TypeError):
                yield what, json.dumps(self.ask(what), ensure_ascii=False)

    def telling(self) -> list[str]:
        answers = list(self.all_answers())
        assert len(answers) > 10
        return [what for what, answer in answers if AWA.split()[0] in answer or "1995" in answer]


@pytest.fixture
def page(named: Case) -> Page:
    """A window that is opened on the day after a run."""
    assert named.run("prepare").exit_code == 0
    return Page(named.folder)


def test_the_window_tells_nobody_s_name_before_and_after_it_reads_the_tabs(page: Page) -> None:
    assert page.telling() == []
    page.done("run", what="check")
    assert page.telling() == []
    page.done("run", what="prepare")
    assert page.telling() == []
    assert page.ask("state")["programme"] == "Avec [nom retiré]"


def test_a_refusal_tells_nobody_s_name_either(page: Page) -> None:
    day = {"name": f"Point sur {AWA}", "week": 2, "weekday": "jeudi", "time": "9h", "place": ""}
    with pytest.raises(Refusal, match="nom retiré"):
        page.ask("hold", **day)


def test_the_coordinator_is_shown_whom_she_asks_for(page: Page) -> None:
    page.done("held_on", who=AWA)
    assert "DIALLO" in page.ask("progress")["result"]["text"]


def test_documents_whose_place_names_somebody_open_all_the_same(named: Case) -> None:
    folder = named.folder.rename(named.folder.parent / f"{named.folder.name} {AWA}")
    assert Case(folder).run("prepare").exit_code == 0
    page = Page(folder)
    assert page.telling() == []
    document = page.ask("documents")["groups"][0]["documents"][0]
    assert AWA not in document["path"]
    page.ask("open", path=document["path"])
    [opened] = page.opened
    assert opened.is_file()


def test_copies_whose_place_names_somebody_are_compared_all_the_same(named: Case) -> None:
    folder = named.folder.rename(named.folder.parent / f"{named.folder.name} {AWA}")
    assert Case(folder).run("prepare").exit_code == 0
    assert Case(folder).run("prepare", as_of="2026-11-24").exit_code == 0
    page = Page(folder)
    copy = page.ask("copies")["copies"][0]
    assert AWA not in copy["copy"]
    assert "tabs" in page.ask("compare", copy=copy["copy"])


def test_a_place_that_nobody_changed_stays_in_config_as_it_was_typed(page: Page) -> None:
    [meeting] = [one for one in page.ask("meetings")["meetings"] if one["name"] == "directions"]
    assert meeting["place"] == "Chez [nom retiré]"
    day = {"name": "directions", "week": 2, "weekday": "jeudi", "time": "9h"}
    page.ask("hold", **day, place=meeting["place"])
    assert read_section(page.window.file, "meetings")["directions"]["place"] == f"Chez {AWA}"
    page.ask("hold", **day, place="Mairie")
    assert read_section(page.window.file, "meetings")["directions"]["place"] == "Mairie"


def test_the_phone_s_form_tells_no_name_of_another_tab(named: Case) -> None:
    assert named.run("prepare").exit_code == 0
    workspace = open_workspace(named.folder / "config.yaml")
    rate, door = Rate(1_000, 0.0), door_before_reading(workspace, DAY)
    served_form = application(CurrentInbox(workspace), door, workspace.programme, lambda: DAY, rate)
    with served(served_form) as address:
        answer = Counter(named, address, workspace.history, rate).ask("form")
    assert answer["programme"] == "Avec [nom retiré]"
    assert AWA not in json.dumps(answer, ensure_ascii=False)
