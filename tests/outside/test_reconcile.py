"""A file exported from elsewhere, held against the tabs: told, and nothing overwritten."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from sheets_sync.files import digest
from tests.conftest import Case
from tests.typing_commands import plain

# The 25 headers of the file that an employer downloads, in their order (external-formats, 1).
_TITLES = (
    "Civilité candidat|Nom candidat|Prénom candidat|Email candidat|Téléphone candidat"
    "|Date de naissance candidat|Ville candidat|Département candidat|Nom structure employeur"
    "|Type employeur|Métiers|Source de la candidature|Nom organisation prescripteur"
    "|Nom utilisateur prescripteur|Date de la candidature|Statut de la candidature"
    "|Dates de début d’embauche|Dates de fin d’embauche|Motifs de refus|Éligibilité IAE validée"
    "|Eligible au contrôle|Numéro PASS IAE|Début PASS IAE|Fin PASS IAE|Statut PASS IAE"
)
HEADERS_THERE = _TITLES.split("|")
HEADERS = (
    "Nom",
    "Prénom",
    "Date de naissance",
    "Code postal",
    "Entrée dans le programme",
    "Contrat",
    "Début de contrat",
    "Fin de contrat",
    "N° PASS IAE",
    "Fin du PASS IAE",
    "Date de sortie",
    "Stages et immersions",
)
BIRTH, START, END = date(1990, 5, 4), date(2026, 3, 2), date(2027, 2, 26)
PASS, PASS_END = "999992600011", date(2028, 2, 28)
HERE = ("KONÉ", "Issa", BIRTH, "33000", START, "CDDI", START, END, PASS, PASS_END, "", 1)
OTHER = ("AHMADI", "Omar", date(1988, 7, 9), "33600", START, "CDDI", START, END, "", "", "", "")


def there(**changes: Any) -> dict[str, Any]:
    """A row of the file that says just what `HERE` says, with changes by short names."""
    columns = {
        "nom": "Nom candidat",
        "prenom": "Prénom candidat",
        "naissance": "Date de naissance candidat",
        "cp": "Département candidat",
        "structure": "Nom structure employeur",
        "statut": "Statut de la candidature",
        "debut": "Dates de début d’embauche",
        "fin": "Dates de fin d’embauche",
        "numero": "Numéro PASS IAE",
        "pass_fin": "Fin PASS IAE",
        "pass_statut": "Statut PASS IAE",
    }
    row = {
        "nom": "KONE",
        "prenom": "Issa",
        "naissance": BIRTH,
        "cp": "33000",
        "structure": "Essai",
        "statut": "Candidature acceptée",
        "debut": START,
        "fin": END,
        "numero": PASS,
        "pass_fin": PASS_END,
        "pass_statut": "Valide",
        **changes,
    }
    return {columns[name]: value for name, value in row.items()}


def written(folder: Path, *rows: Mapping[str, Any], headers: Sequence[str] = ()) -> Path:
    """The file, as les-emplois writes it: one sheet, real dates, the rest text."""
    file = folder / "candidatures.xlsx"
    titles = headers or HEADERS_THERE
    with xlsxwriter.Workbook(str(file), {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Sheet")
        sheet.write_row(0, 0, titles)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row.get(title, "") for title in titles])
    return file


@pytest.fixture
def tab(case: Case) -> Case:
    return case.make({"Essai": (HEADERS, HERE)})


def differences(case: Case, file: Path, *more: str) -> list[dict[str, Any]]:
    result = case.run("reconcile", str(file), "--json", *more)
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)["differences"]
    return found


def told(case: Case) -> list[dict[str, Any]]:
    """The anomalies that come of files of others."""
    anomalies = case.check()["anomalies"]
    return [anomaly for anomaly in anomalies if anomaly["rule"].startswith("outside.")]


def retype(case: Case, cell: str, value: Any) -> None:
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    book["Essai"][cell] = value
    book.save(case.folder / "essai.xlsx")


def test_a_file_that_says_the_same_has_no_difference(tab: Case) -> None:
    assert differences(tab, written(tab.folder, there())) == []
    assert told(tab) == []


def test_where_the_tab_was_renamed_nothing_is_compared(case: Case) -> None:
    tab = case.make({"Essai": (HEADERS, HERE), "Autre": (HEADERS, OTHER)})
    book = openpyxl.load_workbook(tab.folder / "essai.xlsx")
    book["Essai"].title = "Essai 2027"
    book.save(tab.folder / "essai.xlsx")
    result = tab.run("reconcile", str(written(tab.folder, there())), "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "l'onglet « Essai » n'est pas dans le classeur" in plain(result.stderr)


def test_a_difference_shows_both_values_and_the_row_of_the_file(tab: Case) -> None:
    found = differences(tab, written(tab.folder, {}, there(pass_fin=date(2027, 8, 31))))
    assert found == [
        {
            "kind": "differs",
            "siae": "Essai",
            "tab": "Essai",
            "row": 2,
            "field": "pass_iae_fin",
            "here": "2028-02-28",
            "there": "2027-08-31",
            "file_row": 3,
        }
    ]


def test_anomalies_name_cell_and_row_but_no_value(tab: Case) -> None:
    file = written(tab.folder, there(pass_fin=date(2027, 8, 31)))
    differences(tab, file)
    (anomaly,) = told(tab)
    assert (anomaly["cell"], anomaly["rule"]) == ("J2", "outside.differs")
    assert "ligne 2 de candidatures.xlsx" in plain(anomaly["message"])
    everything = anomaly["message"] + "".join(
        path.read_text("utf-8") for path in (tab.folder / "historique").glob("*.json")
    )
    for value in ("31/08/2027", "2027-08-31", "28/02/2028", PASS, "KON", "Issa"):
        assert value not in everything
    book = openpyxl.load_workbook(tab.folder / "essai.xlsx")
    assert book["Essai"]["J2"].value.date() == PASS_END
    assert "outside.differs" in str([cell.value for row in book["Anomalies"] for cell in row])


def test_what_is_settled_is_told_no_more(tab: Case) -> None:
    differences(tab, written(tab.folder, there(pass_fin=date(2027, 8, 31))))
    retype(tab, "J2", date(2027, 8, 31))
    assert told(tab) == []


def test_the_same_file_twice_changes_nothing(tab: Case) -> None:
    file = written(tab.folder, there(cp="33600"), there(nom="DIALLO", numero="999992600022"))
    differences(tab, file)
    before = digest(tab.folder / "essai.xlsx")
    again = differences(tab, file)
    assert [one["kind"] for one in again] == ["differs", "missing_here"]
    assert digest(tab.folder / "essai.xlsx") == before


def test_a_later_file_takes_the_place_of_an_earlier_one(tab: Case) -> None:
    differences(tab, written(tab.folder, there(cp="33600")))
    assert len(told(tab)) == 1
    differences(tab, written(tab.folder, there()))
    assert told(tab) == []


def test_a_dry_run_remembers_and_writes_nothing(tab: Case) -> None:
    before = digest(tab.folder / "essai.xlsx")
    assert differences(tab, written(tab.folder, there(cp="33600")), "--dry-run")
    assert digest(tab.folder / "essai.xlsx") == before
    assert told(tab) == []


def test_somebody_accepted_there_without_a_row_here_until_there_is_one(tab: Case) -> None:
    new = there(nom="DIALLO", prenom="Awa", naissance=date(1995, 3, 12), numero="999992600022")
    found = differences(tab, written(tab.folder, there(), new))
    assert [(one["kind"], one["there"]) for one in found] == [("missing_here", "DIALLO Awa")]
    (anomaly,) = told(tab)
    assert (anomaly["siae"], anomaly["cell"]) == ("Essai", "")
    for column, value in zip("ABCE", ("Diallo", "Awa", date(1995, 3, 12), START), strict=True):
        retype(tab, f"{column}3", value)
    assert told(tab) == []


def test_somebody_here_who_is_not_accepted_there_until_they_leave(case: Case) -> None:
    case.make({"Essai": (HEADERS, HERE, OTHER)})
    declined = there(nom="AHMADI", prenom="Omar", statut="Candidature déclinée", numero="")
    found = differences(case, written(case.folder, there(), declined))
    assert [(one["kind"], one["row"]) for one in found] == [("missing_there", 3)]
    assert [anomaly["cell"] for anomaly in told(case)] == ["A3"]
    retype(case, "K3", date(2026, 9, 1))
    assert told(case) == []


def test_the_newest_accepted_hiring_counts(tab: Case) -> None:
    old = there(debut=date(2024, 1, 8), fin=date(2024, 7, 5))
    assert differences(tab, written(tab.folder, there(), old)) == []
    assert differences(tab, written(tab.folder, old, there(), old)) == []


def test_a_start_that_is_the_entry_and_an_end_before_ours_are_no_differences(case: Case) -> None:
    renewed = (*HERE[:6], date(2026, 9, 1), date(2027, 8, 31), *HERE[8:])
    case.make({"Essai": (HEADERS, renewed)})
    assert differences(case, written(case.folder, there())) == []
    later = differences(case, written(case.folder, there(fin=date(2027, 12, 31))))
    assert [one["field"] for one in later] == ["contrat_fin"]


def test_one_pass_under_unlike_names_is_no_proof(tab: Case) -> None:
    found = differences(tab, written(tab.folder, there(nom="TESFAY", prenom="Selam")))
    assert [(one["kind"], one["row"]) for one in found] == [("doubtful", 2)]
    assert [anomaly["rule"] for anomaly in told(tab)] == ["outside.likely"]


def test_one_name_born_on_1_january_with_two_pass_is_no_proof(case: Case) -> None:
    here = (*HERE[:2], date(1990, 1, 1), *HERE[3:])
    case.make({"Essai": (HEADERS, here)})
    row = there(naissance=date(1990, 1, 1), numero="999992600099")
    assert [one["kind"] for one in differences(case, written(case.folder, row))] == ["doubtful"]


@pytest.mark.parametrize("naissance", ["", BIRTH])
def test_names_alone_are_no_proof(case: Case, naissance: Any) -> None:
    """The birth is missing on one side, and the PASS is another's, or none."""
    typed = "" if naissance else BIRTH
    for number in ("999992600099", ""):
        case.make({"Essai": (HEADERS, (*HERE[:2], typed, *HERE[3:]))})
        row = there(naissance=naissance, numero=number, pass_fin=date(2027, 8, 31))
        found = differences(case, written(case.folder, row))
        assert [(one["kind"], one["row"]) for one in found] == [("doubtful", 2)]


