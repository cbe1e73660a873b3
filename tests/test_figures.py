"""Figures against right numbers: worked out by hand for the cases that go wrong, and a second time in SQL for all of them."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sheets_sync.steering.key_figures import KEY_FIGURES
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case, write_book
from tests.typing_commands import typed

QUERY = (Path(__file__).parent / "figures.sql").read_text(encoding="utf-8")
PERIODS = (
    ("2026-01-01", "2026-11-23"),
    ("2025-07-01", "2025-12-31"),
    ("2026-02-01", "2026-02-28"),
    ("2000-01-01", "2026-11-23"),
)


@pytest.fixture(scope="module")
def tables(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """The sample's export and its Financements, as two SQL tables."""
    file = tmp_path_factory.mktemp("sql") / "tout.csv"
    options = ["--config", str(demo / "config.yaml"), "--as-of", AS_OF]
    assert typed(["export", str(file), "--with-names", *options]).exit_code == 0
    base = sqlite3.connect(":memory:")
    base.row_factory = sqlite3.Row
    pd.read_csv(file, dtype=str, keep_default_na=False).to_sql("p", base, index=False)
    base.execute("CREATE TABLE f (debut TEXT, fin TEXT, accorde REAL, recu REAL, depense REAL)")
    sheet = openpyxl.load_workbook(demo / "impulser.xlsx", data_only=True)["Financements"]
    titles, *money = [
        row
        for row in sheet.iter_rows(values_only=True)
        if sum(cell is not None for cell in row) > 3
    ]
    at = {str(title): place for place, title in enumerate(titles)}
    for row in money:
        days = [row[at[name]].date().isoformat() for name in ("Début", "Fin")]  # type: ignore[union-attr]  # the sample has dates there
        base.execute(
            "INSERT INTO f VALUES (?, ?, ?, ?, ?)",
            [*days, *(row[at[name]] for name in ("Accordé", "Reçu", "Dépensé"))],
        )
    return base


@pytest.mark.parametrize(("start", "end"), PERIODS)
def test_sql_finds_the_same_figures(
    demo: Path, tables: sqlite3.Connection, start: str, end: str
) -> None:
    options = [
        "--config",
        str(demo / "config.yaml"),
        "--as-of",
        AS_OF,
        "--from",
        start,
        "--to",
        end,
    ]
    figures = json.loads(typed(["indicators", "--json", *options]).stdout)
    assert len(figures) > 500
    found: dict[str | None, dict[str, Any]] = {}
    for name in {figure["siae"] for figure in figures}:
        found[name] = dict(
            tables.execute(QUERY, {"start": start, "end": end, "siae": name}).fetchone()
        )
        money = found[name]
        money["taux_utilisation"] = (
            money["depense"] / money["accorde"] if money["accorde"] else None
        )
        money["cout_participant"] = (
            money["depense"] / money["personnes_accompagnees"]
            if money["personnes_accompagnees"]
            else None
        )
        money["cout_sortie_positive"] = (
            money["depense"] / money["sorties_positives"] if money["sorties_positives"] else None
        )
    wrong = [
        (figure["id"], figure["siae"], figure["value"], found[figure["siae"]][figure["id"]])
        for figure in figures
        if figure["value"] != pytest.approx(found[figure["siae"]][figure["id"]], abs=1e-6)
    ]
    assert wrong == []


def person(
    name: str, entry: date, exit_: date | str = "", motif: str = "", months: float | str = ""
) -> tuple[Any, ...]:
    return (name, "Essai", "Femme", date(1990, 5, 6), entry, "CDDI", exit_, motif, months)


PATHS = (
    person(
        "UN", date(2024, 1, 8), date(2026, 2, 2), "CDI"
    ),  # positive, but 24.8 months after entry
    person("DEUX", date(2024, 6, 3), date(2025, 9, 1), "CDD", 7),  # positive, last year
    person(
        "TROIS", date(2025, 1, 6), date(2026, 3, 2), "CDD", 6
    ),  # just six months: not more than six
    person(
        "QUATRE", date(2025, 2, 3), date(2026, 4, 1), "Formation pré-qualifiante"
    ),  # dynamic, not positive
    person("CINQ", date(2025, 3, 3), date(2026, 5, 4), "Sans nouvelles"),
    person("SIX", date(2025, 4, 1), date(2026, 6, 1), "Décès"),  # neutral
    person("SEPT", date(2026, 5, 4), date(2026, 6, 15), "CDI"),  # under three months: neutral
    person("HUIT", date(2026, 1, 5)),
    person("NEUF", date(2025, 5, 5), date(2026, 7, 1), "Formation qualifiante"),
)


