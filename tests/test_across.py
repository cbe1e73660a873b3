"""What only shows across the tabs and over time, as the next months' runs tell it."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.conftest import ANNA, HEADERS, OMAR, Case

SAID = (
    "exit.no_entry_elsewhere",
    "row.vanished",
    "row.mostly_vanished",
    "period.changed",
    "period.mostly_changed",
    "period.late",
)
ALI = ("KONÉ", "Ali", "Homme", date(1991, 2, 3), date(2026, 1, 5), "CDDI", "", "", "")
ZARA = ("NAZARI", "Zara", "Femme", date(1992, 2, 3), date(2026, 1, 12), "CDDI", "", "", "")


def told(case: Case, as_of: str) -> list[tuple[str, str, str, str]]:
    import json

    result = case.run("check", "--json", as_of=as_of)
    found: list[dict[str, Any]] = json.loads(result.stdout)["anomalies"]
    return [(a["siae"], a["cell"], a["rule"], a["message"]) for a in found if a["rule"] in SAID]


def rules(case: Case, as_of: str) -> list[tuple[str, str]]:
    return [(cell, rule) for _, cell, rule, _ in told(case, as_of)]


def test_a_row_that_is_gone_is_told_for_a_month_without_a_name(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR, ALI), "Deux": (HEADERS, ZARA)})
    assert case.run("prepare", as_of="2026-11-02").exit_code == 0
    case.make({"Un": (HEADERS, ANNA, ALI), "Deux": (HEADERS, ZARA)})
    ((siae, cell, rule, message),) = told(case, "2026-11-23")
    assert (siae, cell, rule) == ("Un", "", "row.vanished")
    assert "02/11/2026" in message
    assert "ligne 3 alors, entrée le 02/09/2024" in message
    assert "Omar" not in message
    assert "AHMADI" not in message
    case.run("prepare", as_of="2026-11-23")
    assert len(told(case, "2026-11-24")) == 1
    assert "Rien n'a changé" in case.run("prepare", as_of="2026-11-23").stdout
    assert told(case, "2026-12-20") == []


def test_who_moved_to_another_tab_is_said_to_be_there(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR, ALI), "Deux": (HEADERS, ZARA)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, ANNA, ALI), "Deux": (HEADERS, ZARA, OMAR)})
    gone = [message for _, _, rule, message in told(case, "2026-11-23") if rule == "row.vanished"]
    assert len(gone) == 1
    assert "maintenant chez Deux" in gone[0]


def test_rows_sorted_or_a_name_corrected_are_no_loss(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR, ALI)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, ("KONATÉ", "Aly", "Homme", date(1991, 3, 3), *ALI[4:]), OMAR, ANNA)})
    assert rules(case, "2026-11-23") == []


def test_two_paths_of_one_person_sorted_otherwise_are_no_change(case: Case) -> None:
    again = (*OMAR[:4], date(2026, 1, 12), "CDDI", "", "", "")
    case.make({"Un": (HEADERS, ANNA, OMAR, again)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, again, OMAR, ANNA)})
    assert rules(case, "2026-11-23") == []
    assert "modifi" not in case.run("prepare", as_of="2026-11-23").stdout.partition("Fichiers")[0]


def test_most_of_a_tab_gone_is_said_once(case: Case) -> None:
    people = [
        (
            f"NOM{n:02}",
            "Awa",
            "Femme",
            date(1990, 2, 1 + n),
            date(2026, 1, 1 + n),
            "CDDI",
            "",
            "",
            "",
        )
        for n in range(20)
    ]
    case.make({"Un": (HEADERS, *people)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, *people[:3])})
    ((_, _, rule, message),) = told(case, "2026-11-23")
    assert rule == "row.mostly_vanished"
    assert "17 sur 20" in message


def test_a_past_month_that_changes_is_told_at_the_cell(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-02")
    moved = (*OMAR[:6], date(2025, 9, 1), "Sans nouvelles", "")
    late = ("KONÉ", "Ali", "Homme", date(1991, 2, 3), date(2026, 10, 5), "CDDI", "", "", "")
    case.make({"Un": (HEADERS, ANNA, moved, late, (*ZARA[:4], date(2026, 11, 9), *ZARA[5:]))})
    found = told(case, "2026-11-23")
    assert [(cell, rule) for _, cell, rule, _ in found] == [
        ("H3", "period.changed"),
        ("E4", "period.late"),
    ]
    assert "« CDI » le 02/11/2026, « Sans nouvelles » maintenant" in found[0][3]
    assert "1 ligne ajoutée" in found[1][3]


def test_this_month_may_change(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, (*ANNA[:6], date(2026, 11, 10), "CDI", ""), OMAR)})
    assert rules(case, "2026-11-23") == []


def test_many_changes_of_past_months_are_said_once(case: Case) -> None:
    people = [
        (
            f"NOM{n:02}",
            "Awa",
            "Femme",
            date(1990, 2, 1 + n),
            date(2026, 1, 1 + n),
            "CDDI",
            "",
            "",
            "",
        )
        for n in range(20)
    ]
    case.make({"Un": (HEADERS, *people)})
    case.run("prepare", as_of="2026-11-02")
    case.make(
        {"Un": (HEADERS, *((*person[:4], date(2026, 2, 2), *person[5:]) for person in people))}
    )
    assert rules(case, "2026-11-23") == [("E2", "period.mostly_changed")]


def test_leaving_for_another_siae_where_nobody_arrives(case: Case) -> None:
    left = (*OMAR[:6], date(2026, 3, 2), "Autre SIAE", "")
    arrived = (*OMAR[:4], date(2026, 3, 9), *ANNA[5:])
    recent = (*ALI[:6], date(2026, 11, 2), "Autre SIAE", "")
    case.make({"Un": (HEADERS, ANNA, left, recent), "Deux": (HEADERS, ZARA)})
    assert rules(case, "2026-11-23") == [("H3", "exit.no_entry_elsewhere")]
    case.make({"Un": (HEADERS, ANNA, left, recent), "Deux": (HEADERS, ZARA, arrived)})
    assert rules(case, "2026-11-23") == []


def test_a_report_is_made_again_with_the_figures_it_had(case: Case) -> None:
    from docx import Document

    case.make({"Un": (HEADERS, ANNA, OMAR, ALI)})
    case.run("prepare", as_of="2026-11-02")
    file = case.folder / "documents" / "rapport-dreets-2026-11-02.docx"
    before = file.read_bytes()
    case.make({"Un": (HEADERS, ANNA)})
    file.unlink()
    result = case.run("report", "dreets", "--again", "2026-11-02", as_of="2026-11-23")
    assert result.exit_code == 0, result.stderr
    assert file.read_bytes() == before
    assert any(
        "Moins de 5 personnes accompagnées" in paragraph.text
        for paragraph in Document(str(file)).paragraphs
    )
    missing = case.run("report", "dreets", "--again", "2026-10-05", as_of="2026-11-23")
    assert missing.exit_code == 2
    assert "Ceux dont les chiffres sont gardés : rapport-dreets-2026-11-02" in missing.stderr


def test_states_older_than_the_keeping_time_are_deleted(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)}, "history: {months: 6}")
    for number, day in enumerate(("2026-01-12", "2026-05-22", "2026-05-25", "2026-11-23")):
        case.make(
            {
                "Un": (
                    HEADERS,
                    ANNA,
                    *[(*ALI[:4], date(2026, 1, 1 + n), *ALI[5:]) for n in range(number)],
                )
            },
            "history: {months: 6}",
        )
        assert case.run("prepare", as_of=day).exit_code == 0
    kept = sorted(file.name for file in (case.folder / "historique").glob("etat-*"))
    assert kept == [
        "etat-2026-05-25.json",
        "etat-2026-05-25.parquet",
        "etat-2026-11-23.json",
        "etat-2026-11-23.parquet",
    ]


def test_exits_typed_since_the_last_time_are_counted(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, ALI)})
    case.run("prepare", as_of="2026-11-02")
    case.make({"Un": (HEADERS, (*ANNA[:6], date(2026, 11, 10), "CDI", ""), ALI)})
    assert "1 sortie saisie (Un 1)" in case.run("prepare", as_of="2026-11-23").stdout


def test_a_report_of_a_closed_period_stays_and_says_what_changed(case: Case) -> None:
    funder = "funders: {dreets: {name: DREETS, start: 2025-07-01, end: 2026-06-30}}"
    people = [
        (
            f"NOM{n:02}",
            "Awa",
            "Femme" if n % 2 else "Homme",
            date(1990, 2, 1 + n),
            date(2026, 1, 1 + n),
            "CDDI",
            "",
            "",
            "",
        )
        for n in range(20)
    ]
    case.make({"Un": (HEADERS, *people)}, funder)
    assert case.run("report", "dreets", as_of="2026-09-01").exit_code == 0
    file = case.folder / "documents" / "rapport-dreets-2026-06-30.docx"
    before = file.read_bytes()
    case.make({"Un": (HEADERS, *people[:18])}, funder)
    said = case.run("report", "dreets", as_of="2026-11-23").stdout.replace("\u00a0", " ")
    assert "période close : le rapport garde ses chiffres" in said
    assert "Personnes accompagnées : 20 → 18" in said
    assert "Sexe, Femme : 10 → 9" in said
    assert file.read_bytes() == before
    kept = case.folder / "historique" / "documents" / "rapport-dreets-2026-06-30.json"
    assert f"effacer {kept}" in said
    kept.unlink()
    assert "période close" not in case.run("report", "dreets", as_of="2026-11-23").stdout


def test_a_report_made_on_the_last_day_is_not_the_last_word(case: Case) -> None:
    funder = "funders: {dreets: {name: DREETS, start: 2025-07-01, end: 2026-06-30}}"
    people = [
        (
            f"NOM{n:02}",
            "Awa",
            "Femme",
            date(1990, 2, 1 + n),
            date(2026, 1, 1 + n),
            "CDDI",
            "",
            "",
            "",
        )
        for n in range(20)
    ]
    case.make({"Un": (HEADERS, *people[:18])}, funder)
    case.run("report", "dreets", as_of="2026-06-30")
    case.make({"Un": (HEADERS, *people)}, funder)
    assert "période close" not in case.run("report", "dreets", as_of="2026-07-06").stdout
    file = case.folder / "historique" / "documents" / "rapport-dreets-2026-06-30.json"
    assert '"accompagnees": "20"' in file.read_text(encoding="utf-8")