def test_two_persons_of_the_file_are_never_both_one_here(tab: Case) -> None:
    by_birth = there(numero="999992600099", pass_fin=date(2027, 8, 31))
    by_pass = there(naissance="", pass_fin=date(2029, 1, 31))
    found = differences(tab, written(tab.folder, by_birth, by_pass))
    assert [(one["kind"], one["file_row"]) for one in found] == [("doubtful", 2), ("doubtful", 3)]


def test_a_near_name_is_asked_about(tab: Case) -> None:
    row = there(nom="CONE", prenom="Issa", numero="")
    assert [one["kind"] for one in differences(tab, written(tab.folder, row))] == ["doubtful"]


def test_masked_names_are_met_by_their_pass(tab: Case) -> None:
    masked = there(nom="K…", prenom="I…", naissance="", cp="33600")
    found = differences(tab, written(tab.folder, masked))
    assert [(one["kind"], one["field"]) for one in found] == [("differs", "code_postal")]
    another = there(nom="Z…", prenom="I…", naissance="")
    assert [one["kind"] for one in differences(tab, written(tab.folder, another))] == ["doubtful"]


@pytest.mark.parametrize("status", ["Valide (suspendu)", "Expiré"])
def test_a_pass_that_is_suspended_or_over_is_to_be_looked_into(tab: Case, status: str) -> None:
    found = differences(tab, written(tab.folder, there(pass_statut=status)))
    assert [(one["kind"], one["there"]) for one in found] == [("doubtful", status)]
    assert [anomaly["cell"] for anomaly in told(tab)] == ["J2"]


