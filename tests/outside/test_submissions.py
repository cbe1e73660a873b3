"""Answers collected on phones.

Brought into the tab of their SIAE, checked as every entry is, and never twice.
"""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import PatternFill

from forms.loading import load_form
from forms.xlsform import as_xlsform
from sheets_sync.files import digest
from tests.calc.desk import Convert
from tests.conftest import ANNA, HEADERS, OMAR, Case, Rows
from tests.desks import FileDesk, Programme
from tests.entry.test_cards import UNMOVED
from tests.sheets_emulator.server import Emulator, Fault
from tests.typing_commands import plain

NEW = {
    "start": "2026-11-20T10:00:00", "siae": "essai", "groupe_1_identite/nom": "KONÉ", "groupe_1_identite/prenom": "Issa", "groupe_1_identite/sexe": "homme",
    "groupe_1_identite/date_naissance": "1999-07-04", "groupe_4_programme/date_entree": "2026-11-16", "groupe_5_contrat/contrat_type": "cddi",
    "_id": "7", "_uuid": "a1", "_submission_time": "2026-11-20T10:05:00",
}  # fmt: skip


def export(file: Path, *answers: Mapping[str, str], separator: str = ",") -> Path:
    """An export as KoboToolbox writes it."""
    titles = list(dict.fromkeys(title for answer in answers for title in answer))
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, titles, delimiter=separator, restval="")
        writer.writeheader()
        writer.writerows(answers)
    return file


def other(**changes: str) -> dict[str, str]:
    """The same answer with other values, by the last part of its titles; a new `uuid`, a new id."""
    changes = {"id": changes.get("uuid", NEW["_id"]), **changes}
    return {
        title: changes.get(title.rpartition("/")[2].lstrip("_"), value)
        for title, value in NEW.items()
    }


def last_line(case: Case, row: int) -> list[Any]:
    return [cell.value for cell in openpyxl.load_workbook(case.folder / "essai.xlsx")["Essai"][row]]


@pytest.fixture
def tab(case: Case) -> Case:
    return case.make({"Essai": (HEADERS, ANNA, OMAR)})


def test_an_answer_becomes_a_line_like_those_above_it(tab: Case) -> None:
    book = openpyxl.load_workbook(tab.folder / "essai.xlsx")
    book["Essai"]["A3"].fill = PatternFill("solid", fgColor="FFDDEEFF")
    book.save(tab.folder / "essai.xlsx")
    result = tab.run("forms", "import", str(export(tab.folder / "kobo.csv", NEW)))
    assert (result.exit_code, result.stdout) == (0, "« Essai » : 1 ligne ajoutée (4).\n")
    line = last_line(tab, 4)
    assert line[:3] == ["KONÉ", "Issa", "Homme"]
    assert [cell.date() for cell in line[3:5]] == [date(1999, 7, 4), date(2026, 11, 16)]
    assert line[5] == "CDDI"
    sheet: Any = openpyxl.load_workbook(tab.folder / "essai.xlsx")["Essai"]
    assert (sheet["A4"].fill.fgColor.rgb, sheet["D4"].number_format) == ("FFDDEEFF", "dd/mm/yyyy")
    assert tab.run("check").exit_code == 0
    assert len(tab.check()["tabs"]) == 1


def test_it_is_never_brought_in_twice(tab: Case) -> None:
    file = export(tab.folder / "kobo.csv", NEW)
    tab.run("forms", "import", str(file))
    once = digest(tab.folder / "essai.xlsx")
    assert "1 réponse déjà importée" in tab.run("forms", "import", str(file)).stdout
    again = export(
        tab.folder / "deux.csv",
        other(uuid="b2", nom="Kone"),
        other(uuid="c3", nom="AHMADI", prenom="Omar", date_naissance="1990-01-01"),
    )
    said = tab.run("forms", "import", str(again)).stdout
    assert (
        "Ligne 2 du fichier : déjà dans « Essai », ligne 4 ; si c'est un nouveau parcours, le saisir à la main."
        in said
    )
    assert "Ligne 3 du fichier : déjà dans « Essai », ligne 3 ;" in said
    assert digest(tab.folder / "essai.xlsx") == once
    # as if a run had been cut off before it kept what it did
    shutil.rmtree(tab.folder / "historique")
    assert "déjà dans « Essai », ligne 4" in tab.run("forms", "import", str(file)).stdout


def test_what_a_copy_put_back_undid_is_added_again(tab: Case) -> None:
    file = str(export(tab.folder / "kobo.csv", NEW))
    tab.run("forms", "import", file)
    said = tab.run("restore", "1", "--yes").stdout
    assert "sera ajouté de nouveau" in said
    assert "1 ligne ajoutée (4)" in tab.run("forms", "import", file).stdout
    assert "1 réponse déjà importée" in tab.run("forms", "import", file).stdout


