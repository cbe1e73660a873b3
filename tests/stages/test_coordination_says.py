"""Targets and meetings that the coordination fixes in tabs: they win over config, which is said."""

from __future__ import annotations

import json
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case, Rows, write_book, write_config
from tests.typing_commands import plain

OBJECTIVES = ("Indicateur", "SIAE", "Valeur visée")
MEETINGS = ("Réunion", "Date", "Heure", "Lieu", "Animation")
INDICATOR = """\
indicators:
  - {id: departs, label: Nombre de départs, population: sorties, kind: flow, count: rows,
     unit: sorties, good: none, cell: date_sortie, definition: Ceux qui partent.,
     where: sorti, source: nous}
"""
CONFIG = "targets: {participants: 160, taux_sorties_positives: {ensemble: 0.5, Un: 0.4}}\n"


@pytest.fixture
def programme(tmp_path: Path) -> Case:
    write_config(tmp_path, ["Un", "Deux"], CONFIG)
    return Case(tmp_path)


def with_tabs(case: Case, **tabs: Rows) -> Case:
    staff: dict[str, Rows] = {"Un": (HEADERS, ANNA), "Deux": (HEADERS, OMAR)}
    write_book(case.folder / "essai.xlsx", {**staff, **tabs})
    return case


def targets(case: Case) -> dict[tuple[str, str | None], Any]:
    found = json.loads(case.run("indicators", "--json").stdout)
    return {(one["id"], one["siae"]): one["target"] for one in found if one["target"] is not None}


def told(case: Case) -> dict[str, str]:
    """Cell of a coordination tab → what is said there."""
    return {
        a["cell"]: plain(a["message"])
        for a in case.check()["anomalies"]
        if a["siae"] == "Coordination"
    }


def test_the_tab_wins_over_config_and_who_wins_is_said(programme: Case) -> None:
    rows = (
        OBJECTIVES,
        ("Personnes présentes", "", 170),
        ("taux_sorties_positives", "Deux", 0.6),
    )
    case = with_tabs(programme, Objectifs=rows)
    found = targets(case)
    assert found["participants", None] == 170
    assert found["taux_sorties_positives", None] == 0.5
    said = plain(case.run("prepare").output)
    assert (
        "Objectif « Personnes présentes » : 170 dans l'onglet « Objectifs », 160 dans "
        "config.yaml ; l'onglet compte."
    ) in said.replace("\n", " ")


def test_a_rate_typed_as_text_is_read_as_the_help_offers_it(programme: Case) -> None:
    rows = (OBJECTIVES, ("taux_sorties_positives", "Deux", "62,5\u00a0%"))
    case = with_tabs(programme, Objectifs=rows)
    assert targets(case)["taux_sorties_positives", "Deux"] == 0.625
    assert told(case) == {}


def test_a_target_that_changed_since_the_last_run_is_told_once(programme: Case) -> None:
    case = with_tabs(programme, Objectifs=(OBJECTIVES, ("Entrées", "", 100)))
    case.run("consolidate")
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    book["Objectifs"]["C2"] = 120
    book.save(case.folder / "essai.xlsx")
    assert "« Entrées », 100 avant, 120 maintenant" in plain(case.run("consolidate").output)
    assert "avant" not in plain(case.run("consolidate").output)


def test_a_target_that_comes_or_goes_is_told(programme: Case) -> None:
    case = with_tabs(programme, Objectifs=(OBJECTIVES, ("Entrées", "", 100)))
    case.run("consolidate")
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    for cell, value in (("A2", "Sorties"), ("B2", "Un"), ("C2", 12)):
        book["Objectifs"][cell] = value
    book.save(case.folder / "essai.xlsx")
    told_now = plain(case.run("consolidate").output)
    assert "Nouvel objectif depuis le dernier passage : « Sorties, Un », 12" in told_now
    assert "Objectif retiré depuis le dernier passage : « Entrées », 100" in told_now


def test_what_is_wrong_in_the_tab_is_told_with_its_cell_and_counts_nowhere(programme: Case) -> None:
    rows = (
        OBJECTIVES,
        ("Taux de sorties positives (programme)", "", 1.5),
        ("Entrées", "", 100),
        ("Entrées", "", 110),
        ("Sourires", "", 3),
        ("Sorties", "Atelier inconnu", 3),
    )
    case = with_tabs(programme, Objectifs=rows)
    said = told(case)
    assert "un taux de 1,5 n'existe pas" in said["C2"]
    assert "la ligne 4 a une autre valeur" in said["C3"]
    assert "n'est pas dans la liste" in said["A5"]
    assert "n'est pas une SIAE du programme" in said["B6"]
    assert targets(case).keys().isdisjoint({("entrees", None), ("sorties", None)})
    assert targets(case)["taux_sorties_positives", None] == 0.5