def test_a_structure_under_another_name_is_asked_for(tab: Case) -> None:
    file = written(tab.folder, there(structure="ASSOCIATION LES QUAIS"))
    result = tab.run("reconcile", str(file))
    assert result.exit_code == 2
    assert "--siae" in result.stderr
    assert "ASSOCIATION LES QUAIS" in plain(result.stderr)
    assert differences(tab, file, "--siae", "Essai") == []
    longer = written(tab.folder, there(structure="Association Essai Gironde"))
    assert differences(tab, longer) == []


@pytest.mark.parametrize(
    "headers",
    [HEADERS_THERE[:20], ("Nom", "Prénom"), ("a",)],
    ids=["another year's", "somebody else's", "no export"],
)
def test_a_file_of_no_format_is_a_sentence(tab: Case, headers: Sequence[str]) -> None:
    file = written(tab.folder, there(), headers=headers)
    before = digest(tab.folder / "essai.xlsx")
    result = tab.run("reconcile", str(file))
    assert result.exit_code == 2
    assert "les Emplois de l'inclusion" in plain(result.stderr)
    assert digest(tab.folder / "essai.xlsx") == before


def test_the_same_rows_as_csv_say_the_same(tab: Case) -> None:
    row = there(pass_fin=date(2027, 8, 31))
    file = tab.folder / "candidatures.csv"
    with file.open("w", encoding="cp1252", newline="") as lines:
        writer = csv.DictWriter(lines, HEADERS_THERE, delimiter=";", restval="")
        writer.writeheader()
        days = {key: f"{v:%d/%m/%Y}" if isinstance(v, date) else v for key, v in row.items()}
        writer.writerow(days)
    assert differences(tab, file) == differences(tab, written(tab.folder, row))


