"""A breakdown of some SIAE beside what the funder of a district holds by SIAE, and the reverse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sheets_sync.release.tables.contents import BY_SIAE
from sheets_sync.release.tables.declared import gives_away
from sheets_sync.release.tables.issued import Issued, IssuedReport
from sheets_sync.settings.funder import Funder
from tests.release.tables.invented_months import (
    IN_QPV,
    THRESHOLD,
    Consortium,
    Person,
    issue,
)
from tests.typing_commands import plain

JANUARY, MARCH = date(2026, 1, 31), date(2026, 3, 31)
DISTRICT = Funder(name="Quartiers", where=IN_QPV, who="habitants", names_of_siae=True)
VALUES = {"sexe": "Femme", "tranche_age": "26 à 49 ans", "protection": "Réfugié"}


def consortium(cells: Mapping[str, tuple[int, int, int]], **funders: Funder) -> Consortium:
    """People of some SIAE: how many of the district, of none, and of the district in February."""
    came = [
        (siae, qpv, day)
        for siae, counts in cells.items()
        for count, qpv, day in zip(
            counts,
            ("oui", "non", "oui"),
            (date(2025, 6, 1), date(2025, 6, 1), date(2026, 2, 10)),
            strict=True,
        )
        for _ in range(count)
    ]
    people = [
        Person(number, siae, {**VALUES, "qpv": qpv}, day)
        for number, (siae, qpv, day) in enumerate(came)
    ]
    return Consortium(list(cells), people, funders)


def parts(report: IssuedReport, table: str) -> dict[frozenset[str], int]:
    return {frozenset(part.labels): part.count for part in report.tables[table].parts}


def test_few_of_one_siae_are_not_what_a_breakdown_leaves_of_the_district() -> None:
    cells = {"Alpha": (9, 8, 0), "Béta": (7, 6, 0), "Gamma": (6, 6, 0), "Delta": (2, 3, 0)}
    three = Funder(name="Trois", siae=("Alpha", "Béta", "Gamma"))
    made = consortium(cells, trois=three, quartiers=DISTRICT)
    of_three, district = issue(made, Issued(), MARCH).reports
    assert parts(of_three, "qpv") == {}
    assert frozenset(("Delta",)) not in parts(district, BY_SIAE)
    assert len(parts(district, BY_SIAE)) > 1


def test_where_there_are_enough_of_it_the_breakdown_is_told() -> None:
    cells = {"Alpha": (9, 8, 0), "Béta": (7, 6, 0), "Gamma": (6, 6, 0), "Delta": (6, 6, 0)}
    three = Funder(name="Trois", siae=("Alpha", "Béta", "Gamma"))
    made = consortium(cells, trois=three, quartiers=DISTRICT)
    of_three, district = issue(made, Issued(), MARCH).reports
    assert parts(of_three, "qpv") == {frozenset(("oui",)): 22, frozenset(("non",)): 20}
    assert len(parts(district, BY_SIAE)) == 4


def test_the_one_who_came_is_not_placed_by_a_table_of_an_earlier_day() -> None:
    two = Funder(name="Deux", siae=("Béta", "Gamma"))
    for cells in (
        {"Alpha": (8, 9, 0), "Béta": (4, 8, 0), "Gamma": (4, 7, 1)},
        {"Alpha": (8, 9, 0), "Béta": (6, 8, 0), "Gamma": (6, 7, 1)},
    ):
        made = consortium(cells, quartiers=DISTRICT)
        issued = issue(made, Issued(), JANUARY)
        assert len(parts(issued.reports[0], BY_SIAE)) > 1
        later = consortium(cells, quartiers=DISTRICT, deux=two)
        (of_two,) = issue(later, issued, MARCH).reports[2:]
        assert parts(of_two, "qpv") == {}


def test_nor_by_a_table_by_siae_beside_the_breakdown_of_an_earlier_day() -> None:
    cells = {"Alpha": (8, 9, 0), "Béta": (6, 8, 0), "Gamma": (6, 7, 1)}
    two = Funder(name="Deux", siae=("Béta", "Gamma"))
    issued = issue(consortium(cells, deux=two), Issued(), JANUARY)
    assert parts(issued.reports[0], "qpv")[frozenset(("oui",))] == 12
    later = consortium(cells, quartiers=DISTRICT)
    (district,) = issue(later, issued, MARCH).reports[1:]
    assert district.tables[BY_SIAE].count(("Béta", "Gamma")) is None


def test_a_total_that_leaves_few_of_a_table_already_issued_is_listed() -> None:
    cells = {"Alpha": (9, 8, 0), "Béta": (7, 6, 0), "Gamma": (6, 6, 0), "Delta": (2, 3, 0)}
    three = Funder(name="Trois", siae=("Alpha", "Béta", "Gamma"))
    held = issue(consortium(cells, trois=three), Issued(), MARCH)
    assert parts(held.reports[0], "qpv") == {frozenset(("oui",)): 22, frozenset(("non",)): 20}
    district = issue(consortium(cells, quartiers=DISTRICT), held, MARCH)
    listed = gives_away(district.reports[-1], Issued(district.reports[:-1]), THRESHOLD)
    assert [one for one in map(plain, listed) if "« Quartier prioritaire »" in one] == [
        "2 personnes séparent le total de ce rapport de ce que le tableau « Quartier prioritaire »"
        " du rapport « trois », déjà émis, dit des mêmes personnes. Se calcule avec les deux."
    ]
