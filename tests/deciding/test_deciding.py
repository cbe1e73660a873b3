"""What only the coordinator can decide is decided by a command too, for the next run."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from forms.loading import load_form
from sheets_sync.deciding.difference_texts import difference_text
from sheets_sync.outside.difference import Difference
from sheets_sync.web.window.window import Window
from tests.conftest import AS_OF, Case, write_book, write_config
from tests.entry.list_office import NEW, ListOffice
from tests.history.memories import history_of
from tests.serving import until
from tests.short_hours import AWA, HEADERS, RULE
from tests.typing_commands import plain

OMAR = ("AHMADI", "Omar", date(1990, 1, 5), date(2026, 2, 3), "CDDI", 26)
LIKELY = ("AHMADI", "Omar", date(1990, 1, 6), date(2026, 2, 3), "CDDI", 26)


@pytest.fixture
def programme(tmp_path: Path) -> Case:
    write_config(tmp_path, ["Un", "Deux"])
    write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, AWA, OMAR), "Deux": (HEADERS, LIKELY)})
    return Case(tmp_path)


def prepared(case: Case) -> Case:
    result = case.run("consolidate")
    assert result.exit_code == 0, result.output
    return case


def questions(case: Case, kind: str) -> list[dict[str, Any]]:
    found = json.loads(case.run("decide", "--json").stdout)["questions"]
    return [one for one in found if one["kind"] == kind]


def shown(case: Case, code: str) -> str:
    """The code as « Anomalies » has it."""
    sheet = openpyxl.load_workbook(case.folder / "essai.xlsx")["Anomalies"]
    return next(str(row[11]) for row in sheet.values if code[2:] in str(row[11]))


def type_beside(case: Case, code: str, letter: str, text: str) -> int:
    """Type an answer into « Anomalies », in the first row of a code; gives its number."""
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    sheet = book["Anomalies"]
    row = next(cell.row for cell in sheet["L"] if code[2:] in str(cell.value))
    sheet[f"{letter}{row}"] = text
    book.save(case.folder / "essai.xlsx")
    return int(row)


def rules(case: Case) -> list[tuple[str, bool]]:
    """The rule of each anomaly, and whether it is accepted."""
    return [(one["rule"], "accepted" in one) for one in case.check()["anomalies"]]


def test_an_exception_is_accepted_with_its_reason_and_without_names_in_it(programme: Case) -> None:
    case = prepared(programme)
    [question] = questions(case, "exception")
    assert [row["cell"] for row in question["rows"]] == ["F2"]
    said = case.run("decide", f"{RULE} {question['code']}", "Vu avec Awa DIALLO et le préfet")
    assert plain(said.stdout).startswith("Accepté, avec son motif : Un, F2.")
    assert questions(case, "exception") == []
    assert (RULE, True) in rules(case)
    prepared(case)
    assert (RULE, True) in rules(case)
    held = (case.folder / "historique" / "memoire.sqlite").read_bytes()
    assert "le préfet".encode() in held
    assert b"DIALLO" not in held


def test_the_next_run_names_what_was_accepted_once(programme: Case) -> None:
    case = prepared(programme)
    [question] = questions(case, "exception")
    case.run("decide", question["code"], "Dérogation")
    told = "1 point accepté avec son motif : Un ! F2."
    case.run("check")  # a look does not count as having told it
    assert told in plain(case.run("prepare").output)
    assert told not in plain(case.run("prepare").output)


def test_it_is_taken_back_by_no(programme: Case) -> None:
    case = prepared(programme)
    [question] = questions(case, "exception")
    case.run("decide", question["code"], "Dérogation")
    assert (RULE, True) in rules(case)
    assert "reste à vérifier" in plain(case.run("decide", question["code"], "non").stdout)
    assert (RULE, False) in rules(case)


def accepted_in_the_sheet(case: Case) -> str:
    """The code of what was accepted in « Anomalies », and prepared since."""
    [question] = questions(prepared(case), "exception")
    type_beside(case, question["code"], "J", "Dérogation")
    prepared(case)
    return str(question["code"])


def test_what_was_accepted_in_the_sheet_is_taken_back_by_no(programme: Case) -> None:
    code = accepted_in_the_sheet(programme)
    told = plain(programme.run("decide", shown(programme, code), "non").stdout)
    assert "F2 reste à vérifier" in told
    assert [one["code"] for one in questions(programme, "exception")] == [code]
    assert (RULE, False) in rules(programme)
    assert "accepté avec son motif" not in plain(programme.run("prepare").output)
    prepared(programme)
    assert (RULE, False) in rules(programme)
    type_beside(programme, code, "J", "Dérogation")
    prepared(programme)
    assert (RULE, True) in rules(programme)


def test_a_newer_reason_is_not_undone_by_the_one_that_the_sheet_shows_still(
    programme: Case,
) -> None:
    code = accepted_in_the_sheet(programme)
    for reason in ("Avenant signé", "Convention du 3 mars"):
        assert programme.run("decide", code, reason).exit_code == 0
    prepared(programme)
    [kept] = history_of(programme).accepted.read().values()
    assert (kept.reason, kept.shown) == ("Convention du 3 mars", "")


def test_nothing_is_decided_against_what_the_sheet_says(programme: Case) -> None:
    case = prepared(programme)
    code = questions(case, "exception")[0]["code"]
    row = type_beside(case, code, "J", "Dérogation")
    before = (case.folder / "historique" / "memoire.sqlite").read_bytes()
    told = case.run("decide", code, "Avenant signé")
    assert told.exit_code == 2
    assert f"Anomalies, ligne {row} : il y est déjà répondu autrement" in plain(told.output)
    assert (case.folder / "historique" / "memoire.sqlite").read_bytes() == before
    assert case.run("decide", code, "Dérogation").exit_code == 0


def test_a_reason_taken_out_of_the_sheet_is_an_answer_too(programme: Case) -> None:
    code = accepted_in_the_sheet(programme)
    type_beside(programme, code, "J", "")
    assert programme.run("decide", code, "Avenant signé").exit_code == 2
    assert programme.run("decide", code, "non").exit_code == 0
    assert (RULE, False) in rules(programme)


def test_the_same_in_two_rows_of_a_person_is_asked_and_told_of_both(tmp_path: Path) -> None:
    write_config(tmp_path, ["Un"])
    again = (*AWA[:3], date(2025, 2, 3), *AWA[4:])
    write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, AWA, again)})
    case = prepared(Case(tmp_path))
    asked = questions(case, "exception")
    [question] = [one for one in asked if one["rows"][0]["cell"] == "F2"]
    assert [row["cell"] for row in question["rows"]] == ["F2", "F3"]
    told = plain(case.run("decide", question["code"], "Dérogation").stdout)
    assert told.startswith("Accepté, avec son motif : Un, F2 et F3.")
    assert "2 points acceptés, chacun avec son motif : Un ! F2 et Un ! F3" in plain(
        case.run("prepare").output
    )


def test_two_rows_are_said_to_be_one_person(programme: Case) -> None:
    case = prepared(programme)
    [question] = questions(case, "same_person")
    assert question["choices"] == ["oui", "non"]
    assert "une seule personne" in plain(case.run("decide", question["code"], "oui").stdout)
    assert questions(case, "same_person") == []
    assert len({row["person"] for row in case.export()}) == 2


def test_a_value_added_to_a_list_counts_as_is_said_and_another_mind_is_heard(
    tmp_path: Path,
) -> None:
    office = ListOffice(tmp_path)
    office.leave(NEW)
    office.add(NEW)
    prepared(office.case)
    [question] = questions(office.case, "list_value")
    assert {"CDI", "ne pas compter"} <= set(question["choices"])
    assert "compte désormais" in plain(office.case.run("decide", question["code"], "cdi").stdout)
    assert questions(office.case, "list_value") == []
    assert office.positive_exits() == 1
    office.case.run("decide", question["code"], "Ne pas compter")
    assert office.positive_exits() == 0
    prepared(office.case)
    assert office.questions() == []


def test_a_value_is_not_said_to_count_otherwise_than_the_sheet_says(tmp_path: Path) -> None:
    office = ListOffice(tmp_path)
    office.add(NEW)
    prepared(office.case)
    [question] = questions(office.case, "list_value")
    office.answer("CDI")
    told = office.case.run("decide", question["code"], "ne pas compter")
    assert told.exit_code == 2
    assert "c'est la feuille qui compte" in plain(told.output)
    assert "compte désormais" in plain(office.case.run("decide", question["code"], "cdi").stdout)


def test_the_window_decides_by_what_it_read_last(tmp_path: Path) -> None:
    office = ListOffice(tmp_path)
    office.leave(NEW)
    office.add(NEW)
    window = Window(tmp_path / "config.yaml", lambda: date.fromisoformat(AS_OF))
    assert window.work["decisions"]({}).content["read"] is False
    window.work["run"]({"what": "check"})
    until(lambda: window.job.done)
    [question] = window.work["decisions"]({}).content["questions"]
    assert (question["kind"], question["canAnswer"]) == ("list_value", True)
    window.work["decide"]({"code": question["code"], "answer": "CDI"})
    assert window.work["decisions"]({}).content["questions"] == []
    assert office.positive_exits() == 1


@pytest.mark.parametrize(
    ("code", "answer", "told"),
    [
        ("A-0123456789ABCDEF", "parce que", "Aucune question n'attend"),
        ("'; DROP", "oui", "Aucune question n'attend"),
        ("same_person", "peut-être", "Réponses possibles : oui, non."),
        ("exception", " ", "il faut un motif"),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_kept(
    programme: Case, code: str, answer: str, told: str
) -> None:
    case = prepared(programme)
    of_kind = questions(case, code)
    before = rules(case)
    result = case.run("decide", of_kind[0]["code"] if of_kind else code, answer)
    assert result.exit_code == 2
    assert told in plain(result.output)
    assert rules(case) == before


def test_nothing_is_accepted_of_people_that_no_run_has_kept(programme: Case) -> None:
    [question] = questions(programme, "exception")
    result = programme.run("decide", question["code"], "Dérogation")
    assert (result.exit_code, "Préparer d'abord" in plain(result.output)) == (2, True)


def test_a_dry_run_keeps_nothing(programme: Case) -> None:
    case = prepared(programme)
    [question] = questions(case, "exception")
    said = plain(case.run("decide", question["code"], "Dérogation", "--dry-run").stdout)
    assert "Rien n'est écrit." in said
    assert len(questions(case, "exception")) == 1


def test_a_day_known_by_its_month_is_printed_as_people_write_it() -> None:
    here, there = "2026-12", date(2027, 1, 31)
    one = Difference("differs", "Un", "Un", 2, "A2", "contrat_fin", here, there, file_row=2)
    text = plain(difference_text(one, load_form("participant")))
    assert "décembre 2026" in text
    assert "2026-12" not in text
