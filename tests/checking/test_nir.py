"""A social security number typed anywhere is told, and printed nowhere."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.checking.texts.nir import looks_like_nir, without_nir
from tests.conftest import ANNA, HEADERS, Case, Rows, write_book
from tests.every_part import texts_of
from tests.reading.what_is_read import OneTab

NIR = "1 85 05 99 212 123 95"
DIGITS = NIR.replace(" ", "")
TABS: dict[str, Rows] = {
    "Un": [
        (*HEADERS, "Poste", "Commune", "Référent", "Commentaire", "Dossier"),
        (*ANNA, f"Cuisine {NIR}", NIR, NIR, f"n° {NIR}", NIR),
    ],
    "Ordre du jour": [
        ("Réunion", "Sujet", "Proposé par", "Nature", "Minutes", "Traité"),
        ("directions", f"Dossier {NIR}", "Un", "échange", 10, "non"),
    ],
    "Décisions": [
        ("Date de la réunion", "Réunion", "Décision", "SIAE", "Échéance", "État"),
        ("02/11/2026", "directions", f"Suivre {NIR}", "Un", "30/11/2026", "à faire"),
    ],
    "Faits marquants": [
        ("Date", "SIAE", "Texte", "Publiable"),
        ("02/11/2026", "Un", f"Bravo {NIR}", "oui"),
    ],
}


def test_a_nir_that_was_typed_is_in_no_file_and_in_nothing_printed(case: Case) -> None:
    case.make({"Un": TABS["Un"]}, "funders: {dreets: {name: DREETS, names_of_siae: true}}\n")
    write_book(case.folder / "essai.xlsx", TABS)
    staffs = {
        "xl/sharedStrings.xml"
    }  # what staff typed stands in their workbook until they take it out
    printed = [
        case.run("check").output,
        case.run("check", "--json").output,
        case.run("prepare").output,
    ]
    printed += [
        case.run("export", str(case.folder / name), *more).output
        for name, more in {
            "e.csv": (),
            "e.parquet": (),
            "e.xlsx": (),
            "noms.csv": ("--with-names",),
        }.items()
    ]
    assert "nir.found" in printed[1]
    found = [text for text in printed if NIR in text or DIGITS in text]
    for file in sorted(case.folder.rglob("*")):
        if file.is_file() and "copies" not in file.parts:
            for name, text in texts_of(file.name, file.read_bytes()):
                if (NIR in text or DIGITS in text) and not (
                    name.startswith("essai.xlsx") and staffs.intersection(name.split())
                ):
                    found.append(name)
    assert found == []


def test_only_the_number_is_taken_out_of_a_text() -> None:
    assert (
        without_nir(f"Tel 05 56 00 00 00, n° {NIR}, merci")
        == "Tel 05 56 00 00 00, n° [n° de sécurité sociale retiré], merci"
    )
    assert without_nir("99999 21 35866") == "99999 21 35866"


@pytest.mark.parametrize(
    "text",
    [
        "2900378006084",
        "2 92 03 99 350 084",
        "2.92.03.99.350.084.12",
        "n° sécu 2920399350084, à effacer",
        "292039935008412",  # its key is wrong
        "2920399350084/12",
        "1 85 05 2A 212 123",
        "7 92 03 99 350 084 72",
        "NIR : 2990233063000",
        "ss n° 29203 99350 084",
        "290 05 99 350 001/50",
        "290 0599350001",
        "2900599350001clé50",
        "2900599350001 clé : 50",
        "185 05 33 063 001/67",
        "290-05-99-350-001-23",
        "SS290059935000123",
        "2 9 0 0 5 9 9 3 5 0 0 0 1",
        "2 9 0 0 5 9 9 3 5 0 0 0 1 2 3",
        "n° 294 083 306 312 345, à effacer",
        "294.083.306.312.3",
        "294 123 306 312 345",
    ],
)
def test_a_number_without_key_or_with_a_wrong_one_is_found(text: str) -> None:
    assert looks_like_nir(text)
    assert "retiré" in without_nir(text)
    assert not looks_like_nir(without_nir(text))


@pytest.mark.parametrize("number", [2900378006084.0, 185057800608491.0, 292039935008412.0])
def test_a_number_in_a_number_cell_is_found(number: float) -> None:
    assert looks_like_nir(number)


_DIGITS = "0123456789"


def _spaced(text: str, *lengths: int) -> str:
    parts, start = [], 0
    for length in lengths:
        parts.append(text[start : start + length])
        start += length
    return " ".join(parts)


def _figures(count: int) -> st.SearchStrategy[str]:
    return st.text(_DIGITS, min_size=count, max_size=count)


_OTHER_NUMBERS = st.one_of(
    _figures(8).map(lambda end: f"06{end}"),
    _figures(8).map(lambda end: _spaced(f"06{end}", 2, 2, 2, 2, 2)),
    _figures(8).map(lambda end: f"0033 6{end}"),
    _figures(8).map(lambda end: f"+336{end}"),
    st.tuples(_figures(8), _figures(8)).map(lambda two: f"06{two[0]} / 07{two[1]}"),
    _figures(7).map(lambda end: f"99999{end}"),
    _figures(7).map(lambda end: _spaced(f"99999{end}", 5, 2, 5)),
    st.tuples(st.integers(100, 299), _figures(8)).map(lambda two: f"poste {two[0]} 05{two[1]}"),
    st.tuples(st.integers(10000, 29999), _figures(9)).map(lambda two: f"{two[0]} 0{two[1]}"),
    _figures(8).map(lambda end: " ".join(f"06{end}")),
    _figures(14).map(" ".join),
    _figures(14),
    _figures(14).map(lambda siret: _spaced(siret, 3, 3, 3, 5)),
    _figures(8).map(lambda end: f"99{end}"),
    _figures(9).map(lambda end: f"heures : {_spaced(f'150110{end}', 3, 3, 3, 3, 3)}"),
    _figures(12).map(lambda end: f"{_spaced(f'150083{end}', 3, 3, 3, 3, 3, 3)}"),
    st.dates().map(lambda day: f"du {day:%d/%m/%Y} au {day:%d/%m/%Y}"),
    st.dates().map(lambda day: f"{day:%Y-%m-%d} 10:30"),
)


@given(_OTHER_NUMBERS)
def test_phones_pass_siret_permits_and_dates_are_no_false_alarm(text: str) -> None:
    assert not looks_like_nir(text)


@pytest.mark.parametrize("title", ["NIR", "N° sécu", "Sécurité sociale", "n° de SS", "Num. sécu"])
def test_in_a_column_that_is_titled_so_any_figures_of_that_length_are_one(
    one_tab: OneTab, title: str
) -> None:
    case = one_tab((*HEADERS, title), (*ANNA, "9 999 999 999 999"))
    found = [(a["cell"], a["rule"]) for a in case.check()["anomalies"] if "nir" in a["rule"]]
    assert found == [("J1", "nir.column"), ("J2", "nir.found")]
    case.run("export", str(case.folder / "e.csv"))
    assert "9 999 999" not in (case.folder / "e.csv").read_text(encoding="utf-8")


def test_such_a_title_over_a_yes_or_no_is_left_in_peace(one_tab: OneTab) -> None:
    case = one_tab((*HEADERS, "N° sécu fourni"), (*ANNA, "oui"))
    assert not [a for a in case.check()["anomalies"] if "nir" in a["rule"]]


@pytest.mark.parametrize(
    "before", ["enfant 1 a ", "bat 1 B ", "33000 ", "le 12/03/2024 ", "05 56 00 00 00, ", f"{NIR} "]
)
def test_figures_before_a_number_do_not_hide_it(before: str) -> None:
    assert looks_like_nir(before + NIR)
    assert NIR not in without_nir(before + NIR)


def test_a_number_typed_as_an_amount_is_no_amount_and_is_repeated_nowhere(case: Case) -> None:
    money: Rows = [
        ("Financeur", "Convention", "Début", "Fin", "Ligne", "Accordé", "Reçu", "Dépensé"),
        ("DREETS", "C-1", date(2026, 1, 1), date(2026, 12, 31), "personnel", 10, int(DIGITS), 0),
    ]
    case.make({"Un": (HEADERS, ANNA)})
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), "Financements": money})
    printed = case.run("check", "--json").stdout + case.run("prepare").stdout
    assert "nir.found" in printed
    assert DIGITS not in printed
    sheet = openpyxl.load_workbook(case.folder / "essai.xlsx", data_only=True)["Pilotage"]
    assert float(DIGITS) not in [cell.value for row in sheet.iter_rows() for cell in row]
