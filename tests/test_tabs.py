"""Tabs as people keep them: every line is read or ignored with a reason, whatever stands around the table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ANNA, HEADERS, OMAR, Case

OneTab = Callable[..., Case]


def tab_of(case: Case) -> dict[str, Any]:
    found: dict[str, Any] = case.check()["tabs"][0]
    return found


def reasons(case: Case) -> dict[int, str]:
    return {line["row"]: line["reason"] for line in tab_of(case)["ignored"]}


def test_titles_separators_totals_and_legends_are_not_people(one_tab: OneTab) -> None:
    case = one_tab(
        ("Suivi 2026",),
        (),
        HEADERS,
        ("Janvier 2025",),
        ANNA,
        (),
        ("Mars 2025",),
        OMAR,
        ("TOTAL", 2),
        ("Moyenne", "", "", "", "", "", "", "", 8.5),
        (),
        ("Légende :",),
        ("jaune = à rappeler",),
    )
    assert (tab_of(case)["header_row"], tab_of(case)["rows_read"]) == (3, 2)
    assert reasons(case) == {
        1: "titre ou note au-dessus du tableau", 3: "ligne de titres", 4: "séparateur", 7: "séparateur", 9: "ligne de total", 10: "ligne de total", 12: "légende", 13: "légende",
    }  # fmt: skip
    assert [row["row"] for row in case.export()] == ["5", "8"]


def test_a_table_may_start_anywhere(one_tab: OneTab) -> None:
    shifted = [("", "", *row) for row in (HEADERS, ANNA, OMAR)]
    case = one_tab((), (), (), (), (), (), *shifted)
    assert (tab_of(case)["header_row"], tab_of(case)["rows_kept"]) == (7, 2)


def test_group_titles_above_tell_columns_apart(case: Case, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "essai.xlsx")) as book:
        sheet = book.add_worksheet("Essai")
        plain = book.add_format({"bold": True})
        sheet.merge_range("A1:C1", "Identité", plain)
        sheet.merge_range("D1:F1", "Contrat", plain)
        sheet.merge_range("G1:H1", "Niveau de français", plain)
        sheet.write_row("A2", ["Nom", "Prénom", "DDN", "Type", "Début", "Fin", "Entrée", "Actuel"])
        sheet.write("I2", "Entré(e) le")
        sheet.write_row(
            "A3",
            [
                "KONÉ",
                "Awa",
                "12/03/1995",
                "CDDI",
                "01/02/2025",
                "31/12/2026",
                "A1",
                "A2",
                "01/02/2025",
            ],
        )
    from tests.conftest import write_config

    write_config(tmp_path, ["Essai"])
    (row,) = case.export()
    assert row["contrat_type"] == "CDDI"
    assert (row["contrat_debut"], row["contrat_fin"]) == ("2025-02-01", "2026-12-31")
    assert (row["niveau_francais_entree"], row["niveau_francais_actuel"], row["date_entree"]) == (
        "A1",
        "A2",
        "2025-02-01",
    )


def test_name_and_given_name_in_one_column_are_split(one_tab: OneTab) -> None:
    headers = ("Nom et prénom", "DDN", "Date d'entrée")
    case = one_tab(
        headers,
        ("EL TAYEB Omar", "01/01/1990", "03/02/2025"),
        ("Ahmadi, Reza", "02/01/1990", "03/02/2025"),
        ("Diallo Awa", "03/01/1990", "03/02/2025"),
    )
    assert [(row["nom"], row["prenom"]) for row in case.export()] == [
        ("EL TAYEB", "Omar"),
        ("Ahmadi", "Reza"),
        ("Diallo", "Awa"),
    ]


def test_headers_in_the_words_of_the_field(one_tab: OneTab) -> None:
    case = one_tab(
        ("NOM ", "PRENOMS", "Né(e) le", "entrée le", "H/F", "Nb h FLE", "Motif"),
        ("KONÉ", "Awa", "12/03/1995", "03/02/2025", "F", "24,5", ""),
    )
    (row,) = case.export()
    assert (row["date_naissance"], row["date_entree"], row["sexe"], row["heures_francais"]) == (
        "1995-03-12",
        "2025-02-03",
        "Femme",
        "24.5",
    )


def test_headers_repeated_further_down_begin_a_new_table(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, ANNA, (), ("Entrées 2024",), HEADERS, OMAR)
    assert [row["row"] for row in case.export()] == ["2", "6"]
    assert reasons(case)[5] == "ligne de titres"


def test_a_second_table_may_order_its_columns_otherwise(one_tab: OneTab) -> None:
    case = one_tab(
        HEADERS,
        ANNA,
        (),
        ("Prénom", "Nom", "Entrée dans le programme", "Date de naissance"),
        ("Omar", "AHMADI", date(2024, 9, 2), date(1990, 1, 1)),
    )
    assert [(row["nom"], row["date_entree"]) for row in case.export()] == [
        ("DIALLO", "2025-02-03"),
        ("AHMADI", "2024-09-02"),
    ]


def test_a_row_without_a_name_is_set_aside_with_its_reason(one_tab: OneTab) -> None:
    case = one_tab(
        HEADERS, ANNA, ("", "", "Femme", date(1990, 1, 1), date(2025, 1, 6), "CDDI", "", "", "")
    )
    assert (
        tab_of(case)["rows_read"],
        tab_of(case)["rows_kept"],
        tab_of(case)["rows_set_aside"],
    ) == (2, 1, 1)
    assert [a["cell"] for a in case.check()["anomalies"] if a["rule"] == "row.no_identity"] == [
        "A3"
    ]


def test_numbered_lines_nobody_filled_are_no_entries(one_tab: OneTab) -> None:
    case = one_tab(("N°", *HEADERS), (1, *ANNA), (2,), (3,))
    assert (tab_of(case)["rows_read"], reasons(case)[3]) == (1, "rien dans les colonnes du tableau")


def test_columns_of_no_field_are_kept_in_the_export(one_tab: OneTab) -> None:
    case = one_tab((*HEADERS, "Taille EPI", "Téléphone"), (*ANNA, "XL", "06 00 00 00 00"))
    assert case.export()[0]["Taille EPI"] == "XL"
    case.run("export", str(case.folder / "sans.csv"))
    header = (case.folder / "sans.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "Taille EPI" in header
    assert "Téléphone" not in header


def test_config_has_the_last_word_on_columns(one_tab: OneTab) -> None:
    case = one_tab(
        ("Nom", "Prénom", "DDN", "Machin", "Devenir"),
        ("KONÉ", "Awa", "12/03/1995", "03/02/2025", ""),
    )
    config = (
        (case.folder / "config.yaml")
        .read_text(encoding="utf-8")
        .replace("kind: ACI}", "kind: ACI, columns: {date_entree: D, motif_sortie: Devenir}}")
    )
    (case.folder / "config.yaml").write_text(config, encoding="utf-8")
    assert case.export()[0]["date_entree"] == "2025-02-03"


def test_an_unnamed_column_of_birth_dates_is_recognised_and_said(one_tab: OneTab) -> None:
    rows = [
        (f"NOM{n}", f"Prénom{n}", date(1980 + n, 2, n + 1), date(2025, 1, n + 1)) for n in range(8)
    ]
    case = one_tab(("Nom", "Prénom", "", "Date d'entrée"), *rows)
    assert case.export()[0]["date_naissance"] == "1980-02-01"
    assert [a["cell"] for a in case.check()["anomalies"] if a["rule"] == "column.by_content"] == [
        "C1"
    ]


def test_error_cells_and_formulas_never_computed_are_told(case: Case, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Essai"
    for line in (HEADERS, ANNA, OMAR):
        sheet.append([None if cell == "" else cell for cell in line])
    sheet["C2"] = '=IF(1,"Femme","")'
    book.save(tmp_path / "essai.xlsx")
    from tests.conftest import write_config

    write_config(tmp_path, ["Essai"])
    assert [
        (a["cell"], a["rule"]) for a in case.check()["anomalies"] if a["rule"].startswith("value.")
    ] == [("C2", "value.not_computed")]


_CELLS = st.one_of(
    st.just(""),
    st.text(max_size=12),
    st.sampled_from(["TOTAL", "Janvier 2025", "Légende :", "Nom", "x", "NC", "12/03/2024"]),
    st.integers(0, 99_999).map(float),
)


@given(st.lists(st.lists(_CELLS, min_size=9, max_size=9), max_size=14))
def test_every_line_is_accounted_for(lines: list[list[Any]]) -> None:
    from forms.definition import load_form
    from forms.values import ReadingContext
    from forms.words import clean
    from sheets_sync.reading.tab import read_tab
    from sheets_sync.workbooks.protocol import Grid

    rows: list[list[Any]] = [list(HEADERS), list(ANNA), *lines]
    reading = read_tab(
        Grid("Essai", rows), load_form("participant"), "Essai", ReadingContext(date(2026, 11, 23))
    )
    read = [row for table in reading.tables for row in table.rows]
    ignored = [line.row for line in reading.ignored]
    filled = {
        number
        for number, row in enumerate(rows, 1)
        if any(not isinstance(cell, str) or clean(cell) for cell in row)
    }
    assert set(read) | set(ignored) == filled
    assert len(read + ignored) == len(filled)


def test_a_tab_is_found_whatever_its_case_and_spaces(case: Case, tmp_path: Path) -> None:
    from tests.conftest import write_book, write_config

    write_book(tmp_path / "essai.xlsx", {"ESSAI ": (HEADERS, ANNA)})
    write_config(tmp_path, ["Essai"])
    assert tab_of(case)["rows_kept"] == 1


def test_each_siae_may_have_a_workbook_of_its_own(case: Case, tmp_path: Path) -> None:
    from tests.conftest import write_book

    write_book(tmp_path / "un.xlsx", {"Participants": (HEADERS, ANNA)})
    write_book(tmp_path / "deux.xlsx", {"Participants": (HEADERS, OMAR, ANNA)})
    members = "".join(
        f"  - {{tab: Participants, name: {name}, kind: ACI, workbook: {name}.xlsx}}\n"
        for name in ("un", "deux")
    )
    (tmp_path / "config.yaml").write_text(
        f"programme: Essai\nworkbook: un.xlsx\nsiae:\n{members}", encoding="utf-8"
    )
    assert [(tab["siae"], tab["rows_kept"]) for tab in case.check()["tabs"]] == [
        ("un", 1),
        ("deux", 2),
    ]
    assert {a["rule"] for a in case.check()["anomalies"] if a["severity"] != "info"} == {
        "person.elsewhere"
    }
    assert case.run("consolidate").exit_code == 0


def test_a_ditto_mark_is_the_cell_above_and_says_so(one_tab: OneTab) -> None:
    case = one_tab(
        HEADERS, ANNA, ("DIALLO", "Binta", "idem", date(1997, 1, 5), '"', "//", "", "", "")
    )
    row = case.export()[1]
    assert (row["sexe"], row["date_entree"], row["contrat_type"]) == ("Femme", "2025-02-03", "CDDI")
    assert {a["cell"] for a in case.check()["anomalies"] if a["rule"] == "value.repeated"} == {
        "C3",
        "E3",
        "F3",
    }


def test_a_column_that_config_names_and_the_tab_lacks_is_told(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, ANNA)
    config = case.folder / "config.yaml"
    right = config.read_text(encoding="utf-8")
    config.write_text(
        right.replace("kind: ACI}", "kind: ACI, columns: {poste: Métier rêvé}}"), encoding="utf-8"
    )
    assert [a["field"] for a in case.check()["anomalies"] if a["rule"] == "column.not_found"] == [
        "poste"
    ]
    config.write_text(
        right.replace("kind: ACI}", "kind: ACI, columns: {post: B}}"), encoding="utf-8"
    )
    result = case.run("check")
    assert result.exit_code == 2
    assert "Vouliez-vous « poste »" in result.stderr


def test_config_columns_that_fit_nothing_do_not_crash(case: Case) -> None:
    case.make({"Essai": (("x", "y"), (1, 2)), "Deux": (HEADERS, ANNA)})
    config = case.folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace(
            "name: Essai, kind: ACI}", "name: Essai, kind: ACI, columns: {nom: Z}}"
        ),
        encoding="utf-8",
    )
    result = case.run("check")
    assert result.exit_code == 1
    assert "Panne" not in result.stderr


def test_a_person_whose_name_begins_like_a_legend_is_read(one_tab: OneTab) -> None:
    case = one_tab(
        ("Nom", "Prénom", "DDN", "Date d'entrée"),
        ("NOTA", "Lina", "12/03/1995", "03/02/2025"),
        ("TOTTI", "Reza", "12/03/1994", "03/02/2025"),
    )
    assert [row["nom"] for row in case.export()] == ["NOTA", "TOTTI"]