@pytest.mark.parametrize(
    ("id_", "numerator", "denominator"),
    [
        ("participants", 1, None), ("entrees", 2, None), ("sorties", 7, None), ("sorties_positives", 2, None),
        ("taux_sorties_positives", 2, 5), ("sorties_dynamiques", 4, None), ("taux_sorties_dynamiques", 4, 5), ("taux_emploi_durable", 1, 5), ("taux_emploi_transition", 1, 5),
        ("taux_sortie_formation", 2, 5), ("taux_positif_18_mois", 3, 6), ("taux_positif_en_18_mois", 2, 6), ("personnes_accompagnees", 8, None),
    ],
)  # fmt: skip
def test_figures_worked_out_by_hand(
    case: Case, id_: str, numerator: float, denominator: float | None
) -> None:
    case.make({"Essai": (HEADERS, *PATHS)})
    figures = json.loads(case.run("indicators", "--json").stdout)
    (figure,) = [f for f in figures if f["id"] == id_ and f["siae"] is None]
    assert (figure["numerator"], figure["denominator"]) == (numerator, denominator)
    assert set(figure) == {
        "id",
        "label",
        "siae",
        "from",
        "to",
        "value",
        "numerator",
        "denominator",
        "target",
    }


@pytest.mark.parametrize(
    ("left", "motif"), [("août 2026", "CDI"), ("le 14/08", "CDI"), ("août 2026", "")]
)
def test_somebody_gone_on_an_unclear_day_is_not_counted_as_present(
    case: Case, left: str, motif: str
) -> None:
    case.make({"Essai": (HEADERS, *PATHS, person("DIX", date(2025, 5, 5), left, motif))})
    figures = {
        f["id"]: f["numerator"]
        for f in json.loads(case.run("indicators", "--json").stdout)
        if f["siae"] is None
    }
    assert (figures["participants"], figures["sorties"]) == (1, 7)


def test_at_least_six_months_is_a_setting(case: Case) -> None:
    case.make({"Essai": (HEADERS, *PATHS)}, "exits: {six_months: at least}\n")
    figures = {
        f["id"]: f for f in json.loads(case.run("indicators", "--json").stdout) if f["siae"] is None
    }
    assert figures["taux_sorties_positives"]["numerator"] == 3


