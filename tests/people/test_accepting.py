"""A point that is right all the same is accepted once, and lapses where its value changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import Result

from tests.conftest import Case, Rows, write_book, write_config
from tests.desks import Desk, FileDesk, Programme
from tests.history.memories import history_of
from tests.short_hours import AWA, HEADERS, RULE
from tests.typing_commands import plain

OMAR: tuple[Any, ...] = ("AHMADI", "Omar", date(1990, 1, 5), date(2026, 2, 3), "CDDI", 18)
SEMHAR = ("TESFAY", "Semhar", date(1992, 5, 7), date(2026, 2, 3), "CDDI", 26)
REASON = "Dérogation du préfet du 3 mars"


class Office:
    """A programme whose coordinator works in « Anomalies »."""

    def __init__(self, desk: Desk, run: Callable[..., Result], folder: Path) -> None:
        self.desk, self.run, self.folder = desk, run, folder

    @property
    def accepted_by_memory(self) -> int:
        return len(history_of(Case(self.folder)).accepted.read())

    def prepare(self, day: str = "2026-11-23") -> str:
        """What a run says; its sheets are all that is looked at here."""
        result = self.run("consolidate", as_of=day)
        assert result.exit_code == 0, result.output
        return plain(result.output)

    def rows(self) -> list[dict[str, Any]]:
        """The rows of Anomalies, by header, with their number."""
        grid = self.desk.open().read("Anomalies").rows
        header = next(row for row in grid if "Gravité" in row)
        top = grid.index(header)
        titles = [str(cell) for cell in header]
        return [
            {**dict(zip(titles, cells, strict=True)), "": number}
            for number, cells in enumerate(grid[top + 1 :], top + 2)
        ]

    def about(self, rule: str = RULE, standing: str = "") -> list[dict[str, Any]]:
        return [
            row
            for row in self.rows()
            if str(row["Code"]).startswith(rule) and standing in ("", row["Gravité"])
        ]

    def accept(self, row: dict[str, Any], reason: str = REASON) -> None:
        self.desk.type("Anomalies", f"J{row['']}", reason)

    def told(self) -> list[dict[str, Any]]:
        """What `check --json` says of the rule."""
        found = json.loads(self.run("check", "--json").stdout)["anomalies"]
        return [one for one in found if one["rule"] == RULE]


def one_accepted(folder: Path) -> Office:
    """A programme in a file, whose one point is accepted."""
    write_config(folder, ["Un"])
    file = write_book(folder / "essai.xlsx", {"Un": (HEADERS, AWA)})
    office = Office(FileDesk(file), Case(folder).run, folder)
    office.prepare()
    office.accept(office.about()[0])
    office.prepare()
    return office


@pytest.fixture(params=["xlsx", "google"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    tabs: dict[str, Rows] = {"Un": (HEADERS, AWA, OMAR)}
    if request.param == "google":
        programme = Programme(request.getfixturevalue("google"), tmp_path / "p", tabs)
        return Office(programme.desk, programme.run, programme.folder)
    write_config(tmp_path, ["Un"])
    file = write_book(tmp_path / "essai.xlsx", tabs)
    return Office(FileDesk(file), Case(tmp_path).run, tmp_path)


def test_it_is_kept_from_run_to_run_and_lapses_when_the_value_changes(office: Office) -> None:
    office.prepare()
    first, _other = office.about()
    assert office.desk.colour("Un", "F2") is not None
    office.accept(first)
    assert "1 point accepté avec son motif : Un ! F2." in office.prepare()
    for day in ("2026-11-30", "2026-12-07"):
        assert "accepté avec son motif" not in office.prepare(day)
        [kept] = office.about(standing="Acceptée")
        assert (kept["Accepter, parce que…"], kept["Depuis le"]) == (REASON, date(2026, 11, 23))
        assert [row["Gravité"] for row in office.about()] == ["À vérifier", "Acceptée"]
        assert (office.desk.colour("Un", "F2"), office.desk.note("Un", "F2")) == (None, "")
        assert office.desk.colour("Un", "F3") is not None
    accepted = [one for one in office.told() if one.get("accepted")]
    assert [one["cell"] for one in accepted] == ["F2"]
    office.desk.type("Un", "F2", 17)
    said = office.prepare("2026-12-14")
    assert "Une acceptation ne vaut plus, car la valeur a changé : Un ! F2." in said
    assert [row["Gravité"] for row in office.about()] == ["À vérifier", "À vérifier"]
    assert office.desk.colour("Un", "F2") is not None
    assert not any(one.get("accepted") for one in office.told())


@pytest.mark.parametrize("office", ["xlsx"], indirect=True)
def test_a_formula_that_gives_nothing_is_no_reason(office: Office) -> None:
    office.prepare()
    first, _other = office.about()
    office.accept(first, "=1/0")
    said = office.prepare()
    assert "le motif est une formule sans valeur" in said
    assert "accepté" not in said
    assert office.accepted_by_memory == 0


def test_the_same_value_written_otherwise_is_accepted_still(tmp_path: Path) -> None:
    office = one_accepted(tmp_path)
    for spelling in ("18h", "18,0"):
        office.desk.type("Un", "F2", spelling)
        assert "ne vaut plus" not in office.prepare()
        assert [row["Gravité"] for row in office.about()] == ["Acceptée"]
    office.desk.type("Un", "F2", "18h30")
    assert "ne vaut plus" in office.prepare()


def test_what_is_no_reason_in_several_rows_is_said_once(tmp_path: Path) -> None:
    write_config(tmp_path, ["Un"])
    file = write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, AWA, OMAR)})
    office = Office(FileDesk(file), Case(tmp_path).run, tmp_path)
    office.prepare()
    rows = office.about()
    for row in rows:
        office.accept(row, "à voir")
    said = office.prepare()
    assert "Anomalies, Un ! F2 et Un ! F3 : « non »" in said
    assert said.count("ne sont pas un motif") == 1


def test_it_is_found_again_however_anomalies_and_the_tab_were_sorted(office: Office) -> None:
    office.prepare()
    first, second = office.about()
    # The coordinator sorts: the two rows change places, with all that stands in them.
    for column in "ABCDEFGHIJKL":
        title = list(first)["ABCDEFGHIJKL".index(column)]
        for one, other in ((first, second), (second, first)):
            if isinstance(other[title], str):
                office.desk.type("Anomalies", f"{column}{one['']}", other[title])
    office.accept({"": second[""]})
    # Staff sort their tab as well.
    for letter, awas, omars in zip("AB", AWA[:2], OMAR[:2], strict=True):
        office.desk.type("Un", f"{letter}2", str(omars))
        office.desk.type("Un", f"{letter}3", str(awas))
    for row, day in ((2, OMAR[2]), (3, AWA[2])):
        office.desk.type("Un", f"C{row}", f"{day:%d/%m/%Y}")
    assert "Un ! F3" in office.prepare()


def test_a_lost_sheet_loses_no_decision_and_a_reason_taken_away_takes_it_back(
    tmp_path: Path,
) -> None:
    office = one_accepted(tmp_path)
    file = tmp_path / "essai.xlsx"
    book = openpyxl.load_workbook(file)
    del book["Anomalies"]
    book.save(file)
    office.prepare()
    [kept] = office.about(standing="Acceptée")
    office.accept(kept, "")
    assert "1 point n'est plus accepté, car le motif a été retiré" in office.prepare()
    assert [row["Gravité"] for row in office.about()] == ["À vérifier"]


@pytest.mark.parametrize(
    ("column", "typed", "why"),
    [
        (5, "31/31/2026", "un point « à corriger » ne s'accepte pas"),
        (1, "2 85 05 78 006 084 36", "un numéro de sécurité sociale"),
        (4, "CDDI 6 mois", "ce qui est écrit n'est pas compris en entier"),
    ],
)
def test_what_is_wrong_forbidden_or_not_understood_is_never_accepted(
    tmp_path: Path, column: int, typed: str, why: str
) -> None:
    write_config(tmp_path, ["Un"])
    wrong: list[Any] = [*AWA[:5], 30]
    wrong[column] = typed
    file = write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, tuple(wrong))})
    office = Office(FileDesk(file), Case(tmp_path).run, tmp_path)
    office.prepare()
    about = [row for row in office.rows() if f"! {'ABCDEF'[column]}2" in str(row["Où"])]
    office.accept(about[0])
    said = office.prepare()
    # By its cell: in the sheet that is made anew the row has another number.
    assert f"Anomalies, Un ! {'ABCDEF'[column]}2 : " in said
    assert why in said
    assert not office.about("", "Acceptée")


def test_no_value_of_anybody_is_remembered_in_plain(tmp_path: Path) -> None:
    write_config(tmp_path, ["Un"])
    file = write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, AWA)})
    office = Office(FileDesk(file), Case(tmp_path).run, tmp_path)
    office.prepare()
    office.accept(office.about()[0], "Awa DIALLO a une dérogation")
    office.prepare()
    memory = (tmp_path / "historique" / "memoire.sqlite").read_bytes()
    assert b"acceptances" in memory
    assert b"rogation" in memory
    assert b"DIALLO" not in memory
    [kept] = office.about(standing="Acceptée")
    assert "DIALLO" not in str(kept["Accepter, parce que…"])


def test_a_person_who_is_forgotten_leaves_no_decision(tmp_path: Path) -> None:
    write_config(tmp_path, ["Un"])
    file = write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, AWA, OMAR)})
    office = Office(FileDesk(file), Case(tmp_path).run, tmp_path)
    office.prepare()
    office.accept(office.about()[0])
    office.prepare()
    who = ("Awa Diallo", "--born", "12/03/1995")
    case = Case(tmp_path)
    found = case.run("person", *who, "--json")
    held = json.loads(found.stdout or found.output)
    assert [one["rule"] for one in held["acceptances"]] == [RULE]
    book = openpyxl.load_workbook(file)
    book["Un"].delete_rows(2)
    book.save(file)
    assert office.accepted_by_memory == 1
    result = case.run("forget", *who, "--yes")
    assert result.exit_code == 0, result.output
    assert office.accepted_by_memory == 0


STAY_HEADERS = (*HEADERS[:4], "Date de sortie", "Motif de sortie")


def stay(entry: date, leave: date | None = None) -> tuple[Any, ...]:
    return (*AWA[:3], entry, leave, "CDI" if leave else None)


def several_tabs(folder: Path, tabs: dict[str, Rows]) -> Office:
    write_config(folder, list(tabs))
    return Office(FileDesk(write_book(folder / "essai.xlsx", tabs)), Case(folder).run, folder)


def test_what_is_accepted_of_a_person_who_changes_tab_lapses_and_is_said(tmp_path: Path) -> None:
    office = several_tabs(tmp_path, {"Un": (HEADERS, AWA, OMAR), "Deux": (HEADERS, SEMHAR)})
    office.prepare()
    omar = next(row for row in office.about() if row["Où"] == "Un ! F3")
    office.accept(omar)
    office.prepare()
    for letter, cell in zip("ABCDEF", OMAR, strict=True):
        office.desk.type("Un", f"{letter}3", "")
        office.desk.type("Deux", f"{letter}3", cell)
    said = office.prepare("2026-11-30")
    assert "car la personne est maintenant dans l'onglet d'une autre SIAE : Deux ! F3." in said
    assert office.accepted_by_memory == 0


@pytest.mark.parametrize("rule", ["person.elsewhere", "person.duplicate"])
def test_what_is_accepted_of_two_rows_lapses_when_the_other_changes(
    tmp_path: Path, rule: str
) -> None:
    rows = (STAY_HEADERS, stay(date(2026, 2, 3)))
    other = stay(date(2026, 3, 2), date(2026, 6, 30))
    beside, cell = ("Deux", "D2") if rule == "person.elsewhere" else ("Un", "D3")
    tabs: dict[str, Rows] = {"Un": rows, "Deux": (STAY_HEADERS, other), "Trois": (STAY_HEADERS,)}
    if rule == "person.duplicate":
        tabs |= {"Un": (*rows, other), "Deux": (STAY_HEADERS,)}
    office = several_tabs(tmp_path, tabs)
    office.prepare()
    office.accept(office.about(rule)[0])
    assert "accepté avec son motif" in office.prepare()
    assert "ne vaut plus" not in office.prepare()
    accepted = len(office.about(rule, "Acceptée"))
    assert accepted
    office.desk.type(beside, cell, "04/05/2026")
    assert "ne vaut plus, car la valeur a changé" in office.prepare()
    assert not office.about(rule, "Acceptée")


def test_a_third_stay_is_not_accepted_with_the_second(tmp_path: Path) -> None:
    rule = "person.elsewhere"
    second = stay(date(2026, 3, 2))
    tabs: dict[str, Rows] = {
        "Un": (STAY_HEADERS, stay(date(2026, 2, 3))),
        "Deux": (STAY_HEADERS, second),
    }
    office = several_tabs(tmp_path, {**tabs, "Trois": (STAY_HEADERS, OMAR[:4])})
    office.prepare()
    for row in office.about(rule):
        office.accept(row)
    office.prepare()
    assert office.about(rule, "Acceptée")
    for letter, value in zip("ABCD", ("DIALLO", "Awa", "12/03/1995", "01/04/2026"), strict=True):
        office.desk.type("Trois", f"{letter}2", value)
    office.prepare()
    assert not office.about(rule, "Acceptée")
