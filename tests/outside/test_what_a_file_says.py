"""What a file of others says: by whole columns, and nothing of it is dropped without a word."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import Case
from tests.outside.test_reconcile import (
    END,
    HEADERS,
    HEADERS_THERE,
    HERE,
    IMMERSIONS,
    OTHER,
    PASS,
    START,
    differences,
    immersion,
    there,
    told,
    written,
)
from tests.outside.test_reconcile_apply import applied, cells
from tests.typing_commands import plain

OMAR: Mapping[str, Any] = {
    "nom": "AHMADI",
    "prenom": "Omar",
    "naissance": OTHER[2],
    "cp": "33600",
    "numero": "",
    "pass_fin": "",
}


@pytest.fixture
def tab(case: Case) -> Case:
    return case.make({"Essai": (HEADERS, HERE, OTHER)})


def as_csv(folder: Path, days: str, *rows: Mapping[str, Any]) -> Path:
    """The file, with its days as texts in the order that `days` has them in."""
    file = folder / "candidatures.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, delimiter=";")
        writer.writerow(HEADERS_THERE)
        for row in rows:
            cells_of_row = (row.get(title, "") for title in HEADERS_THERE)
            writer.writerow(
                cell.strftime(days) if isinstance(cell, date) else cell for cell in cells_of_row
            )
    return file


def said(case: Case, file: Path, *more: str) -> str:
    result = case.run("reconcile", str(file), "--dry-run", *more)
    assert result.exit_code == 0, result.stderr
    return plain(result.stdout)


def test_a_day_that_may_be_swapped_is_told_once_for_its_column_and_never_written(tab: Case) -> None:
    # 26 February can only be month first; so the 4 May beside it is no 5 April.
    file = as_csv(tab.folder, "%m/%d/%Y", there(pass_fin=date(2028, 2, 9)), there(**OMAR))
    before = cells(tab)
    result = applied(tab, file, "--yes", "tout")
    assert cells(tab) == before
    text = plain(result.stdout)
    assert "Date de naissance candidat » : jour et mois peuvent être inversés" in text
    assert "(2 dates, lignes 2 à 3)" in text
    # A column whose days show no order is in doubt beside one that is month first.
    assert "« Fin PASS IAE » : jour et mois" in text
    assert differences(tab, as_csv(tab.folder, "%d/%m/%Y", there(), there(**OMAR))) == []


def test_where_no_date_of_a_file_shows_an_order_it_is_said_how_they_are_read(tab: Case) -> None:
    early = {"debut": date(2026, 2, 3), "fin": date(2027, 5, 6), "pass_fin": date(2028, 7, 8)}
    assert "elles sont lues jour d'abord" in said(
        tab, as_csv(tab.folder, "%d/%m/%Y", there(**early))
    )
    shown = as_csv(tab.folder, "%d/%m/%Y", there(**{**early, "fin": END}))
    assert "elles sont lues jour d'abord" not in said(tab, shown)


def test_a_tab_s_column_that_shows_no_order_is_in_doubt_beside_one_that_is_month_first(
    case: Case,
) -> None:
    rows = [
        (*HERE[:2], "05/04/1990", "33000", "03/22/2026", *HERE[5:]),
        (*OTHER[:2], "07/09/1988", "33600", "03/24/2026", *OTHER[5:]),
    ]
    anomalies = case.make({"Essai": (HEADERS, *rows)}).check()["anomalies"]
    assert ("C1", "date.beside_month_first", "warning") in {
        (one["cell"], one["rule"], one["severity"]) for one in anomalies
    }


def test_what_is_not_understood_is_told_by_column_and_row(tab: Case) -> None:
    to_see, later = {"pass_fin": "voir PASS"}, {"pass_fin": "plus tard"}
    rows = [
        there(**to_see),
        there(**{**OMAR, "pass_fin": "31/02/2028", "numero": "9.99993E+11"}),
        there(statut="Candidature close"),
        there(statut="Candidature déclinée", **later),
    ]
    text = said(tab, written(tab.folder, *rows))
    assert "« Fin PASS IAE » : 2 cases ne sont pas comprises (lignes 2 à 3)" in text
    assert "« Numéro PASS IAE » : 1 case n'est pas comprise (ligne 3)" in text
    assert "« Statut de la candidature » : 1 case n'est pas comprise (ligne 4)" in text


def test_json_tells_what_was_not_compared_too(tab: Case) -> None:
    file = written(tab.folder, there(debut="bientôt"), there(**OMAR))
    (note,) = json.loads(tab.run("reconcile", str(file), "--json").stdout)["notes"]
    assert "« Dates de début d'embauche » : 1 case n'est pas comprise (ligne 2)" in plain(note)


def test_differences_stand_together_by_siae(case: Case) -> None:
    case.make({"Alpha": (HEADERS, HERE), "Beta": (HEADERS, OTHER)})
    rows = [
        there(nom="NAZARI", structure="Beta", numero=""),
        there(structure="Alpha", pass_fin=date(2029, 1, 1)),
        there(**OMAR, structure="Beta", fin=date(2029, 1, 1)),
    ]
    siae = [one["siae"] for one in differences(case, written(case.folder, *rows))]
    assert siae == ["Beta", "Beta", "Alpha"]


def test_a_column_that_only_warns_is_told_where_it_is_not_there(tab: Case) -> None:
    titles = [title for title in HEADERS_THERE if title != "Statut PASS IAE"]
    text = said(tab, written(tab.folder, there(), there(**OMAR), headers=titles))
    assert "pas comparé : « Statut PASS IAE »" in text


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([there(statut="Acceptée")], "aucune ligne n'est comprise"),
        ([], "n'a aucune ligne sous ses titres"),
    ],
)
def test_a_file_of_which_nothing_is_understood_is_refused(
    tab: Case, rows: list[Mapping[str, Any]], what: str
) -> None:
    result = tab.run("reconcile", str(written(tab.folder, *rows)))
    assert result.exit_code == 2
    assert what in plain(result.stderr)


def test_a_newer_file_takes_the_place_of_an_older_one_for_each_siae_that_it_tells_of(
    case: Case,
) -> None:
    case.make({"Alpha": (HEADERS, HERE), "Beta": (HEADERS, HERE)})
    later = there(structure="Alpha", pass_fin=date(2028, 3, 1))
    differences(case, written(case.folder, later, {**later, "Nom structure employeur": "Beta"}))
    assert [one["siae"] for one in told(case)] == ["Alpha", "Beta"]
    differences(case, written(case.folder, there(structure="ALPHA")))
    assert [one["siae"] for one in told(case)] == ["Beta"]


def test_a_year_or_a_month_never_takes_the_place_of_a_whole_date(tab: Case) -> None:
    file = written(tab.folder, there(naissance="1990", debut="avril 2026"), there(**OMAR))
    before = cells(tab)
    found = [(one["field"], one["there"]) for one in differences(tab, file)]
    # « 1990 » is said here as well, and more; « avril 2026 » is not.
    assert found == [("contrat_debut", "2026-04")]
    applied(tab, file, "--yes", "tout")
    assert cells(tab) == before


def test_of_two_namesakes_here_each_may_be_the_one_of_the_file(case: Case) -> None:
    namesake = (*HERE[:2], date(1988, 10, 22), *HERE[3:8], "", "", "", "")
    case.make({"Essai": (HEADERS, HERE, namesake)})
    found = differences(case, written(case.folder, there(naissance="", numero="")))
    assert [(one["kind"], one["row"], one["file_row"]) for one in found] == [
        ("doubtful", 2, 2),
        ("doubtful", 3, 2),
    ]


def test_namesakes_of_the_file_are_told_apart_by_their_e_mails(tab: Case) -> None:
    done, over = "ACCEPTED_BY_VALIDATOR", date(2026, 6, 5)
    rows = [
        {**immersion(number, "Issa Koné", done, over), "Email bénéficiaire": mail}
        for number, mail in enumerate(("a@exemple.fr", "b@exemple.fr"))
    ]
    titles = (*IMMERSIONS, "Bénéficiaire", "Email bénéficiaire")
    found = differences(tab, written(tab.folder, *rows, headers=titles))
    assert [(one["kind"], one["file_row"]) for one in found] == [("doubtful", 2), ("doubtful", 3)]
    same = [{**row, "Email bénéficiaire": "a@exemple.fr"} for row in rows]
    (one,) = differences(tab, written(tab.folder, *same, headers=titles))
    assert (one["field"], one["there"]) == ("stages", 2)


def test_a_structure_is_a_member_by_whole_words_and_it_is_said(case: Case) -> None:
    case.make({"Alpha": (HEADERS, HERE), "Beta": (HEADERS,)})
    other = case.run("reconcile", str(written(case.folder, there(structure="Alphabet Services"))))
    assert other.exit_code == 2
    file = written(case.folder, there(structure="ASS. ALPHA INSERTION"))
    assert "« ASS. ALPHA INSERTION », dans le fichier, est rapproché de l'onglet d'Alpha" in said(
        case, file
    )
    assert "et non de celui de Beta" in said(case, file, "--siae", "Beta")


def test_rows_of_one_person_without_an_order_tell_only_what_they_all_say(tab: Case) -> None:
    rows = [
        there(debut="bientôt", fin=END, pass_fin=date(2029, 1, 1)),
        there(debut=START, fin=date(2029, 1, 1), pass_fin=date(2029, 1, 1)),
    ]
    found = differences(tab, written(tab.folder, *rows, there(**OMAR)))
    assert [one["field"] for one in found] == ["pass_iae_fin"]


def test_a_number_that_is_somebody_else_s_already_is_never_written_unasked(tab: Case) -> None:
    file = written(tab.folder, there(), there(**{**OMAR, "numero": PASS}))
    assert f"là {PASS}, déjà celui de quelqu'un d'autre (Essai ! I2)" in said(tab, file)
    before = cells(tab)
    applied(tab, file, "--yes", "tout")
    assert cells(tab) == before
    applied(tab, file, "--yes", "tout", answers="o\n")
    assert cells(tab)["I3"] == PASS


EARLIER = {"debut": date(2024, 2, 9), "fin": date(2025, 2, 7), "pass_fin": date(2027, 1, 1)}


@pytest.mark.parametrize("debut", [START, None])
def test_a_person_whose_newest_row_is_not_understood_is_not_compared_with_an_older_one(
    tab: Case, debut: date | None
) -> None:
    untold = there(statut="Embauche confirmée", debut=debut, pass_fin=date(2029, 1, 1))
    file = written(tab.folder, untold, there(**OMAR), there(**EARLIER))
    before = cells(tab)
    assert "la ligne 2 du fichier n'est pas comprise" in plain(
        applied(tab, file, "--yes", "tout").stdout
    )
    assert cells(tab) == before
    (found,) = differences(tab, file)
    assert (found["kind"], found["row"], found["file_row"]) == ("doubtful", 2, 2)
    assert [anomaly["rule"] for anomaly in told(tab)] == ["outside.not_understood"]


def test_an_older_row_that_is_not_understood_leaves_the_newest_to_count(tab: Case) -> None:
    untold = there(statut="Embauche confirmée", **EARLIER)
    file = written(tab.folder, there(pass_fin=date(2029, 1, 1)), there(**OMAR), untold)
    assert [one["field"] for one in differences(tab, file)] == ["pass_iae_fin"]


def test_nothing_of_the_row_that_a_file_is_cut_in_is_written_and_nobody_is_missing_there(
    tab: Case,
) -> None:
    file = as_csv(tab.folder, "%d/%m/%Y", there(**OMAR), there())
    text = file.read_text("utf-8").rstrip()
    file.write_text(text[: text.index(";28/02/2028")], "utf-8")
    file.write_text(file.read_text("utf-8").replace(PASS, "999992600099"), "utf-8")
    before = cells(tab)
    assert "semble coupé" in plain(applied(tab, file, "--yes", "tout").stdout)
    assert cells(tab) == before
    kinds = [(one["kind"], one["row"]) for one in differences(tab, file)]
    assert ("doubtful", 2) in kinds
    assert "missing_there" not in dict(kinds)


def test_a_file_of_nobody_in_the_tab_is_asked_about_and_what_was_told_stays(case: Case) -> None:
    case.make({"Essai": (HEADERS, HERE, OTHER, ("SOW", "Awa", date(1991, 2, 3), *OTHER[3:]))})
    right = written(case.folder, there(pass_fin=date(2029, 1, 1)), there(**OMAR))
    differences(case, right)
    before = told(case)
    for names in (("IVANOVA",), ("IVANOVA", "PETROVA", "SIDOROVA")):
        file = written(case.folder, *(there(nom=name, naissance="", numero="") for name in names))
        result = case.run("reconcile", str(file))
        assert ", 0 différence" in plain(result.stdout)
        assert "Est-ce le bon fichier ?" in plain(result.stdout)
        assert told(case) == before != []


def test_of_a_title_that_comes_twice_what_both_columns_say_is_read(tab: Case) -> None:
    twice = [*HEADERS_THERE, "Fin PASS IAE"]
    file = written(tab.folder, there(), there(**OMAR), headers=twice)
    assert differences(tab, file) == []
    book = openpyxl.load_workbook(file)
    book["Sheet"].cell(2, len(twice)).value = date(2029, 1, 1)
    book.save(file)
    applied(tab, file, "--yes", "tout")
    assert cells(tab)["J2"] == HERE[9]
    assert "« Fin PASS IAE » : 1 case n'est pas comprise (ligne 2)" in said(tab, file)


def test_an_immersion_before_the_entry_is_of_no_stay_here(tab: Case) -> None:
    done, before = "ACCEPTED_BY_VALIDATOR", date(2019, 1, 5)
    days = (before, date(2026, 6, 5), date(2026, 6, 12))
    rows = [immersion(number, "Issa Koné", done, day) for number, day in enumerate(days)]
    (found,) = differences(tab, written(tab.folder, *rows, headers=(*IMMERSIONS, "Bénéficiaire")))
    assert (found["here"], found["there"]) == (1, 2)


def test_a_name_in_one_cell_that_has_more_or_fewer_words_is_asked_about(tab: Case) -> None:
    done, over = "ACCEPTED_BY_VALIDATOR", date(2026, 6, 5)
    rows = [immersion(n, who, done, over) for n, who in enumerate(("Issa Amara Koné", "Omar"))]
    file = written(tab.folder, *rows, headers=(*IMMERSIONS, "Bénéficiaire"))
    assert [(one["kind"], one["row"]) for one in differences(tab, file)] == [("doubtful", 2)]


def test_masked_names_without_a_pass_are_asked_about_too(tab: Case) -> None:
    masked = there(nom="K…", prenom="I…", naissance="", numero="")
    found = differences(tab, written(tab.folder, masked, there(**OMAR)))
    assert [(one["kind"], one["row"]) for one in found] == [("doubtful", 2)]