def test_a_row_that_is_taken_for_no_entry_is_told_unless_it_is_surely_a_total(
    programme: Case,
) -> None:
    rows = (
        OBJECTIVES,
        ("Entrées", "", 100),
        ("", "", 7),
        ("Nombre de cafés", "", 3),
        ("Total", "", 110),
        ("Objectifs votés en janvier", "", ""),
    )
    case = with_tabs(programme, Objectifs=rows)
    assert {cell for cell, text in told(case).items() if "n'est pas lue" in text} == {"C3", "A4"}


def test_part_of_an_indicator_s_name_suggests_that_one(programme: Case) -> None:
    case = with_tabs(programme, Objectifs=(OBJECTIVES, ("Sorties positives", "", 0.6)))
    assert "« Taux de sorties positives (programme) »" in told(case)["A2"]


@pytest.mark.parametrize("typed", [1.5, 62.5])
def test_a_rate_over_a_hundred_per_cent_is_refused_and_that_of_config_said_to_count(
    programme: Case, typed: float
) -> None:
    rows = (OBJECTIVES, ("taux_sorties_positives", "Un", typed))
    case = with_tabs(programme, Objectifs=rows)
    assert "n'existe pas" in told(case)["C2"]
    assert targets(case)["taux_sorties_positives", "Un"] == 0.4
    said = plain(case.run("consolidate").output).replace("\n", " ")
    assert "n'est pas compté (voir Anomalies) ; celui de config.yaml compte : 40 %." in said


def test_a_target_whose_indicator_begins_like_a_total_counts(programme: Case) -> None:
    (programme.folder / "indicators.yaml").write_text(INDICATOR, encoding="utf-8")
    rows = (OBJECTIVES, ("Nombre de départs", "", 12), ("Entrées", "", 100), ("Total", "", 112))
    found = targets(with_tabs(programme, Objectifs=rows))
    assert (found["departs", None], found["entrees", None]) == (12, 100)


def test_a_meeting_is_on_the_day_in_the_tab_with_its_place_and_chair(programme: Case) -> None:
    rows = (MEETINGS, ("copil", date(2026, 12, 10), "14h30", "Salle des fêtes", "La présidente"))
    case = with_tabs(programme, Réunions=rows)
    result = case.run("prepare")
    assert result.exit_code == 0, result.output
    said = plain(result.output)
    assert "le 10 décembre 2026 dans l'onglet « Réunions », le 1 décembre 2026" in said.replace(
        "1er", "1"
    )
    # Of a rule of ours config says nothing.
    assert "config.yaml" not in said
    file = next(case.folder.rglob("invitation-directions-2026-12-10.eml"))
    mail = file.read_text()
    subject = message_from_bytes(file.read_bytes(), policy=policy.default)["Subject"]
    assert "jeudi 10 décembre 2026" in plain(subject)
    invitation = next(case.folder.rglob("*directions-2026-12-10.ics")).read_text()
    assert "DTSTART;TZID=Europe/Paris:20261210T143000" in invitation
    assert "LOCATION:Salle des fêtes" in invitation
    assert "La présidente" in mail.replace("=C3=A9", "é")


def test_of_two_rows_for_a_meeting_the_first_counts_and_the_other_is_told(
    programme: Case,
) -> None:
    day = date(2026, 12, 8)
    rows = (
        MEETINGS,
        ("directions", day, "9h", "Mairie", ""),
        ("directions", day, "14h", "Chez nous", ""),
        ("accompagnateurs", day, "14h", "Chez nous", ""),
        ("directions", day, "9h", "Mairie", ""),
    )
    said = told(with_tabs(programme, Réunions=rows))
    assert said.keys() == {"B3"}
    assert "c'est la ligne 2 qui compte" in said["B3"]


