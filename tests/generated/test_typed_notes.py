"""What people type in Anomalies stays beside its finding, or is told when that is gone."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from forms.headers.matching import letters
from tests.conftest import ANNA, HEADERS, Case, write_book, write_config
from tests.desks import FileDesk, Programme
from tests.people.test_accepting import Office
from tests.typing_commands import plain

TWIN = (f"{ANNA[0]}E", *ANNA[1:])
WRONG = ("SAFI", "Nasir", "Homme", date(1991, 3, 2), "bientôt", *ANNA[5:])
TO_ANSWER = ANSWER, REASON, COUNT_AS = "Même personne ?", "Accepter, parce que…", "Compter comme"
PAIR, DATE = "person.duplicate_likely", "date.unreadable"
MESSAGE = "Ce qui ne va pas, et quoi faire"


@pytest.fixture(params=["xlsx", "google"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    tabs = {"Un": (HEADERS, ANNA, TWIN, WRONG)}
    if request.param == "google":
        programme = Programme(request.getfixturevalue("google"), tmp_path / "p", tabs)
        return Office(programme.desk, programme.run, programme.folder)
    write_config(tmp_path, ["Un"])
    file = write_book(tmp_path / "essai.xlsx", tabs)
    return Office(FileDesk(file), Case(tmp_path).run, tmp_path)


def type_in(office: Office, rule: str, title: str, text: str) -> None:
    """Type in the row of a rule, under a title or in the first column beside the table."""
    [row] = office.about(rule)
    titles = [name for name in row if name]
    column = titles.index(title) if title else titles.index("Code") + 1
    office.desk.type("Anomalies", f"{letters(column)}{row['']}", text)


def typed(office: Office, rule: str) -> dict[str, str]:
    """What stands in a row where people type."""
    [row] = office.about(rule)
    return {title: row[title] for title in (*TO_ANSWER, "Notes") if row.get(title)}


def test_what_is_no_answer_stays_beside_its_finding_and_is_told(office: Office) -> None:
    office.prepare()
    type_in(office, PAIR, ANSWER, "je ne sais pas")
    type_in(office, DATE, REASON, "vu avec Marie")
    type_in(office, DATE, COUNT_AS, "CDI")
    message = office.prepare()
    assert "« Même personne ? » attend « oui » ou « non »" in message
    assert "« Compter comme » n'est pas demandé pour ce point" in message
    # A row less above it: the finding is the same one in another row.
    office.desk.type_all("Un", {f"{letter}3": "" for letter in "ABCDEFGHI"})
    office.desk.type_all("Un", {"A3": "KABA", "B3": "Fanta"})
    for _ in range(2):
        office.prepare()
        assert typed(office, DATE) == {REASON: "vu avec Marie", COUNT_AS: "CDI"}


@pytest.mark.parametrize("office", ["xlsx"], indirect=True)
def test_a_note_beside_stays_as_long_as_its_finding_and_then_is_told(office: Office) -> None:
    office.prepare()
    type_in(office, DATE, "", "rappeler jeudi")
    for _ in range(2):
        assert "noté" not in office.prepare()
        assert typed(office, DATE) == {"Notes": "rappeler jeudi"}
    [row] = office.about(DATE)
    office.desk.type("Anomalies", f"A{row[''] + 7}", "à part")
    office.desk.type("Un", "E4", "03/02/2026")
    message = office.prepare()
    assert f"ce qui était noté aux lignes {row['']} et {row[''] + 7} n'y est plus" in message
    assert "Notes" not in office.rows()[0]
    copies = [FileDesk(file).open() for file in office.folder.glob("historique/copies/*.xlsx")]
    sheets_in_copies = [
        str(copy.read("Anomalies").rows) for copy in copies if "Anomalies" in copy.tabs
    ]
    assert any("rappeler jeudi" in rows for rows in sheets_in_copies)


@pytest.mark.parametrize("office", ["xlsx"], indirect=True)
def test_an_answer_that_is_understood_leaves_nothing_and_is_not_told(office: Office) -> None:
    office.prepare()
    type_in(office, PAIR, ANSWER, "non")
    assert "Anomalies" not in office.prepare()
    assert not office.about(PAIR)


def test_what_people_type_in_the_other_sheets_is_told_with_the_copy_that_has_it(
    office: Office,
) -> None:
    assert "refaite à chaque passage" not in office.prepare()
    office.desk.type("Pilotage", "A60", "à revoir avec la DDETS")
    office.desk.type("Consortium", "H3", "à demander")
    message = office.prepare()
    assert "Pilotage : ce que quelqu'un y a écrit à la ligne 60 n'y est plus" in message
    assert "Consortium : ce que quelqu'un y a écrit à la ligne 3 n'y est plus" in message
    assert "refaite à chaque passage" not in office.prepare()


def test_what_is_typed_between_title_and_headers_is_told(office: Office) -> None:
    office.prepare()
    office.desk.type("Anomalies", "A3", "vu le 12 avec Marie")
    assert "ce qui était noté à la ligne 3 n'y est plus" in office.prepare()


OTHER = ("KABA", "Fanta", "Femme", date(1985, 3, 2), "03/02/2026", *ANNA[5:])
SURE_DAY, NO_DAY = "03/02/2026", "bientôt"


@pytest.fixture
def noted(tmp_path: Path) -> Office:
    """Two people's rows, a date of the first unreadable, and a note beside it."""
    write_config(tmp_path, ["Un"])
    file = write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, ANNA, WRONG, OTHER)})
    office = Office(FileDesk(file), Case(tmp_path).run, tmp_path)
    office.prepare()
    type_in(office, DATE, "", "rappeler jeudi")
    return office


