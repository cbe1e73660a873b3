"""A value added to « Listes » is a choice at once, and counts once the coordinator said how."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from forms.headers.matching import letters
from tests.conftest import Case, write_book, write_config
from tests.history.memories import history_of
from tests.typing_commands import plain

LIST, NEW = "Motif de sortie", "Alternance longue durée"


class Office:
    """A programme that was set up, with one person who left."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "essai.xlsx"
        write_config(folder, ["Un"])
        self.case = Case(folder)
        result = self.case.run("setup")
        assert result.exit_code == 0, result.output
        self.leave("CDI")

    def edit(self, tab: str, values: dict[str, Any]) -> None:
        book = openpyxl.load_workbook(self.file)
        for cell, value in values.items():
            book[tab][cell] = value
        book.save(self.file)

    def cells(self, tab: str, row: int) -> list[Any]:
        return [cell.value for cell in openpyxl.load_workbook(self.file)[tab][row]]

    def leave(self, reason: str) -> None:
        header = self.cells("Un", 2)
        values = {
            "Nom *": "DIALLO",
            "Prénom *": "Awa",
            "Date de naissance *": date(1995, 3, 12),
            "Entrée dans le programme *": date(2026, 1, 5),
            "Date de sortie": date(2026, 10, 1),
            LIST: reason,
        }
        self.edit("Un", {f"{letters(header.index(k))}3": v for k, v in values.items()})

    def list_column(self) -> list[Any]:
        sheet = openpyxl.load_workbook(self.file)["Listes"]
        column = [cell.value for cell in sheet[1]].index(LIST) + 1
        return [c.value for (c,) in sheet.iter_rows(min_col=column, max_col=column) if c.value]

    def add(self, value: str) -> None:
        sheet = openpyxl.load_workbook(self.file)["Listes"]
        column = [cell.value for cell in sheet[1]].index(LIST)
        letter = letters(column)
        self.edit("Listes", {f"{letter}{len(self.list_column()) + 1}": value})

    def run(self) -> str:
        result = self.case.run("consolidate")
        assert result.exit_code == 0, result.output
        return plain(result.output)

    def questions(self) -> list[tuple[int, dict[str, Any]]]:
        sheet = openpyxl.load_workbook(self.file)["Anomalies"]
        header = [str(cell.value) for cell in sheet[4]]
        found: list[tuple[int, dict[str, Any]]] = []
        for number, cells in enumerate(sheet.iter_rows(min_row=5, values_only=True), 5):
            row = dict(zip(header, cells, strict=True))
            if str(row["Code"]).startswith("list.added"):
                found.append((number, row))
        return found

    def answer(self, text: str) -> None:
        [(row, _)] = self.questions()
        self.edit("Anomalies", {f"K{row}": text})

    def rules(self) -> set[str]:
        return {a["rule"] for a in self.case.check()["anomalies"] if a["row"] == 3}

    def positive_exits(self) -> Any:
        found = json.loads(self.case.run("indicators", "--json").stdout)
        return next(o["value"] for o in found if o["id"] == "sorties_positives" and not o["siae"])


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_it_is_a_choice_at_once_and_counts_nowhere_until_it_is_said_how(office: Office) -> None:
    office.leave(NEW)
    assert "choice.suggested" in office.rules()
    office.add(NEW)
    assert "choice.added" in office.rules()
    assert "choice.suggested" not in office.rules()
    assert office.positive_exits() == 0
    office.run()
    [(_, question)] = office.questions()
    assert question["Gravité"] == "À décider"
    office.answer("CDI")
    assert "compte désormais comme « CDI »" in office.run()
    assert office.questions() == []
    assert office.positive_exits() == 1
    assert office.rules().isdisjoint({"choice.added", "choice.suggested"})
    assert "désormais" not in office.run()


def test_setup_keeps_it_and_a_row_that_is_removed_removes_no_choice(office: Office) -> None:
    office.leave(NEW)
    office.add(NEW)
    office.run()
    assert office.case.run("setup").exit_code == 0
    assert office.list_column()[-1] == NEW
    book = openpyxl.load_workbook(office.file)
    sheet = book["Listes"]
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.value = None
    book.save(office.file)
    assert office.rules().isdisjoint({"choice.suggested", "choice.unknown"})
    assert len(history_of(office.case).list_values.read()) == 1


def test_what_is_no_answer_leaves_the_question_and_is_told(office: Office) -> None:
    office.add(NEW)
    office.run()
    office.answer("je ne sais pas")
    assert "n'est pas une valeur de la liste" in office.run()
    assert len(office.questions()) == 1
    office.answer("Ne pas compter")
    assert "n'est compté nulle part" in office.run()
    assert office.questions() == []


@pytest.mark.parametrize(
    "hostile", ["awa.diallo@exemple.fr", "x" * 200, "2 85 05 78 006 084 36", "???"]
)
def test_what_can_be_no_choice_is_told_with_its_cell(office: Office, hostile: str) -> None:
    office.add(hostile)
    told = [a for a in office.case.check()["anomalies"] if a["rule"] == "list.refused"]
    assert [a["tab"] for a in told] == ["Listes"]
    assert told[0]["cell"][-2:].isdigit()
    assert hostile not in told[0]["message"]


def test_a_siae_is_added_in_config_and_not_in_a_list(office: Office) -> None:
    header = office.cells("Listes", 1)
    title = next(text for text in header if text.startswith(("SIAE", "Proposé")))
    letter = letters(header.index(title))
    office.edit("Listes", {f"{letter}9": "Atelier de plus"})
    assert "list.siae" in {a["rule"] for a in office.case.check()["anomalies"]}


def test_a_tab_of_the_staffs_own_that_is_called_so_is_no_list_of_ours(tmp_path: Path) -> None:
    write_config(tmp_path, ["Un"])
    rows = (("Nom", "Prénom", "Entrée dans le programme"), ("DIALLO", "Awa", date(2026, 1, 5)))
    own = ((LIST, "Autre"), (NEW, "x"))
    write_book(tmp_path / "essai.xlsx", {"Un": rows, "Listes": own})
    assert not any(a["rule"].startswith("list.") for a in Case(tmp_path).check()["anomalies"])
