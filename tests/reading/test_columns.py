"""Each field gets its cells: from its column, the one config names, or the cell above."""

from __future__ import annotations

from datetime import date

from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book
from tests.reading.what_is_read import OneTab


def test_columns_of_no_field_are_kept_where_names_are(one_tab: OneTab) -> None:
    case = one_tab((*HEADERS, "Taille EPI", "Téléphone"), (*ANNA, "XL", "06 00 00 00 00"))
    assert case.export()[0]["Taille EPI"] == "XL"
    case.run("export", str(case.folder / "sans.csv"))
    header = (case.folder / "sans.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "Taille EPI" not in header
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


def test_an_unnamed_column_of_birth_dates_is_recognised_and_said(one_tab: OneTab) -> None:
    rows = [
        (f"NOM{n}", f"Prénom{n}", date(1980 + n, 2, n + 1), date(2025, 1, n + 1)) for n in range(8)
    ]
    case = one_tab(("Nom", "Prénom", "", "Date d'entrée"), *rows)
    assert case.export()[0]["date_naissance"] == "1980-02-01"
    assert [a["cell"] for a in case.check()["anomalies"] if a["rule"] == "column.by_content"] == [
        "C1"
    ]


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


def test_a_ditto_mark_is_the_cell_above_and_says_so(one_tab: OneTab) -> None:
    case = one_tab(
        HEADERS, ANNA, ("DIALLO", "Binta", "idem", date(1997, 1, 5), '"', "-//-", "", "", "")
    )
    row = case.export()[1]
    assert (row["sexe"], row["date_entree"], row["contrat_type"]) == ("Femme", "2025-02-03", "CDDI")
    assert {a["cell"] for a in case.check()["anomalies"] if a["rule"] == "value.repeated"} == {
        "C3",
        "E3",
        "F3",
    }


def test_a_letter_of_config_whose_column_has_another_fields_title_is_told(case: Case) -> None:
    own = (
        "Arrivée chez nous" if title == "Entrée dans le programme" else title for title in HEADERS
    )
    titles = tuple(own)
    entry = titles.index("Arrivée chez nous")
    case.make({"Un": (titles, ANNA, OMAR)})
    config = case.folder / "config.yaml"
    said = f"tab: Un, columns: {{date_entree: {'ABCDEFGH'[entry]}}}"
    config.write_text(config.read_text("utf-8").replace("tab: Un", said), "utf-8")
    rules = [one["rule"] for one in case.check()["anomalies"]]
    assert "column.other_title" not in rules
    # Somebody inserts a column there.
    moved = [
        (*row[:entry], more, *row[entry:]) for row, more in ((ANNA, "1/2/26"), (OMAR, "2/3/26"))
    ]
    titles = (*titles[:entry], "Date de sortie", *titles[entry:])
    write_book(case.folder / "essai.xlsx", {"Un": (titles, *moved)})
    (told,) = (one for one in case.check()["anomalies"] if one["rule"] == "column.other_title")
    assert (told["severity"], told["field"]) == ("warning", "date_entree")