def notes_by_place(office: Office) -> dict[str, str]:
    """Where each unreadable date stands → what is noted beside it."""
    return {row["Où"]: row.get("Notes", "") for row in office.about(DATE)}


def test_a_note_never_goes_to_another_persons_finding_of_the_same_kind(noted: Office) -> None:
    noted.desk.type_all("Un", {"E3": SURE_DAY, "E4": NO_DAY})
    assert "ce qui était noté à la ligne" in noted.prepare()
    assert notes_by_place(noted) == {"Un ! E4": ""}


def test_a_noted_finding_stands_apart_from_those_of_others_that_come_later(noted: Office) -> None:
    noted.desk.type("Un", "E4", NO_DAY)
    for _ in range(2):
        noted.prepare()
        assert notes_by_place(noted) == {"Un ! E3": "rappeler jeudi", "Un ! E4": ""}
    noted.desk.type("Un", "E3", SURE_DAY)
    assert "ce qui était noté à la ligne" in noted.prepare()
    assert notes_by_place(noted) == {"Un ! E4": ""}


def test_a_note_on_several_people_stays_while_one_of_them_is_there(noted: Office) -> None:
    noted.desk.type_all("Un", {"E3": SURE_DAY})
    noted.prepare()
    noted.desk.type_all("Un", {"E3": NO_DAY, "E4": NO_DAY})
    noted.prepare()
    type_in(noted, DATE, "", "voir ensemble")
    noted.prepare()
    assert notes_by_place(noted) == {"Un ! E3": "voir ensemble"}
    noted.desk.type("Un", "E3", SURE_DAY)
    noted.prepare()
    assert notes_by_place(noted) == {"Un ! E4": "voir ensemble"}


def sort_without_codes(office: Office) -> None:
    """Reverse the rows of Anomalies, but for the column of the codes."""
    rows = office.rows()
    order = [row for row in rows if row["Code"]]
    titles = [title for title in rows[0] if title not in ("", "Code")]
    columns = {title: letters([*rows[0]].index(title)) for title in titles}
    for row, other in zip(order, reversed(order), strict=True):
        texts = {f"{columns[title]}{row['']}": str(other[title] or "") for title in titles}
        office.desk.type_all("Anomalies", texts)


def people_there(office: Office) -> int:
    file = office.folder / "tout.csv"
    assert office.run("export", str(file)).exit_code == 0
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return len({row["person"] for row in csv.DictReader(rows)})


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_answer_beside_the_code_of_another_finding_is_told_and_not_taken(
    office: Office, when: str
) -> None:
    office.desk.type_all("Un", {"A5": "KABA", "B5": "Fanta", "E5": "03/02/2025"})
    office.prepare()
    assert people_there(office) == 4
    if when == "before":
        type_in(office, PAIR, ANSWER, "oui")
    sort_without_codes(office)
    if when == "after":
        [row] = [row for row in office.rows() if "même personne" in str(row[MESSAGE])]
        office.desk.type("Anomalies", f"I{row['']}", "oui")
    message = office.prepare()
    assert "le « Code » n'est pas celui du point qu'on y lit" in message
    assert people_there(office) == 4
    assert plain(typed(office, PAIR)["Notes"]) == "Même personne ? : oui (non retenu)"
    type_in(office, PAIR, ANSWER, "oui")
    assert "Code" not in office.prepare()
    assert people_there(office) == 3


@pytest.mark.parametrize("office", ["xlsx"], indirect=True)
def test_a_note_in_a_row_with_the_code_of_another_follows_what_people_read(office: Office) -> None:
    office.prepare()
    type_in(office, DATE, "", "rappeler jeudi")
    office.prepare()
    sort_without_codes(office)
    assert "Anomalies" not in office.prepare()
    assert typed(office, DATE) == {"Notes": "rappeler jeudi"}
    assert not typed(office, PAIR)


def forget_marks(office: Office) -> None:
    """Make the codes what they were before they had marks of people, and a seal."""
    for row in office.rows():
        code = str(row["Code"]).split(" N-")[0].split(" V-")[0]
        office.desk.type("Anomalies", f"L{row['']}", code)


def test_a_note_from_before_codes_had_marks_stays_where_all_is_the_same_and_is_told(
    noted: Office,
) -> None:
    forget_marks(noted)
    assert "vérifier que la note est à sa place" in noted.prepare()
    assert notes_by_place(noted) == {"Un ! E3": "rappeler jeudi"}
    assert "vérifier que la note" not in noted.prepare()


def test_a_note_from_before_codes_had_marks_goes_to_nobody_else(noted: Office) -> None:
    forget_marks(noted)
    noted.desk.type_all("Un", {"E3": SURE_DAY, "E4": NO_DAY})
    assert "ce qui était noté à la ligne" in noted.prepare()
    assert notes_by_place(noted) == {"Un ! E4": ""}
