"""Names merged over several rows are one person with several contracts."""

from __future__ import annotations

from datetime import date

import xlsxwriter

from tests.conftest import Case, write_config

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


def test_the_second_contract_is_the_same_persons(case: Case) -> None:
    rows = merged(case).export()
    assert [row["contrat_fin"] for row in rows] == ["2025-07-12", "2027-01-12"]
    assert len({row["person"] for row in rows}) == 1
    # the first contract has ended, and that is no news: the second follows it
    assert rules(case) == [("E3", "info", "row.continued")]


def test_an_exit_merged_over_both_is_told_since_exits_are_counted_by_row(case: Case) -> None:
    merged(case, date(2026, 5, 1))
    assert ("A3", "warning", "person.duplicate") in rules(case)
