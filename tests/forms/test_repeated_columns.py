"""Columns that repeat a field: months, contracts, years, a total and its parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from forms.headers.columns import Matching, match_columns
from forms.headers.matching import letters
from forms.headers.named_columns import NamedColumns
from forms.headers.titles import Header, form_titles
from forms.loading import load_form
from forms.values import Cell, ReadingContext
from tests.calls import calls_of

FORM = load_form("participant")
CONTEXT = ReadingContext(date(2026, 11, 23), ("Atelier des Quais",))
Column = tuple[str, Sequence[Cell]]


def matched(*columns: Column, **settled: str) -> Matching:
    """What is decided on columns, each its title (« group / label ») and its cells."""
    headers = [Header(*reversed(title.split(" / "))) for title, _ in columns]
    return match_columns(FORM, headers, [cells for _, cells in columns], CONTEXT, settled)


def read(field: str, *columns: Column, **settled: str) -> list[Cell]:
    """The cells that a field has, of columns that repeat it."""
    repeated = matched(*columns, **settled).repeated[field]
    return [each.cell for each in repeated.pick(dict(enumerate(cells for _, cells in columns)))]


@pytest.mark.parametrize(
    "titles",
    [
        ("Heures FLE / Juillet", "Heures FLE / Août", "Heures FLE / Sept."),
        ("Heures français janv.", "Heures français févr.", "Heures français mars"),
        ("FLE heures déc. 2025", "FLE heures janv. 2026", "FLE heures fév-26"),
        ("Heures de français / 01/11/2025", "Heures de français / 01/12/2025", "H FLE 01/2026"),
        ("Heures FLE T1", "Heures FLE T2", "Heures FLE T3"),
        ("Heures FLE 11/25", "Heures FLE 12/25", "Heures FLE 01/26"),
    ],
)
def test_months_are_added(titles: tuple[str, ...]) -> None:
    cells: Sequence[Sequence[Cell]] = (
        [4.0, "", "3 h", 1.0],
        [6.0, "-", 2.5, "abs"],
        ["", "", "1h30", 2.0],
    )
    columns = list(zip(titles, cells, strict=True))
    assert read("heures_francais", *columns) == [10.0, "", 7.0, "1 + abs + 2"]


def test_a_total_or_the_fields_own_title_holds_the_sum_of_the_months_already() -> None:
    months: list[Column] = [("Heures FLE janv.", [4.0]), ("Heures FLE févr.", [6.0])]
    for title in ("Total heures FLE", "Heures de français", "Heures FLE (total)"):
        matching = matched(*months, (title, [10.0]))
        assert matching.matches["heures_francais"].column == 2
        assert not matching.repeated
        assert not matching.competing


def test_one_month_is_not_the_total() -> None:
    assert "heures_francais" not in matched(("Heures FLE janv.", [4.0, 5.0, 6.0])).matches


CONTRACTS: list[Column] = [
    ("Début contrat 1", ["01/01/2025", "01/01/2025", "01/01/2025"]),
    ("Fin contrat 1", ["30/06/2025", "30/06/2025", "30/06/2025"]),
    ("Type contrat 1", ["CDDI", "CDDI", "CDDI"]),
    ("Début contrat 2", ["01/07/2025", "", "01/07/2025"]),
    ("Fin contrat 2", ["31/12/2025", "", ""]),
    ("Type contrat 2", ["CDD", "", ""]),
]


def test_the_last_contract_that_is_filled_is_the_current_one() -> None:
    assert read("contrat_debut", *CONTRACTS) == ["01/07/2025", "01/01/2025", "01/07/2025"]
    assert read("contrat_type", *CONTRACTS) == ["CDD", "CDDI", "CDDI"]


def test_a_renewal_without_an_end_has_none_and_not_that_of_the_contract_before() -> None:
    assert read("contrat_fin", *CONTRACTS) == ["31/12/2025", "30/06/2025", ""]


@pytest.mark.parametrize(
    "title",
    [
        "Fin avenant",
        "Date de fin renouvellement",
        "Contrat au (avenant 1)",
        "Avenant jusqu'au",
        "Avenant : nouvelle date de fin",
        "Fin après avenant",
        "Fin après renouvellement",
    ],
)
def test_an_amendment_wins_where_it_is_filled(title: str) -> None:
    columns: list[Column] = [
        ("Début contrat", ["01/01/2025", "01/02/2025"]),
        ("Fin contrat", ["30/06/2025", "31/07/2025"]),
        (title, ["", "31/12/2025"]),
    ]
    assert read("contrat_fin", *columns) == ["30/06/2025", "31/12/2025"]
    assert matched(*columns).matches["contrat_debut"].column == 0


@pytest.mark.parametrize(
    ("field", "title", "amended"),
    [
        ("heures_hebdo", "Heures / semaine", "Heures hebdo après avenant"),
        ("heures_hebdo", "Heures / semaine", "Nouvelles heures / semaine"),
        ("pass_iae_fin", "Fin PASS", "Fin PASS après prolongation"),
        ("titre_sejour_fin", "Fin titre de séjour", "Fin titre renouvelé"),
    ],
)
def test_what_is_new_wins_where_it_is_filled(field: str, title: str, amended: str) -> None:
    assert read(field, (title, ["26", "24"]), (amended, ["28", ""])) == ["28", "24"]


def test_the_numbered_pair_that_is_filled_last_counts_and_an_amendment_before_it() -> None:
    columns: list[Column] = [
        ("CDDI 1 du", ["01/01/2025", "01/01/2025", "01/01/2025"]),
        ("CDDI 1 au", ["30/06/2025", "30/06/2025", "30/06/2025"]),
        ("CDDI 2 du", ["", "01/07/2025", "01/07/2025"]),
        ("CDDI 2 au", ["", "31/12/2025", "31/12/2025"]),
        ("Avenant : nouvelle date de fin", ["", "", "28/02/2026"]),
    ]
    assert read("contrat_debut", *columns) == ["01/01/2025", "01/07/2025", "01/07/2025"]
    assert read("contrat_fin", *columns) == ["30/06/2025", "31/12/2025", "28/02/2026"]


@pytest.mark.parametrize("title", ["Avenant : nouvelle date de fin", "Fin contrat avenant"])
def test_an_amendment_alone_is_not_the_end_of_every_contract(title: str) -> None:
    assert "contrat_fin" not in matched((title, ["", "31/12/2025", "", ""])).matches


def test_pairs_under_the_same_titles_are_contracts_one_after_the_other() -> None:
    columns: list[Column] = [
        ("Début contrat", ["01/01/2025"]),
        ("Fin contrat", ["30/06/2025"]),
        ("Début contrat", ["01/07/2025"]),
        ("Fin contrat", ["31/12/2025"]),
    ]
    assert read("contrat_fin", *columns) == ["31/12/2025"]


def test_the_newest_year_is_read_and_the_older_is_told() -> None:
    columns: list[Column] = [("Heures FLE 2025", [12.0, 3.0]), ("Heures FLE 2026", [20.0, 4.0])]
    matching = matched(*columns)
    assert matching.matches["heures_francais"].column == 1
    assert matching.competing == {"heures_francais": (0,)}


def test_two_columns_of_one_field_compete_unless_nothing_hangs_on_it() -> None:
    first: Column = ("Commune", ["Cenon", "Lormont"])
    assert matched(first, ("Ville", ["Pessac", "Lormont"])).competing == {"commune": (1,)}
    assert matched(first, ("Ville", ["Cenon", "Lormont"])).competing == {}
    assert matched(first, ("Ville", ["", ""])).competing == {}
    assert matched(first, ("Ville", ["Pessac", ""]), commune="A").competing == {}


def test_two_columns_of_remarks_do_not_compete() -> None:
    assert not matched(("Commentaire", ["a", "b"]), ("Remarques", ["c", ""])).competing


def test_config_says_what_several_columns_are_together() -> None:
    months: list[Column] = [("Un", [1.0, 2.0]), ("Deux", [3.0, ""]), ("Trois", [5.0, 6.0])]
    assert read("heures_francais", *months, heures_francais="sum(A:C)") == [9.0, 8.0]
    assert read("heures_francais", *months, heures_francais="sum(Un+Trois)") == [6.0, 8.0]
    assert read("heures_francais", *months, heures_francais="last(A+B)") == [3.0, 2.0]
    assert read("heures_francais", *months, heures_francais="first(A:C)") == [1.0, 2.0]
    lost = matched(*months, heures_francais="sum(A:Zzz)").lost
    assert lost == {"heures_francais": "sum(A:Zzz)"}


@pytest.mark.parametrize("text", ["nom", "frein langue", "cddi", "pass iae"])
def test_a_title_that_says_nothing_beside_is_plain(text: str) -> None:
    assert form_titles(FORM).qualifier(text)[:3] == ("plain", 0, text)


def test_the_parts_of_a_personal_field_are_none_that_leave_the_tab() -> None:
    columns: list[Column] = [("Un", ["KONÉ"]), ("Deux", ["BAH"])]
    assert matched(*columns, nom="last(A+B)").parts == {}
    assert matched(*columns, poste="last(A+B)").parts == {0: "Un", 1: "Deux"}


HOURS: list[Cell] = [4.0, 8.0, 12.0, 10.0, 3.0]


def test_of_two_years_the_newest_is_read_and_the_other_is_told() -> None:
    matching = matched(("Heures FLE 2025", HOURS), ("Heures FLE 2026", HOURS[::-1]))
    assert matching.matches["heures_francais"].column == 1
    assert matching.competing == {"heures_francais": (0,)}


LEVELS = ("Niveau de français 2025", "Niveau de français sept. 2026")


@pytest.mark.parametrize(
    "titles",
    [
        LEVELS,
        ("Niveau français S1 2026", "Niveau français S2 2026"),
        ("Niveau français 1er semestre 2026", "Niveau français second semestre 2026"),
        ("Niveau français trimestre 3", "Niveau français 4e trimestre"),
    ],
)
def test_of_levels_over_time_the_latest_that_is_filled_is_read(titles: tuple[str, str]) -> None:
    earlier: list[Cell] = ["B1", "A2", "A1", "B2"]
    later: list[Cell] = ["B2", "", "A2", ""]
    levels = read("niveau_francais_actuel", (titles[0], earlier), (titles[1], later))
    assert levels == ["B2", "A2", "A2", "B2"]
    # whatever their order in the tab
    levels = read("niveau_francais_actuel", (titles[1], later), (titles[0], earlier))
    assert levels == ["B2", "A2", "A2", "B2"]


def test_hours_of_semesters_written_out_are_summed() -> None:
    halves: list[Column] = [("Heures FLE 1er semestre", [1.0]), ("Heures FLE 2e semestre", [2.0])]
    assert read("heures_francais", *halves) == [3.0]


def test_the_first_contract_is_one_of_those_that_are_renewed() -> None:
    says = form_titles(FORM).qualifier
    assert says("contrat initial")[:3] == ("number", 1, "contrat")
    assert says("second contrat")[:3] == ("number", 2, "contrat")
    assert says("premier entretien")[:3] == ("plain", 0, "premier entretien")


def test_a_dated_or_near_title_beside_the_exact_one_is_told() -> None:
    levels: list[Cell] = ["B1", "A2", "A1", "B2"]
    days: list[Cell] = [date(2026, month, 20) for month in range(1, 6)]
    matching = matched(
        ("Niveau de français", levels),
        ("Niveau de français sept. 2026", levels[::-1]),
        ("Date de sortie", days),
        ("Date de sortie réelle", days[::-1]),
        ("Date de sortie prévue", days[::-1]),
    )
    assert matching.competing == {"niveau_francais_actuel": (1,), "date_sortie": (3,)}


@pytest.mark.parametrize(
    ("titles", "field", "together"),
    [
        (("FLE janv.", "FLE févr.", "FLE mars"), "heures_francais", (0, 1, 2)),
        (("FLE 09/25", "FLE 10/25", "FLE 11/25"), "heures_francais", (0, 1, 2)),
        (("Ateliers num. janv.", "Ateliers num. févr."), "heures_numerique", (0, 1)),
        (("FLE janv.", "FLE févr.", "Total FLE"), "heures_francais", ()),
    ],
)
def test_months_of_an_unsaid_unit_are_asked_about(
    titles: tuple[str, ...], field: str, together: tuple[int, ...]
) -> None:
    matching = matched(*((title, HOURS) for title in titles))
    assert not matching.matches
    (asked,) = matching.uncertain
    assert (asked.field, asked.together) == (field, together)


def test_months_of_something_else_are_not_asked_about() -> None:
    assert not matched(("Absences janv.", HOURS), ("Absences févr.", HOURS)).uncertain


def test_a_list_of_obstacles_that_are_gone_is_told_beside_the_list() -> None:
    matching = matched(
        ("Freins", ["langue, logement", "mobilité"]), ("Freins levés", ["langue", "mobilité"])
    )
    assert matching.competing == {"frein_langue": (1,)}


def test_a_letter_in_config_is_that_column_whatever_the_titles_are() -> None:
    titles = ("Heures", "F", "H", "Français", "N", *map(str, range(697)))
    named = NamedColumns(list(map(Header, titles)))
    wanted = {letters(column): column for column in range(702)}
    assert {name: named.column(name) for name in wanted} == wanted
    assert named.column("heures") == 0


def test_a_letter_beyond_the_last_column_is_no_column() -> None:
    assert NamedColumns([Header("Heures")]).column("H") is None


@pytest.mark.parametrize("amended", ["AVENANT / CONTRAT 2", "AVENANT 1", "RENOUVELLEMENT 1"])
def test_an_amendment_between_two_contracts_ends_before_the_second(amended: str) -> None:
    columns: list[Column] = [
        ("CONTRAT 1 / Au", ["14/07/2025", "14/07/2025"]),
        (f"{amended} / Au", ["14/01/2026", "14/01/2026"]),
        ("CONTRAT 3 / Au", ["14/01/2027", ""]),
    ]
    assert read("contrat_fin", *columns) == ["14/01/2027", "14/01/2026"]


def test_an_amendment_behind_the_last_contract_still_prolongs_it() -> None:
    titles = ("CONTRAT 1 / Au", "AVENANT / Au", "CONTRAT 2 / Au", "AVENANT / Au")
    columns = [(title, [f"14/0{month}/2026"]) for month, title in enumerate(titles, 1)]
    assert read("contrat_fin", *columns) == ["14/04/2026"]


def test_an_amendment_in_the_middle_keeps_its_place_in_a_field_without_the_contract_after() -> None:
    columns: list[Column] = [
        ("CONTRAT 1 / Au", ["14/01/2026"]),
        ("CONTRAT 1 / Heures", [26.0]),
        ("AVENANT / Au", ["14/02/2026"]),
        ("AVENANT / Heures", [28.0]),
        ("CONTRAT 2 / Au", ["14/03/2026"]),
    ]
    assert read("heures_hebdo", *columns) == [28.0]
    assert read("contrat_fin", *columns) == ["14/03/2026"]


def test_twice_as_many_columns_take_no_more_than_twice_the_work_to_name() -> None:
    def work(columns: int) -> int:
        named = NamedColumns([Header("Nom"), *[Header("")] * (columns - 1)])
        return calls_of(lambda: list(map(named.name, range(columns))))

    assert work(4_000) <= 2.2 * work(2_000)
