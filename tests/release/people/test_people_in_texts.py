"""Cells that leave a tab name nobody: told where they stand, and not taken along."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from sheets_sync.release.people.known_people import KnownPeople
from sheets_sync.release.people.name_index import KnownName, NameIndex
from tests.conftest import HEADERS, Case, Rows, write_book
from tests.every_part import texts_of
from tests.typing_commands import plain

TITLES = (*HEADERS, "N° PASS IAE", "Poste", "Commune", "Référent", "Arrivée en France", "Portable")
PASS, PHONE = "999992139048", "06 12 34 56 78"
PEOPLE = [
    ("DIALLO", "Mamadou", "Homme", date(1990, 3, 12), PASS, PHONE),
    ("GEBREMEDHIN", "Selam", "Femme", date(1988, 7, 2), "", ""),
    ("MARTIN", "Rose", "Femme", date(1995, 1, 1), "", ""),
    ("AHMADI", "Omar", "Homme", date(1985, 11, 30), "", ""),
]
PRESCRIBERS = ("SPIP", "PLIE", "Autre", "SPIP Bordeaux")
COLUMNS = {"poste": 10, "commune": 11, "referent": 12, "arrivee_france": 13}


def rows(**cells: Any) -> list[list[Any]]:
    """Four participants; `poste_1="…"` is typed in the second one's row."""
    table = []
    for family, given, sex, birth, number, phone in PEOPLE:
        row: list[Any] = [family, given, sex, birth, date(2025, 2, 3), "CDDI", "", "", ""]
        table.append([*row, number, "agent de tri", "Cenon", "SL", "", phone])
    for name, cell in cells.items():
        field, _, person = name.rpartition("_")
        table[int(person)][COLUMNS[field]] = cell
    return table


def exported(case: Case, field: str) -> list[str]:
    """The cells of a field as they are exported, without names."""
    file = case.folder / "export.csv"
    result = case.run("export", str(file))
    assert result.exit_code == 0, result.output
    with file.open(encoding="utf-8", newline="") as lines:
        return [row[field] for row in csv.DictReader(lines)]


def about_persons(case: Case) -> set[tuple[str, str]]:
    """Cells in which somebody was found, and by which rule."""
    found = case.check()["anomalies"]
    return {(one["cell"], one["rule"]) for one in found if "person" in one["rule"]}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"poste_1": "remplace Mamadou DIALLO"}, "le nom d'une personne accompagnée"),
        ({"poste_1": f"PASS {PASS[:5]} {PASS[5:7]} {PASS[7:]}"}, "un n° de PASS IAE"),
        ({"poste_1": "né le 12 mars 1990"}, "une date de naissance"),
        ({"commune_1": "06.12.34.56.78"}, "un téléphone personnel"),
        ({"commune_1": "07 99 88 77 66"}, "un téléphone personnel"),
        ({"commune_1": "accueil@foyer.example"}, "une adresse e-mail personnelle"),
        ({"arrivee_france_0": date(1990, 3, 12)}, "une date de naissance"),
    ],
)
def test_a_person_in_a_shared_cell_is_an_error_and_the_cell_leaves_empty(
    case: Case, cells: dict[str, Any], told: str
) -> None:
    field, _, person = next(iter(cells)).rpartition("_")
    case.make({"Atelier des Quais": [TITLES, *rows(**cells)]})
    anomalies = [one for one in case.check()["anomalies"] if one["rule"] == "text.person"]
    assert [one["row"] for one in anomalies] == [int(person) + 2]
    assert anomalies[0]["severity"] == "error"
    assert told in plain(anomalies[0]["message"])
    assert not exported(case, field)[int(person)]


@pytest.mark.parametrize(
    "cell", ["rue Diallo", "Garage Martin", "DIALLO SARL", "Paris", "Rose", "Selam", "chez Ahmadi"]
)
def test_a_street_or_a_firm_that_shares_a_name_is_left_alone(case: Case, cell: str) -> None:
    case.make({"Atelier des Quais": [TITLES, *rows(poste_2=cell)]})
    assert not about_persons(case)
    assert exported(case, "poste")[2] == cell


def test_a_name_alone_is_a_person_in_the_row_of_its_own(case: Case) -> None:
    case.make({"Atelier des Quais": [TITLES, *rows(poste_1="gebremedhin", poste_2="ROSE")]})
    assert about_persons(case) == {("K3", "text.maybe_person")}


