"""What people type in Anomalies stays beside its finding, or is told when that is gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from forms.headers.matching import letters
from tests.conftest import ANNA, HEADERS, Case, write_book, write_config
from tests.desks import FileDesk, Programme
from tests.people.test_accepting import Office

TWIN = (f"{ANNA[0]}E", *ANNA[1:])
WRONG = ("SAFI", "Nasir", "Homme", date(1991, 3, 2), "bientôt", *ANNA[5:])
TO_ANSWER = ANSWER, REASON, COUNT_AS = "Même personne ?", "Accepter, parce que…", "Compter comme"
PAIR, DATE = "person.duplicate_likely", "date.unreadable"


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
    said = office.prepare()
    assert "« Même personne ? » attend « oui » ou « non »" in said
    assert "« Compter comme » n'est pas demandé pour ce point" in said
    # A row less above it: the finding is the same one in another row.
    office.desk.type_all("Un", {f"{letter}3": "" for letter in "ABCDEFGHI"})
    office.desk.type_all("Un", {"A3": "KABA", "B3": "Fanta", "E3": "plus tard"})
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
    said = office.prepare()
    assert f"ce qui était noté aux lignes {row['']} et {row[''] + 7} n'y est plus" in said
    assert "Notes" not in office.rows()[0]
    copies = [FileDesk(file).open() for file in office.folder.glob("historique/copies/*.xlsx")]
    kept = [str(copy.read("Anomalies").rows) for copy in copies if "Anomalies" in copy.tabs]
    assert any("rappeler jeudi" in rows for rows in kept)


@pytest.mark.parametrize("office", ["xlsx"], indirect=True)
def test_an_answer_that_is_understood_leaves_nothing_and_is_not_told(office: Office) -> None:
    office.prepare()
    type_in(office, PAIR, ANSWER, "non")
    assert "Anomalies" not in office.prepare()
    assert not office.about(PAIR)
