"""What only the coordinator can decide is decided by a command too, for the next run."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.loading import load_form
from sheets_sync.deciding.difference_texts import difference_text
from sheets_sync.outside.reconcile import Difference
from sheets_sync.web.window.window import Window
from tests.conftest import AS_OF, Case, write_book, write_config
from tests.entry.list_office import NEW, ListOffice
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


def test_the_window_decides_by_what_it_read_last(tmp_path: Path) -> None:
    office = ListOffice(tmp_path)
    office.leave(NEW)
    office.add(NEW)
    window = Window(tmp_path / "config.yaml", lambda: date.fromisoformat(AS_OF))
    assert window.work["decisions"]({}).content == {"read": False, "questions": []}
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
