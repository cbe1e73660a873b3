"""What counts is what was issued: `report` issues, `prepare` and `--draft` do not."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from typer.testing import CliRunner

from sheets_sync.commands.app import app
from sheets_sync.workspace import open_workspace
from tests.conftest import HEADERS, Case
from tests.documents.reporting import text_of
from tests.typing_commands import plain, typed

MARCH, APRIL, MAY = "2026-03-31", "2026-04-30", "2026-05-31"
STATUSES = ("Réfugié", "Protection subsidiaire", "Apatride")
COLUMNS = (*HEADERS, "QPV", "Statut")


def person(number: int, came: date, sex: str = "", qpv: str = "") -> tuple[object, ...]:
    """A row; what is not given goes in turn."""
    return (
        f"NOM{number:03}",
        "Awa",
        sex or ("Homme", "Homme", "Femme")[number % 3],
        date(1970 + number % 35, 1 + number % 12, 6),
        came,
        "CDDI",
        "",
        "",
        "",
        qpv or ("oui", "non")[number % 2],
        STATUSES[number % 3],
    )


FIRST = [person(number, date(2025, 1, 6) + timedelta(days=number)) for number in range(60)]
NEWCOMER = person(60, date(2026, 4, 13), sex="Femme", qpv="oui")
TWELVE = [person(61 + number, date(2026, 5, 4)) for number in range(24)]


@pytest.fixture
def programme(case: Case) -> Case:
    """A programme of one SIAE, with one report to each of two funders issued in March."""
    return with_people(case, FIRST)


def with_people(case: Case, people: Sequence[tuple[object, ...]], more: str = "") -> Case:
    funders = "funders: {dreets: {name: DREETS}, ville: {name: Ville}}\n"
    return case.make({"Un": (COLUMNS, *people)}, funders + more)


def issue(case: Case, day: str, funder: str = "dreets", *options: str) -> None:
    result = case.run("report", funder, "--yes", *options, as_of=day)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("lost", [("Titre", "Prénom"), ("Une note", "", "")])
def test_nothing_is_made_for_funders_while_names_of_a_tab_are_not_read(
    case: Case, lost: tuple[str, ...]
) -> None:
    funders = "funders: {dreets: {name: DREETS}}\n"
    case.make({"Un": (COLUMNS, *FIRST), "Deux": (COLUMNS, NEWCOMER)}, funders)
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    for column, title in enumerate(lost, 1):
        book["Deux"].cell(1, column, title)
    book.save(case.folder / "essai.xlsx")
    refused = case.run("report", "dreets", "--yes", as_of=MAY)
    assert (refused.exit_code, "L'onglet Deux ne se lit pas" in plain(refused.stderr)) == (2, True)
    prepared = case.run("prepare", as_of=MAY)
    assert "Aucun projet de rapport n'est fait" in plain(prepared.output)
    assert list((case.folder / "documents").rglob("rapport-*")) == []


def test_an_empty_tab_holds_no_report_back_and_a_missing_one_is_said_to_be_missing(
    case: Case,
) -> None:
    funders = "funders: {dreets: {name: DREETS}}\n"
    case.make({"Un": (COLUMNS, *FIRST), "Deux": (COLUMNS, NEWCOMER)}, funders)
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    book["Deux"].delete_rows(1, 5)
    book.save(case.folder / "essai.xlsx")
    issue(case, MARCH)
    assert document(case, MARCH).exists()
    book["Deux"].title = "Deux bis"
    book.save(case.folder / "essai.xlsx")
    refused = case.run("report", "dreets", "--yes", as_of=MAY)
    assert refused.exit_code == 2
    assert "L'onglet Deux n'est pas dans le classeur" in plain(refused.stderr)
    prepared = case.run("prepare", as_of=MAY)
    assert "L'onglet Deux n'est pas dans le classeur" in plain(prepared.output)
    assert not document(case, MAY).exists()


def document(case: Case, day: str, funder: str = "dreets") -> Path:
    return case.folder / "documents" / "rapports" / funder / f"rapport-{funder}-{day}.docx"


def draft(case: Case, day: str) -> Path:
    return document(case, f"{day}-projet")


def counts(case: Case, day: str, funder: str = "dreets") -> dict[str, int]:
    """Every number in a cell of the annex, by its table and label."""
    book = openpyxl.load_workbook(
        case.folder / "documents" / "rapports" / funder / f"rapport-{funder}-{day}-annexe.xlsx"
    )
    numbers: dict[str, int] = {}
    title = ""
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            if row[1] == "Personnes":
                title = str(row[0]).split(" – ")[0]
            for column, value in enumerate(row[1:], 1):
                if isinstance(value, int):
                    numbers[f"{sheet.title} {title} {row[0]} {column}"] = value
    return numbers


def heads(file: Path) -> list[str]:
    return [section.header.paragraphs[0].text for section in docx.Document(str(file)).sections]


def issued_records(case: Case) -> list[dict[str, Any]]:
    """The reports that are remembered as issued."""
    return open_workspace(case.folder / "config.yaml").history.documents.issued()


def test_one_newcomer_between_two_reports_moves_no_cell_but_the_declared_totals(
    programme: Case,
) -> None:
    issue(programme, MARCH)
    with_people(programme, [*FIRST, NEWCOMER])
    issue(programme, APRIL)
    before, after = counts(programme, MARCH), counts(programme, APRIL)
    moved = {name for name in before | after if before.get(name, 0) != after.get(name, 0)}
    small = {name for name in moved if abs(before.get(name, 0) - after.get(name, 0)) < 5}
    assert len(before) > 10
    # The one entry is « moins de 5 ».
    assert small == {"Définitions Quartier prioritaire Personnes accompagnées 1"}
    text = text_of(document(programme, APRIL))
    assert "61 personnes accompagnées" in text
    assert "ventilation arrêtée au 31 mars 2026" in text
    assert "Total : 60" in text


def test_a_table_that_may_be_is_renewed(programme: Case) -> None:
    issue(programme, MARCH)
    with_people(programme, [*FIRST, NEWCOMER, *TWELVE])
    issue(programme, MAY)
    before, after = counts(programme, MARCH), counts(programme, MAY)
    label = "Tableaux Sexe {} 1"
    for sex in ("Homme", "Femme"):
        assert after[label.format(sex)] - before[label.format(sex)] >= 5


def test_the_last_newcomer_is_not_the_one_who_makes_a_table_move(programme: Case) -> None:
    issue(programme, MARCH)
    nine = [person(60 + n, date(2026, 4, 6 + n), sex=("Homme", "Femme")[n % 2]) for n in range(9)]
    with_people(programme, [*FIRST, *nine])
    issue(programme, APRIL)
    assert counts(programme, APRIL)["Tableaux Sexe Femme 1"] == 20
    # With her there are five women more, and five men: who knows the rule would know her sex.
    last = person(69, date(2026, 5, 4), sex="Femme")
    with_people(programme, [*FIRST, *nine, last])
    issue(programme, MAY)
    assert counts(programme, MAY)["Tableaux Sexe Femme 1"] == 20


def test_what_another_funder_holds_protects_too(programme: Case) -> None:
    issue(programme, MARCH)
    with_people(programme, [*FIRST, NEWCOMER])
    issue(programme, APRIL, "ville")
    assert counts(programme, APRIL, "ville")["Tableaux Sexe Femme 1"] == 20
    assert "ventilation arrêtée au 31 mars" in text_of(document(programme, APRIL, "ville"))


def test_funders_that_are_apart_are_each_protected_beside_their_own_reports(
    programme: Case,
) -> None:
    issue(programme, MARCH)
    with_people(programme, [*FIRST, NEWCOMER], "privacy: {funders: apart}")
    issue(programme, APRIL, "ville")
    assert counts(programme, APRIL, "ville")["Tableaux Sexe Femme 1"] == 21


def test_prepare_and_a_draft_issue_nothing_and_say_so_on_every_page(programme: Case) -> None:
    programme.run("prepare", as_of=MARCH)
    assert programme.run("report", "dreets", "--draft", as_of=APRIL).exit_code == 0
    assert issued_records(programme) == []
    for day in (MARCH, APRIL):
        assert heads(draft(programme, day)) == ["PROJET, non émis"]
        assert not document(programme, day).exists()
    issue(programme, MARCH)
    assert heads(document(programme, MARCH)) == [""]
    assert [report["fin"] for report in issued_records(programme)] == [MARCH]


def test_a_draft_is_protected_against_what_was_issued(programme: Case) -> None:
    issue(programme, MARCH)
    with_people(programme, [*FIRST, NEWCOMER])
    programme.run("prepare", as_of=APRIL)
    assert "ventilation arrêtée au 31 mars 2026" in text_of(draft(programme, APRIL))


def test_a_consortium_s_own_template_says_it_too(programme: Case) -> None:
    own = programme.folder / "report_templates"
    own.mkdir()
    template = docx.Document()
    template.sections[0].header.paragraphs[0].text = "Notre en-tête"
    template.add_paragraph("{{ accompagnees }}")
    template.save(str(own / "rapport-financeur.docx"))
    programme.run("report", "dreets", "--draft", as_of=MARCH)
    header = docx.Document(str(draft(programme, MARCH))).sections[0].header
    assert [line.text for line in header.paragraphs] == ["PROJET, non émis", "Notre en-tête"]


def test_what_the_totals_give_away_is_listed_before_it_is_issued(programme: Case) -> None:
    issue(programme, MARCH)
    with_people(programme, [*FIRST, NEWCOMER])
    asked = typed(
        ["report", "dreets", "--config", str(programme.folder / "config.yaml"), "--as-of", APRIL]
    )
    assert "Entrées, du 1er avril 2026 au 30 avril 2026 : 1." in plain(asked.stderr)
    assert "Émettre quand même ? [o/N]" in plain(asked.stderr)
    assert len(issued_records(programme)) == 1
    refused = programme.run("report", "dreets", "--json", as_of=APRIL)
    assert refused.exit_code == 2
    assert "relancer avec --yes" in plain(refused.stderr)
    said = json.loads(programme.run("report", "dreets", "--json", "--yes", as_of=APRIL).stdout)
    assert said["issued"] is True
    assert len(said["gives_away"]) == 1
    assert len(issued_records(programme)) == 2


def test_what_a_second_funder_s_report_would_lose_is_said_before(programme: Case) -> None:
    funders = "funders: {dreets: {name: DREETS}, ville: {name: Ville, siae: [Un]}}"
    two = {"Un": (COLUMNS, *FIRST[:50]), "Deux": (COLUMNS, *FIRST[50:53])}
    programme.make(two, funders)
    said = plain(programme.run("report", "dreets", as_of=MARCH).stderr)
    assert "ferait perdre au rapport « ville », s'il est émis ensuite : Sexe, Âge" in said
    # Enough people are counted by one alone: nothing is lost.
    programme.make({**two, "Deux": (COLUMNS, *FIRST[50:], *TWELVE)}, funders)
    said = plain(programme.run("report", "dreets", as_of=APRIL).stderr)
    assert "perdre" not in said


def test_what_was_typed_into_a_draft_stays_and_is_told_when_the_report_is_issued(
    programme: Case,
) -> None:
    programme.run("prepare", as_of=MARCH)
    opened = docx.Document(str(draft(programme, MARCH)))
    opened.add_paragraph("Écrit par la coordinatrice.")
    opened.save(str(draft(programme, MARCH)))
    edited = draft(programme, MARCH).read_bytes()
    said = programme.run("report", "dreets", as_of=MARCH).stdout
    assert "nouvelle version" not in said
    assert "reprendre ce qui a été écrit dans le projet rapport-dreets-2026-03-31-projet.docx" in (
        plain(said)
    )
    assert draft(programme, MARCH).read_bytes() == edited
    sent = document(programme, MARCH).read_bytes()
    with_people(programme, FIRST[2:])
    programme.run("prepare", as_of=MARCH)
    assert document(programme, MARCH).read_bytes() == sent
    assert draft(programme, MARCH).read_bytes() == edited


def test_a_draft_after_issue_is_a_draft_of_what_it_would_be_today(programme: Case) -> None:
    issue(programme, MARCH)
    sent = document(programme, MARCH).read_bytes()
    with_people(programme, FIRST[2:])
    said = json.loads(programme.run("report", "dreets", "--draft", "--json", as_of=MARCH).stdout)
    assert said["issued"] is False
    assert "58 personnes accompagnées" in text_of(draft(programme, MARCH))
    assert document(programme, MARCH).read_bytes() == sent


def test_json_says_that_a_draft_is_not_issued(programme: Case) -> None:
    said = json.loads(programme.run("report", "dreets", "--draft", "--json", as_of=MARCH).stdout)
    assert said["issued"] is False


def test_a_dry_run_issues_nothing(programme: Case) -> None:
    programme.run("report", "dreets", "--dry-run", as_of=MARCH)
    assert issued_records(programme) == []


def test_a_correction_is_issued_once_and_named_so(programme: Case) -> None:
    assert programme.run("report", "dreets", "--correction", as_of=MARCH).exit_code == 2
    issue(programme, MARCH)
    with_people(programme, FIRST[2:])
    assert "60 personnes accompagnées" in text_of(document(programme, MARCH))
    issue(programme, MARCH, "dreets", "--correction")
    corrected = document(programme, f"{MARCH}-rectificatif")
    assert "58 personnes accompagnées" in text_of(corrected)
    assert plain(heads(corrected)[0]) == (
        "Rapport rectifié le 31 mars 2026 : remplace celui émis le 31 mars 2026"
    )
    assert issued_records(programme)[-1]["rectificatif"] is True
    again = programme.run("report", "dreets", "--correction", "--yes", as_of=MARCH)
    assert again.exit_code == 2
    assert "ne peut l'être qu'une fois" in plain(again.stderr)


def test_a_correction_does_not_tell_who_was_typed_late(programme: Case) -> None:
    issue(programme, MARCH)
    with_people(programme, [*FIRST, person(60, date(2026, 3, 10), sex="Femme", qpv="oui")])
    asked = plain(programme.run("report", "dreets", "--correction", as_of=MARCH).stderr)
    assert "60 → 61" in asked
    issue(programme, MARCH, "dreets", "--correction")
    first, corrected = issued_records(programme)
    moved = [
        name
        for name in first["tableaux"]
        if first["tableaux"][name]["parties"] != corrected["tableaux"][name]["parties"]
    ]
    assert moved == []
    assert first["totaux"]["personnes_accompagnees"] == 60
    assert corrected["totaux"]["personnes_accompagnees"] == 61
    assert "ventilation arrêtée au 31 mars 2026" in text_of(
        document(programme, f"{MARCH}-rectificatif")
    )


def test_a_correction_renews_what_many_move_in(programme: Case) -> None:
    issue(programme, MARCH)
    women = [(*person[:2], "Femme", *person[3:]) for person in FIRST[:30]]
    with_people(programme, [*women, *FIRST[30:]])
    issue(programme, MARCH, "dreets", "--correction")
    first, corrected = issued_records(programme)
    assert first["tableaux"]["sexe"]["parties"] != corrected["tableaux"]["sexe"]["parties"]


def test_a_correction_lists_what_it_changes_and_asks(programme: Case) -> None:
    issue(programme, MARCH)
    with_people(programme, FIRST[2:])
    asked = programme.run("report", "dreets", "--correction", as_of=MARCH)
    assert "60 → 58" in plain(asked.stderr)
    assert "Émettre ce rectificatif, le seul possible ? [o/N]" in plain(asked.stderr)
    refused = programme.run("report", "dreets", "--correction", "--json", as_of=MARCH)
    assert (asked.exit_code, refused.exit_code) == (2, 2)
    assert "60 → 58" in plain(refused.stderr)
    assert len(issued_records(programme)) == 1


def test_a_correction_that_changes_nothing_is_refused_and_not_spent(programme: Case) -> None:
    issue(programme, MARCH)
    refused = programme.run("report", "dreets", "--correction", "--yes", as_of=MARCH)
    assert refused.exit_code == 2
    assert "il n'y a rien à rectifier" in plain(refused.stderr)
    assert len(issued_records(programme)) == 1


def test_a_report_that_is_issued_says_so_and_o_is_yes(
    programme: Case,
) -> None:
    first = programme.run("report", "dreets", as_of=MARCH)
    assert "émis, et retenu : il ne se rectifie qu'une fois" in plain(first.stdout)
    with_people(programme, [*FIRST, NEWCOMER])
    config = str(programme.folder / "config.yaml")
    answer = CliRunner().invoke(
        app, ["report", "dreets", "--config", config, "--as-of", APRIL], input="o\n"
    )
    assert answer.exit_code == 0, answer.output
    assert len(issued_records(programme)) == 2


@pytest.mark.parametrize("again", ['qpv == "oui" ', "qpv", "qpv is yes", 'qpv != "non"'])
def test_a_condition_that_is_spelt_otherwise_is_about_the_same_people(
    case: Case, again: str
) -> None:
    funder = "funders: {{dreets: {{name: DREETS, who: habitants, where: '{}'}}}}\n"
    case.make({"Un": (COLUMNS, *FIRST)}, funder.format('qpv == "oui"'))
    issue(case, MARCH)
    case.make({"Un": (COLUMNS, *FIRST, NEWCOMER)}, funder.format(again))
    issue(case, APRIL)
    assert [report["totaux"]["personnes_accompagnees"] for report in issued_records(case)] == [
        30,
        31,
    ]
    first, second = (report["tableaux"]["sexe"]["parties"] for report in issued_records(case))
    assert first == second


@pytest.mark.parametrize("order", [("quartiers", "trois"), ("trois", "quartiers")])
def test_two_tables_that_count_the_same_people_by_other_names_are_held_against_each_other(
    case: Case, order: tuple[str, str]
) -> None:
    """Of the districts by SIAE, and of one SIAE by district: what is left are three of another."""
    tabs, number = {}, itertools.count()
    for siae, inside, outside in (("Un", 9, 9), ("Deux", 3, 12), ("Trois", 6, 8)):
        districts = ["oui"] * inside + ["non"] * outside
        rows = [person(next(number), date(2026, 1, 6), qpv=district) for district in districts]
        tabs[siae] = (COLUMNS, *rows)
    funders = (
        "funders: {quartiers: {name: Ville, where: qpv, who: habitants, names_of_siae: true},"
        " trois: {name: Trois, siae: [Trois]}}\n"
    )
    case.make(tabs, funders)
    for funder in order:
        issue(case, MARCH, funder)
    tables = {report["financeur"]: report["tableaux"] for report in issued_records(case)}
    of_the_third, by_siae = tables["trois"]["qpv"], tables["quartiers"]["siae"]
    told = [table["parties"] is not None for table in (of_the_third, by_siae)]
    if order[0] == "quartiers":
        assert told == [False, True]
        assert [["Deux", "Trois"], 9] in by_siae["parties"]
    else:
        assert [["oui"], 6] in of_the_third["parties"]
        assert [["Trois"], 6] in by_siae["parties"]


def test_two_names_that_may_be_the_same_siae_are_told_before_a_report_is_issued(
    case: Case,
) -> None:
    funders = "funders: {dreets: {name: DREETS}}\n"
    case.make({"Un": (COLUMNS, *FIRST[:28]), "Deux": (COLUMNS, *FIRST[28:])}, funders)
    issue(case, MARCH)
    config = case.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(re.sub(r"name: (Un|Deux),", r"name: \1 Insertion,", text), encoding="utf-8")
    result = case.run("report", "dreets", "--yes", as_of=APRIL)
    assert "Deux et Un : dans un rapport déjà émis" in plain(result.output)
    assert "changer un nom à la fois" in plain(result.output)


@pytest.mark.parametrize(("prepared", "renamed"), [(False, ["Un"]), (True, ["Un", "Deux"])])
def test_an_siae_that_is_renamed_in_config_is_the_same_to_what_was_issued(
    case: Case, prepared: bool, renamed: list[str]
) -> None:
    funders = "funders: {dreets: {name: DREETS, names_of_siae: true}}\n"
    case.make({"Un": (COLUMNS, *FIRST[:28]), "Deux": (COLUMNS, *FIRST[28:])}, funders)
    issue(case, MARCH)
    if prepared:
        # Its state tells which of two new names is whose.
        case.run("prepare", as_of=MARCH)
    case.make({"Un": (COLUMNS, *FIRST[:28]), "Deux": (COLUMNS, *FIRST[28:], NEWCOMER)}, funders)
    config = case.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    for name in renamed:
        text = text.replace(f"name: {name},", f"name: {name} Insertion,")
    config.write_text(text, encoding="utf-8")
    issue(case, APRIL)
    first, second = issued_records(case)
    assert second["siae"] != first["siae"]
    assert second["totaux"]["personnes_accompagnees"] == 61
    assert second["tableaux"]["sexe"]["parties"] == first["tableaux"]["sexe"]["parties"]
    told = {labels[0]: count for labels, count in second["tableaux"]["siae"]["parties"]}
    deux = "Deux"
    if "Deux" in renamed:
        deux = "Deux Insertion"
    assert told == {"Un Insertion": 28, deux: 32}