def test_a_counsellor_who_is_called_as_a_participant_is_not_a_participant(case: Case) -> None:
    same = {f"referent_{person}": "M. Diallo" for person in range(4)}
    case.make({"Atelier des Quais": [TITLES, *rows(**same)]})
    assert not about_persons(case)
    assert set(exported(case, "referent")) == {"M. Diallo"}
    once = rows(referent_2="M. Diallo")
    case.make({"Atelier des Quais": [TITLES, *once]})
    assert about_persons(case) == {("M4", "text.maybe_person")}


def test_a_counsellor_who_has_both_names_of_a_participant_is_spared_in_that_column_only(
    case: Case,
) -> None:
    same = {f"referent_{person}": "Rose Martin" for person in (0, 1, 3)}
    case.make({"Atelier des Quais": [TITLES, *rows(**same, poste_1="vu par Rose Martin")]})
    assert about_persons(case) == {("K3", "text.person")}
    assert exported(case, "referent") == ["Rose Martin", "Rose Martin", "SL", "Rose Martin"]
    # a name that was filled down from its own row
    case.make({"Atelier des Quais": [TITLES, *rows(**same, referent_2="Rose Martin")]})
    assert len(about_persons(case)) == 4


@pytest.mark.parametrize("empty", ["", "-", "SNP"])
@pytest.mark.parametrize(("cell", "text"), [("KEÏTA Bintou", "Bintou Keïta"), ("Noorullah",) * 2])
def test_whoever_has_one_cell_for_all_names_is_known(
    case: Case, cell: str, text: str, empty: str
) -> None:
    people = rows(poste_1=f"binôme de {text}")
    people[0][:2] = [cell, empty]
    people[3][:2] = [empty, "Formation en cours"]
    case.make({"Atelier des Quais": [TITLES, *people]})
    assert {cell for cell, _ in about_persons(case)} == {"K3"}


def test_a_title_that_names_somebody_is_told_and_not_repeated(case: Case) -> None:
    titles = [*TITLES[:-1], "Dossier Selam Gebremedhin"]
    case.make({"Atelier des Quais": [titles, *rows()]})
    result = case.check()
    assert [one["cell"] for one in result["anomalies"] if one["rule"] == "text.person_title"] == [
        "O1"
    ]
    assert "Gebremedhin" not in str(result)


def test_a_coordination_tab_keeps_its_sentence_without_the_person(case: Case) -> None:
    agenda = [
        ("Réunion", "Sujet", "Proposé par", "Nature"),
        ("directions", "Logement de Mme Gebremedhin, voir M. DIALLO Mamadou", "", "échange"),
        ("directions", "Joindre 06 12 34 56 78 ou 05 56 00 00 00", "", "échange"),
    ]
    case.make({"Atelier des Quais": [TITLES, *rows()]})
    write_book(
        case.folder / "essai.xlsx",
        {"Atelier des Quais": [TITLES, *rows()], "Ordre du jour": agenda},
    )
    assert about_persons(case) == {
        ("B2", "text.person_in_sentence"),
        ("B3", "text.person_in_sentence"),
    }


def test_a_contact_of_one_person_on_many_rows_is_theirs_and_one_of_many_people_is_nobody_s(
    case: Case,
) -> None:
    hers, of_all = "selam@courriel.example", "accueil@foyer.example"
    table = rows()
    contracts = [[*table[1][:6], f"contrat {number}", *table[1][7:], hers] for number in range(4)]
    others = [[f"NOM{letter}", "Awa", *table[3][2:], of_all] for letter in "ABCDE"]
    agenda = [
        ("Réunion", "Sujet", "Proposé par", "Nature"),
        ("directions", f"Écrire à {hers}", "", "échange"),
        ("directions", f"Écrire à {of_all}", "", "échange"),
    ]
    people = [(*TITLES, "Mail"), *contracts, *others]
    case.make({"Atelier des Quais": people})
    write_book(case.folder / "essai.xlsx", {"Atelier des Quais": people, "Ordre du jour": agenda})
    assert ("B2", "text.person_in_sentence") in about_persons(case)
    assert ("B3", "text.person_in_sentence") not in about_persons(case)