IMMERSIONS = ("id convention", "Structure", "Statut", "Date de début", "Date de fin")


def immersion(number: int, name: str, status: str, end: date) -> dict[str, Any]:
    return {
        "id convention": str(number),
        "Statut": status,
        "Date de fin": end,
        "Bénéficiaire": name,
    }


def test_a_name_in_one_cell_is_one_in_any_order_and_the_row_told_is_one_that_counts(
    tab: Case,
) -> None:
    done, before = "ACCEPTED_BY_VALIDATOR", date(2025, 6, 5)
    rows = [
        immersion(1, "Issa Koné", done, date(2026, 6, 5)),
        immersion(2, "KONÉ Issa", done, date(2026, 7, 5)),
        immersion(3, "Issa KONE", done, before),
    ]
    file = written(tab.folder, *rows, headers=(*IMMERSIONS, "Bénéficiaire"))
    (found,) = differences(tab, file)
    assert (found["there"], found["file_row"]) == (2, 3)


def test_immersions_done_are_counted_by_person(tab: Case) -> None:
    done, over, ahead = "ACCEPTED_BY_VALIDATOR", date(2026, 6, 5), date(2030, 1, 1)
    rows = [
        immersion(1, "Issa Koné", done, over),
        immersion(2, "ISSA KONE", done, over),
        immersion(3, "Issa Koné", "REJECTED", over),
        immersion(4, "Issa Koné", done, ahead),
        immersion(5, "Somebody Else", done, over),
    ]
    file = written(tab.folder, *rows, headers=(*IMMERSIONS, "Bénéficiaire"))
    (found,) = differences(tab, file)
    assert (found["field"], found["here"], found["there"]) == ("stages", 1, 2)
    fewer = written(tab.folder, rows[0], headers=(*IMMERSIONS, "Bénéficiaire"))
    assert differences(tab, fewer) == []


def test_a_convention_on_two_rows_counts_once_as_the_later_one_has_it(tab: Case) -> None:
    done, over = "ACCEPTED_BY_VALIDATOR", date(2026, 6, 5)
    rows = [
        immersion(1, "Issa Koné", done, over),
        immersion(2, "Issa Koné", done, over),
        immersion(3, "Issa Koné", done, over),
        immersion(1, "Issa Koné", done, over),
        immersion(3, "Issa Koné", "CANCELLED", over),
    ]
    file = written(tab.folder, *rows, headers=(*IMMERSIONS, "Bénéficiaire"))
    (found,) = differences(tab, file)
    assert (found["field"], found["here"], found["there"]) == ("stages", 1, 2)
    said = plain(tab.run_plain("reconcile", str(file)).stdout)
    assert "Lignes 2 et 4 du fichier, laissées : leur numéro revient plus bas" in said


def test_a_file_that_is_cut_is_told(tab: Case) -> None:
    file = tab.folder / "conventions.csv"
    titles = "id convention;Structure;Statut;Bénéficiaire;Date de fin"
    file.write_text(f"{titles}\n1;Essai;ACCEPTED_BY_VALIDATOR;Issa Koné;05/06/2026\n2;Ess", "utf-8")
    said = plain(tab.run_plain("reconcile", str(file)).stdout)
    assert "« conventions.csv » semble coupé : sa dernière ligne (3)" in said


