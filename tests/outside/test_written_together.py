"""A number and its end, a start and its end: of one row of the file, written together or not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from sheets_sync.deciding.compared_file import ComparedFile
from sheets_sync.workspace import open_workspace
from tests.conftest import Case
from tests.outside.test_reconcile import (
    END,
    HEADERS,
    HEADERS_THERE,
    HERE,
    OTHER,
    PASS,
    PASS_END,
    START,
    differences,
    retype,
    there,
    written,
)
from tests.outside.test_reconcile_apply import (
    NEW_END,
    NEW_PASS_END,
    applied,
    cells,
    rows_now,
)
from tests.typing_commands import plain


@pytest.fixture
def tab(case: Case) -> Case:
    return case.make({"Essai": (HEADERS, HERE, OTHER)})


def test_the_end_of_a_pass_is_written_beside_its_number_only(tab: Case) -> None:
    file = written(tab.folder, there(numero="999992600099", pass_fin=NEW_PASS_END))
    said = plain(applied(tab, file, "--yes", "pass_iae_fin").stdout)
    assert "(va avec « N° PASS IAE » du fichier)" in said
    assert cells(tab)["J2"] == HERE[9]
    applied(tab, file, "--yes", "pass_iae", "--yes", "pass_iae_fin")
    assert cells(tab)["J2"] == NEW_PASS_END


def test_the_end_of_a_contract_is_written_beside_its_start_only(tab: Case) -> None:
    file = written(tab.folder, there(debut=date(2026, 10, 5), fin=NEW_END))
    applied(tab, file, "--yes", "contrat_fin")
    assert cells(tab)["H2"] == HERE[7]
    applied(tab, file, answers="o\n")
    assert cells(tab)["H2"] == NEW_END


@pytest.mark.parametrize("chosen", ["pass_iae", "pass_iae_fin"])
@pytest.mark.parametrize("number", [PASS, ""])
def test_the_number_and_end_of_a_pass_are_one_question(tab: Case, chosen: str, number: str) -> None:
    retype(tab, "I2", number)
    file = written(tab.folder, there(numero="999992600099", pass_fin=NEW_PASS_END))
    result = applied(tab, file, "--yes", chosen, answers="n\n")
    assert plain(result.stderr).count("Écrire ensemble ces valeurs") == 1
    assert rows_now(tab)[1][8:10] == [number or None, HERE[9]]
    applied(tab, file, answers="o\n")
    assert rows_now(tab)[1][8:10] == ["999992600099", NEW_PASS_END]


@pytest.mark.parametrize("number", ["99999240 à voir", ""])
def test_the_end_of_a_number_that_the_file_does_not_say_is_not_compared(
    tab: Case, number: str
) -> None:
    file = written(tab.folder, there(numero=number, pass_fin=NEW_PASS_END))
    assert [one["field"] for one in differences(tab, file)] == [None]
    without = [title for title in HEADERS_THERE if title != "Dates de début d’embauche"]
    file = written(tab.folder, there(fin=NEW_END), headers=without)
    said = plain(tab.run("reconcile", str(file)).stdout)
    assert "« Dates de début d'embauche » et « Dates de fin d'embauche »" in said
    assert [one["field"] for one in differences(tab, file)] == [None]


@pytest.mark.parametrize("end", ["", "à voir", END])
def test_a_number_is_not_put_beside_the_end_of_another(tab: Case, end: Any) -> None:
    retype(tab, "J2", date(2026, 3, 1))
    file = written(tab.folder, there(numero="999992600099", pass_fin=end))
    result = applied(tab, file, "--yes", "pass_iae")
    assert rows_now(tab)[1][8] == PASS
    if end == END:
        assert "Écrire ensemble" in plain(result.stderr)
    else:
        assert "qui ne peut pas suivre" in plain(result.stdout)


def test_a_start_is_not_put_beside_an_end_that_was_renewed_here(tab: Case) -> None:
    file = written(tab.folder, there(debut=date(2025, 3, 3), fin=date(2026, 3, 2)))
    applied(tab, file, "--yes", "tout")
    assert rows_now(tab)[1][6:8] == [HERE[6], HERE[7]]


def test_neither_is_written_where_the_other_cannot_be(tab: Case) -> None:
    retype(tab, "J2", "=DATE(2028,2,28)")
    file = written(tab.folder, there(numero="999992600099", pass_fin=NEW_PASS_END))
    applied(tab, file, "--yes", "tout")
    assert rows_now(tab)[1][8] == PASS


@pytest.mark.parametrize("at", [0, 1])
def test_one_of_two_that_is_ticked_in_the_window_stays_and_is_told(tab: Case, at: int) -> None:
    file = written(tab.folder, there(numero="999992600099", pass_fin=NEW_PASS_END))
    workspace = open_workspace(tab.folder / "config.yaml")
    compared = ComparedFile.of(workspace, file, "", date(2026, 11, 23))
    done = compared.write(workspace, [compared.differences[at]])
    assert done.written == []
    assert "elle va avec" in plain(done.left[0].reason)
    assert rows_now(tab)[1][8:10] == [PASS, HERE[9]]


def test_one_pass_of_two_people_of_the_file_is_asked_about(tab: Case) -> None:
    retype(tab, "I2", "")
    retype(tab, "J2", "")
    omar = there(nom="AHMADI", prenom="Omar", naissance=OTHER[2], cp="33600")
    result = applied(tab, written(tab.folder, there(), omar), "--yes", "tout", answers="n\no\n")
    assert "celui de quelqu'un d'autre (ligne 3 du fichier)" in plain(result.stderr)
    assert [row[8] for row in rows_now(tab)[1:]] == [None, PASS]


def test_the_end_of_a_pass_stays_where_its_number_cannot_be_written(tab: Case) -> None:
    retype(tab, "I2", '=CONCATENATE("99999","2600011")')
    file = written(tab.folder, there(numero="999992600099", pass_fin=NEW_PASS_END))
    said = plain(applied(tab, file, answers="o\no\n").stdout)
    assert cells(tab)["J2"] == HERE[9]
    assert "J2 laissée telle quelle" in said


def test_the_end_of_a_pass_that_is_somebody_else_s_is_not_even_compared(tab: Case) -> None:
    omar = there(nom="AHMADI", prenom="Omar", naissance=OTHER[2], cp="33600", pass_fin=NEW_END)
    fields = [one["field"] for one in differences(tab, written(tab.folder, there(), omar))]
    assert fields == ["pass_iae"]


@pytest.mark.parametrize("beside", ["pass_iae", "pas_iae", "contrat_fin"])
def test_a_value_goes_with_another_that_is_compared(tab: Case, beside: str) -> None:
    own = (
        "logiciel:\n  label: notre logiciel\n  known_by: [Matricule, Fin]\n  family: Nom\n"
        "  given: Prenom\n  birth: Naissance\n  compare:\n"
        f"    - {{field: contrat_fin, column: Fin, with: {beside}}}\n"
    )
    (tab.folder / "outside_files.yaml").write_text(own, "utf-8")
    result = tab.run("reconcile", str(written(tab.folder, there())))
    assert result.exit_code == 2
    assert "ligne 8, « logiciel.compare.1.with »" in plain(result.stderr)


def test_an_end_without_a_column_for_its_number_is_told_as_not_compared(case: Case) -> None:
    case.make({"Essai": tuple((*row[:8], *row[9:]) for row in (HEADERS, HERE))})
    file = written(case.folder, there(pass_fin=date(2027, 8, 31)))
    assert differences(case, file) == []
    said = plain(case.run("reconcile", str(file)).stdout)
    assert "pas de colonne pour N° PASS IAE et Fin du PASS IAE" in said


@pytest.mark.parametrize(
    ("entry", "left", "hired", "ends"),
    [
        # They left, and were hired again; or the file knows of a stay before this one only.
        (date(2025, 3, 3), date(2026, 3, 1), date(2026, 6, 1), date(2027, 5, 31)),
        (date(2026, 3, 2), "", date(2024, 1, 8), date(2024, 12, 20)),
    ],
)
def test_the_contract_of_another_stay_is_told_and_never_written(
    case: Case, entry: date, left: Any, hired: date, ends: date
) -> None:
    row = (*HERE[:4], entry, "CDDI", entry, END, PASS, PASS_END, left, "")
    case.make({"Essai": (HEADERS, row)})
    file = written(case.folder, there(debut=hired, fin=ends, pass_fin=NEW_PASS_END))
    kinds = {(one["field"], one["kind"]) for one in differences(case, file)}
    assert kinds == {("contrat_debut", "doubtful"), ("pass_iae_fin", "differs")}
    applied(case, file, "--yes", "tout")
    assert (cells(case)["H2"], cells(case)["J2"]) == (END, NEW_PASS_END)


def test_a_renewal_is_told_and_not_written_over_a_contract_where_each_has_a_row(
    case: Case,
) -> None:
    first = (*HERE[:4], START, "CDDI", START, date(2026, 8, 31), PASS, PASS_END, "", "")
    second = (*HERE[:4], START, "CDDI", date(2026, 9, 1), END, PASS, PASS_END, "", "")
    renewal = there(debut=END + timedelta(1), fin=NEW_END)
    for rows, kind in (((first, second), "doubtful"), ((second,), "differs")):
        case.make({"Essai": (HEADERS, *rows)})
        found = differences(case, written(case.folder, renewal))
        assert {one["kind"] for one in found} == {kind}
