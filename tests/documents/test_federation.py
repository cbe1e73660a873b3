"""Figures shared with a region: what leaves a programme, and those of many programmes together."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from sheets_sync.parquet import ParquetColumn, ParquetTable, read_parquet, write_parquet
from tests.conftest import AS_OF, HEADERS, Case
from tests.seen_by_duckdb import rows_of, said_of_itself, types_of
from tests.typing_commands import plain, typed

MARCH, APRIL = "2026-03-31", "2026-04-30"
REASONS = ("CDI", "Formation qualifiante", "Sans nouvelles")
Row = tuple[object, ...]


def person(number: int, came: date, left: date | str = "", reason: str = "") -> Row:
    return (
        f"NOM{number:03}",
        "Awa",
        ("Homme", "Homme", "Femme")[number % 3],
        date(1970 + number % 35, 1 + number % 12, 6),
        came,
        "CDDI",
        left,
        reason,
        "",
    )


def people(count: int, leaving: int = 0) -> list[Row]:
    """So many persons; the first of them left in February, for reasons in turn."""
    rows = []
    for number in range(count):
        came = date(2025, 1, 6) + timedelta(days=number)
        left: date | str = date(2026, 2, 2) if number < leaving else ""
        rows.append(person(number, came, left, REASONS[number % 3] if left else ""))
    return rows


@pytest.fixture
def programme(tmp_path: Path) -> Callable[..., Case]:
    """A programme of this name, in a folder of its own, of these people."""

    def make(name: str, rows: list[Row], more: str = "") -> Case:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        case = Case(folder).make({"Un": (HEADERS, *rows)}, more)
        config = folder / "config.yaml"
        text = config.read_text("utf-8").replace("programme: Essai", f"programme: {name}")
        config.write_text(text, encoding="utf-8")
        return case

    return make


def share(case: Case, received: Path, day: str = MARCH) -> Path:
    file = received / f"{case.folder.name}-{day}.parquet"
    result = case.run("export", str(file), "--figures", as_of=day)
    assert result.exit_code == 0, result.output
    return file


def federate(received: Path, *words: str, as_of: str = APRIL) -> dict[str, Any]:
    out = received.parent / "sortie"
    given = ["federate", str(received), "--output", str(out), "--as-of", as_of, "--json", *words]
    result = typed(given)
    assert result.exit_code == 0, result.output
    made: dict[str, Any] = json.loads(result.stdout)
    return made


def refused(received: Path) -> str:
    out = received.parent / "sortie"
    result = typed(["federate", str(received), "--output", str(out), "--as-of", APRIL])
    assert result.exit_code == 2, result.output
    assert not out.exists(), "nothing is written"
    return plain(result.output)


def whole(made: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in made if each["field"] is None}


def test_what_a_programme_shares_is_what_its_own_indicators_say(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    case = programme("Landes", people(60, 30))
    share(case, tmp_path / "recus")
    each = whole(federate(tmp_path / "recus")["each"])
    printed = case.run("indicators", "--json", as_of=MARCH)
    own = {f["id"]: f for f in json.loads(printed.stdout) if f["siae"] is None}
    shared = {name for name, figure in each.items() if figure["state"] == "told"}
    assert {"personnes_accompagnees", "sorties_comptees", "taux_sorties_positives"} <= shared
    for name in shared:
        assert each[name]["numerator"] == pytest.approx(own[name]["numerator"], abs=4), name
        assert each[name]["value"] == pytest.approx(own[name]["value"], abs=0.05), name
    counted = {name for name in shared if own[name]["denominator"] is not None}
    exact = counted - {"heures_francais_moyenne", "heures_numerique_moyenne", "duree_moyenne"}
    for name in exact:
        assert each[name]["numerator"] == own[name]["numerator"], name
        assert each[name]["denominator"] == own[name]["denominator"], name


def test_together_is_the_sum_of_what_each_programme_tells(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    for name, count in (("Landes", 60), ("Gironde", 45), ("Gers", 30)):
        share(programme(name, people(count, count // 2)), tmp_path / "recus")
    made = federate(tmp_path / "recus")
    assert made["programmes"] == ["gers", "gironde", "landes"]
    for name, sum_ in whole(made["together"]).items():
        own = [e for e in made["each"] if e["id"] == name and e["field"] is None]
        shared = [e for e in own if e["numerator"] is not None]
        assert sum_["told"] == len(shared), name
        if shared:
            assert sum_["numerator"] == pytest.approx(sum(e["numerator"] for e in shared)), name
    assert whole(made["together"])["personnes_accompagnees"]["numerator"] == 135


def test_no_count_of_one_to_four_and_no_person_is_in_the_file(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    rows = [*people(30, 3), person(200, date(2026, 3, 2))]
    told = rows_of(share(programme("Gers", rows), tmp_path / "recus"))
    assert {"person", "row", "nom", "siae"}.isdisjoint(told[0])
    counts = [r for r in told if r["measure"] in ("persons", "rows")]
    assert [r for r in counts if r["numerator"] in (1, 2, 3, 4)] == []
    (entries,) = [r for r in counts if r["indicator"] == "entrees"]
    assert (entries["numerator"], entries["state"]) == (None, "hidden")


def test_one_programme_and_three_as_the_sample_is_are_read(demo: Path, tmp_path: Path) -> None:
    received = tmp_path / "recus"
    for count, name in enumerate(("Landes", "Gironde", "Gers"), 1):
        shutil.copytree(demo, tmp_path / name)
        case = Case(tmp_path / name)
        config = case.folder / "config.yaml"
        text = re.sub(
            "^programme: .*$", f"programme: {name}", config.read_text("utf-8"), flags=re.M
        )
        config.write_text(text, encoding="utf-8")
        share(case, received, AS_OF)
        if count in (1, 3):
            made = federate(received, as_of=AS_OF)
            assert len(made["programmes"]) == count
            assert whole(made["together"])["personnes_accompagnees"]["told"] == count
            assert (tmp_path / "sortie" / "chiffres-ensemble.html").is_file()


def test_a_mean_does_not_tell_how_many_exits_do_not_count(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    died = person(90, date(2025, 5, 5), date(2026, 2, 2), "Décès")
    share(programme("Landes", [*people(70, 31), died]), tmp_path / "recus")
    share(programme("Gers", people(60, 30)), tmp_path / "recus")
    made = federate(tmp_path / "recus")
    landes = whole([own for own in made["each"] if own["programme"] == "landes"])
    assert landes["sorties_comptees"]["numerator"] == 31
    assert landes["duree_moyenne"]["denominator"] == 30, "and not the 32 that it is over"
    means = [own for own in landes.values() if own["id"].endswith("moyenne")]
    assert [own for own in means if (own["denominator"] or 0) % 5] == []
    values = [own["value"] for own in made["each"] if own["id"] == "duree_moyenne"]
    together = whole(made["together"])["duree_moyenne"]
    assert together["denominator"] == 60
    assert min(values) <= together["value"] <= max(values)
    notes = plain((tmp_path / "sortie" / "chiffres-ensemble.html").read_text("utf-8"))
    assert "Une moyenne dit sur combien de personnes elle porte à cinq près" in notes


def test_an_earlier_file_with_exact_means_is_read_in_fives_and_both_sides_are_told(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    landes = programme("Landes", people(70, 31))
    file = share(landes, tmp_path / "recus")
    table = read_parquet(file)
    numerators, denominators = (table.columns[name].values for name in ("numerator", "denominator"))
    assert isinstance(numerators, list)
    assert isinstance(denominators, list)
    for place, measure in enumerate(table.columns["measure"].values):
        if measure == "mean" and denominators[place]:
            mean = numerators[place] / denominators[place]
            denominators[place] += 2
            numerators[place] = mean * denominators[place]
    write_parquet(table, file)
    made = federate(tmp_path / "recus")
    assert "exactement" in plain(made["notices"][0])
    means = [own for own in made["each"] if own["id"].endswith("moyenne")]
    assert [own for own in means if (own["denominator"] or 0) % 5] == []
    again = landes.run("export", str(file), "--figures", as_of=MARCH)
    assert "demander à qui a reçu l'ancien de l'effacer" in plain(again.output)
    assert federate(tmp_path / "recus")["notices"] == []


def test_what_the_shared_totals_give_away_is_listed_before_they_leave(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    share(programme("Gers", people(30)), tmp_path / "recus")
    case = programme(
        "Gers", [*people(30), *(person(number, date(2026, 4, 8)) for number in (90, 91))]
    )
    file = str(tmp_path / "avril.parquet")
    printed = case.run("export", file, "--figures", "--dry-run", as_of=APRIL)
    assert "laissent deviner" in plain(printed.output)
    data = case.run("export", file, "--figures", "--json", as_of=APRIL).stdout
    assert any("2" in line for line in json.loads(data)["gives_away"])
    again = case.run("export", file, "--figures", "--json", as_of=APRIL).stdout
    assert json.loads(again)["gives_away"] == [], "what was issued is issued no second time"


def test_what_was_shared_stays_as_it_was_and_months_follow_each_other(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    case = programme("Gers", people(30))
    share(case, tmp_path / "recus")
    programme("Gers", people(90))
    first = share(case, tmp_path / "encore")
    assert rows_of(first) == rows_of(tmp_path / "recus" / first.name)
    share(case, tmp_path / "recus", APRIL)
    made = federate(tmp_path / "recus")
    followed = [e for e in made["together"] if e["id"] == "personnes_accompagnees"]
    assert [(e["month"], e["numerator"]) for e in followed if e["field"] is None] == [
        ("2026-03-01", 30),
        ("2026-04-01", 90),
    ]


def _counts_of_month(figures: Sequence[dict[str, Any]], month: str) -> list[tuple[Any, Any]]:
    return [(each["labels"], each["numerator"]) for each in figures if each["month"] == month]


def test_one_newcomer_does_not_show_in_a_breakdown(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    case = programme("Gers", people(30))
    share(case, tmp_path / "recus")
    programme("Gers", [*people(30), person(99, date(2026, 4, 2))])
    share(case, tmp_path / "recus", APRIL)
    each = federate(tmp_path / "recus")["each"]
    by_sex = [e for e in each if e["field"] == "sexe" and e["numerator"] is not None]
    march, april = (_counts_of_month(by_sex, month) for month in ("2026-03-01", "2026-04-01"))
    assert march == april != []
    assert {e["day"] for e in by_sex} == {MARCH}, "the day of it is told beside it"


def test_a_funder_is_told_what_the_region_holds_and_not_the_newcomer(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    case = programme("Gers", people(30))
    share(case, tmp_path / "recus")
    programme("Gers", [*people(30), person(99, date(2026, 4, 2))])
    issued = case.run("report", "dreets", "--yes", as_of=APRIL)
    assert issued.exit_code == 0, issued.output
    annex = (
        case.folder / "documents" / "rapports" / "dreets" / f"rapport-dreets-{APRIL}-annexe.xlsx"
    )
    book = openpyxl.load_workbook(annex)
    texts = [str(cell.value) for row in book["Tableaux"].iter_rows() for cell in row]
    assert any("31 mars 2026" in plain(text) for text in texts)


def test_a_sum_is_held_to_the_highest_threshold_of_any_programme(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    newcomers = [person(200 + n, date(2026, 3, 2)) for n in range(4)]
    open_ = programme("Gers", [*people(30), *newcomers], "privacy: {public_threshold: 3}\n")
    share(open_, tmp_path / "recus")
    assert whole(federate(tmp_path / "recus")["together"])["entrees"]["numerator"] == 4
    share(programme("Landes", people(60)), tmp_path / "recus")
    made = federate(tmp_path / "recus")
    assert made["threshold"] == 5
    assert whole(made["together"])["entrees"]["numerator"] is None


def test_a_programme_that_counts_otherwise_is_in_no_sum_and_named(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    for name in ("Landes", "Gironde"):
        share(programme(name, people(30)), tmp_path / "recus")
    other = programme("Gers", people(60))
    (other.folder / "indicators.yaml").write_text(
        "indicators:\n  - {id: entrees, label: Entrées, definition: Toutes, kind: flow, "
        'count: rows, where: "entre_la", unit: personnes, good: up, cell: date_entree, '
        "source: essai}\n",
        encoding="utf-8",
    )
    share(other, tmp_path / "recus")
    made = whole(federate(tmp_path / "recus")["together"])
    assert made["entrees"]["apart"] == ["Gers"]
    assert made["personnes_accompagnees"]["apart"] == []


def test_mixed_schema_versions_are_refused_by_name(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    share(programme("Landes", people(30)), tmp_path / "recus")
    file = share(programme("Gers", people(30)), tmp_path / "recus")
    table = read_parquet(file)
    newer = {**table.about, "sheets_sync.schema": "sheets-sync/chiffres/9"}
    write_parquet(ParquetTable(table.columns, newer), file)
    message = refused(tmp_path / "recus")
    assert f"sheets-sync/chiffres/9 : {file.name}" in message
    assert "cette version lit sheets-sync/chiffres/1" in message


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:200]), "ne se lit pas"),
        (lambda file: file.write_bytes(b"nom;prenom"), "ne se lit pas"),
        (
            lambda file: write_parquet(ParquetTable({"x": ParquetColumn("BIGINT", [1])}), file),
            "n'est pas un fichier d'",
        ),
    ],
)
def test_a_spoilt_or_foreign_file_is_named_and_nothing_is_written(
    programme: Callable[..., Case],
    tmp_path: Path,
    spoil: Callable[[Path], object],
    said: str,
) -> None:
    share(programme("Landes", people(30)), tmp_path / "recus")
    spoil(share(programme("Gers", people(30)), tmp_path / "recus"))
    message = refused(tmp_path / "recus")
    assert "Gers-2026-03-31.parquet" in message
    assert said in message


def test_a_file_with_a_row_per_person_is_refused_as_that(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    case = programme("Gers", people(30))
    share(case, tmp_path / "recus")
    result = case.run("export", str(tmp_path / "recus" / "tout.parquet"), as_of=MARCH)
    assert result.exit_code == 0, result.output
    assert "tout.parquet contient une ligne par personne" in refused(tmp_path / "recus")


def test_two_programmes_of_one_name_are_refused_and_one_file_twice_counts_once(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    file = share(programme("Gers", people(30)), tmp_path / "recus")
    shutil.copy(file, tmp_path / "recus" / "copie.parquet")
    made = whole(federate(tmp_path / "recus")["together"])
    assert made["personnes_accompagnees"]["numerator"] == 30
    shutil.rmtree(tmp_path / "sortie")
    shutil.rmtree(tmp_path / "Gers")
    other = share(programme("Gers", people(60)), tmp_path / "autre")
    shutil.copy(other, tmp_path / "recus" / "copie.parquet")
    assert "« Gers » a deux fichiers différents du 31/03/2026" in refused(tmp_path / "recus")


def test_who_has_not_sent_the_month_is_named(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    late = programme("Gers", people(30))
    share(late, tmp_path / "recus")
    share(programme("Landes", people(30)), tmp_path / "recus", APRIL)
    result = typed(["federate", str(tmp_path / "recus"), "--as-of", APRIL, "--dry-run"])
    assert "Pas encore de chiffres pour avril 2026 : Gers" in plain(result.output)
    assert "Rien n'est écrit (--dry-run)" in plain(result.output)


def test_the_parquet_set_is_read_as_partitions_and_the_workbook_and_page_show_the_sum(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    for name in ("Landes", "Gers"):
        share(programme(name, people(60, 30)), tmp_path / "recus")
    federate(tmp_path / "recus")
    parts = tmp_path / "sortie" / "parquet" / "**" / "*.parquet"
    read = duckdb.read_parquet(str(parts), hive_partitioning=True)
    people_of_each = read.filter("indicator = 'personnes_accompagnees' and field = ''")
    rows = people_of_each.project("programme, as_of, numerator").order("programme").fetchall()
    assert rows == [("gers", date(2026, 3, 31), 60.0), ("landes", date(2026, 3, 31), 60.0)]
    book = openpyxl.load_workbook(tmp_path / "sortie" / "chiffres-ensemble.xlsx")
    assert book.sheetnames == ["Ensemble", "Par programme", "Par mois", "À savoir"]
    texts = [str(cell.value) for row in book["Ensemble"].iter_rows() for cell in row]
    assert "Personnes accompagnées" in texts
    assert "120" in texts
    page = plain((tmp_path / "sortie" / "chiffres-ensemble.html").read_text("utf-8"))
    assert "2 programmes ensemble" in page
    assert '">120</td>' in page


def test_the_same_files_give_the_same_bytes(programme: Callable[..., Case], tmp_path: Path) -> None:
    share(programme("Gers", people(60, 30)), tmp_path / "recus")
    federate(tmp_path / "recus")
    first = {f: f.read_bytes() for f in (tmp_path / "sortie").rglob("*") if f.is_file()}
    federate(tmp_path / "recus")
    assert first == {f: f.read_bytes() for f in (tmp_path / "sortie").rglob("*") if f.is_file()}


def test_a_parquet_of_persons_says_whose_it_is_and_has_real_dates(
    programme: Callable[..., Case], tmp_path: Path
) -> None:
    case = programme("Gers", people(30, 5))
    result = case.run("export", str(tmp_path / "tout.parquet"), as_of=MARCH)
    assert result.exit_code == 0, result.output
    file = tmp_path / "tout.parquet"
    types, rows = types_of(file), rows_of(file)
    assert types["date_entree"] == "DATE"
    assert types["titre_sejour_fin"] == "DATE", "empty, and typed all the same"
    assert said_of_itself(file)["sheets_sync.schema"] == "sheets-sync/personnes/1"
    assert {row["programme"] for row in rows} == {"gers"}
    assert {row["as_of"] for row in rows} == {date(2026, 3, 31)}


@pytest.mark.parametrize("option", ["--with-names", "--excel"])
def test_figures_go_alone(programme: Callable[..., Case], tmp_path: Path, option: str) -> None:
    case = programme("Gers", people(30))
    result = case.run("export", str(tmp_path / "a.parquet"), "--figures", option)
    assert result.exit_code == 2
    assert "aucune ligne par personne" in plain(result.output)
    assert case.run("export", str(tmp_path / "a.csv"), "--figures").exit_code == 2