@pytest.mark.parametrize(
    ("in_config", "typed", "held"),
    [
        ("directions: {title: Pilotage}", "accompagnateurs", {"accompagnateurs", "directions"}),
        # « copil » is a spelling of « directions », and here a meeting of its own.
        ("copil: {title: Pilotage}", "copil", {"copil"}),
    ],
)
def test_a_day_in_the_tab_holds_the_meeting_whatever_config_has(
    tmp_path: Path, in_config: str, typed: str, held: set[str]
) -> None:
    write_config(tmp_path, ["Un", "Deux"], f"meetings: {{{in_config}}}")
    day = date(2026, 12, 10)
    case = with_tabs(Case(tmp_path), Réunions=(MEETINGS, (typed, day, "9h30", "Chez Un", "")))
    assert case.run("prepare").exit_code == 0
    made = {file.parent.name for file in case.folder.rglob("ordre-du-jour-*.docx")}
    assert f"2026-12-10-{typed}" in made
    assert {folder[len("2026-12-10-") :] for folder in made} == held
    assert case.run("agenda", typed).exit_code == 0
    assert case.run("agenda", typed, "--again", "10/12/2026").exit_code == 0


def test_an_hour_that_nobody_can_read_is_told_and_the_usual_one_kept(programme: Case) -> None:
    rows = (MEETINGS, ("directions", date(2026, 12, 10), "en fin de journée", "", ""))
    case = with_tabs(programme, Réunions=rows)
    assert "heure habituelle" in told(case)["C2"]
    case.run("prepare")
    invitation = next(case.folder.rglob("*directions-2026-12-10.ics")).read_text()
    assert "T093000" in invitation


MAILBOXES = ("SIAE", "Référent", "Adresse de courriel")


def mailed_to(case: Case) -> dict[str, list[str]]:
    found = json.loads(case.run("remind", "--json").stdout)
    return {one["siae"]: one["to"] for one in found["reminders"]}


def test_reminders_go_where_the_tab_says_and_config_speaks_for_the_others(tmp_path: Path) -> None:
    contacts = ("contact: un@exemple.fr", "contact: deux@exemple.fr")
    write_config(tmp_path, ["Un", "Deux"])
    text = (tmp_path / "config.yaml").read_text("utf-8")
    for name, contact in zip(("Un", "Deux"), contacts, strict=True):
        text = text.replace(f"name: {name},", f"name: {name}, {contact},")
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    rows = (
        MAILBOXES,
        ("Un", "", "accueil@exemple.fr"),
        ("Un", "", "direction@exemple.fr"),
        ("Un", "CB", "c.b@exemple.fr"),
        ("Deux", "", "courriel:deux@exemple.fr"),
    )
    case = with_tabs(Case(tmp_path), **{"Adresses des relances": rows})
    assert mailed_to(case) == {
        "Un": ["accueil@exemple.fr", "direction@exemple.fr"],
        "Deux": ["deux@exemple.fr"],
    }
    assert list(told(case)) == ["C5"]
    assert "ce n'est pas une adresse de courriel" in told(case)["C5"]
    said = plain(case.run("prepare").output).replace("\n", " ")
    assert "Relances d'Un : l'onglet « Adresses des relances » dit une autre adresse" in said
    assert "Relances de Deux : l'adresse écrite dans l'onglet" in said
    assert "elles partent à celle de config.yaml" in said


@pytest.mark.parametrize("name", ["Atelier Belcier", "Groupe Sud", "Equipe Verte"])
def test_an_siae_called_like_a_group_of_people_has_its_address_too(case: Case, name: str) -> None:
    address = (MAILBOXES, (name, "", "accueil@exemple.fr"))
    tabs = {name: (HEADERS, ANNA), "Adresses des relances": address}
    write_book(case.folder / "essai.xlsx", tabs)
    write_config(case.folder, [name])
    assert mailed_to(case) == {name: ["accueil@exemple.fr"]}


def test_no_address_of_the_tab_leaves_it_but_on_a_reminder(tmp_path: Path) -> None:
    write_config(tmp_path, ["Un", "Deux"], "funders: {dreets: {name: DREETS}}")
    rows = (MAILBOXES, ("Un", "", "accueil@exemple.fr"))
    case = with_tabs(Case(tmp_path), **{"Adresses des relances": rows})
    case.run("prepare")
    book = openpyxl.load_workbook(tmp_path / "essai.xlsx")
    typed = ("Un", "Deux", "Adresses des relances")
    generated = [sheet for sheet in book if sheet.title not in typed]
    assert generated
    shown = {str(cell.value) for sheet in generated for line in sheet.rows for cell in line}
    assert not any("accueil@exemple.fr" in text for text in shown)
    case.run("export", str(tmp_path / "table.csv"))
    assert "accueil@" not in (tmp_path / "table.csv").read_text("utf-8")
