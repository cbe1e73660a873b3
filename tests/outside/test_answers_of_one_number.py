"""Two servers give one number to two answers: each edit goes to the row of its own person."""

from __future__ import annotations

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.history.memories import history_of
from tests.outside.test_edited_answers import CHANGED, WHOLLY, changes, send
from tests.outside.test_submissions import NEW, export
from tests.typing_commands import plain


@pytest.fixture
def tab(case: Case) -> Case:
    """A tab with one answer brought in, in row 4."""
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    send(case, NEW)
    return case


@pytest.mark.parametrize("names", [("", ""), ("uuid:r1", "uuid:r2")])
def test_an_edit_goes_to_the_row_of_its_person_where_two_servers_gave_one_number(
    case: Case, names: tuple[str, str]
) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    one, two = ({**NEW, "meta/rootUuid": name} for name in names)
    send(case, one)
    assert send(case, two | WHOLLY | {"_uuid": "q"})["added"] == {"Essai": [5]}
    edited = {"_uuid": "b2", "groupe_1_identite/sexe": "femme"}
    assert changes(send(case, one | edited, "--update")) == [("C4", "Homme", "Femme", "edited")]
    assert changes(send(case, two | WHOLLY | {"_uuid": "q2", "groupe_5_contrat/contrat_type": ""}))
    assert [row["sexe"] for row in case.export()[-2:]] == ["Femme", "Homme"]
    again = send(case, one | edited, "--update")
    assert (again["changed"], again["added"], again["known"]) == ([], {}, 1)


def test_a_name_given_for_good_tells_two_answers_of_one_number_and_birth_apart(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    brother = {"meta/rootUuid": "uuid:r2", "_uuid": "q", "groupe_1_identite/prenom": "Sékou"}
    send(case, NEW | {"meta/rootUuid": "uuid:r1"})
    assert send(case, NEW | brother, "--update")["added"] == {"Essai": [5]}
    assert case.export()[-2]["prenom"] == "Issa"


def test_an_answer_of_a_number_and_no_known_siae_is_told_although_the_number_is_known(
    tab: Case,
) -> None:
    stranger = NEW | WHOLLY | {"_uuid": "q", "siae": "Ailleurs"}
    assert "« Ailleurs » n'est pas dans config.yaml" in plain(str(send(tab, stranger)["refused"]))


def test_an_older_answer_that_names_somebody_else_puts_nothing_into_the_row(tab: Case) -> None:
    renamed = NEW | {"groupe_1_identite/nom": "SOW"}
    send(tab, renamed, "--update")
    send(tab, renamed | {"groupe_1_identite/prenom": "Lia"}, "--update")
    assert tab.export()[-1]["prenom"] == "Lia"
    found = send(tab, NEW | {"groupe_1_identite/sexe": "femme"}, "--update")
    assert found["changed"] == []
    assert "quelqu'un d'autre que « Essai », ligne 4" in plain(str(found["refused"]))
    assert tab.export()[-1]["sexe"] == "Homme"


def test_what_an_earlier_version_remembered_of_an_answer_is_still_known(tab: Case) -> None:
    former = "UPDATE answered SET marks = json_extract(marks, '$[0]')"
    history_of(tab)._memory.change(lambda db: db.execute(former))
    assert changes(send(tab, NEW | CHANGED)) == [("D4", "1999-07-04", "1998-07-04", "edited")]


def test_two_people_born_on_one_day_are_two_answers_of_a_file(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    twin = {"groupe_1_identite/nom": "SOW", "groupe_1_identite/prenom": "Lia", "_uuid": "q"}
    file = export(case.folder / "kobo.csv", NEW, NEW | twin)
    assert case.run("forms", "import", str(file)).exit_code == 0
    assert [row["nom"] for row in case.export()[-2:]] == ["KONÉ", "SOW"]
