"""Codes that the workbook explains elsewhere: in another tab, or in a note on the title."""

from __future__ import annotations

import xlsxwriter

from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book, write_config

TITLES = (*HEADERS, "Frein logement")
ENTRIES = ((*ANNA, "O"), (*OMAR, "N"))


def read_freins(case: Case) -> list[str]:
    return [row["frein_logement"] for row in case.export()]


def rules(case: Case) -> list[str]:
    return [one["rule"] for one in case.check()["anomalies"] if one["field"] == "frein_logement"]


def test_codes_that_a_tab_of_codes_gives_another_meaning_are_not_read(case: Case) -> None:
    codes = (("Frein logement", "O", "OK"), ("", "N", "nouveau frein"))
    write_book(case.folder / "essai.xlsx", {"Un": (TITLES, *ENTRIES), "Codes": codes})
    write_config(case.folder, ["Un"], "leave: [Codes]")
    assert rules(case) == ["choice.codes_by_legend"]
    assert read_freins(case) == ["", ""]


def test_codes_that_a_tab_of_codes_gives_our_meaning_are_read(case: Case) -> None:
    codes = (("O", "oui"), ("N", "non"), ("", "Situation"), ("O", "occupant"))
    write_book(case.folder / "essai.xlsx", {"Un": (TITLES, *ENTRIES), "Codes": codes})
    write_config(case.folder, ["Un"], "leave: [Codes]")
    assert rules(case) == []
    assert read_freins(case) == ["Identifié", "Aucun"]


def test_a_note_on_the_title_says_what_codes_mean(case: Case) -> None:
    with xlsxwriter.Workbook(str(case.folder / "essai.xlsx")) as book:
        sheet = book.add_worksheet("Un")
        for index, row in enumerate((TITLES, *ENTRIES)):
            sheet.write_row(index, 0, row)
        sheet.write_comment(0, len(TITLES) - 1, "O = opérationnel ; N = à voir")
    write_config(case.folder, ["Un"])
    assert rules(case) == ["choice.codes_by_legend"]