def test_a_rate_of_nothing_is_not_zero(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    assert "n. d." in case.run("indicators").stdout


def test_a_move_between_members_is_a_transfer_not_an_exit(case: Case) -> None:
    left = person("UN", date(2025, 1, 6), date(2026, 3, 2), "Autre SIAE")
    case.make({"Un": (HEADERS, left), "Deux": (HEADERS, person("UN", date(2026, 3, 9)))})
    figures = {
        f["id"]: f["numerator"]
        for f in json.loads(case.run("indicators", "--json").stdout)
        if f["siae"] is None
    }
    assert (figures["sorties"], figures["entrees"], figures["participants"]) == (0, 0, 1)


def test_explain_names_the_cells(case: Case) -> None:
    text = (
        case.make({"Essai": (HEADERS, *PATHS)})
        .run("indicators", "--explain", "taux_sorties_positives")
        .stdout
    )
    assert "2 sur 5" in text
    assert "'Essai'!H2" in text
    assert "'Essai'!H10" in text


# The traps: (what it is about, rows as (name, entry, exit, motif), period, figure → numerator or (numerator, denominator)).
MAY, JUNE = ("2026-05-01", "2026-05-31"), ("2026-06-01", "2026-06-30")
TRAPS: list[tuple[str, list[tuple[Any, ...]], tuple[str, str], dict[str, Any]]] = [
    ("who enters on the last day is there", [("A", date(2026, 5, 31))], MAY, {"participants": 1, "entrees": 1, "personnes_accompagnees": 1}),
    ("who enters the day after is not", [("A", date(2026, 6, 1))], MAY, {"participants": 0, "entrees": 0, "personnes_accompagnees": 0}),
    ("who leaves on the last day has left, and was accompanied", [("A", date(2025, 1, 6), date(2026, 5, 31), "CDI")], MAY,
     {"participants": 0, "sorties": 1, "personnes_accompagnees": 1, "taux_sorties_positives": (1, 1)}),
    ("who leaves on the first day counts in that period only", [("A", date(2025, 1, 6), date(2026, 6, 1), "CDI")], MAY,
     {"participants": 1, "sorties": 0, "taux_sorties_positives": (0, 0)}),
    ("an exit to come is no exit yet", [("A", date(2025, 1, 6), date(2026, 12, 1), "CDI")], JUNE, {"participants": 1, "sorties": 0}),
    ("a motif without a date is gone, and in no rate", [("A", date(2025, 1, 6), "", "CDI")], MAY, {"participants": 0, "sorties": 0, "taux_sorties_positives": (0, 0)}),
    ("an exit without a motif is an exit, in no rate", [("A", date(2025, 1, 6), date(2026, 5, 4), "")], MAY,
     {"sorties": 1, "sorties_sans_motif": 1, "taux_sorties_positives": (0, 0), "taux_sorties_dynamiques": (0, 0)}),
    ("no entry date: never present, but the exit counts", [("A", "", date(2026, 5, 4), "CDI")], MAY,
     {"participants": 0, "personnes_accompagnees": 0, "sorties": 1, "taux_sorties_positives": (1, 1), "duree_moyenne": (0, 0)}),
    ("an entry known by its month only is in no count of entries", [("A", "mars 2026")], MAY, {"participants": 0, "entrees": 0, "lignes_saisies": 1}),
    ("a second path: one person, two exits", [("A", date(2024, 1, 8), date(2025, 1, 6), "Sans nouvelles"), ("A", date(2025, 6, 2), date(2026, 5, 4), "CDI")],
     ("2025-01-01", "2026-05-31"), {"personnes_accompagnees": 1, "sorties": 2, "taux_sorties_positives": (1, 2), "participants_origine": 1}),
    ("two entries in a period are one person", [("A", date(2025, 1, 8), date(2025, 6, 6), "Sans nouvelles"), ("A", date(2025, 9, 2))], ("2025-01-01", "2025-12-31"), {"entrees": 1, "participants": 1}),
    ("entered on a 29 February: 18 months are there on 29 August", [("A", date(2024, 2, 29))], ("2025-01-01", "2025-08-29"), {"taux_positif_18_mois": (0, 1)}),
    ("… and not the day before", [("A", date(2024, 2, 29))], ("2025-01-01", "2025-08-28"), {"taux_positif_18_mois": (0, 0)}),
    ("a month of February ends on the 29th", [("A", date(2024, 2, 29)), ("B", date(2024, 3, 1))], ("2024-02-01", "2024-02-29"), {"entrees": 1, "participants": 1}),
    ("a death is in the cohort until the day it happens", [("A", date(2024, 1, 8), date(2026, 5, 4), "Décès")], ("2026-01-01", "2026-04-30"), {"taux_positif_18_mois": (0, 1)}),
    ("… and out of it from then on", [("A", date(2024, 1, 8), date(2026, 5, 4), "Décès")], MAY, {"taux_positif_18_mois": (0, 0)}),
    ("a positive exit counts in the cohort from its day", [("A", date(2024, 1, 8), date(2026, 5, 4), "CDI")], ("2026-01-01", "2026-05-03"), {"taux_positif_18_mois": (0, 1)}),
    ("… wide, but not strictly within 18 months", [("A", date(2024, 1, 8), date(2026, 5, 4), "CDI")], MAY, {"taux_positif_18_mois": (1, 1), "taux_positif_en_18_mois": (0, 1)}),
    ("just three months is long enough to count", [("A", date(2026, 2, 4), date(2026, 5, 4), "CDI")], MAY, {"taux_sorties_positives": (1, 1)}),
    ("a day less is neutral", [("A", date(2026, 2, 5), date(2026, 5, 4), "CDI")], MAY, {"taux_sorties_positives": (0, 0), "sorties_neutralisees": 1, "sorties": 1}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("about", "rows", "period", "expected"), TRAPS, ids=[trap[0] for trap in TRAPS]
)
def test_traps_have_their_right_number(case: Case, about: str, rows: list[tuple[Any, ...]], period: tuple[str, str], expected: dict[str, Any]) -> None:  # fmt: skip
    case.make({"Essai": (HEADERS, *(person(*row) for row in rows))})
    figures = {
        f["id"]: f
        for f in json.loads(
            case.run("indicators", "--json", "--from", period[0], "--to", period[1]).stdout
        )
        if f["siae"] is None
    }
    for name, right in expected.items():
        numerator, denominator = right if isinstance(right, tuple) else (right, None)
        assert (name, figures[name]["numerator"], figures[name]["denominator"]) == (
            name,
            numerator,
            denominator,
        )
        assert figures[name]["value"] == (
            numerator if denominator is None else numerator / denominator if denominator else None
        )


def test_a_person_in_two_siae_is_one_for_the_whole(case: Case) -> None:
    case.make(
        {
            "Un": (HEADERS, person("A", date(2026, 1, 5))),
            "Deux": (HEADERS, person("A", date(2026, 2, 2)), person("B", date(2026, 2, 2))),
        }
    )
    figures = json.loads(case.run("indicators", "--json").stdout)
    assert [(f["siae"], f["numerator"]) for f in figures if f["id"] == "participants"] == [
        (None, 2),
        ("Un", 1),
        ("Deux", 2),
    ]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-11-23"), ("2025", "2025-01-01", "2025-12-31"), ("2026-S2", "2026-07-01", "2026-11-23"), ("2024-t1", "2024-01-01", "2024-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"), ("12m", "2025-11-24", "2026-11-23"), ("debut", "2000-01-01", "2026-11-23"), ("dreets", "2026-03-01", "2026-11-23"),
    ],
)  # fmt: skip
def test_periods_have_names(case: Case, period: str, first: str, last: str) -> None:
    case.make(
        {"Essai": (HEADERS, person("A", date(2026, 1, 5)))},
        "funders: {dreets: {name: DREETS, start: 2026-03-01, end: 2027-02-28}}",
    )
    (figure,) = [
        f
        for f in json.loads(case.run("indicators", "--json", "--period", period).stdout)
        if f["id"] == "entrees" and f["siae"] is None
    ]
    assert (figure["from"], figure["to"]) == (first, last)