def test_what_was_in_before_a_copy_that_is_put_back_is_not_added_twice(tab: Case) -> None:
    file = str(export(tab.folder / "kobo.csv", NEW))
    tab.run("forms", "import", file)
    desk = FileDesk(tab.folder / "essai.xlsx")
    desk.type("Essai", "A4", "KONATÉ")
    tab.run("consolidate")
    # The last copy is of just before that, of the day of the import all the same.
    tab.run("restore", "1", "--yes")
    assert "ajoutée (" not in tab.run("forms", "import", file).stdout
    rows = [row[0] for row in desk.open().read("Essai").rows]
    assert "KONATÉ" in rows
    assert "KONÉ" not in rows


def test_what_was_brought_in_and_is_gone_from_the_tab_is_told(tab: Case) -> None:
    file = str(export(tab.folder / "kobo.csv", NEW))
    before = (tab.folder / "essai.xlsx").read_bytes()
    tab.run("forms", "import", file)
    # an earlier version of the workbook, put back by its synchroniser
    (tab.folder / "essai.xlsx").write_bytes(before)
    said = tab.run("forms", "import", file).stdout
    assert "Ligne 2 du fichier : ajoutée auparavant, elle n'est plus dans « Essai »" in said
    assert "déjà importée" not in said
    assert "--again 2" in said
    assert "1 ligne ajoutée (4)" in tab.run("forms", "import", file, "--again", "2").stdout
    assert "1 réponse déjà importée" in tab.run("forms", "import", file).stdout
    assert tab.run("forms", "import", file, "--again", "deux").exit_code == 2


def test_two_counsellors_who_send_the_same_person_give_one_line(tab: Case) -> None:
    result = tab.run("forms", "import", str(export(tab.folder / "kobo.csv", NEW, other(uuid="b2"))))
    assert result.exit_code == 0
    assert "1 ligne ajoutée" in result.stdout
    assert "Ligne 3 du fichier : la même personne qu'à la ligne 2 du fichier." in result.stdout


def test_what_is_to_be_corrected_is_refused_with_the_reason_and_may_come_again(tab: Case) -> None:
    wrong = other(uuid="w", date_naissance="1999-02-31", nom="TRAORÉ")
    file = export(tab.folder / "kobo.csv", NEW, wrong, other(uuid="s", siae="inconnue"))
    result = tab.run("forms", "import", str(file))
    assert result.exit_code == 1
    assert "« Essai » : 1 ligne ajoutée (4)." in result.stdout
    assert (
        "Ligne 3 du fichier, pas ajoutée : Date de naissance : cette valeur n'existe pas au calendrier."
        in result.stdout
    )
    assert (
        "Ligne 4 du fichier, pas ajoutée : la SIAE « inconnue » n'est pas dans config.yaml."
        in result.stdout
    )
    right = export(
        tab.folder / "kobo.csv", NEW, wrong | {"groupe_1_identite/date_naissance": "1999-02-28"}
    )
    assert "1 ligne ajoutée (5)" in tab.run("forms", "import", str(right)).stdout


def test_an_answer_that_reads_as_no_entry_is_told_too(tab: Case) -> None:
    result = tab.run("forms", "import", str(export(tab.folder / "kobo.csv", NEW, other(uuid="t", nom="Total", prenom=""), other(uuid="v", nom="", prenom=""))))  # fmt: skip
    assert "« Essai » : 1 ligne ajoutée (4)." in result.stdout
    assert [
        line in result.stdout
        for line in ("Ligne 3 du fichier, pas ajoutée", "Ligne 4 du fichier, pas ajoutée")
    ] == [
        True,
        True,
    ], result.stdout


def test_each_spreadsheet_is_read_once_whatever_the_number_of_tabs(
    google: Emulator, tmp_path: Path
) -> None:
    programme = Programme(
        google, tmp_path / "p", dict.fromkeys(("Un", "Deux", "Trois"), (HEADERS, ANNA))
    )
    answers = [
        other(uuid=name, siae=name.lower(), nom=f"KONÉ {name}") for name in ("Un", "Deux", "Trois")
    ]
    assert programme.calls_of("forms", "import", str(export(tmp_path / "kobo.csv", *answers))) == [
        "read",
        "read",
        "copy",
        "read",
        "write",
        # the header that new rows were put under, noted in a hidden tab, is looked at and let go
        "write",
    ]