def test_a_consortium_describes_a_format_of_its_own(tab: Case) -> None:
    own = (
        "logiciel:\n  label: notre logiciel\n  known_by: [Matricule, Fin]\n  family: Nom\n"
        "  given: Prenom\n  birth: Naissance\n  compare: [{field: contrat_fin, column: Fin}]\n"
    )
    (tab.folder / "outside_files.yaml").write_text(own, "utf-8")
    headers = ("Matricule", "Nom", "Prenom", "Naissance", "Fin")
    row = {"Nom": "Koné", "Prenom": "Issa", "Naissance": BIRTH, "Fin": date(2026, 12, 1)}
    (found,) = differences(tab, written(tab.folder, row, headers=headers))
    assert (found["field"], found["there"]) == ("contrat_fin", "2026-12-01")
    wrong = own.replace("contrat_fin", "contrat_fni")
    (tab.folder / "outside_files.yaml").write_text(wrong, "utf-8")
    result = tab.run("reconcile", str(tab.folder / "candidatures.xlsx"))
    assert result.exit_code == 2
    assert "contrat_fin" in plain(result.stderr)
    assert "outside_files.yaml, ligne 7" in plain(tab.run_plain("forms", "check").stdout)


def test_a_masked_name_that_begins_so_with_a_day_in_common_is_asked_about(case: Case) -> None:
    case.make({"Essai": (HEADERS, OTHER)})
    masked = {"nom": "A…", "prenom": "O…", "naissance": "", "numero": "999992600027"}
    (one,) = differences(case, written(case.folder, there(**masked, debut=START)))
    assert (one["kind"], one["row"], one["file_row"]) == ("doubtful", 2, 2)
    found = differences(case, written(case.folder, there(**masked, debut=date(2026, 4, 1), fin="")))
    assert {one["kind"] for one in found} == {"missing_here", "missing_there"}


def test_whom_a_file_that_holds_others_too_has_and_no_tab_is_told_by_the_row(tab: Case) -> None:
    file = tab.folder / "conventions.csv"
    titles = ["id convention", "Bénéficiaire", "Statut", "Date de début", "Date de fin"]
    rows = [
        (name, "ACCEPTED_BY_VALIDATOR", "2026-03-02", "2026-03-13")
        for name in ("Issa Koné", "Ali Inconnu")
    ]
    with file.open("w", newline="", encoding="utf-8") as text:
        csv.writer(text).writerows([titles, *(("1", *row) for row in rows)])
    result = tab.run("reconcile", str(file))
    assert result.exit_code == 0, result.output
    assert "1 personne du fichier n'est reconnue dans aucun onglet (ligne 3)" in plain(
        result.stdout
    )
    assert "Inconnu" not in result.stdout


def test_what_the_tab_has_no_column_for_is_told_once_and_of_nobody(case: Case) -> None:
    case.make({"Essai": tuple((*row[:3], *row[4:]) for row in (HEADERS, HERE))})
    file = written(case.folder, there(cp="33800"))
    assert differences(case, file) == []
    result = case.run("reconcile", str(file))
    assert "l'onglet n'a pas de colonne pour Code postal" in plain(result.stdout)


def without(*titles: str) -> list[str]:
    return [title for title in HEADERS_THERE if title not in titles]


@pytest.mark.parametrize("title", ["Nom candidat", "Statut de la candidature", "Numéro PASS IAE"])
def test_a_file_without_a_column_that_tells_who_or_what_counts_is_refused_by_its_name(
    tab: Case, title: str
) -> None:
    file = written(tab.folder, there(), headers=without(title))
    result = tab.run("reconcile", str(file))
    assert result.exit_code == 2
    assert f"(les Emplois de l'inclusion) : il manque « {title} »" in plain(result.output)


def test_a_column_that_is_compared_and_not_there_is_told_as_such(tab: Case) -> None:
    file = written(tab.folder, there(), headers=without("Fin PASS IAE"))
    result = tab.run("reconcile", str(file))
    assert result.exit_code == 0, result.output
    assert "pas comparé : « Fin PASS IAE »" in plain(result.stdout)


@pytest.mark.parametrize("words", [("reconcile",), ("forms", "import"), ("forms", "adopt")])
def test_a_file_that_is_not_there_sends_nobody_to_config(tab: Case, words: Sequence[str]) -> None:
    result = tab.run(*words, str(tab.folder / "absent.xlsx"))
    assert result.exit_code == 2
    assert "absent.xlsx n'existe pas dans" in plain(result.output)
    assert "config.yaml" not in result.output


@pytest.mark.parametrize("words", [("reconcile",), ("forms", "import")])
def test_half_a_file_is_to_be_fetched_again(tab: Case, words: Sequence[str]) -> None:
    file = written(tab.folder, there())
    file.write_bytes(file.read_bytes()[:2000])
    result = tab.run(*words, str(file))
    assert result.exit_code == 2
    assert "Le télécharger ou l'exporter de nouveau" in plain(result.output)
