"""Every tab of a staff workbook is accounted for: read, generated, left aside, or told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from forms.loading import load_form
from sheets_sync.monthly import bring_together
from sheets_sync.stages.unnamed_tabs import RULES
from sheets_sync.workspace import open_workspace
from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book, write_config
from tests.typing_commands import plain

OTHERS = {
    "Un 2027": (HEADERS, ANNA, OMAR),
    "Budget": (("Poste", "Montant"), ("Loyer", 1200)),
    "Feuil1": (),
}


def told(case: Case) -> dict[str, tuple[str, str, str]]:
    """Tab → rule, SIAE and message of what is said of tabs that config does not name."""
    return {
        one["tab"]: (one["rule"], one["siae"], plain(one["message"]))
        for one in case.check()["anomalies"]
        if one["rule"] in RULES.values()
    }


@pytest.fixture
def with_others(case: Case) -> Case:
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), **OTHERS})
    write_config(case.folder, ["Un"])
    return case


def test_a_tab_of_participants_is_an_error_with_what_to_write(with_others: Case) -> None:
    found = told(with_others)
    rule, siae, message = found["Un 2027"]
    assert (rule, siae) == ("tab.unknown_participants", "Coordination")
    assert "(2 lignes)" in message
    assert '- {tab: "Un 2027", name: …, kind: …}' in message
    assert 'leave: ["Un 2027"]' in message
    assert with_others.run("check").exit_code == 1


def test_any_other_tab_is_told_and_an_empty_one_is_not(with_others: Case) -> None:
    found = told(with_others)
    assert found["Budget"][0] == "tab.unknown"
    assert sorted(found) == ["Budget", "Un 2027"]


def test_a_tab_named_after_others_than_participants_is_no_error(case: Case) -> None:
    staff = ("MARTIN", "Josette", "Encadrante technique", date(2015, 9, 1), "0556000000")
    titles = ("Nom", "Prénom", "Fonction", "Date d'entrée", "Téléphone")
    others = {"Permanents": (titles, staff), "Encadrement": (titles, staff)}
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), **others})
    write_config(case.folder, ["Un"])
    rules = {tab: rule for tab, (rule, _, _) in told(case).items()}
    # what the tab is called says it; where it does not, somebody has to
    assert rules == {"Permanents": "tab.unknown", "Encadrement": "tab.unknown_participants"}


def test_what_is_left_aside_is_not_told(with_others: Case) -> None:
    write_config(with_others.folder, ["Un"], "leave: [un 2027, Budget]")
    assert told(with_others) == {}


def test_it_is_seen_in_prepare_doctor_and_anomalies(with_others: Case) -> None:
    result = with_others.run("prepare")
    assert result.exit_code == 0
    assert "L'onglet « Un 2027 » ressemble" in plain(result.stderr)
    # the generated tabs are accounted for
    assert sorted(told(with_others)) == ["Budget", "Un 2027"]
    doctor = with_others.run("doctor")
    assert doctor.exit_code == 2
    assert "✗ essai.xlsx : L'onglet « Un 2027 » ressemble" in plain(doctor.stdout)
    assert "« Budget » n'est pas lu" in plain(doctor.stdout)
    with_others.run("setup")
    assert sorted(told(with_others)) == ["Budget", "Un 2027"]
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(with_others.folder / "essai.xlsx"))
    cells = [str(cell) for row in book.get_sheet_by_name("Anomalies").to_python() for cell in row]
    assert any("Un 2027" in plain(cell) and "ressemble" in cell for cell in cells)


def test_a_member_with_a_workbook_of_its_own_is_told_in_its_name(case: Case) -> None:
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA)})
    write_book(case.folder / "deux.xlsx", {"Deux": (HEADERS, OMAR), "Deux (2)": (HEADERS, OMAR)})
    config = write_config(case.folder, ["Un"])
    config.write_text(
        "programme: Essai\nworkbook: essai.xlsx\nsiae:\n  - {tab: Un, name: Un, kind: ACI}\n"
        "  - {tab: Deux, name: Deux, kind: EI, workbook: deux.xlsx}\n",
        encoding="utf-8",
    )
    rule, siae, message = told(case)["Deux (2)"]
    assert (rule, siae) == ("tab.unknown_participants", "Deux")
    assert 'workbook: "deux.xlsx"}' in message


def test_a_second_tab_of_actions_is_to_be_looked_at(case: Case) -> None:
    headers = [field.label for field in load_form("action").fields]
    row = (date(2026, 3, 1), *[""] * (len(headers) - 1))
    tabs = {"Un": (HEADERS, ANNA), "Actions 2025": (headers, row)}
    write_book(case.folder / "essai.xlsx", tabs)
    write_config(case.folder, ["Un"])
    rule, _, message = told(case)["Actions 2025"]
    assert rule == "tab.unknown_coordination"
    assert 'tabs: {action: "Actions 2025"}' in message


def test_exits_in_a_tab_of_their_own_are_told_with_where_they_go(case: Case) -> None:
    exits = (("Nom", "Prénom", "Date de sortie", "Motif"), ("Sow", "Lia", date(2026, 1, 5), "CDI"))
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA, OMAR), "Départs": exits})
    write_config(case.folder, ["Un"])
    rule, _, message = told(case)["Départs"]
    assert rule == "tab.unknown_exits"
    assert "(1 ligne)" in message
    assert "sur la ligne de chaque personne" in message


@pytest.mark.parametrize(
    ("tab", "rule"), [("Nouveaux 2027", "tab.unknown_entries"), ("Permanents", "tab.unknown")]
)
def test_names_with_dates_of_entry_are_told_unless_the_tab_is_of_others(
    case: Case, tab: str, rule: str
) -> None:
    entries = (("Nom", "Prénom", "Entrée dans le programme"), ("Sow", "Lia", date(2026, 1, 5)))
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA, OMAR), tab: entries})
    write_config(case.folder, ["Un"])
    assert told(case)[tab][0] == rule


def test_titles_with_nobody_below_them_are_no_error(case: Case) -> None:
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), "Modèle": (HEADERS,)})
    write_config(case.folder, ["Un"])
    assert told(case)["Modèle"][0] == "tab.unknown"


@pytest.mark.parametrize(
    ("tab", "rows", "rule", "counted"),
    [
        ("Sans titres", (ANNA, OMAR), "tab.unknown_untitled", "(2 lignes)"),
        (
            "En colonnes",
            tuple(zip(HEADERS, ANNA, OMAR, strict=True)),
            "tab.unknown_in_columns",
            "(2 colonnes)",
        ),
        ("Permanents", (ANNA, OMAR), "tab.unknown", "n'est pas lu"),
    ],
)
def test_people_without_titles_or_in_columns_are_an_error(
    case: Case, tab: str, rows: Sequence[Sequence[object]], rule: str, counted: str
) -> None:
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA, OMAR), tab: rows})
    write_config(case.folder, ["Un"])
    found, _, message = told(case)[tab]
    assert found == rule
    assert counted in message


OF_NOBODY = {
    "Tarifs": (("Réf.", "Libellé", "Prix"), ("A1", "Gants", 12.5), ("A2", "Casque", 30.0)),
    "Dates": ((date(2026, 1, 5), "COPIL", "Bordeaux"), (date(2026, 2, 5), "Comité", "Cenon")),
    "Légende": (("F", "Femme"), ("H", "Homme"), ("CDDI", "Contrat d'insertion")),
    "Partenaires": (("Restos", "Cenon", date(1985, 3, 12)), ("Abri", "Pessac", date(1990, 5, 4))),
    "Contacts": (("Petit", "Léa", "Mission locale", 556000000), ("Roux", "Max", "CCAS", 556000001)),
    "Exemple": (("Une ligne d'exemple :",), ANNA),
}


@pytest.mark.parametrize("tab", OF_NOBODY)
def test_lists_of_something_else_without_titles_are_no_error(case: Case, tab: str) -> None:
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA, OMAR), tab: OF_NOBODY[tab]})
    write_config(case.folder, ["Un"])
    assert told(case)[tab][0] == "tab.unknown"


def test_whoever_stands_in_a_list_without_titles_is_named_in_no_report(case: Case) -> None:
    others = ("SOWETO", "Malika", "Femme", date(1990, 2, 3), date(2026, 1, 5), "CDDI", "", "", "")
    tabs = {"Un": (HEADERS, ANNA), "Sans titres": (others, OMAR)}
    write_book(case.folder / "essai.xlsx", tabs)
    write_config(case.folder, ["Un"])
    month = bring_together(open_workspace(case.folder / "config.yaml"), date(2026, 11, 2))
    assert "SOWETO" not in month.door.known_people("vu avec Malika SOWETO en juin")


def test_a_sheet_that_is_a_chart_stops_nothing(case: Case) -> None:
    import xlsxwriter

    write_config(case.folder, ["Un"])
    with xlsxwriter.Workbook(str(case.folder / "essai.xlsx")) as book:
        sheet = book.add_worksheet("Un")
        for row, cells in enumerate((HEADERS, [str(cell) for cell in ANNA])):
            sheet.write_row(row, 0, cells)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Un!$A$1:$A$2"})
        book.add_chartsheet("Courbe").set_chart(chart)
    assert "tab.unknown_participants" not in [rule for rule, _, _ in told(case).values()]


def test_a_tab_both_read_and_left_aside_is_a_mistake(with_others: Case) -> None:
    write_config(with_others.folder, ["Un"], "leave: [Un]")
    result = with_others.run("check")
    assert result.exit_code == 2
    assert "« Un » est donné à une SIAE et laissé de côté" in plain(result.stderr)