def test_labels_semicolons_and_workbooks_are_read_too(tab: Case) -> None:
    labels = {
        "SIAE": "Essai",
        "Nom": "KONÉ",
        "Prénom": "Issa",
        "Date de naissance": "04/07/1999",
        "Entrée dans le programme": "16/11/2026",
    }
    assert (
        tab.run(
            "forms", "import", str(export(tab.folder / "excel.csv", labels, separator=";"))
        ).exit_code
        == 0
    )
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(list(labels))
    sheet.append(["Essai", "SOW", "Binta", date(2001, 5, 6), date(2026, 11, 2)])
    book.save(tab.folder / "kobo.xlsx")
    assert "1 ligne ajoutée (5)" in tab.run("forms", "import", str(tab.folder / "kobo.xlsx")).stdout
    assert [row["nom"] for row in tab.export()] == ["DIALLO", "AHMADI", "KONÉ", "SOW"]


def test_another_file_is_told_and_nothing_is_lost(tab: Case) -> None:
    before = digest(tab.folder / "essai.xlsx")
    result = tab.run(
        "forms",
        "import",
        str(export(tab.folder / "autre.csv", {"question": "1", "reponse": "oui"})),
    )
    assert (
        result.exit_code,
        "n'est pas un export du formulaire « Participants » : aucune colonne pour Nom"
        in result.output,
    ) == (2, True)
    (tab.folder / "abime.csv").write_bytes(b"\xff\xfe\x00\x01")
    assert tab.run("forms", "import", str(tab.folder / "abime.csv")).exit_code == 2
    assert tab.run("forms", "import", str(tab.folder / "absent.csv")).exit_code == 2
    more = export(tab.folder / "kobo.csv", NEW | {"groupe_2/qpv": "oui"})
    column = tab.run("forms", "import", str(more), "--dry-run")
    assert "« Essai » n'a pas de colonne pour QPV" in column.stdout
    assert "ou « setup --columns » les ajoute)." in column.stdout
    dry = tab.run("forms", "import", str(export(tab.folder / "kobo.csv", NEW)), "--dry-run").stdout
    assert dry == "« Essai » : 1 ligne à ajouter (4).\nRien n'est écrit (--dry-run).\n"
    assert digest(tab.folder / "essai.xlsx") == before


def test_a_total_below_the_entries_stays_below_them(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR, ("Total", 2), (), ())})
    assert case.run("forms", "import", str(export(case.folder / "kobo.csv", NEW))).exit_code == 0
    assert (last_line(case, 4)[0], last_line(case, 5)[0]) == ("KONÉ", "Total")
    assert [row["nom"] for row in case.export()] == ["DIALLO", "AHMADI", "KONÉ"]


def test_a_first_answer_fills_a_tab_made_by_setup(case: Case) -> None:
    config = case.folder / "config.yaml"
    config.write_text(
        "programme: Essai\nworkbook: essai.xlsx\nsiae: [{tab: Essai, name: Essai, kind: ACI}]\n",
        encoding="utf-8",
    )
    case.run("setup")
    for number in range(2):
        result = case.run(
            "forms",
            "import",
            str(export(case.folder / "kobo.csv", other(uuid=str(number), nom=f"NOM {number}"))),
        )
        assert result.exit_code == 0, result.output
    rows = case.export()
    assert [(row["row"], row["nom"], row["date_naissance"]) for row in rows] == [
        ("3", "NOM 0", "1999-07-04"),
        ("4", "NOM 1", "1999-07-04"),
    ]


def test_the_names_of_choices_that_we_export_come_back_as_their_values() -> None:
    made = as_xlsform(load_form("participant"), ["Essai"], date(2026, 11, 23))
    assert {"cddi", "formation_pre_qualifiante", "essai"} <= {row["name"] for row in made.choices}


@pytest.mark.office
def test_libreoffice_opens_a_tab_with_added_lines(
    tab: Case, tmp_path: Path, convert: Convert
) -> None:
    tab.run(
        "forms",
        "import",
        str(
            export(
                tab.folder / "kobo.csv", *[other(uuid=str(n), nom=f"NOM {n}") for n in range(30)]
            )
        ),
    )
    with zipfile.ZipFile(convert(tab.folder / "essai.xlsx", "ods", tmp_path)) as package:
        content = package.read("content.xml").decode()
    assert content.count(">NOM ") == 30


FAULTS: Sequence[dict[str, Any]] = (
    {},
    {"status": 503},
    {"status": 503, "applied": True},
    {"drop": True, "applied": True},
)