def test_a_sensitive_prescriber_is_another_one_outside_the_tab(case: Case) -> None:
    ours = files("forms").joinpath("participant.yaml").read_text(encoding="utf-8")
    own = ours.replace("sensitive: [Autre]", "sensitive: [SPIP]").replace(" spip, pjj,", " pjj,")
    own = own.replace("{value: PLIE, aliases:", "{value: SPIP}, {value: PLIE, aliases:")
    (case.folder / "forms").mkdir()
    (case.folder / "forms" / "participant.yaml").write_text(own, encoding="utf-8")
    typed_in = [[*row, name] for row, name in zip(rows(), PRESCRIBERS, strict=True)]
    case.make({"Atelier des Quais": [[*TITLES, "Orienté par"], *typed_in]})
    assert exported(case, "prescripteur") == ["Autre", "PLIE", "Autre", "Autre"]
    messages = [plain(one["message"]) for one in case.check()["anomalies"]]
    assert [text for text in messages if "pas écrite comme dans la liste" in text]
    assert not [text for text in messages if "SPIP" in text.upper()]


@pytest.mark.parametrize(
    "text",
    ["binôme de Bintou KEÏTA", "née le 04/05/1993", "PASS 99999 20 55555", "بنتو كيتا"],
)
def test_whoever_is_only_on_a_waiting_list_below_the_others_is_known_too(
    case: Case, text: str
) -> None:
    waiting = ["KEÏTA", "Bintou", "Femme", date(1993, 5, 4), "", "", "", "", "", "999992055555"]
    tab = [TITLES, *rows(poste_1=text), ["LISTE D'ATTENTE"], waiting]
    case.make({"Atelier des Quais": tab})
    assert about_persons(case) == {("K3", "text.person")}
    assert "".join(exported(case, "poste")) == "agent de tri" * 3


def test_a_total_a_legend_or_a_title_in_the_tab_is_nobody(case: Case) -> None:
    below = [["TOTAL", "4"], ["Légende", ""], ["Rouge", "sorti"]]
    case.make({"Atelier des Quais": [TITLES, *rows(poste_1="Rouge sorti, total 4"), *below]})
    assert not about_persons(case)


def test_whoever_is_in_a_tab_that_config_does_not_name_is_known_too(case: Case) -> None:
    elsewhere = [["KEÏTA", "Bintou", "Femme", date(1993, 5, 4), date(2025, 5, 5), "CDDI"]] * 6
    tab = [TITLES, *rows(poste_1="binôme de Bintou Keïta", poste_2="née le 4 mai 1993")]
    case.make({"Atelier des Quais": tab})
    write_book(case.folder / "essai.xlsx", {"Atelier des Quais": tab, "2027": [TITLES, *elsewhere]})
    assert about_persons(case) == {("K3", "text.person"), ("K4", "text.person")}


@pytest.mark.parametrize("above", [[], [["LISTE D'ATTENTE"]], [["Liste d'attente"]]])
def test_both_names_in_one_cell_under_the_others_are_somebody(
    case: Case, above: list[list[str]]
) -> None:
    tab = [TITLES, *rows(poste_1="binôme de Bintou Keïta", poste_2="sur liste d'attente")]
    case.make({"Atelier des Quais": [*tab, *above, ["KEÏTA Bintou"]]})
    assert ("K3", "text.person") in about_persons(case)
    assert {cell for cell, _ in about_persons(case)} == {"K3"}


BORN = date(1993, 5, 4)
LISTS: Mapping[str, Rows] = {
    "left aside": [TITLES, *[["KEÏTA", "Bintou", "Femme", BORN, date(2024, 5, 5), "CDDI"]] * 6],
    "one column": [["Personne", "Tél", "Orientée par"], ["KEÏTA Bintou", PHONE, "CADA"]],
    "its name and no other title": [["Nom", "Note"], ["Bintou Keïta", "à rappeler"]],
    "titles further down": [["Notes"], [], ["Nom", "Prénom", "Né(e) le"], ["KEÏTA", "Bintou"]],
    "a word of a title in a row": [
        ["Personne", "État"],
        ["AH-HO Li", "candidat"],
        ["KEÏTA Bintou"],
    ],
}
"""Tabs that nothing reads, with the same person in each."""


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("leave", ["", "leave: [Autres]"])
def test_whoever_is_listed_in_a_tab_that_nothing_reads_is_known_too(
    case: Case, listed: Rows, leave: str
) -> None:
    tab = [TITLES, *rows(poste_1="binôme de Bintou Keïta")]
    case.make({"Atelier des Quais": tab}, leave)
    write_book(case.folder / "essai.xlsx", {"Atelier des Quais": tab, "Autres": listed})
    assert about_persons(case) == {("K3", "text.person")}


