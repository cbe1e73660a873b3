"""A value added to « Listes » is a choice at once, and counts once the coordinator said how."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from forms.headers.matching import letters
from forms.loading import load_form
from tests.conftest import CROWD, HEADERS, Case, write_book, write_config
from tests.entry.list_office import LIST, NEW, ListOffice
from tests.history.memories import history_of


@pytest.fixture
def office(tmp_path: Path) -> ListOffice:
    return ListOffice(tmp_path)


def test_it_is_a_choice_at_once_and_counts_nowhere_until_it_is_said_how(office: ListOffice) -> None:
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


def test_what_it_may_count_as_is_a_drop_down_beside_the_question(office: ListOffice) -> None:
    office.leave(NEW)
    office.add(NEW)
    office.add("Mobilité choisie, dans la région")
    office.run()
    sheet = openpyxl.load_workbook(office.file)["Anomalies"]
    asked = [f"K{row}" for row, _ in office.questions()]
    rules = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    [source] = {one.formula1 for one in rules if str(one.sqref) in asked}
    assert len(asked) == 2
    assert source.startswith("OFFSET('Anomalies'!$N$5,")
    offered = [sheet[f"N{row}"].value for row in range(5, sheet.max_row + 1)]
    assert {"CDI", "ne pas compter"} <= set(offered)
    assert NEW not in offered
    office.answer_at(asked[0], "ne pas compter")
    assert "n'est compté nulle part" in office.run()


def test_setup_keeps_it_and_a_row_that_is_removed_removes_no_choice(office: ListOffice) -> None:
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


def test_a_value_whose_row_is_removed_before_the_answer_is_asked_about_all_the_same(
    office: ListOffice,
) -> None:
    office.leave(NEW)
    office.add(NEW)
    office.run()
    book = openpyxl.load_workbook(office.file)
    del book["Listes"]
    book.save(office.file)
    office.run()
    assert "choice.added" in office.rules()
    assert len(json.loads(office.case.run("decide", "--json").stdout)["questions"]) == 1
    assert office.case.run("setup").exit_code == 0
    assert office.list_column().count(NEW) == 1
    office.answer("CDI")
    assert "compte désormais comme « CDI »" in office.run()
    assert office.positive_exits() == 1


def test_another_word_for_a_choice_stays_in_the_list_and_is_asked_of_nobody(
    office: ListOffice,
) -> None:
    office.add("Emploi en CDI")
    office.run()
    assert office.questions() == []
    assert office.case.run("setup").exit_code == 0
    assert office.list_column()[-1] == "Emploi en CDI"


def test_a_column_that_holds_nothing_but_an_added_value_is_that_field(tmp_path: Path) -> None:
    own = "Départ en Belgique"
    people = [(*cells[:6], date(2026, 11, 2), own, "") for cells in CROWD]
    case = Case(tmp_path).make({"Un": (HEADERS, *people)})
    office = ListOffice.of(case)
    office.add(own)
    for answer in ("", "Déménagement"):
        if answer:
            office.answer(answer)
        office.run()
        said = case.run("setup", "--columns", "--dry-run")
        assert said.exit_code == 0, said.output
        assert LIST not in said.output
    assert "column.unlike_title" not in {each["rule"] for each in case.check()["anomalies"]}


def test_what_is_no_answer_leaves_the_question_and_is_told(office: ListOffice) -> None:
    office.add(NEW)
    office.run()
    office.answer("je ne sais pas")
    assert "n'est pas une valeur de la liste" in office.run()
    assert len(office.questions()) == 1
    office.answer("Ne pas compter")
    assert "n'est compté nulle part" in office.run()
    assert office.questions() == []
    office.leave(NEW)
    assert office.rules() == {"choice.not_counted"}
    assert office.positive_exits() == 0


@pytest.mark.parametrize(
    "hostile",
    [
        "awa.diallo@exemple.fr",
        "x" * 200,
        "2 85 05 78 006 084 36",
        "....",
        "06 12 34 56 78",
        "Appeler le +33 6 12 34 56 78",
        "612345678",
    ],
)
def test_what_can_be_no_choice_is_told_with_its_cell(office: ListOffice, hostile: str) -> None:
    office.add(hostile)
    told = [a for a in office.case.check()["anomalies"] if a["rule"] == "list.refused"]
    assert [a["tab"] for a in told] == ["Listes"]
    assert told[0]["cell"][-2:].isdigit()
    assert hostile not in told[0]["message"]


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("à voir", "list.pending"),
        ("NC", "list.pending"),
        ("???", "list.pending"),
        ("=1/0", "list.no_value"),
    ],
)
def test_what_waits_and_a_formula_without_a_value_are_no_choices(
    office: ListOffice, typed: str, rule: str
) -> None:
    office.add(typed)
    told = [a["rule"] for a in office.case.check()["anomalies"] if a["tab"] == "Listes"]
    assert told == [rule]
    office.run()
    assert office.questions() == []
    assert history_of(office.case).list_values.read() == []


def test_what_is_understood_whole_counts_as_before_and_is_asked_of_nobody(
    office: ListOffice,
) -> None:
    office.leave("CDD 8 mois")
    assert (office.rules(), office.positive_exits()) == (set(), 1)
    office.add("CDD 8 mois")
    assert (office.rules(), office.positive_exits()) == (set(), 1)
    office.run()
    assert office.questions() == []
    assert json.loads(office.case.run("decide", "--json").stdout)["questions"] == []
    assert office.case.run("setup").exit_code == 0
    assert office.list_column()[-1] == "CDD 8 mois"
    assert (office.rules(), office.positive_exits()) == (set(), 1)


@pytest.mark.parametrize("name", ["Awa DIALLO", "awa", "Diallo"])
def test_a_participant_is_no_choice_and_is_named_nowhere(office: ListOffice, name: str) -> None:
    office.add(name)
    told = [a for a in office.case.check()["anomalies"] if a["tab"] == "Listes"]
    assert [a["rule"] for a in told] == ["list.refused"]
    said = office.run()
    assert name not in said
    assert office.questions() == []
    assert history_of(office.case).list_values.read() == []


def test_a_siae_is_added_in_config_and_not_in_a_list(office: ListOffice) -> None:
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


def test_the_list_of_the_staffs_own_drop_downs_is_read_back_too(tmp_path: Path) -> None:
    write_config(tmp_path, ["Un"])
    choices = [choice.value for choice in load_form("participant").field("motif_sortie").options]
    title = ("Nom", "Prénom", "Entrée dans le programme", "Date de sortie", LIST)
    row = ("DIALLO", "Awa", date(2026, 1, 5), date(2026, 10, 1), NEW)
    own = ((LIST, "Salles"), *((choice, "R12") for choice in [*choices, NEW]))
    write_book(tmp_path / "essai.xlsx", {"Un": (title, row), "Listes déroulantes": own})
    found = Case(tmp_path).check()["anomalies"]
    asked = [each["tab"] for each in found if each["rule"] == "list.added"]
    assert asked == ["Listes déroulantes"]
    assert "choice.suggested" not in {each["rule"] for each in found}