@pytest.mark.parametrize("fault", FAULTS)
def test_lines_are_inserted_once_in_a_google_tab(
    google: Emulator, tmp_path: Path, fault: dict[str, Any]
) -> None:
    rows: Rows = (HEADERS, (*ANNA[:3], "31/02/1990", *ANNA[4:]), OMAR, ("Total", 2))
    programme = Programme(google, tmp_path / "p", {"Essai": rows})
    programme.run("consolidate")
    google.counts.clear()
    google.faults = [Fault(1, on="write", **fault)] if fault else []
    result = programme.run("forms", "import", str(export(tmp_path / "kobo.csv", NEW)))
    assert result.exit_code == 0, result.output
    desk = programme.desk
    names = [desk.value("Essai", f"A{row}") for row in range(1, 7)]
    assert names.count("KONÉ") == 1
    assert [name for name in names if name] == ["Nom", "DIALLO", "AHMADI", "KONÉ", "Total"]
    row = names.index("KONÉ") + 1
    assert (
        desk.value("Essai", f"D{row}"),
        desk.colour("Essai", f"D{row}"),
        desk.note("Essai", f"D{row}"),
    ) == (36345, None, "")
    lines = programme.run("check").stdout.splitlines()
    assert next(line.split()[1:3] for line in lines if line.startswith("Essai ")) == ["3", "3"]


@pytest.mark.parametrize("total", [False, True])
def test_a_table_of_excels_grows_unless_it_has_a_row_of_totals(case: Case, total: bool) -> None:
    case.make({"Essai": (HEADERS,)})
    with xlsxwriter.Workbook(str(case.folder / "essai.xlsx")) as book:
        options = {
            "name": "Personnes",
            "columns": [{"header": title} for title in HEADERS],
            "data": [["DIALLO", "Awa"]],
            "total_row": total,
        }
        book.add_worksheet("Essai").add_table(0, 0, 2 if total else 1, 8, options)
    before = digest(case.folder / "essai.xlsx")
    answers = str(export(case.folder / "kobo.csv", NEW))
    result = case.run("forms", "import", answers)
    if not total:
        assert (result.exit_code, result.stdout) == (0, "« Essai » : 1 ligne ajoutée (3).\n")
        assert (last_line(case, 2)[0], last_line(case, 3)[0]) == ("DIALLO", "KONÉ")
        sheet: Any = openpyxl.load_workbook(case.folder / "essai.xlsx")["Essai"]
        assert sheet.tables["Personnes"].ref == "A1:I3"
        return
    refusal = "le tableau d'Excel « Personnes » a une ligne de total en bas"
    assert (result.exit_code, refusal in plain(result.output)) == (1, True), result.output
    assert digest(case.folder / "essai.xlsx") == before
    # It is not remembered as imported: it is told again until it can be added.
    assert refusal in plain(case.run("forms", "import", answers).output)


def test_nobody_is_put_below_a_table_of_excels_apart_from_it(case: Case) -> None:
    case.make({"Essai": (HEADERS,)})
    with xlsxwriter.Workbook(str(case.folder / "essai.xlsx")) as book:
        sheet = book.add_worksheet("Essai")
        columns = [{"header": title} for title in HEADERS]
        sheet.add_table(0, 0, 1, 8, {"name": "Personnes", "columns": columns})
        sheet.write_row(1, 0, ["DIALLO", "Awa"])
        # A word alone may be a name: the table ends above it.
        sheet.write(2, 0, "Attention")
    before = digest(case.folder / "essai.xlsx")
    result = case.run("forms", "import", str(export(case.folder / "kobo.csv", NEW)))
    assert result.exit_code == 1
    assert "« Personnes » s'arrête à la ligne 2" in plain(result.output)
    assert digest(case.folder / "essai.xlsx") == before


def test_answers_for_other_tabs_are_added_where_one_tab_can_get_nothing(case: Case) -> None:
    case.make(UNMOVED)
    answers = [other(siae="un"), other(siae="deux", uuid="b2")]
    result = case.run("forms", "import", str(export(case.folder / "kobo.csv", *answers)))
    assert "« Deux » : 1 ligne ajoutée (3)" in plain(result.output), result.output
    assert "additionne plusieurs onglets" in plain(result.output)


@pytest.mark.parametrize(
    "title",
    ["Votre structure", "Votre SIAE", "Quelle est votre structure ?", "Nom de la structure"],
)
def test_the_siae_is_known_by_the_question_that_asks_for_it(tab: Case, title: str) -> None:
    answers = {
        "Horodateur": "20/11/2026 10:00:00",
        title: "Essai",
        "Nom": "KONÉ",
        "Prénom": "Issa",
        "Date de naissance": "04/07/1999",
        "Entrée dans le programme": "16/11/2026",
    }
    elsewhere = {**answers, title: "Chantier du Lac", "Nom": "SOW"}
    unsaid = {**answers, title: "", "Nom": "BAH"}
    result = tab.run(
        "forms", "import", str(export(tab.folder / "google.csv", answers, elsewhere, unsaid))
    )
    assert "1 ligne ajoutée (4)" in result.stdout
    assert "la SIAE « Chantier du Lac » n'est pas dans config.yaml" in plain(result.stdout)
    assert "aucune SIAE n'est dite" in plain(result.stdout)