def test_who_is_left_aside_is_known_by_birth_date_pass_and_phone_and_not_told(case: Case) -> None:
    tab = [TITLES, *rows(poste_1="née le 4 mai 1993", poste_2="PASS 99999 20 55555", poste_3=PHONE)]
    tab[1] = [*tab[1][:9], *["" for _ in tab[1][9:]]]
    titles = ["Nom et prénom", "Naissance", "PASS IAE", "Portable"]
    left: Rows = [titles, ["KEÏTA Bintou", BORN, "999992055555", PHONE]]
    case.make({"Atelier des Quais": tab}, "leave: [Archives]")
    write_book(case.folder / "essai.xlsx", {"Atelier des Quais": tab, "Archives": left})
    assert about_persons(case) == {(cell, "text.person") for cell in ("K3", "K4", "K5")}
    assert not [one for one in case.check()["anomalies"] if one["tab"] == "Archives"]


@pytest.mark.parametrize(
    ("name", "titles"),
    [("Contacts", ("Nom", "Prénom")), ("Suivi", ("Nom", "Prénom", "Structure")), ("CIP", ("Nom",))],
)
def test_a_list_of_colleagues_or_partners_is_none_of_participants(
    case: Case, name: str, titles: Sequence[str]
) -> None:
    tab = [TITLES, *rows(referent_1="Lise BERTHELOT")]
    case.make({"Atelier des Quais": tab})
    people = [titles, ["BERTHELOT", "Lise", "France Travail"], ["BERTHELOT Lise"]]
    write_book(case.folder / "essai.xlsx", {"Atelier des Quais": tab, name: people})
    assert not about_persons(case)


def test_a_date_in_the_wrong_column_of_a_waiting_list_is_nobody_s_birth(case: Case) -> None:
    waiting = ["KEÏTA", "Bintou", "Femme", date(2025, 2, 3), "", "", "", "", "", ""]
    case.make({"Atelier des Quais": [TITLES, *rows(), ["LISTE D'ATTENTE"], waiting]})
    assert not about_persons(case)


def test_a_birth_typed_with_the_year_of_today_marks_nobody_s_other_dates(case: Case) -> None:
    people = rows()
    people[1][3] = date(2025, 2, 3)
    case.make({"Atelier des Quais": [TITLES, *people]})
    assert not about_persons(case)
    case.run("prepare")
    case.make({"Atelier des Quais": [TITLES, people[0], *people[2:]]})
    assert not about_persons(case)


def test_a_programme_called_after_somebody_issues_nothing_and_is_printed_without_the_name(
    case: Case,
) -> None:
    settings = (
        "funders: {dreets: {name: DREETS}}\nmeetings: {directions: {title: Comité, week: 2}}\n"
    )
    case.make({"Atelier des Quais": [TITLES, *rows()]}, settings)
    config = case.folder / "config.yaml"
    title = "programme: Parcours Selam Gebremedhin\n"
    text = re.sub("programme: .*\n", title, config.read_text(encoding="utf-8"))
    config.write_text(text, encoding="utf-8")
    issues = [
        ("report", "dreets", "--yes"),
        ("export", "--figures", str(case.folder / "f.parquet")),
    ]
    for command in issues:
        result = case.run(*command)
        assert result.exit_code != 0
        assert "« programme » nomme un participant" in plain(result.output)
    exported = str(case.folder / "e.parquet")
    for written in [("prepare",), ("report", "dreets", "--draft"), ("export", exported)]:
        result = case.run(*written)
        assert result.exit_code == 0, result.output
    files = [
        file
        for file in case.folder.rglob("*")
        if file.suffix in (".docx", ".html", ".ics", ".eml", ".md", ".parquet")
    ]
    assert ".ics" in {file.suffix for file in files}
    texts = [(name, text) for f in files for name, text in texts_of(f.name, f.read_bytes())]
    assert not [name for name, text in texts if "gebremedhin" in text.casefold()]
    assert any("Parcours [nom retiré]" in text for _, text in texts)


def test_who_is_met_at_a_home_is_a_person_though_both_names_are_everybody_s() -> None:
    known = KnownPeople(NameIndex.of([KnownName("BAH", "Alpha")]))
    assert known.mask("ménage chez Alpha Bah") == "ménage chez [nom retiré]"
    assert known.mask("foyer Alpha Bah, ménage") == "foyer [nom retiré], ménage"
    assert known.mask("stage au garage Alpha Bah") == "stage au garage Alpha Bah"