def test_an_unknown_period_or_breakdown_is_explained(case: Case) -> None:
    case.make({"Essai": (HEADERS, person("A", date(2026, 1, 5)))})
    assert (
        "La période « 2026-Q3 » n'est pas connue"
        in case.run("indicators", "--period", "2026-Q3").stderr
    )
    assert "Vouliez-vous « sexe » ?" in case.run("indicators", "--by", "sex").stderr


def test_a_breakdown_has_every_value_and_the_unknown(case: Case) -> None:
    unknown = (*person("C", date(2026, 1, 5))[:2], "", *person("C", date(2026, 1, 5))[3:])
    case.make(
        {
            "Essai": (
                HEADERS,
                person("A", date(2026, 1, 5)),
                person("B", date(2026, 1, 5), date(2026, 9, 1), "CDI"),
                unknown,
            )
        }
    )
    figures = json.loads(case.run("indicators", "--json", "--by", "sexe").stdout)
    groups = [(f["group"], f["numerator"]) for f in figures if f["id"] == "participants_origine"]
    assert groups == [(None, 3), ("Femme", 2), ("Homme", 0), ("Autre", 0), ("non renseigné", 1)]


OWN = """let:
  femme: 'sexe == "Femme"'
indicators:
  - {id: femmes_entrees, label: Femmes entrées, kind: flow, count: persons, unit: personnes, good: up, cell: sexe,
     definition: Femmes entrées dans la période., where: "entre_la and femme", source: essai}
"""


def test_an_indicator_is_added_beside_the_config_without_python(case: Case) -> None:
    case.make({"Essai": (HEADERS, person("A", date(2026, 1, 5)))})
    (case.folder / "indicators.yaml").write_text(OWN, encoding="utf-8")
    figures = {
        f["id"]: f["value"]
        for f in json.loads(case.run("indicators", "--json").stdout)
        if f["siae"] is None
    }
    assert figures["femmes_entrees"] == 1
    assert "où femme : sexe ==" in case.run("indicators", "--explain", "femmes_entrees").stdout


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            "entre_la and femmme",
            [
                "indicators.yaml, ligne 5",
                "femmes_entrees.where",
                "colonne 14",
                "Vouliez-vous « femme » ?",
            ],
        ),
        ("entre_la and (femme", ["indicators.yaml, ligne 5", "colonne 20"]),
    ],
)
def test_a_wrong_indicator_names_file_line_and_key(case: Case, wrong: str, said: list[str]) -> None:
    case.make({"Essai": (HEADERS, person("A", date(2026, 1, 5)))})
    (case.folder / "indicators.yaml").write_text(
        OWN.replace("entre_la and femme", wrong), encoding="utf-8"
    )
    result = case.run("indicators")
    assert result.exit_code == 2
    assert [word for word in said if word not in result.stderr.replace("\u00a0", " ")] == [], (
        result.stderr
    )


