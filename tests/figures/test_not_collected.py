"""What a tab has no column for is not collected there, in each thing that people read."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.checking.entries import changed
from tests.conftest import ANNA, HEADERS, MEETINGS, OMAR, Case, Rows
from tests.golden.as_text import document_as_text, sheet_as_text
from tests.typing_commands import plain

# Only the least that a tab of those who are there needs.
_FEW = ("Nom", "Prénom", "Date de naissance", "Entrée dans le programme")
_WITH_PASS = (*HEADERS, "Fin du PASS IAE", "Frein langue")
_PASS_ENDS = date(2026, 12, 24)
FEW: Rows = (_FEW, ("BAH", "Ada", date(1991, 4, 5), date(2026, 1, 5)))
SOME: Rows = (
    _WITH_PASS,
    (*ANNA, _PASS_ENDS, "Identifié"),
    (*OMAR, "", "Levé"),
)
FUNDER = "privacy: {public_threshold: 3}\nfunders:\n  dreets: {name: DREETS}\n"


def figures(case: Case) -> dict[tuple[str, str | None], dict[str, Any]]:
    told = json.loads(case.run("indicators", "--json").stdout)
    return {(figure["id"], figure["siae"]): figure for figure in told}


def test_what_no_tab_collects_has_no_value_and_says_why(case: Case) -> None:
    figure = figures(case.make({"Un": FEW}))["pass_finissant", None]
    assert (figure["value"], figure["numerator"], figure["why"]) == (None, None, "not_collected")
    assert figure["coverage"] == {"members": 0, "of": 1}


def test_what_some_tabs_collect_carries_how_many(case: Case) -> None:
    known = figures(case.make({"Un": FEW, "Deux": SOME}))
    assert known["pass_finissant", None]["value"] == 1
    assert known["pass_finissant", None]["coverage"] == {"members": 1, "of": 2}
    assert known["pass_finissant", "Un"]["why"] == "not_collected"
    assert known["pass_finissant", "Deux"]["coverage"] == {"members": 1, "of": 1}


def test_a_column_without_a_filled_cell_is_collected(case: Case) -> None:
    figure = figures(case.make({"Un": (_WITH_PASS, (*ANNA, "", ""))}))["pass_finissant", None]
    assert (figure["value"], figure["why"]) == (0, None)


def test_a_column_just_added_that_nobody_fills_yet_tells_no_zero(case: Case) -> None:
    titles = (*HEADERS, "Visites de métiers")
    known = figures(case.make({"Un": (titles, (*ANNA, "")), "Deux": (titles, (*OMAR, 0))}))
    assert known["visites_metiers_total", "Un"]["why"] == "not_collected"
    assert known["visites_metiers_total", "Deux"]["value"] == 0
    assert known["visites_metiers_total", None]["coverage"] == {"members": 1, "of": 2}


def test_a_tab_without_a_column_for_talks_says_nothing_of_who_had_none(case: Case) -> None:
    figure = figures(case.make({"Un": FEW}))["sans_entretien", None]
    assert (figure["value"], figure["why"]) == (None, "not_collected")


def test_freins_named_in_one_cell_say_nothing_of_those_that_are_overcome(case: Case) -> None:
    named = ((*HEADERS, "Freins"), (*ANNA, "langue, logement"), (*OMAR, "mobilité"))
    known = figures(case.make({"Un": named, "Deux": SOME}, MEETINGS))
    assert known["freins_leves_langue", "Un"]["why"] == "not_collected"
    assert known["freins_leves_langue", None]["coverage"] == {"members": 1, "of": 2}
    assert known["freins_leves_langue", None]["denominator"] == 1
    alone = case.make({"Un": named}, MEETINGS)
    alone.run("agenda", "accompagnateurs")
    (file,) = case.folder.rglob("*ordre-du-jour*.docx")
    assert "| langue | 1 | non saisi |" in plain(document_as_text(file))


def test_nothing_to_divide_by_is_another_reason(case: Case) -> None:
    figure = figures(case.make({"Un": (HEADERS, ANNA)}))["taux_sorties_positives", None]
    assert (figure["value"], figure["why"]) == (None, "no_denominator")


def test_who_is_there_needs_no_column_of_exits(case: Case) -> None:
    known = figures(case.make({"Un": FEW}))
    assert known["participants", None]["value"] == 1
    assert known["sorties", None]["why"] == "not_collected"


def test_a_tab_without_exits_is_in_no_denominator_of_them(case: Case) -> None:
    """Those of « Un » entered more than 18 months ago, and nobody says whether they left."""
    early = (_FEW, ("BAH", "Ada", date(1991, 4, 5), date(2024, 1, 8)))
    figure = figures(case.make({"Un": early, "Deux": SOME}))["taux_positif_18_mois", None]
    assert (figure["numerator"], figure["denominator"]) == (1, 2)


def test_a_tab_that_is_missing_collects_nothing(case: Case) -> None:
    case.make({"Un": SOME, "Deux": SOME})
    text = (case.folder / "config.yaml").read_text(encoding="utf-8")
    (case.folder / "config.yaml").write_text(text.replace("{tab: Deux", "{tab: Absent"), "utf-8")
    assert figures(case)["entrees", None]["coverage"] == {"members": 1, "of": 2}


def test_no_money_tab_costs_no_nought(case: Case) -> None:
    known = figures(case.make({"Un": SOME}))
    assert known["cout_participant", None]["why"] == "not_collected"
    assert known["accorde", None]["value"] is None


def test_a_money_tab_that_nobody_types_into_collects_nothing(case: Case) -> None:
    money = (("Financeur", "Convention", "Début", "Fin", "Accordé", "Reçu", "Dépensé"),)
    case.make({"Un": SOME})
    config = (case.folder / "config.yaml").read_text(encoding="utf-8")
    case.make({"Un": SOME, "Financements": money})
    (case.folder / "config.yaml").write_text(config, encoding="utf-8")
    assert figures(case)["cout_participant", None]["why"] == "not_collected"


@pytest.fixture
def read(case: Case) -> dict[str, str]:
    """What people read once `prepare` and a report are made: nobody, then some, collect."""
    case.make({"Un": FEW, "Deux": SOME, "Trois": FEW}, FUNDER + MEETINGS)
    prepared = case.run("prepare")
    assert prepared.exit_code in (0, 1), prepared.output
    assert case.run("report", "dreets", "--draft").exit_code == 0
    documents = {
        file.name: document_as_text(file) for file in (case.folder / "documents").rglob("*.docx")
    }
    page = next((case.folder / "documents").glob("tableau-de-bord-*.html"))
    texts = {
        "Pilotage": sheet_as_text(case.folder / "essai.xlsx", "Pilotage", rows=200),
        "page": page.read_text(encoding="utf-8"),
        **documents,
    }
    return {name: plain(text).replace("~", " ") for name, text in texts.items()}


def test_pilotage_says_non_saisi_and_how_many_collect(read: dict[str, str]) -> None:
    assert "non saisi" in read["Pilotage"]
    assert "PASS IAE finissant sous 90 jours : saisi par 1 SIAE sur 3." in read["Pilotage"]
    assert "Titres de séjour finissant sous 90 jours : non saisi." in read["Pilotage"]


def test_pilotage_names_the_freins_that_nobody_collects(read: dict[str, str]) -> None:
    assert "Freins que personne ne saisit : logement" in read["Pilotage"]
    assert "Niveau de français" not in read["Pilotage"].replace("Niveaux", "")


def test_the_page_says_so_too(read: dict[str, str]) -> None:
    assert "PASS IAE finissant sous 90 jours : saisi par 1 SIAE sur 3." in read["page"]
    assert "Freins que personne ne saisit : logement" in read["page"]


def test_the_agendas_say_so_too(read: dict[str, str]) -> None:
    directions = next(text for name, text in read.items() if "jour-directions" in name)
    assert "saisi par 1 SIAE sur 3" in directions
    assert "non saisi" in directions
    practice = next(text for name, text in read.items() if "jour-accompagnateurs" in name)
    assert "non saisi" in practice


def test_the_report_has_no_nought_that_nobody_typed(read: dict[str, str]) -> None:
    report = next(text for name, text in read.items() if "rapport" in name)
    assert "Visites de métiers | 0" not in report
    assert "non saisi" in report


def test_a_report_names_what_nobody_collects(case: Case) -> None:
    case.make({"Un": FEW}, FUNDER)
    assert case.run("report", "dreets", "--draft").exit_code == 0
    (file,) = (case.folder / "documents").rglob("rapport-*.docx")
    text = plain(document_as_text(file)).replace("~", " ")
    assert "Les sorties ne sont saisies par aucune SIAE." in text
    (named,) = (line for line in text.splitlines() if "Non saisi par les SIAE" in line)
    for name in ("sexe", "freins (langue"):
        assert name.lower() in named.lower()
    assert "| langue |" not in text
    assert "Par sexe" not in text


def test_a_target_on_what_nobody_collects_is_not_called_missed_by_a_figure(case: Case) -> None:
    targets = "targets: {taux_sorties_positives: 0.5}\n"
    case.make({"Un": FEW}, targets)
    assert case.run("prepare").exit_code in (0, 1)
    pilotage = plain(sheet_as_text(case.folder / "essai.xlsx", "Pilotage", rows=200))
    assert "objectif 50 % : non saisi" in pilotage.replace("~", " ")


def test_what_nobody_collects_has_no_chart(case: Case) -> None:
    case.make({"Un": FEW})
    assert case.run("prepare").exit_code in (0, 1)
    (file,) = (case.folder / "documents").glob("tableau-de-bord-*.html")
    page = plain(file.read_text(encoding="utf-8"))
    assert "Personnes présentes en fin de mois" in page
    assert "Sur douze mois glissants" not in page
    assert "Personnes concernées, parmi" not in page


_NO_SEX = tuple(title for title in HEADERS if title != "Sexe")


def _people(count: int, surname: str, headers: tuple[str, ...]) -> Rows:
    """Rows of persons who are there; every third is a man."""
    rows = []
    for n in range(count):
        sex = "Femme" if n % 3 else "Homme"
        born = date(1990, 1 + n % 12, 6)
        cells = (f"NOM{surname}{n}", "Awa", sex, born, date(2026, 1, 5), "CDDI", "", "", "")
        of = dict(zip(HEADERS, cells, strict=True))
        rows.append(tuple(of[title] for title in headers))
    return (headers, *rows)


def test_a_breakdown_leaves_out_the_tabs_without_its_field(case: Case) -> None:
    case.make({"Un": _people(6, "U", HEADERS), "Deux": _people(5, "D", _NO_SEX)})
    told = json.loads(case.run("indicators", "--by", "sexe", "--json").stdout)
    groups = {f["group"]: f for f in told if f["id"] == "participants" and f["group"]}
    assert {name: f["numerator"] for name, f in groups.items() if f["numerator"]} == {
        "Femme": 4,
        "Homme": 2,
    }
    assert groups["Femme"]["coverage"] == {"members": 1, "of": 2}


def test_the_profile_of_a_report_is_about_those_of_whom_it_is_collected(case: Case) -> None:
    tabs = {"Un": _people(9, "U", HEADERS), "Deux": _people(5, "D", _NO_SEX)}
    case.make(tabs, FUNDER)
    assert case.run("report", "dreets", "--draft").exit_code == 0
    (file,) = (case.folder / "documents").rglob("rapport-*.docx")
    report = plain(document_as_text(file)).replace("~", " ")
    sexes = report[report.index("Sexe, saisi par 1 SIAE sur 2") :][:200]
    assert "Femme | 6 | 67 %" in sexes
    assert "non collecté" not in report


def test_who_is_there_is_said_with_the_tabs_that_know_of_exits(case: Case) -> None:
    case.make({"Un": FEW, "Deux": SOME})
    known = figures(case)
    assert known["participants", None]["coverage"] == {"members": 1, "of": 2}
    assert known["participants", None]["value"] == 2
    text = plain(case.run("indicators").stdout)
    assert "Date de sortie : saisi par 1 SIAE sur 2" in text


def test_freins_say_who_collects_them(case: Case) -> None:
    case.make({"Un": (HEADERS, changed(ANNA, nom="BAH")), "Deux": SOME})
    assert case.run("prepare").exit_code in (0, 1)
    sheet = sheet_as_text(case.folder / "essai.xlsx", "Pilotage", rows=200)
    assert "langue : saisi par 1 SIAE sur 2" in plain(sheet).replace("~", " ")
    page = next((case.folder / "documents").glob("tableau-de-bord-*.html")).read_text(
        encoding="utf-8"
    )
    assert "langue : saisi par 1 SIAE sur 2" in plain(page).replace("~", " ")


def test_nobody_is_asked_for_an_exit_that_the_tab_has_no_column_for(case: Case) -> None:
    headers = (*_FEW, "Fin contrat")
    row = ("BAH", "Ada", date(1991, 4, 5), date(2026, 1, 5), date(2026, 8, 1))
    messages = {
        with_exits: [
            plain(a["message"])
            for a in case.make({"Un": tab}).check()["anomalies"]
            if a["rule"] == "contract.ended"
        ]
        for with_exits, tab in (
            (False, (headers, row)),
            (True, ((*headers, "Date de sortie"), (*row, ""))),
        )
    }
    assert ["ou saisir la sortie" in message for message in messages[True]] == [True]
    assert ["saisir la sortie" in message for message in messages[False]] == [False]
