"""Names merged over several rows are one person with several contracts."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import xlsxwriter

from tests.conftest import Case, write_config
from tests.reading.test_messy_tabs import write_tab

TITLES = ("Nom", "Prénom", "DDN", "Entrée le", "Début contrat", "Fin contrat", "Date de sortie")


def merged(case: Case, exit_day: date | None = None) -> Case:
    """One person, two contracts that follow one another; the exit is merged as well."""
    with xlsxwriter.Workbook(str(case.folder / "essai.xlsx")) as book:
        sheet, day = book.add_worksheet("Essai"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, TITLES)
        cells = ["KONÉ", "Awa", date(1995, 3, 23), date(2025, 1, 13)]
        for column, cell in enumerate(cells):
            sheet.merge_range(1, column, 2, column, cell, day)
        for row, (start, end) in enumerate(
            [(date(2025, 1, 13), date(2025, 7, 12)), (date(2025, 7, 13), date(2027, 1, 12))], 1
        ):
            sheet.write(row, 4, start, day)
            sheet.write(row, 5, end, day)
        if exit_day is not None:
            sheet.merge_range(1, 6, 2, 6, exit_day, day)
    write_config(case.folder, ["Essai"])
    return case


def rules(case: Case) -> list[tuple[str, str, str]]:
    found = case.check()["anomalies"]
    return [(a["cell"], a["severity"], a["rule"]) for a in found]


def figure(case: Case, name: str, period: str = "2026") -> float:
    """A figure of the whole."""
    told = json.loads(case.run("indicators", "--json", "--period", period).stdout)
    return next(float(f["numerator"]) for f in told if f["id"] == name and f["siae"] is None)


def test_the_second_contract_is_the_same_persons(case: Case) -> None:
    rows = merged(case).export()
    assert [row["contrat_fin"] for row in rows] == ["2025-07-12", "2027-01-12"]
    assert len({row["person"] for row in rows}) == 1
    # the first contract has ended, and that is no news: the second follows it
    assert rules(case) == [("E3", "info", "row.continued")]


def test_an_exit_merged_over_both_is_one_persons_one_exit(case: Case) -> None:
    merged(case, date(2026, 5, 1))
    assert "person.duplicate" not in {rule for _, _, rule in rules(case)}
    assert figure(case, "sorties") == 1


def test_who_has_left_after_the_second_contract_is_not_there_on_the_first(case: Case) -> None:
    drawn = """
| Nom | Prénom | DDN | Entrée le | Début contrat | Fin contrat | Date de sortie | Motif de sortie
| KONÉ | Awa | 23/03/1995 | 13/01/2023 | d:2023-01-13 | d:2023-07-12 | |
| ^ | ^ | ^ | ^ | d:2023-07-13 | d:2024-07-12 | d:2024-07-12 | CDI
"""
    write_tab(case.folder / "essai.xlsx", drawn.strip().splitlines())
    write_config(case.folder, ["Essai"])
    rows = case.export()
    assert [row["date_sortie"] for row in rows] == ["2024-07-12", "2024-07-12"]
    assert [row["motif_sortie"] for row in rows] == ["CDI", "CDI"]
    assert "person.duplicate" not in {rule for _, _, rule in rules(case)}
    assert figure(case, "sorties", "2024") == figure(case, "sorties_positives", "2024") == 1


def test_two_exits_under_one_name_stay_as_they_are(case: Case) -> None:
    drawn = """
| Nom | Prénom | DDN | Entrée le | Début contrat | Fin contrat | Date de sortie
| KONÉ | Awa | 23/03/1995 | 13/01/2023 | d:2023-01-13 | d:2023-07-12 | d:2023-07-12
| ^ | ^ | ^ | ^ | d:2024-01-13 | d:2024-07-12 | d:2024-07-12
"""
    write_tab(case.folder / "essai.xlsx", drawn.strip().splitlines())
    write_config(case.folder, ["Essai"])
    assert [row["date_sortie"] for row in case.export()] == ["2023-07-12", "2024-07-12"]


def test_a_name_over_a_family_is_several_persons_and_one_exit_is_not_the_others(
    case: Case,
) -> None:
    drawn = """
| Nom | Prénom | DDN | Entrée le | Date de sortie | Motif de sortie | Sexe
| KONÉ | Awa | 23/03/1995 | d:2025-01-13 | d:2026-03-31 | CDI | F
| ^ | Moussa | 24/04/1999 | d:2025-02-13 | | | ^
| ^ | Fatou | 25/05/2001 | d:2025-03-13 | | | ^
"""
    write_tab(case.folder / "essai.xlsx", drawn.strip().splitlines())
    write_config(case.folder, ["Essai"])
    rows = case.export()
    assert [(row["nom"], row["prenom"]) for row in rows] == [
        ("KONÉ", "Awa"),
        ("KONÉ", "Moussa"),
        ("KONÉ", "Fatou"),
    ]
    assert [row["motif_sortie"] for row in rows] == ["CDI", "", ""]
    assert [row["date_sortie"] for row in rows] == ["2026-03-31", "", ""]
    # nothing but the name is shared
    assert [row["sexe"] for row in rows] == ["Femme", "", ""]
    assert "row.continued" not in {rule for _, _, rule in rules(case)}


def test_where_no_column_of_names_is_known_no_row_goes_on_with_another(case: Case) -> None:
    drawn = """
| Bénéf. | Petit nom | DDN | Entrée le | Début contrat | Fin contrat
| KONÉ | Awa | d:1995-03-23 | d:2025-01-13 | d:2025-01-13 | d:2025-07-12
| | | | | d:2025-07-13 | d:2026-01-12
"""
    write_tab(case.folder / "essai.xlsx", drawn.strip().splitlines())
    write_config(case.folder, ["Essai"])
    assert "column.missing" in {rule for _, _, rule in rules(case)}


def test_cells_merged_below_the_last_row_are_read_as_nothing(case: Case) -> None:
    merged(case)
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    sheet = book["Essai"]
    sheet.append(["DIALLO", "Ali", date(1990, 1, 2), date(2025, 1, 13)])
    sheet.merge_cells("A4:A6")
    book.save(case.folder / "essai.xlsx")
    assert len(case.export()) == 3
