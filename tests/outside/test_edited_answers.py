"""An answer that was edited since it was brought in: shown old and new, put in on demand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from forms.loading import load_form
from forms.values import Cell, ReadingContext
from sheets_sync.entry.new_rows import TabEntries
from sheets_sync.files import digest
from sheets_sync.history.running.here import FOLDER_VARIABLE
from sheets_sync.outside.edited_answers import row_of
from sheets_sync.sheets.content import Content
from sheets_sync.workbooks.shared.protocol import Grid
from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book
from tests.outside.test_submissions import NEW, export, last_line
from tests.typing_commands import plain

CHANGED = {"groupe_1_identite/date_naissance": "1998-07-04", "_uuid": "b2"}


@pytest.fixture
def tab(case: Case) -> Case:
    """A tab with one answer brought in, in row 4."""
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    send(case, NEW)
    return case


def send(case: Case, answer: dict[str, str], *more: str) -> dict[str, Any]:
    file = export(case.folder / "kobo.csv", answer)
    result = case.run("forms", "import", str(file), "--json", *more)
    assert result.exit_code in (0, 1), result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def changes(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["cell"], one["was"], one["now"], one["why"]) for one in found["changed"]]


def birth(case: Case) -> str:
    return case.export()[-1]["date_naissance"]


def test_it_is_known_by_its_id_and_shown_old_and_new(tab: Case) -> None:
    assert changes(send(tab, NEW | CHANGED)) == [("D4", "1999-07-04", "1998-07-04", "edited")]
    assert birth(tab) == "1999-07-04"
    said = tab.run("forms", "import", str(export(tab.folder / "k.csv", NEW | CHANGED))).stdout
    assert "(D4 de « Essai ») a changé : 04/07/1999 → 04/07/1998." in said
    assert "ou « --update », le fait" in said


def test_update_puts_it_in_once(tab: Case) -> None:
    (made,) = send(tab, NEW | CHANGED, "--update", "--siae", "Essai")["changed"]
    assert made["made"]
    assert birth(tab) == "1998-07-04"
    again = send(tab, NEW | CHANGED, "--update")
    assert (again["changed"], again["known"]) == ([], 1)
    assert len(tab.export()) == 3


def test_a_zero_that_was_edited_is_shown_as_zero(case: Case) -> None:
    case.make({"Essai": ((*HEADERS, "Stages et immersions"), (*ANNA, ""), (*OMAR, ""))})
    send(case, NEW | {"groupe_7/stages": "0"})
    assert changes(send(case, NEW | {"groupe_7/stages": "9"})) == [("J4", 0, 9, "edited")]


def test_a_dry_run_changes_nothing(tab: Case) -> None:
    (shown,) = send(tab, NEW | CHANGED, "--update", "--dry-run")["changed"]
    assert not shown["made"]
    assert birth(tab) == "1999-07-04"


def test_a_root_uuid_is_as_lasting(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    first = {**NEW, "meta/rootUuid": "uuid:r1"}
    del first["_id"]
    send(case, first)
    assert changes(send(case, first | CHANGED)) == [("D4", "1999-07-04", "1998-07-04", "edited")]


def test_what_was_corrected_in_the_tab_does_not_come_back(tab: Case) -> None:
    rows = (*HEADERS,), ANNA, OMAR, ("KONÉ", "Issa", "Femme", "1999-07-04", "2026-11-16", "CDDI")
    write_book(tab.folder / "essai.xlsx", {"Essai": rows})
    assert send(tab, NEW, "--update")["changed"] == []
    edited = NEW | {"groupe_1_identite/sexe": "autre"}
    assert changes(send(tab, edited, "--update")) == [("C4", "Femme", "Autre", "tab_too")]
    assert tab.export()[-1]["sexe"] == "Femme"


def test_a_field_that_was_emptied_is_told_and_stays(tab: Case) -> None:
    emptied = NEW | {"groupe_5_contrat/contrat_type": ""}
    assert changes(send(tab, emptied, "--update")) == [("F4", "CDDI", None, "emptied")]
    assert tab.export()[-1]["contrat_type"] == "CDDI"


def test_another_answer_on_a_person_shows_what_it_says_else(tab: Case) -> None:
    second = NEW | {"_id": "8", "_uuid": "z", "groupe_1_identite/sexe": "autre"}
    found = send(tab, second)
    assert changes(found) == [("C4", "Homme", "Autre", "differs")]
    assert len(found["there"]) == 1
    later = second | {"groupe_4_programme/date_entree": "2026-11-20"}
    # a stay that begins on another day is another stay: it changes none that is there
    assert changes(send(tab, later, "--update")) == []


def test_an_answer_that_was_never_brought_in_changes_nothing_of_what_was_typed(case: Case) -> None:
    typed = ("KONÉ", "Issa", "Femme", date(1999, 7, 4), date(2026, 11, 16), "", "", "", "")
    case.make({"Essai": (HEADERS, ANNA, typed)})
    found = send(case, NEW, "--update")
    assert changes(found) == [
        ("C3", "Femme", "Homme", "differs"),
        ("F3", None, "CDDI", "differs"),
    ]
    assert [one["made"] for one in found["changed"]] == [False, False]
    assert len(found["there"]) == 1
    assert (case.export()[-1]["sexe"], case.export()[-1]["contrat_type"]) == ("Femme", "")
    said = case.run("forms", "import", str(case.folder / "kobo.csv")).stdout
    assert "diffère : Femme dans l'onglet, Homme dans la réponse" in said
    assert "a changé" not in said
    assert "--update" not in said


def test_an_answer_that_is_there_to_the_letter_is_known_by_it_from_then_on(case: Case) -> None:
    typed = ("KONÉ", "Issa", "Homme", date(1999, 7, 4), date(2026, 11, 16), "CDDI", "", "", "")
    case.make({"Essai": (HEADERS, ANNA, typed)})
    assert len(send(case, NEW)["there"]) == 1
    assert changes(send(case, NEW | CHANGED)) == [("D3", "1999-07-04", "1998-07-04", "edited")]
    (made,) = send(case, NEW | CHANGED, "--update")["changed"]
    assert made["made"]


def test_without_the_key_of_the_register_no_tab_gets_anything(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    assert case.run("consolidate").exit_code == 0
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("other")))
    before = digest(case.folder / "essai.xlsx")
    result = case.run("forms", "import", str(export(case.folder / "kobo.csv", NEW)))
    assert (result.exit_code, "rien n'est écrit" in plain(result.stderr)) == (2, True)
    assert digest(case.folder / "essai.xlsx") == before


def test_what_was_typed_where_an_answer_said_nothing_is_a_persons_to_decide(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    send(case, NEW | {"groupe_5_contrat/contrat_type": ""})
    typed = ("KONÉ", "Issa", "Homme", date(1999, 7, 4), date(2026, 11, 16), "CDI")
    write_book(case.folder / "essai.xlsx", {"Essai": (HEADERS, ANNA, OMAR, typed)})
    assert changes(send(case, NEW, "--update")) == [("F4", "CDI", "CDDI", "tab_too")]
    assert last_line(case, 4)[5] == "CDI"


def test_the_same_number_for_somebody_else_is_another_answer(tab: Case) -> None:
    other = NEW | {
        "_uuid": "q",
        "groupe_1_identite/nom": "SOW",
        "groupe_1_identite/prenom": "Lia",
        "groupe_1_identite/date_naissance": "1980-01-02",
    }
    assert send(tab, other, "--update")["added"] == {"Essai": [5]}


ANSWERED = {name: text for name, text in NEW.items() if not name.startswith("_")}
SOMEBODY_ELSE = {
    "groupe_1_identite/nom": "SOW",
    "groupe_1_identite/prenom": "Lia",
    "groupe_1_identite/date_naissance": "1980-01-02",
}
ODK_KEYS = ["uuid:85cb9aff-005e-4edd-9739-dc9c1a829c44", "uuid:1"]


@pytest.mark.parametrize("key", ODK_KEYS)
def test_an_answer_of_odk_is_known_by_its_key_whoever_it_names_now(case: Case, key: str) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    send(case, ANSWERED | {"KEY": key})
    found = send(case, ANSWERED | {"KEY": key} | SOMEBODY_ELSE, "--update")
    assert (found["added"], len(found["refused"])) == ({}, 1)
    assert "Essai », ligne 4" in plain(str(found["refused"]))


@pytest.mark.parametrize("key", ODK_KEYS)
def test_of_one_key_the_later_line_counts_whoever_it_names(case: Case, key: str) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    first = ANSWERED | {"KEY": key}
    rows = export(case.folder / "both.csv", first, first | SOMEBODY_ELSE)
    found = json.loads(case.run("forms", "import", str(rows), "--json").stdout)
    assert found["added"] == {"Essai": [4]}
    assert case.export()[-1]["nom"] == "SOW"


def test_the_memory_of_it_holds_nothing_of_anybody(tab: Case) -> None:
    memory = (tab.folder / "historique" / "memoire.sqlite").read_bytes()
    assert b"KON" not in memory
    assert b"1999-07-04" not in memory


def test_what_is_merged_over_two_persons_is_told_and_stays(tab: Case) -> None:
    path = tab.folder / "essai.xlsx"
    book = openpyxl.load_workbook(path)
    book["Essai"].merge_cells("C3:C4")
    book.save(path)
    found = send(tab, NEW | {"groupe_1_identite/sexe": "femme"}, "--update")
    assert [(one["now"], one["why"]) for one in found["changed"]] == [("Femme", "no_column")]
    assert openpyxl.load_workbook(path)["Essai"]["C3"].value == OMAR[2]


def test_an_answer_on_one_of_two_namesakes_is_put_in_neither_row() -> None:
    """Without a birth, and of one first day, nobody can tell which of them it is."""
    entry = date(2025, 2, 3)
    header: list[Cell] = ["Nom", "Prénom", "Date de naissance", "Entrée dans le programme"]
    unborn: list[Cell] = ["DIALLO", "Awa", "?", entry]
    context = ReadingContext(date(2026, 11, 23), ("Essai",))
    grid = Grid("Essai", [header, unborn, unborn])
    entries = TabEntries(grid, load_form("participant"), context, {}, {})
    values: dict[str, Content] = {"nom": "DIALLO", "prenom": "Awa", "date_entree": entry}
    assert row_of(values, entries, "", None, None) is None


def test_an_edited_answer_changes_no_other_stay_and_no_namesake(tab: Case) -> None:
    path = tab.folder / "essai.xlsx"
    edited = NEW | {"groupe_1_identite/sexe": "femme"}
    other_day = edited | {"groupe_4_programme/date_entree": "2026-11-20"}
    # The day may be what is edited: the stay is the one that the answer was brought in as.
    assert len(changes(send(tab, other_day))) == 2
    book = openpyxl.load_workbook(path)
    book["Essai"]["E4"].value = date(2024, 1, 8)
    book.save(path)
    for answer in (edited, other_day):
        found = send(tab, answer, "--update")
        assert found["changed"] == []
        assert "Essai » ne dit plus laquelle est sa ligne (4" in str(found["refused"])
    row = tab.export()[-1]
    assert (row["sexe"], row["date_entree"]) == ("Homme", "2024-01-08")
    # Nothing new in it: that the tab was corrected since is nobody's error.
    assert send(tab, NEW, "--update")["refused"] == []


@pytest.mark.parametrize(
    "who",
    [
        {"prenom": "Omar", "date_naissance": "1985-08-07"},
        # Somebody of the tab has these names already.
        {"nom": "DIALLO", "prenom": "Awa"},
    ],
)
def test_an_edited_answer_makes_nobody_another_person(tab: Case, who: dict[str, str]) -> None:
    edited = NEW | {f"groupe_1_identite/{name}": text for name, text in who.items()}
    found = send(tab, edited, "--update", "--siae", "Essai")
    assert (found["changed"], found["added"]) == ([], {})
    assert "quelqu'un d'autre que « Essai », ligne 4" in plain(str(found["refused"]))
    row = tab.export()[-1]
    assert (row["nom"], row["prenom"], row["date_naissance"]) == ("KONÉ", "Issa", "1999-07-04")


def test_answers_into_a_column_settled_month_first_are_read_back_as_they_were(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    config = case.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    settled = "kind: ACI, dates: {date_naissance: month_first}}"
    config.write_text(text.replace("kind: ACI}", settled), encoding="utf-8")
    assert send(case, NEW)["added"] == {"Essai": [4]}
    assert birth(case) == "1999-07-04"
    again = send(case, NEW, "--update")
    assert (again["added"], again["changed"], again["known"]) == ({}, [], 1)
    send(case, NEW | {"groupe_1_identite/date_naissance": "1999-08-05"}, "--update")
    assert birth(case) == "1999-08-05"
    assert len(case.export()) == 3


def test_what_a_formula_fills_is_left_and_the_rest_of_its_answer_is_put_in(tab: Case) -> None:
    path = tab.folder / "essai.xlsx"
    book = openpyxl.load_workbook(path)
    book["Essai"]["C3"] = ArrayFormula("C3:C4", '=IF(A3:A4<>"","Homme","")')
    book.save(path)
    edited = NEW | CHANGED | {"groupe_1_identite/sexe": "femme"}
    file = str(export(tab.folder / "k.csv", edited))
    said = plain(tab.run("forms", "import", file, "--update").stdout)
    assert "n'a pas de case à lui" in said
    assert "« --update », le fait" not in said
    assert birth(tab) == "1998-07-04"


def sent(answer: dict[str, str], when: str, sexe: str) -> dict[str, str]:
    return answer | {"_submission_time": when, "groupe_1_identite/sexe": sexe}


def test_of_two_states_of_an_answer_in_one_file_the_newest_counts_and_it_is_said(
    case: Case,
) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    newer = sent(NEW, "2026-11-21T10:00:00", "femme")
    file = export(case.folder / "kobo.csv", newer, sent(NEW, "2026-11-20T10:00:00", "homme"))
    for words in ((), ("--update",), ("--update",)):
        result = case.run("forms", "import", str(file), *words)
        assert "Ligne 3 du fichier : la même réponse est aussi à la ligne 2" in plain(result.stdout)
        assert "mis dans l'onglet" not in plain(result.stdout)
        assert case.export()[-1]["sexe"] == "Femme"
    assert len(case.export()) == 3


def test_an_older_export_puts_no_old_value_back_and_says_so(tab: Case) -> None:
    assert send(tab, NEW | CHANGED, "--update")["changed"][0]["made"]
    for _ in range(2):
        assert changes(send(tab, NEW, "--update")) == [("D4", "1998-07-04", "1999-07-04", "older")]
        assert birth(tab) == "1998-07-04"
    said = plain(tab.run("forms", "import", str(tab.folder / "kobo.csv"), "--update").stdout)
    assert "comme avant un changement déjà mis dans l'onglet" in said
    # What it says for the first time is an edit as before.
    third = NEW | {"groupe_1_identite/date_naissance": "1997-07-04"}
    assert send(tab, third, "--update")["changed"][0]["made"]
    assert birth(tab) == "1997-07-04"


def test_one_number_of_two_servers_in_one_file_is_two_answers(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    who = {"nom": "SOW", "prenom": "Lia", "date_naissance": "1980-01-02"}
    somebody = NEW | {f"groupe_1_identite/{name}": text for name, text in who.items()}
    file = export(case.folder / "kobo.csv", NEW, somebody | {"_uuid": "q"})
    result = case.run("forms", "import", str(file), "--json")
    assert json.loads(result.stdout)["added"] == {"Essai": [4, 5]}


def test_an_answer_that_is_in_another_tab_is_said_to_be_there(case: Case) -> None:
    case.make({"Alpha": (HEADERS, ANNA), "Beta": (HEADERS, OMAR)})
    answer = {title: text for title, text in NEW.items() if title != "siae"}
    file = str(export(case.folder / "kobo.csv", answer))
    case.run("forms", "import", file, "--siae", "Alpha")
    said = plain(case.run("forms", "import", file, "--siae", "Beta").stdout)
    assert "elle est dans « Alpha » (ligne 3), et y reste" in said
    assert "--again" not in said


WHOLLY = {
    "groupe_1_identite/nom": "SOW",
    "groupe_1_identite/prenom": "Lia",
    "groupe_1_identite/date_naissance": "1980-01-02",
}


def test_an_answer_that_was_edited_into_somebody_else_is_no_second_one(tab: Case) -> None:
    found = send(tab, NEW | WHOLLY, "--update")
    assert (found["changed"], found["added"]) == ([], {})
    assert "quelqu'un d'autre que « Essai », ligne 4" in plain(str(found["refused"]))


def test_an_answer_edited_in_its_name_and_siae_is_where_it_was_and_not_added_again(
    case: Case,
) -> None:
    case.make({"Alpha": (HEADERS, ANNA), "Beta": (HEADERS, OMAR)})
    send(case, NEW | {"siae": "Alpha"})
    for more in ([], ["--again", "2"]):
        found = send(case, NEW | WHOLLY | {"siae": "Beta"}, *more)
        assert found["added"] == {}
        assert "elle est dans « Alpha » (ligne 3)" in plain(str(found["there"]))
