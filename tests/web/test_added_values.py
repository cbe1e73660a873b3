"""A value that the coordinator adds to a list is offered, kept and asked about on a phone too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheets_sync.commands.by_itself.serve import CurrentInbox
from sheets_sync.release.door import Door
from sheets_sync.web.phone.rate import Rate
from sheets_sync.web.phone.serve import application
from sheets_sync.workspace import open_workspace
from tests.entry.list_office import LIST, NEW, ListOffice
from tests.serving import served
from tests.web.counter import DAY, FANTA, Counter

LEFT = {"date_sortie": "20/11/2026", "motif_sortie": NEW}


@pytest.fixture
def office(tmp_path: Path) -> ListOffice:
    return ListOffice(tmp_path)


@pytest.fixture
def desk(office: ListOffice) -> Iterator[Counter]:
    workspace = open_workspace(office.folder / "config.yaml", "serve")
    rate, door = Rate(1_000, 0.0), Door(workspace.audiences)
    form = application(CurrentInbox(workspace), door, workspace.programme, lambda: DAY, rate)
    with served(form) as address:
        yield Counter(office.case, address, workspace.history, rate)


def offered(desk: Counter) -> list[str]:
    fields = desk.ask("form")["fields"]
    return next(list(field["options"]) for field in fields if field["id"] == "motif_sortie")


def test_it_is_offered_from_the_next_run_on(office: ListOffice, desk: Counter) -> None:
    office.add(NEW)
    assert NEW not in offered(desk)
    office.run()
    assert offered(desk)[-1] == NEW
    office.answer("CDI")
    office.run()
    assert offered(desk)[-1] == NEW


def test_it_stands_in_the_tab_as_it_was_chosen(office: ListOffice, desk: Counter) -> None:
    office.add(NEW)
    office.run()
    offered(desk)
    said = desk.post("send", {"key": "1", "texts": FANTA | LEFT}).json()
    assert said["outcome"] == "added", said
    office.answer("CDI")
    office.run()
    offered(desk)
    other = FANTA | LEFT | {"nom": "SOW"}
    assert desk.post("send", {"key": "2", "texts": other}).json()["outcome"] == "added"
    column = office.cells("Un", 2).index(LIST)
    assert [office.cells("Un", row)[column] for row in (4, 5)] == [NEW, NEW]
    assert office.positive_exits() == 3


def test_who_has_it_is_changed_and_nothing_is_said_to_lack(
    office: ListOffice, desk: Counter
) -> None:
    office.leave(NEW)
    office.add(NEW)
    # Who left for a reason that somebody else is asked about has given one.
    assert office.rules() == {"choice.added"}
    office.run()
    offered(desk)
    who = {"who": {"nom": "diallo", "prenom": "awa"}}
    [person] = desk.post("find", who).json()["people"]
    assert person["motif_sortie"] == NEW
    sent = {"seen": person, "shown": person, "texts": {"commune": "Cenon"}}
    assert desk.post("change", sent).json()["outcome"] == "added"


def test_it_is_a_choice_of_the_xlsform(office: ListOffice) -> None:
    def labels() -> list[Any]:
        file = office.folder / "kobo.xlsx"
        result = office.case.run("forms", "xlsform", "participant", str(file))
        assert result.exit_code == 0, result.output
        rows = openpyxl.load_workbook(file)["choices"].iter_rows(values_only=True)
        return [row[-1] for row in rows]

    assert NEW not in labels()
    office.add(NEW)
    office.run()
    assert NEW in labels()