def test_pilotage_leads_to_the_lines_that_each_key_figure_counts(demo: Path) -> None:
    book = openpyxl.load_workbook(demo / "impulser.xlsx")
    pilotage, consortium = book["Pilotage"], book["Consortium"]
    links = [
        str(cell.hyperlink.location)
        for row in pilotage.iter_rows()
        for cell in row
        if cell.hyperlink and cell.value == "voir les lignes comptées"
    ]
    assert len(links) == 7
    options = ["--config", str(demo / "config.yaml"), "--as-of", AS_OF, "--json"]
    for link, name in zip(links, KEY_FIGURES, strict=True):
        column = consortium[link.rpartition("!")[2]].column
        title, *marks = [row[column - 1].value for row in consortium.iter_rows()]
        told = json.loads(typed(["indicators", "--explain", name, *options]).stdout)
        assert str(title).startswith(told["label"])
        assert marks.count("●") == len(told["cells"])
        assert marks.count("○") == max(0, len(told["cells_among"]) - len(told["cells"]))


def test_what_is_to_be_corrected_and_since_when_nothing_changed_are_figures_too(case: Case) -> None:
    def figures(day: str) -> dict[tuple[str, str | None], float | None]:
        told = json.loads(case.run("indicators", "--json", as_of=day).stdout)
        return {(figure["id"], figure["siae"]): figure["value"] for figure in told}

    wrong = (*ANNA[:3], "31/02/1990", *ANNA[4:])
    case.make({"Un": (HEADERS, wrong, OMAR), "Deux": (HEADERS, (*OMAR[:1], "Aziz", *OMAR[2:]))})
    case.run("prepare", as_of="2026-10-05")
    first = figures("2026-10-05")
    assert (first["anomalies", None], first["anomalies", "Un"], first["anomalies", "Deux"]) == (
        1,
        1,
        0,
    )
    assert first["dernier_changement", None] is None
    write_book(
        case.folder / "essai.xlsx",
        {"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, (*OMAR[:1], "Aziz", *OMAR[2:]))},
    )
    case.run("prepare", as_of="2026-11-02")
    later = figures("2026-11-23")
    assert (
        later["anomalies", None],
        later["dernier_changement", "Un"],
        later["dernier_changement", "Deux"],
    ) == (0, 21, None)
    assert later["dernier_changement", None] == 21
    lines = {(row["tab"], row["row"]): row["modifiee_le"] for row in case.export()}
    assert lines == {("Un", "2"): "2026-11-02", ("Un", "3"): "", ("Deux", "2"): ""}
    explained = case.run("indicators", "--explain", "dernier_changement", as_of="2026-11-23").stdout
    assert ("Valeur : 21", "'Un'!A2" in explained, "'Un'!A3" in explained) == (
        "Valeur : 21",
        True,
        False,
    )


def test_a_definition_has_its_own_period_breakdowns_and_target(case: Case) -> None:
    own = """indicators:
  - {id: entrees_12m, label: Entrées sur 12 mois, kind: flow, count: persons, unit: personnes, good: up, cell: date_entree, source: essai,
     definition: Entrées des douze derniers mois., where: entre_la, period: 12m, by: [sexe], target: 7}
"""
    case.make({"Essai": (HEADERS, ANNA, OMAR, person("TROIS", date(2025, 12, 1)))})
    (case.folder / "indicators.yaml").write_text(own, encoding="utf-8")
    figure = next(
        f for f in json.loads(case.run("indicators", "--json").stdout) if f["id"] == "entrees_12m"
    )
    assert (figure["from"], figure["value"], figure["target"]) == ("2025-11-24", 1, 7)
    asked = json.loads(case.run("indicators", "--json", "--period", "2025").stdout)
    assert next(f for f in asked if f["id"] == "entrees_12m")["value"] == 2
    parts = json.loads(case.run("indicators", "--json", "--breakdowns", "--period", "2025").stdout)
    found = [(f["by"], f["group"], f["value"]) for f in parts if f["id"] == "entrees_12m"]
    assert found == [
        (None, None, 2),
        ("sexe", "Femme", 2),
        ("sexe", "Homme", 0),
        ("sexe", "Autre", 0),
    ]
    assert "Sexe : Femme" in case.run("indicators", "--breakdowns").stdout


@pytest.mark.parametrize(("wrong", "said"), [("by: [sex]", "« sex » n'est pas un champ. Vouliez-vous « sexe » ?"), ("period: 12 lunes", "n'est pas une période"), ("since: modifiee_le", "un seul de count, sum, mean, since")])  # fmt: skip
def test_a_mistake_in_them_is_told_with_its_place(case: Case, wrong: str, said: str) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    own = f"indicators:\n  - {{id: x, label: X, kind: flow, count: rows, unit: lignes, good: up, cell: nom, source: s, definition: d., where: 'true', {wrong}}}\n"
    (case.folder / "indicators.yaml").write_text(own, encoding="utf-8")
    result = case.run("check")
    assert (
        result.exit_code,
        said in result.output,
        "indicators.yaml, ligne 2" in result.output,
    ) == (2, True, True), result.output
